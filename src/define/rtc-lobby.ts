import { RtcLobby } from '../elements/rtc-lobby.js';
import { define } from './define.js';
import './rtc-device-select.js';
import './rtc-join-button.js';
import './rtc-mic-level.js';

define('rtc-lobby', RtcLobby);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-lobby': RtcLobby;
  }
}

export { RtcLobby };
