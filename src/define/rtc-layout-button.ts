import { RtcLayoutButton } from '../elements/rtc-layout-button.js';
import { define } from './define.js';

define('rtc-layout-button', RtcLayoutButton);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-layout-button': RtcLayoutButton;
  }
}

export { RtcLayoutButton };
