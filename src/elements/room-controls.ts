import { html, nothing, type TemplateResult } from 'lit';
import type { ConnectionState } from '../connection/state.js';
import { t } from '../i18n/translate.js';
import { actionElements } from './action-elements.js';
import { isInCall, isMicrophoneOn } from './call-state.js';
import { RtcMutedSpeechEvent } from './control-events.js';
import type { MediaSessionCare } from './media-session.js';
import type { MutedSpeech } from './muted-speech.js';
import { perform } from './room-actions.js';
import type { NoticesHost } from './room-notices.js';

/** Milliseconds for which the hint stands. */
const hintTime = 8000;

/**
 * How a room is controlled beside the elements for that: by any element with an action, by the system, and by a hint that
 * the microphone is off.
 */
export class RoomControls {
  readonly #room: NoticesHost;
  readonly #say: (text: string) => void;
  #session: MediaSessionCare | undefined;
  #speech: MutedSpeech | undefined;
  #isLoaded = false;
  #hint: ReturnType<typeof setTimeout> | undefined;

  /** @param say Tells a sentence to screen readers. */
  constructor(room: NoticesHost, say: (text: string) => void) {
    this.#room = room;
    this.#say = say;
    actionElements().refresh();
  }

  stateChanged(state: ConnectionState): void {
    actionElements().refresh();
    if (isInCall(state) && !this.#isLoaded) void this.#load();
    this.#update(state);
    if (!isInCall(state) || isMicrophoneOn(state)) this.#hide();
  }

  /** The room is gone. */
  reset(): void {
    this.#session?.update(this.#room.connection.state, false);
    this.#speech?.end();
    this.#hide();
    actionElements().refresh();
  }

  render(): TemplateResult {
    const room = this.#room;
    return html`${
      this.#hint === undefined
        ? nothing
        : html`<div class="notice" part="muted-hint">
            <span>${t(room, 'youAreMuted')}</span>
            <button type="button" @click=${() => void perform('toggle-mic', room)}>
              ${t(room, 'turnMicrophoneOn')}
            </button>
          </div>`
    }`;
  }

  async #load(): Promise<void> {
    this.#isLoaded = true;
    try {
      const { MediaSessionCare, MutedSpeech } = await import('./call-extras.js');
      this.#session = new MediaSessionCare(this.#room);
      this.#speech = new MutedSpeech(() => this.#spoken());
      this.#update(this.#room.connection.state);
    } catch {
      // A call goes on without it.
    }
  }

  #update(state: ConnectionState): void {
    const { isConnected } = this.#room;
    this.#session?.update(state, isConnected);
    this.#speech?.update(state, isConnected && !this.#room.hasAttribute('no-muted-hint'));
  }

  #spoken(): void {
    if (!this.#room.dispatchEvent(new RtcMutedSpeechEvent({}))) return;
    clearTimeout(this.#hint);
    this.#wait();
    this.#say(t(this.#room, 'youAreMuted'));
    this.#room.requestUpdate();
  }

  /** The hint goes, but not from under somebody who is at its button. */
  #wait(): void {
    this.#hint = setTimeout(() => {
      if (this.#room.shadowRoot!.querySelector('[part=muted-hint] :focus')) this.#wait();
      else this.#hide();
    }, hintTime);
  }

  #hide(): void {
    if (this.#hint === undefined) return;
    clearTimeout(this.#hint);
    this.#hint = undefined;
    this.#room.requestUpdate();
  }
}
