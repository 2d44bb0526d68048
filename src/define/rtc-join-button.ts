import { RtcJoinButton } from '../elements/rtc-join-button.js';
import { define } from './define.js';

define('rtc-join-button', RtcJoinButton);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-join-button': RtcJoinButton;
  }
}

export { RtcJoinButton };
