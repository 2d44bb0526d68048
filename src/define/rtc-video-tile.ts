import { RtcVideoTile } from '../elements/rtc-video-tile.js';
import { define } from './define.js';

define('rtc-video-tile', RtcVideoTile);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-video-tile': RtcVideoTile;
  }
}

export { RtcVideoTile };
