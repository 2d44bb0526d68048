import { RtcRoom } from '../elements/rtc-room.js';
import { define } from './define.js';

RtcRoom.loadMeeting = () => import('./rtc-meeting.js');
define('rtc-room', RtcRoom);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-room': RtcRoom;
  }
}

export { RtcRoom };
export { RtcJoinButton } from './rtc-join-button.js';
export { RtcVideoGrid } from './rtc-video-grid.js';
