import { RtcShow } from '../elements/rtc-show.js';
import { define } from './define.js';

define('rtc-show', RtcShow);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-show': RtcShow;
  }
}

export { RtcShow };
