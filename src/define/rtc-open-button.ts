import { RtcOpenButton } from '../elements/rtc-open-button.js';
import { define } from './define.js';

define('rtc-open-button', RtcOpenButton);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-open-button': RtcOpenButton;
  }
}

export { RtcOpenButton };
