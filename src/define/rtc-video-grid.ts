import { RtcVideoGrid } from '../elements/rtc-video-grid.js';
import { define } from './define.js';
import './rtc-video-tile.js';
define('rtc-video-grid', RtcVideoGrid);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-video-grid': RtcVideoGrid;
  }
}

export { RtcVideoGrid };
