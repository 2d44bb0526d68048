import { RtcStatus } from '../elements/rtc-status.js';
import { define } from './define.js';

define('rtc-status', RtcStatus);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-status': RtcStatus;
  }
}

export { RtcStatus };
