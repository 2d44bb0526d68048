import { RtcTimer } from '../elements/rtc-timer.js';
import { define } from './define.js';

define('rtc-timer', RtcTimer);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-timer': RtcTimer;
  }
}

export { RtcTimer };
