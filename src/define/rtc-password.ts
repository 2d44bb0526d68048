import { RtcPassword } from '../elements/rtc-password.js';
import { define } from './define.js';

define('rtc-password', RtcPassword);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-password': RtcPassword;
  }
}

export { RtcPassword };
