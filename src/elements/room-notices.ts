import {
  css,
  html,
  nothing,
  render,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import type { TrackKind } from '../connection/capture.js';
import type { ConnectionController } from '../connection/connection-controller.js';
import type {
  RtcEvent,
  RtcKnockEvent,
  RtcMuteAskedEvent,
  RtcParticipantJoinedEvent,
  RtcParticipantLeftEvent,
  RtcReconnectingEvent,
  RtcUnmuteAskedEvent,
} from '../connection/events.js';
import type { RtcError } from '../connection/rtc-error.js';
import type { ConnectionState, Participant } from '../connection/state.js';
import { plural } from '../i18n/plural.js';
import { errorText, t } from '../i18n/translate.js';
import { Announcer } from './announcer.js';
import type { AudioSink } from './audio-sink.js';
import { isInCall } from './call-state.js';
import { callTime } from './call-time.js';
import { handOn } from './hand-on.js';
import { raisedAt } from './hand.js';
import { lossText } from './loss-text.js';
import { RoomControls } from './room-controls.js';
import { isSecondClick } from './second-click.js';
import { renderSoundButton } from './sound-button.js';
import type { RoomSound } from './room-sounds.js';
import { buttonStyles } from './styles.js';

/** Somebody wants the microphone or camera on, or off. */
interface Question {
  readonly participant: Participant;
  readonly kind: TrackKind;
  readonly on: boolean;
}

/** The room that tells. */
export interface NoticesHost extends ReactiveControllerHost, HTMLElement {
  readonly connection: ConnectionController;
  /** Somebody who comes or goes is heard. */
  readonly sounds: boolean;
}

/**
 * What a room tells people beside its children: errors and how to go on, questions, a lost line, sound that is held back,
 * and sentences for screen readers. Loaded when a room is on the page; without it an error is still told as a text.
 */
export class RoomNotices implements ReactiveController {
  /** Of the room's shadow root. */
  static readonly styles = [
    buttonStyles,
    css`
      .error,
      .notice {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem;
        overflow-wrap: anywhere;
        margin-block: var(--_gap);
        padding: 0.6em 0.9em;
        border: 1px solid var(--_border);
        border-inline-start: 4px solid var(--_danger);
        border-radius: calc(var(--_radius) / 2);
        background: var(--_surface);
        color: var(--_text);
      }
      .notice {
        border-inline-start-color: var(--_accent);
      }
      /* Words take what the buttons leave, and where that is little the buttons stand below. */
      :is(.error, .notice) > span {
        flex: 1 1 18rem;
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
      /* There the lobby tells it. */
      .meeting:has(rtc-meeting[view='lobby']:defined) [part='waiting'] {
        display: none;
      }
      /* Seen also where the page's grid is taller than the window. */
      .bars {
        position: sticky;
        inset-block-end: 0;
        z-index: 1;
      }
      .meeting > .bars {
        position: absolute;
        inset-block-end: auto;
        inset-inline: 1rem;
        inset-block-start: 0.5rem;
        /* Several at once leave most of the faces to be seen. */
        max-inline-size: 40rem;
        margin-inline: auto;
      }
      :host(:fullscreen) {
        overflow: auto;
        background: var(--_background);
      }
    `,
  ];

  readonly #room: NoticesHost;
  readonly #sink: AudioSink;
  readonly #announcer: Announcer;
  readonly #controls: RoomControls;
  /** What somebody wants switched; only the person may. */
  #question: Question | undefined;
  /** The bar of the first who knocks, and who that is. */
  #knockBar: HTMLElement | undefined;
  #knocker: string | undefined;
  /** When it took the place of another one. */
  #replacedAt = 0;
  /** What had the focus in the room before it rendered, and anywhere when the bar came that has it now. */
  #held: Element | null = null;
  #before: HTMLElement | undefined;
  /** One was in the room before what is being told. */
  #isInside = false;
  /** Who has heard a no, and to what. */
  readonly #declined = new Set<string>();

  constructor(room: NoticesHost, sink: AudioSink) {
    this.#room = room;
    this.#sink = sink;
    this.#announcer = new Announcer(room);
    this.#controls = new RoomControls(room, (text) => this.#announcer.say(text));
    room.addController(this);
  }

  hostUpdate(): void {
    this.#held = this.#room.shadowRoot!.activeElement;
    if (!this.#held?.closest('.bars')) this.#before = document.activeElement as HTMLElement;
  }

  hostUpdated(): void {
    const held = this.#held;
    if (!held || held.checkVisibility()) return;
    // Who lets several in by keyboard goes on with the next.
    const next = held.closest('[part=knock]') && this.#knockBar?.querySelector('button');
    void handOn(next?.isConnected ? next : this.#before, this.#room);
  }

  stateChanged(state: ConnectionState, previous: ConnectionState): void {
    // Noted from the beginning, for whoever asks later.
    callTime(this.#room.connection);
    this.#announcer.stateChanged(state, previous);
    this.#tellHands(state, previous);
    this.#controls.stateChanged(state);
    if (state.knocking && !previous.knocking) this.#announcer.say(t(this.#room, 'waitingForOwner'));
    this.#dropQuestion(state);
    this.#isInside = isInCall(state);
  }

  heard(event: RtcEvent): void {
    if (event.type === 'rtc-participant-joined') {
      this.#announcer.tell('joined', (event as RtcParticipantJoinedEvent).participant);
      void this.#sound('joined');
    }
    if (event.type === 'rtc-participant-left') {
      this.#announcer.tell('left', (event as RtcParticipantLeftEvent).participant);
      void this.#sound('left');
    }
    if (event.type === 'rtc-reconnecting')
      this.#announcer.lost((event as RtcReconnectingEvent).silence, () => lossText(this.#room, this.#state));
    if (event.type === 'rtc-unmute-asked') this.#ask({ ...(event as RtcUnmuteAskedEvent), on: true });
    if (event.type === 'rtc-mute-asked') this.#ask({ ...(event as RtcMuteAskedEvent), kind: 'audio', on: false });
    if (event.type === 'rtc-knock') this.#announcer.say(this.#knockText((event as RtcKnockEvent).participant));
  }

  /** Forgets what was to be said. */
  reset(): void {
    this.#announcer.reset();
    this.#controls.reset();
    this.#question = undefined;
  }

  renderError(error: RtcError): TemplateResult {
    return html`<span>${errorText(this.#room, error)}</span>${this.#renderRetry(error)}`;
  }

  render(): TemplateResult {
    const room = this.#room;
    const { showsReconnecting, text } = this.#announcer;
    return html`<div class="notice" part="hint" ?hidden=${!this.#state.asking}>${t(room, 'answerBrowser')}</div>
      <div class="notice" part="reconnecting" ?hidden=${!showsReconnecting}>${lossText(room, this.#state)}</div>
      <div class="notice" part="waiting" ?hidden=${!this.#tellsKnocking}>
        <span>${t(room, 'waitingForOwner')}</span>
        <button type="button" class="quiet" @click=${() => room.connection.leave()}>${t(room, 'cancelKnock')}</button>
      </div>
      ${this.#renderKnocks()} ${this.#controls.render()}
      ${this.#question ? this.#renderQuestion(this.#question) : nothing}
      <div class="notice" ?hidden=${!this.#sink.blocked || this.#places('rtc-sound-prompt')}>
        <span>${t(room, 'soundBlocked')}</span>
        ${renderSoundButton(this.#sink, 'sound-prompt', t(room, 'turnOnSound'))}
      </div>
      <div class="silent" role="status" aria-live="polite">${text}</div>`;
  }

  get #state(): ConnectionState {
    return this.#room.connection.state;
  }

  /** Not of oneself, nor of those who come with the hand up. */
  #tellHands({ participants }: ConnectionState, previous: ConnectionState): void {
    for (const participant of participants) {
      const before = previous.participants.find(({ userid }) => userid === participant.userid);
      const isNew = before && !raisedAt(before) && raisedAt(participant);
      if (isNew && !participant.isLocal) this.#announcer.tell('handsRaised', participant);
    }
  }

  /** Not of those who were here before, and not of all of them when it is oneself who goes. */
  async #sound(sound: RoomSound): Promise<void> {
    const { status, speaker } = this.#state;
    if (!this.#room.sounds || status !== 'connected' || !this.#isInside) return;
    try {
      const { playSound } = await import('./room-sounds.js');
      await playSound(sound, speaker);
    } catch {
      // Without sound it is still told in words.
    }
  }

  /** One waits at the door, and no lobby of the page tells it. */
  get #tellsKnocking(): boolean {
    return this.#state.knocking && (isInCall(this.#state) || !this.#places('rtc-lobby'));
  }

  /** The page has an element of this kind for the room. */
  #places(tag: string): boolean {
    const { id } = this.#room;
    const elsewhere = id && document.querySelector(`${tag}[for="${CSS.escape(id)}"]`);
    return Boolean(elsewhere || this.#room.querySelector(`${tag}:not([for])`));
  }

  /** One at a time, so that they never cover the call; with buttons that never come to stand for somebody else. */
  #renderKnocks(): unknown {
    const [first, ...others] = this.#state.knocks;
    if (!first || this.#places('rtc-knocks')) return nothing;
    if (first.userid !== this.#knocker) {
      if (this.#knockBar?.isConnected) this.#replacedAt = Date.now();
      this.#knocker = first.userid;
      this.#knockBar = document.createElement('div');
      this.#knockBar.className = 'notice';
      this.#knockBar.part.add('knock');
    }
    render(this.#renderKnock(first, others.length), this.#knockBar!);
    return this.#knockBar;
  }

  #renderKnock(knocker: Participant, others: number): TemplateResult {
    const room = this.#room;
    const { connection } = room;
    const name = knocker.name || t(room, 'guest');
    // What goes wrong is in state.error, shown and announced.
    const answer = (act: 'admit' | 'refuse') => (click: MouseEvent) => {
      if (isSecondClick(click, this.#replacedAt)) return;
      connection[act](knocker.userid).catch(() => undefined);
    };
    return html`<span>${this.#knockText(knocker)}</span>
      <button type="button" aria-label=${t(room, 'admitName', { name })} @click=${answer('admit')}>
        ${t(room, 'admit')}
      </button>
      <button type="button" class="quiet" aria-label=${t(room, 'refuseName', { name })} @click=${answer('refuse')}>
        ${t(room, 'refuse')}
      </button>
      ${others > 0 ? html`<span>${plural(room, 'othersKnock', others)}</span>` : nothing}`;
  }

  #knockText({ name }: Participant): string {
    return t(this.#room, 'knocks', { name: name || t(this.#room, 'guest') });
  }

  #renderRetry({ retryable }: RtcError): unknown {
    return retryable && this.#failed().length > 0
      ? html`<button type="button" part="retry" @click=${() => this.#retry()}>${t(this.#room, 'tryAgain')}</button>`
      : nothing;
  }

  /** Which of the own devices should be on and are not. */
  #failed(): TrackKind[] {
    const camera = this.#state.local.streams.find(({ source }) => source === 'camera');
    return (['audio', 'video'] as const).filter((kind) => camera?.[`${kind}Error`] && camera[kind] !== 'on');
  }

  #retry(): void {
    // What goes wrong is in state.error, shown and announced.
    for (const kind of this.#failed()) this.#switch(kind, true).catch(() => undefined);
  }

  #switch(kind: TrackKind, on: boolean): Promise<void> {
    return this.#room.connection[kind === 'audio' ? 'setMicrophone' : 'setCamera'](on);
  }

  #renderQuestion(question: Question): TemplateResult {
    const room = this.#room;
    const { kind, on } = question;
    return html`<div class="notice" part="question">
      <span>${this.#questionText(question)}</span>
      <button type="button" @click=${() => this.#answer(true)}>
        ${t(room, !on ? 'turnOff' : kind === 'audio' ? 'turnMicrophoneOn' : 'turnCameraOn')}
      </button>
      <button type="button" class="quiet" @click=${() => this.#answer(false)}>${t(room, 'notNow')}</button>
    </div>`;
  }

  #questionText({ participant: { name }, kind, on }: Question): string {
    const room = this.#room;
    const key = !on ? 'asksSilence' : kind === 'audio' ? 'asksMicrophone' : 'asksCamera';
    return t(room, key, { name: name || t(room, 'guest') });
  }

  #ask(question: Question): void {
    const { participant, on } = question;
    if (this.#question || this.#declined.has(participant.userid + on)) return;
    this.#question = question;
    // What is so already needs no question.
    this.#dropQuestion(this.#state);
    if (!this.#question) return;
    this.#announcer.say(this.#questionText(question));
    this.#room.requestUpdate();
  }

  #answer(yes: boolean): void {
    const { participant, kind, on } = this.#question!;
    this.#question = undefined;
    this.#room.requestUpdate();
    // What goes wrong is in state.error, shown and announced.
    if (yes) this.#switch(kind, on).catch(() => undefined);
    else this.#declined.add(participant.userid + on);
  }

  /** A question is over with the call, with who asked, and when the device is as wished. */
  #dropQuestion({ participants, local }: ConnectionState): void {
    if (participants.length === 0) this.#declined.clear();
    if (!this.#question) return;
    const { participant, kind, on } = this.#question;
    const isOn = local.streams.some((info) => info.source === 'camera' && info[kind] === 'on');
    if (isOn === on || !participants.some(({ userid }) => userid === participant.userid)) this.#question = undefined;
  }
}
