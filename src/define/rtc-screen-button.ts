import { RtcScreenButton } from '../elements/rtc-screen-button.js';
import { define } from './define.js';

define('rtc-screen-button', RtcScreenButton);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-screen-button': RtcScreenButton;
  }
}

export { RtcScreenButton };
