import { RtcMicLevel } from '../elements/rtc-mic-level.js';
import { define } from './define.js';

define('rtc-mic-level', RtcMicLevel);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-mic-level': RtcMicLevel;
  }
}

export { RtcMicLevel };
