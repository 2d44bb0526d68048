import { RtcParticipants } from '../elements/rtc-participants.js';
import { define } from './define.js';

define('rtc-participants', RtcParticipants);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-participants': RtcParticipants;
  }
}

export { RtcParticipants };
