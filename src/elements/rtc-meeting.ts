import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { spokenDuration } from '../i18n/duration.js';
import { errorText, t } from '../i18n/translate.js';
import { callIcon } from './call-icons.js';
import { callTime, secondsOf } from './call-time.js';
import { parseHotkeys } from './rtc-control-bar.js';
import { canOpenPip } from './rtc-pip-button.js';
import type { RtcRoom } from './rtc-room.js';
import { canShareScreens } from './rtc-screen-button.js';
import { buttonStyles, hostStyles } from './styles.js';

/** What can be opened beside the pictures. */
type Panel = 'people' | 'devices';
const panels: readonly Panel[] = ['people', 'devices'];

/** Rooms that were entered by what had the focus in their lobby. */
const entered = new WeakSet<RtcRoom>();

/**
 * What a room without children shows around its join button and its grid. Private to `<rtc-room>`; where this file is
 * not to be had, the button and the grid still stand there alone.
 *
 * @internal
 * @tag rtc-meeting
 * @slot - The join button (lobby, ended) or the grid (stage).
 */
export class RtcMeeting extends LitElement {
  static override styles = [
    hostStyles,
    buttonStyles,
    css`
      :host {
        display: grid;
        gap: 1rem;
        place-content: center;
        justify-items: center;
        block-size: 100%;
        padding: 1rem;
        text-align: center;
      }
      :host([view='stage']) {
        container-type: inline-size;
        /* A long list beside the pictures scrolls: it does not push the controls out of the window. */
        grid-template: minmax(0, 1fr) / minmax(0, 1fr);
        place-content: stretch;
        justify-items: stretch;
        padding: 0;
      }
      .stage {
        display: grid;
        grid-template: minmax(0, 1fr) auto / minmax(0, 1fr) auto;
        row-gap: var(--_gap);
        block-size: 100%;
      }
      rtc-control-bar {
        grid-column: 1 / -1;
      }
      .toggle {
        padding: 0.5em 0.75em;
        border-radius: var(--rtc-control-radius, 999px);
      }
      .toggle:not([slot='menu']) .words {
        position: absolute;
        inline-size: 1px;
        block-size: 1px;
        overflow: hidden;
        clip-path: inset(50%);
      }
      .toggle[slot='menu'] {
        justify-content: flex-start;
      }
      .toggle[aria-expanded='true'] {
        border-color: currentcolor;
      }
      @media (forced-colors: active) {
        .toggle[aria-expanded='true'] {
          background: SelectedItem;
          color: SelectedItemText;
          forced-color-adjust: none;
        }
      }
      .panel {
        grid-area: 1 / 2;
        inline-size: min(20rem, 40cqi);
        margin-inline-start: var(--_gap);
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        align-content: start;
        gap: 0.75rem;
        overflow: auto;
        padding: 0.75rem;
        border: 1px solid var(--_border);
        border-radius: var(--_radius);
        background: var(--_surface);
        color: var(--_text);
        text-align: start;
      }
      .panel header {
        display: flex;
        justify-content: space-between;
        align-items: center;
        gap: 0.5rem;
      }
      .panel h2 {
        font-size: 1.125rem;
      }
      .panel h3 {
        margin: 0.75rem 0 0;
        font-size: 1rem;
      }
      /* With no room beside the pictures it takes their place. */
      @container (width < 40rem) {
        .panel {
          grid-area: 1 / 1 / auto / -1;
          inline-size: auto;
          margin: 0;
        }
        .panel:not([hidden]) ~ .tiles {
          visibility: hidden;
        }
      }
      :host([view='lobby']) {
        grid-template-columns: minmax(0, 1fr);
        align-content: safe center;
        overflow: auto;
      }
      .tiles {
        grid-area: 1 / 1;
        display: grid;
        grid-template: minmax(0, 1fr) / minmax(0, 1fr);
        min-block-size: 0;
      }
      .tiles + rtc-leave-button {
        grid-column: 1 / -1;
        justify-self: center;
        padding-block: 0.25rem;
      }
      ::slotted(rtc-join-button) {
        min-inline-size: 12rem;
        font-size: 1.125rem;
      }
      h2,
      p {
        margin: 0;
      }
      h2 {
        font-size: 1.5rem;
      }
      :is(h2, .tiles):focus-visible {
        outline: 3px solid var(--rtc-focus, var(--_accent));
        outline-offset: 2px;
        border-radius: 2px;
      }
      p {
        max-inline-size: 30em;
        color: var(--_quiet);
      }
    `,
  ];

