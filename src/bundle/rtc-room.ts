/** The four elements that make a room, their tile and the engine, in one file. */
import './share-lit.js';
import '../define/rtc-room.js';
import '../define/rtc-open-button.js';
import '../define/rtc-join-button.js';
import '../define/rtc-video-grid.js';
export { ConnectionController, RtcError } from '../connection/index.js';
export { RtcJoinButton } from '../elements/rtc-join-button.js';
export { RtcOpenButton } from '../elements/rtc-open-button.js';
export { RtcRoom } from '../elements/rtc-room.js';
export { RtcVideoGrid } from '../elements/rtc-video-grid.js';
export { RtcVideoTile } from '../elements/rtc-video-tile.js';
export { version } from '../version.js';
