import type { ConnectionController } from '../connection/connection-controller.js';
import type { ConnectionState } from '../connection/state.js';
import { ToggleButton } from './control-button.js';
import { RtcMicRequestEvent } from './control-events.js';

/**
 * Switches the own microphone during a call. Without words of the page's own its name says what a click does; with them
 * `aria-pressed` says whether the microphone is on.
 *
 * @tag rtc-mic-button
 * @slot - Words beside the icon; none by default.
 * @slot icon - In the place of the icon.
 * @csspart base - The native button.
 * @csspart icon - Around the icon.
 * @csspart label - Around the words.
 * @cssprop [--rtc-control-radius=999px] - Roundness of the buttons of a call.
 * @fires {RtcMicRequestEvent} rtc-mic-request - Cancelable, before the microphone is switched.
 */
export class RtcMicButton extends ToggleButton {
  protected override readonly looks = {
    on: { icon: 'microphone', name: 'turnMicrophoneOff' },
    off: { icon: 'microphoneOff', name: 'turnMicrophoneOn' },
  } as const;

  protected override isOn({ local }: ConnectionState): boolean {
    return local.streams.some(({ source, audio }) => source === 'camera' && audio === 'on');
  }

  protected override ask(on: boolean): RtcMicRequestEvent {
    return new RtcMicRequestEvent({ on });
  }

  protected override toggle(connection: ConnectionController, on: boolean): Promise<void> {
    return connection.setMicrophone(on);
  }
}