  /** What had the focus before the update. */
  #focused: Element | null = null;

  /** The room it belongs to. */
  @property({ attribute: false }) room: RtcRoom | undefined;
  /** What to show: `lobby` before, `stage` during, `ended` after the meeting. */
  @property() view: 'lobby' | 'stage' | 'ended' = 'lobby';
  /** State of the room at the time of rendering; a change renders anew. */
  @property({ attribute: false }) snapshot: unknown;

  @state() private panel: Panel | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    // The lobby is still there: who has the focus in it has entered by it.
    if (this.view === 'stage' && this.room?.shadowRoot?.activeElement) entered.add(this.room);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#focused = this.shadowRoot!.activeElement;
    if (changed.has('view')) this.panel = undefined;
  }

  protected override firstUpdated(): void {
    // What had the focus is gone: people go on where it is told what happened.
    const isLost = document.activeElement === null || document.activeElement === document.body;
    const isOver = this.view !== 'stage' && this.#tellsEnd;
    if (isLost && (isOver || (this.room && entered.has(this.room)))) this.#focusStart();
  }

  protected override updated(): void {
    if (this.#focused?.isConnected === false) this.#focusStart();
  }

  override render(): TemplateResult {
    const { room, view } = this;
    if (view === 'stage') {
      const isReady = room && room.state !== 'connecting';
      return html`<div class="stage">
        ${isReady ? this.#renderPanel(room) : nothing}
        <section class="tiles" aria-label=${t(this, 'videoGrid')} tabindex="-1"><slot></slot></section>
        ${room && (isReady ? this.#controls(room) : this.#renderCancel(room))}
      </div>`;
    }
    if (view === 'ended') return html`${this.#renderEnd()} <slot></slot>`;
    return html`${this.#tellsEnd ? this.#renderEnd() : html`<h2 tabindex="-1">${t(this, 'lobbyReady')}</h2>`}
      <p>${t(this, room?.present ? 'lobbyOpen' : 'lobbyAbsent')}</p>
      <rtc-password .room=${room}></rtc-password>
      <rtc-lobby .room=${room}><slot></slot></rtc-lobby>`;
  }

  /** The heading; in a call all around the tiles, so that a key that is still held presses nothing. */
  #focusStart(): void {
    const start = this.view === 'stage' ? '.tiles' : 'h2';
    this.renderRoot.querySelector<HTMLElement>(start)?.focus({ preventScroll: true });
  }

  /** There was a call, and it is over. */
  get #hasEnded(): boolean {
    return this.room !== undefined && callTime(this.room.connection).to !== undefined;
  }

  /** That is the news, and not that one waits to be let into the next. */
  get #tellsEnd(): boolean {
    return this.#hasEnded && !this.room!.connection.state.knocking;
  }

  /** What happened, and how long one was there. */
  #renderEnd(): TemplateResult {
    const { room, view } = this;
    const call = room && callTime(room.connection);
    const time = call && spokenDuration(this, secondsOf(call));
    const ending = view === 'ended' ? 'closed' : 'youLeft';
    return html`<h2 tabindex="-1">${call?.error ? errorText(this, call.error) : t(this, ending)}</h2>
      ${this.#hasEnded && time ? html`<p>${t(this, 'callLasted', { time })}</p>` : nothing}`;
  }

  /** The way back, while one is on the way in. */
  #renderCancel(room: RtcRoom): TemplateResult {
    return html`<rtc-leave-button .room=${room}>${t(this, 'cancelKnock')}</rtc-leave-button>`;
  }

  /** Microphone, camera, screen, hand, how it is shown, and the way out. */
  #controls(room: RtcRoom): TemplateResult {
    const keys = parseHotkeys(room.getAttribute('hotkeys'));
    return html`<rtc-control-bar .room=${room}>
      <rtc-mic-button .room=${room} .hotkey=${keys.mic}></rtc-mic-button>
      ${room.audio && !room.video ? nothing : html`<rtc-camera-button .room=${room} .hotkey=${keys.camera}></rtc-camera-button>`}
      ${
        canShareScreens() ? html`<rtc-screen-button .room=${room} .hotkey=${keys.screen}></rtc-screen-button>` : nothing
      }
      <rtc-hand-button .room=${room} .hotkey=${keys.hand}></rtc-hand-button>
      <rtc-layout-button .hotkey=${keys.layout}></rtc-layout-button>
      ${canOpenPip() ? html`<rtc-pip-button .room=${room}></rtc-pip-button>` : nothing}
      ${document.fullscreenEnabled ? html`<rtc-fullscreen-button .room=${room}></rtc-fullscreen-button>` : nothing}
      ${panels.map((name) => this.#renderToggle(name))}
      <rtc-leave-button .room=${room} .hotkey=${keys.leave} ?confirm=${room.hasAttribute('confirm-leave')}
        >${t(this, 'leave')}</rtc-leave-button
      >
    </rtc-control-bar>`;
  }

  #renderToggle(name: Panel): TemplateResult {
    const label = t(this, name);
    return html`<button
      type="button"
      class="toggle quiet"
      id=${name}
      title=${label}
      aria-expanded=${this.panel === name}
      aria-controls="panel"
      @click=${() => (this.panel === name ? this.#closePanel() : this.#openPanel(name))}
    >
      ${callIcon(name)}<span class="words">${label}</span>
    </button>`;
  }

  /** Who is here and how others come, or the devices. */
  #renderPanel(room: RtcRoom): TemplateResult {
    const { panel } = this;
    const close = t(this, 'closePanel');
    return html`<section
      class="panel"
      id="panel"
      aria-labelledby="panel-title"
      ?hidden=${!panel}
      @keydown=${this.#panelKeyPressed}
    >
      <header>
        <h2 id="panel-title" tabindex="-1">${panel ? t(this, panel) : nothing}</h2>
        <button type="button" class="toggle quiet" title=${close} aria-label=${close} @click=${this.#closePanel}>
          ${callIcon('close')}
        </button>
      </header>
      ${panel === 'people' ? this.#renderPeople(room) : nothing}
      ${panel === 'devices' ? this.#renderDevices(room) : nothing}
    </section>`;
  }

  #renderPeople(room: RtcRoom): TemplateResult {
    return html`<rtc-participants .room=${room}></rtc-participants>
      <h3>${t(this, 'roomLink')}</h3>
      <rtc-share-link .room=${room}></rtc-share-link>`;
  }

  #renderDevices(room: RtcRoom): TemplateResult {
    return html`<rtc-device-select .room=${room} kind="microphone"></rtc-device-select>
      <rtc-mic-level .room=${room}></rtc-mic-level>
      <rtc-device-select .room=${room} kind="camera"></rtc-device-select>
      <rtc-device-select .room=${room} kind="speaker"></rtc-device-select>`;
  }

  async #openPanel(panel: Panel): Promise<void> {
    this.panel = panel;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('#panel-title')?.focus();
  }

  /** The focus goes back to where it came from, or to what leads there. */
  readonly #closePanel = async (): Promise<void> => {
    const toggle = this.renderRoot.querySelector<HTMLElement>(`#${this.panel}`);
    this.panel = undefined;
    await this.updateComplete;
    // It may have gone into the menu of the bar, for want of room.
    if (toggle?.checkVisibility()) toggle.focus();
    else
      this.renderRoot.querySelector('rtc-control-bar')?.renderRoot.querySelector<HTMLElement>('[part=more]')?.focus();
  };

  readonly #panelKeyPressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    void this.#closePanel();
  };
}
