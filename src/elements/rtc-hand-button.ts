import { quietStyles, ToggleButton } from './control-button.js';

/**
 * Raises one's own hand, and lowers it. The others see it on the tile and in the list of people, and hear of it. It goes
 * down by itself when one leaves the room.
 *
 * @tag rtc-hand-button
 * @slot - Words beside the icon; none by default.
 * @slot icon - In the place of the icon.
 * @csspart base - The native button.
 * @csspart icon - Around the icon.
 * @csspart label - Around the words.
 * @cssprop [--rtc-control-radius=999px] - Roundness of the buttons of a call.
 * @fires {RtcHandRequestEvent} rtc-hand-request - Cancelable, before the hand is raised or lowered.
 */
export class RtcHandButton extends ToggleButton {
  static override styles = [...ToggleButton.styles, quietStyles];

  protected override readonly action = 'toggle-hand';

  protected override readonly looks = {
    on: { icon: 'hand', name: 'lowerHand' },
    off: { icon: 'hand', name: 'raiseHand' },
  } as const;
}
