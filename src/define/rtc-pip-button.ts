import { RtcPipButton } from '../elements/rtc-pip-button.js';
import { define } from './define.js';

define('rtc-pip-button', RtcPipButton);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-pip-button': RtcPipButton;
  }
}

export { RtcPipButton };
