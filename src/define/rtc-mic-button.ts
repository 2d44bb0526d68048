import { RtcMicButton } from '../elements/rtc-mic-button.js';
import { define } from './define.js';

define('rtc-mic-button', RtcMicButton);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-mic-button': RtcMicButton;
  }
}

export { RtcMicButton };
