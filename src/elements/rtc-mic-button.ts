import { property } from 'lit/decorators.js';
import type { ConnectionController } from '../connection/connection-controller.js';
import { t } from '../i18n/translate.js';
import { deviceStyles, ToggleButton } from './control-button.js';
import { RtcMicRequestEvent } from './control-events.js';
import { hotkeyText } from './hotkey.js';
import { PushToTalk } from './push-to-talk.js';

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
  static override styles = [...ToggleButton.styles, deviceStyles];

  protected override readonly action = 'toggle-mic';

  protected override readonly looks = {
    on: { icon: 'microphone', name: 'turnMicrophoneOff' },
    off: { icon: 'microphoneOff', name: 'turnMicrophoneOn' },
  } as const;

  /** Whose microphone a held key has switched on. */
  #talking: ConnectionController | undefined;

  /** Key that has the microphone on while it is held, such as `Space`; one that is on anyway stays on. */
  @property({ attribute: 'push-to-talk' }) pushToTalk = '';

  constructor() {
    super();
    new PushToTalk(this, {
      key: () => (this.withHotkeys ? this.pushToTalk : ''),
      canTalk: (event) => !this.on && this.hears(event, this.pushToTalk),
      talk: (on) => this.#talk(on),
    });
  }

  protected override get hotkeys(): string {
    const talk = this.withHotkeys ? hotkeyText(this.pushToTalk) : '';
    return [super.hotkeys, talk].filter(Boolean).join(' ');
  }

  protected override titleOf(name: string): string {
    const key = hotkeyText(this.pushToTalk);
    if (!key || !this.withHotkeys) return super.titleOf(name);
    const keys = [super.hotkeys, t(this, 'holdToTalk', { key })].filter(Boolean);
    return `${name} (${keys.join(', ')})`;
  }

  #talk(on: boolean): void {
    // Nobody may keep a microphone on whose key has been let go.
    const mayGoOn = this.dispatchEvent(new RtcMicRequestEvent({ on })) || !on;
    // By the time the key is let go the button may be gone, or belong to another room.
    if (on) this.#talking = this.consumer.connection;
    // What goes wrong is in state.error, shown and announced.
    if (mayGoOn) this.#talking?.setMicrophone(on).catch(() => undefined);
  }
}
