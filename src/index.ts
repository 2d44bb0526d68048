/** Every class of the kit, without registering anything. */
export * from './connection/index.js';
export {
  RtcAdmitRequestEvent,
  RtcCameraRequestEvent,
  RtcDeviceRequestEvent,
  RtcFullscreenRequestEvent,
  RtcHandRequestEvent,
  RtcLayoutRequestEvent,
  RtcLeaveRequestEvent,
  RtcMicRequestEvent,
  RtcMutedSpeechEvent,
  RtcPipRequestEvent,
  RtcMuteRequestEvent,
  RtcPinRequestEvent,
  RtcRemoveRequestEvent,
  RtcRefuseRequestEvent,
  RtcScreenRequestEvent,
  RtcShareRequestEvent,
} from './elements/control-events.js';
export { connectionContext } from './elements/context.js';
export { RtcMicButton } from './elements/rtc-mic-button.js';
export { RtcCameraButton } from './elements/rtc-camera-button.js';
export { RtcScreenButton } from './elements/rtc-screen-button.js';
export { RtcHandButton } from './elements/rtc-hand-button.js';
export { RtcLeaveButton } from './elements/rtc-leave-button.js';
export { RtcCameraFlipButton } from './elements/rtc-camera-flip-button.js';
export { RtcDeviceSelect } from './elements/rtc-device-select.js';
export { RtcMicLevel } from './elements/rtc-mic-level.js';
export { RtcSoundPrompt } from './elements/rtc-sound-prompt.js';
export { RtcLobby } from './elements/rtc-lobby.js';
export { RtcControlBar } from './elements/rtc-control-bar.js';
export { RtcLayoutButton } from './elements/rtc-layout-button.js';
export { RtcFullscreenButton } from './elements/rtc-fullscreen-button.js';
export { RtcPipButton } from './elements/rtc-pip-button.js';
export { RtcStatus } from './elements/rtc-status.js';
export { RtcParticipants } from './elements/rtc-participants.js';
export { RtcShareLink } from './elements/rtc-share-link.js';
export { RtcShow } from './elements/rtc-show.js';
export { RtcTimer } from './elements/rtc-timer.js';
export { RtcKnocks } from './elements/rtc-knocks.js';
export { RtcPassword } from './elements/rtc-password.js';
export { RtcJoinButton } from './elements/rtc-join-button.js';
export { RtcOpenButton } from './elements/rtc-open-button.js';
export { RtcRoom } from './elements/rtc-room.js';
export { RtcVideoGrid } from './elements/rtc-video-grid.js';
export { RtcVideoTile } from './elements/rtc-video-tile.js';
export { version } from './version.js';
