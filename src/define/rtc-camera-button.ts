import { RtcCameraButton } from '../elements/rtc-camera-button.js';
import { define } from './define.js';

define('rtc-camera-button', RtcCameraButton);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-camera-button': RtcCameraButton;
  }
}

export { RtcCameraButton };
