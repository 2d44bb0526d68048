import { RtcMeeting } from '../elements/rtc-meeting.js';
import { define } from './define.js';
import './rtc-camera-button.js';
import './rtc-leave-button.js';
import './rtc-lobby.js';
import './rtc-mic-button.js';
import './rtc-screen-button.js';

define('rtc-meeting', RtcMeeting);

export { RtcMeeting };
