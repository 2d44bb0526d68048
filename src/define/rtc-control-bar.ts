import { RtcControlBar } from '../elements/rtc-control-bar.js';
import { define } from './define.js';
import './rtc-camera-button.js';
import './rtc-hand-button.js';
import './rtc-layout-button.js';
import './rtc-leave-button.js';
import './rtc-mic-button.js';
import './rtc-screen-button.js';

define('rtc-control-bar', RtcControlBar);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-control-bar': RtcControlBar;
  }
}

export { RtcControlBar };
