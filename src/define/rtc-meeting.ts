import { RtcMeeting } from '../elements/rtc-meeting.js';
import { define } from './define.js';

define('rtc-meeting', RtcMeeting);

export { RtcMeeting };
