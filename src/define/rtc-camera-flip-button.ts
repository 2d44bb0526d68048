import { RtcCameraFlipButton } from '../elements/rtc-camera-flip-button.js';
import { define } from './define.js';

define('rtc-camera-flip-button', RtcCameraFlipButton);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-camera-flip-button': RtcCameraFlipButton;
  }
}

export { RtcCameraFlipButton };
