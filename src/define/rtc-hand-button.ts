import { RtcHandButton } from '../elements/rtc-hand-button.js';
import { define } from './define.js';

define('rtc-hand-button', RtcHandButton);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-hand-button': RtcHandButton;
  }
}

export { RtcHandButton };
