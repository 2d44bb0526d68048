import { deviceStyles, ToggleButton } from './control-button.js';

/**
 * Switches the own camera during a call; off frees the device. Without words of the page's own its name says what a click
 * does; with them `aria-pressed` says whether the camera is on.
 *
 * @tag rtc-camera-button
 * @slot - Words beside the icon; none by default.
 * @slot icon - In the place of the icon.
 * @csspart base - The native button.
 * @csspart icon - Around the icon.
 * @csspart label - Around the words.
 * @cssprop [--rtc-control-radius=999px] - Roundness of the buttons of a call.
 * @fires {RtcCameraRequestEvent} rtc-camera-request - Cancelable, before the camera is switched.
 */
export class RtcCameraButton extends ToggleButton {
  static override styles = [...ToggleButton.styles, deviceStyles];

  protected override readonly action = 'toggle-camera';

  protected override readonly looks = {
    on: { icon: 'camera', name: 'turnCameraOff' },
    off: { icon: 'cameraOff', name: 'turnCameraOn' },
  } as const;
}
