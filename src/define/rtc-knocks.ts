import { RtcKnocks } from '../elements/rtc-knocks.js';
import { define } from './define.js';

define('rtc-knocks', RtcKnocks);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-knocks': RtcKnocks;
  }
}

export { RtcKnocks };
