import { RtcLeaveButton } from '../elements/rtc-leave-button.js';
import { define } from './define.js';

define('rtc-leave-button', RtcLeaveButton);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-leave-button': RtcLeaveButton;
  }
}

export { RtcLeaveButton };
