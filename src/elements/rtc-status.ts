import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { ConnectionState } from '../connection/state.js';
import { errorText, t } from '../i18n/translate.js';
import { blipTime } from './announcer.js';
import { lossText } from './loss-text.js';
import { RoomElement } from './room-element.js';
import { roomOf } from './room-registry.js';
import { hostStyles } from './styles.js';

/**
 * Says in words how it stands with the room, and what went wrong. A lost line is told when it lasts. The room element
 * reads out all of this and more: only where there is none, for a connection of the page's own, is this text read out.
 *
 * @tag rtc-status
 * @csspart base - Around both texts.
 * @csspart state - How it stands.
 * @csspart error - What went wrong.
 */
export class RtcStatus extends RoomElement {
  static override styles = [
    hostStyles,
    css`
      :host {
        display: block;
        color: var(--_text);
      }
      [part='error'] {
        color: var(--_danger);
      }
    `,
  ];

  #blip: ReturnType<typeof setTimeout> | undefined;

  /** The line has been lost for long enough to be told. */
  @state() private isLost = false;

  /** Read-only: status of the signaling as shown: a short loss is not. */
  @property({ reflect: true }) state: ConnectionState['status'] | '' = '';

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endBlip();
  }

  protected override select(state: ConnectionState): ConnectionState {
    return state;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const status = this.#snapshot?.status ?? '';
    if (status !== 'reconnecting') this.#endBlip();
    else this.#blip ??= setTimeout(() => (this.isLost = true), blipTime);
    this.state = status === 'reconnecting' && !this.isLost ? 'connected' : status;
  }

  override render(): TemplateResult {
    // Two regions would say everything twice.
    const isTold = roomOf(this.consumer.connection) !== undefined;
    return html`<div part="base" role=${isTold ? nothing : 'status'} aria-live=${isTold ? 'off' : 'polite'}>
      <span part="state">${this.#text()}</span>
      <span part="error" ?hidden=${this.#errorText() === ''}>${this.#errorText()}</span>
    </div>`;
  }

  get #snapshot(): ConnectionState | undefined {
    return this.consumer.value as ConnectionState | undefined;
  }

  #text(): string {
    const snapshot = this.#snapshot;
    if (snapshot?.asking) return t(this, 'answerBrowser');
    switch (this.state) {
      case '':
        return t(this, 'noRoom');
      case 'connecting':
        return t(this, 'connecting');
      case 'connected':
        return t(this, snapshot?.participants.length === 1 ? 'aloneInRoom' : 'inRoom');
      case 'reconnecting':
        return lossText(this, snapshot!);
      case 'closed':
        return t(this, 'closed');
      default:
        return t(this, 'notInRoom');
    }
  }

  /** That the owner has closed the room is an error as well, and is said already. */
  #errorText(): string {
    const error = this.#snapshot?.error;
    return !error || error.code === 'closed-by-owner' ? '' : errorText(this, error);
  }

  #endBlip(): void {
    clearTimeout(this.#blip);
    this.#blip = undefined;
    this.isLost = false;
  }
}
