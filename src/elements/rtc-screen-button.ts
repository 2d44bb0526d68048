import type { TextKey } from '../i18n/translate.js';
import { quietStyles, ToggleButton } from './control-button.js';

/**
 * Shares a screen, window or tab that the person chooses, and ends that. Disabled, with the reason, where the browser cannot
 * share (phones).
 *
 * @tag rtc-screen-button
 * @slot - Words beside the icon; none by default.
 * @slot icon - In the place of the icon.
 * @csspart base - The native button.
 * @csspart icon - Around the icon.
 * @csspart label - Around the words.
 * @cssprop [--rtc-control-radius=999px] - Roundness of the buttons of a call.
 * @fires {RtcScreenRequestEvent} rtc-screen-request - Cancelable, before the screen is shared or no longer shared.
 */
export class RtcScreenButton extends ToggleButton {
  static override styles = [...ToggleButton.styles, quietStyles];

  protected override readonly action = 'toggle-screen';

  protected override readonly looks = {
    on: { icon: 'screenOff', name: 'stopSharing' },
    off: { icon: 'screen', name: 'shareScreen' },
  } as const;

  protected override get obstacle(): TextKey | undefined {
    return super.obstacle ?? (canShareScreens() ? undefined : 'noScreens');
  }
}

/** Browsers of phones cannot, and none can on an insecure page. */
export function canShareScreens(): boolean {
  return Boolean((navigator.mediaDevices as Partial<MediaDevices> | undefined)?.getDisplayMedia);
}
