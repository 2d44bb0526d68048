/** Every class of the kit, without registering anything. */
export * from './connection/index.js';
export { connectionContext } from './elements/context.js';
export { RtcJoinButton } from './elements/rtc-join-button.js';
export { RtcOpenButton } from './elements/rtc-open-button.js';
export { RtcRoom } from './elements/rtc-room.js';
export { RtcVideoGrid } from './elements/rtc-video-grid.js';
export { RtcVideoTile } from './elements/rtc-video-tile.js';
export { version } from './version.js';
