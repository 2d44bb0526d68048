import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { spokenDuration } from '../i18n/duration.js';
import { errorText, t } from '../i18n/translate.js';
import { callTime, secondsOf } from './call-time.js';
import { parseHotkeys } from './rtc-control-bar.js';
import { canOpenPip } from './rtc-pip-button.js';
import type { RtcRoom } from './rtc-room.js';
import { canShareScreens } from './rtc-screen-button.js';
import { hostStyles } from './styles.js';

/**
 * What a room without children shows around its join button and its grid. Private to `<rtc-room>`; where this file is
 * not to be had, the button and the grid still stand there alone.
 *
 * @tag rtc-meeting
 * @slot - The join button (lobby, ended) or the grid (stage).
 */
export class RtcMeeting extends LitElement {
  static override styles = [
    hostStyles,
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
        grid-template: minmax(0, 1fr) auto / minmax(0, 1fr);
        place-content: stretch;
        justify-items: stretch;
        gap: var(--_gap);
        padding: 0;
      }
      :host([view='lobby']) {
        justify-content: stretch;
        align-content: safe center;
        overflow: auto;
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
      h2:focus-visible {
        outline: 3px solid var(--_accent);
        outline-offset: 4px;
        border-radius: 2px;
      }
      p {
        max-inline-size: 30em;
        color: var(--_quiet);
      }
    `,
  ];

  /** The room it belongs to. */
  @property({ attribute: false }) room: RtcRoom | undefined;
  /** What to show: `lobby` before, `stage` during, `ended` after the meeting. */
  @property() view: 'lobby' | 'stage' | 'ended' = 'lobby';
  /** State of the room at the time of rendering; a change renders anew. */
  @property({ attribute: false }) snapshot: unknown;

  protected override firstUpdated(): void {
    // What had the focus is gone with the call: people go on where it is told what happened.
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (this.view !== 'stage' && this.#hasEnded && isLost)
      this.renderRoot.querySelector('h2')?.focus({ preventScroll: true });
  }

  override render(): TemplateResult {
    const { room, view } = this;
    if (view === 'stage')
      return html`<slot></slot>${room && room.state !== 'connecting' ? this.#controls(room) : nothing}`;
    if (view === 'ended') return html`${this.#renderEnd()} <slot></slot>`;
    return html`${this.#hasEnded ? this.#renderEnd() : html`<h2>${t(this, 'lobbyReady')}</h2>`}
      <p>${t(this, room?.present ? 'lobbyOpen' : 'lobbyAbsent')}</p>
      <rtc-password .room=${room}></rtc-password>
      <rtc-lobby .room=${room}><slot></slot></rtc-lobby>`;
  }

  /** There was a call, and it is over. */
  get #hasEnded(): boolean {
    return this.room !== undefined && callTime(this.room.connection).to !== undefined;
  }

  /** What happened, and how long one was there. */
  #renderEnd(): TemplateResult {
    const { room, view } = this;
    const time = room && spokenDuration(this, secondsOf(callTime(room.connection)));
    const { error } = room ?? {};
    const ending = view === 'ended' ? 'closed' : 'youLeft';
    const isTold = !error || error.code === 'closed-by-owner' || view !== 'ended';
    return html`<h2 tabindex="-1">${isTold ? t(this, ending) : errorText(this, error)}</h2>
      ${this.#hasEnded && time ? html`<p>${t(this, 'callLasted', { time })}</p>` : nothing}`;
  }

  /** Microphone, camera, screen, how it is shown, and the way out. */
  #controls(room: RtcRoom): TemplateResult {
    const keys = parseHotkeys(room.getAttribute('hotkeys'));
    return html`<rtc-control-bar .room=${room}>
      <rtc-mic-button .room=${room} .hotkey=${keys.mic}></rtc-mic-button>
      <rtc-camera-button .room=${room} .hotkey=${keys.camera}></rtc-camera-button>
      ${
        canShareScreens() ? html`<rtc-screen-button .room=${room} .hotkey=${keys.screen}></rtc-screen-button>` : nothing
      }
      <rtc-layout-button .hotkey=${keys.layout}></rtc-layout-button>
      ${canOpenPip() ? html`<rtc-pip-button .room=${room}></rtc-pip-button>` : nothing}
      ${document.fullscreenEnabled ? html`<rtc-fullscreen-button .room=${room}></rtc-fullscreen-button>` : nothing}
      <rtc-leave-button .room=${room} .hotkey=${keys.leave}>${t(this, 'leave')}</rtc-leave-button>
    </rtc-control-bar>`;
  }
}
