import { RtcFullscreenButton } from '../elements/rtc-fullscreen-button.js';
import { define } from './define.js';

define('rtc-fullscreen-button', RtcFullscreenButton);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-fullscreen-button': RtcFullscreenButton;
  }
}

export { RtcFullscreenButton };
