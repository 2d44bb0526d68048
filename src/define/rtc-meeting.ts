import { RtcMeeting } from '../elements/rtc-meeting.js';
import { define } from './define.js';
import './rtc-control-bar.js';
import './rtc-device-select.js';
import './rtc-fullscreen-button.js';
import './rtc-lobby.js';
import './rtc-mic-level.js';
import './rtc-participants.js';
import './rtc-password.js';
import './rtc-pip-button.js';
import './rtc-share-link.js';

define('rtc-meeting', RtcMeeting);

export { RtcMeeting };
