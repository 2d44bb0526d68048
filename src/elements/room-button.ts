import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { ConnectionState, ConnectionStatus } from '../connection/state.js';
import { t, type TextKey } from '../i18n/translate.js';
import type { PresenceFacts } from '../connection/index.js';
import { ActionButton } from './action-button.js';

/** Milliseconds after which a button stops waiting to hear whether the room exists. */
const presenceTimeout = 2000;

/** Base of the buttons that enter a room: knows live whether the room exists, and says why it cannot act. */
export abstract class RoomButton extends ActionButton {
  static override styles = [
    ...ActionButton.styles,
    css`
      /* The button takes the height that the page gives the host, less the reason. */
      div {
        display: flex;
        flex-direction: column;
      }
      .reason {
        display: block;
        /* As wide as the button, never wider. */
        inline-size: 0;
        min-inline-size: 100%;
        margin-block-start: 0.25em;
        color: var(--_quiet);
        font-size: 0.8125em;
      }
      button {
        flex: 1;
      }
    `,
  ];

  #watchedId = '';
  #watchedConnection: unknown;
  #unwatch: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Facts of the room from outside; undefined while unknown. */
  @state() protected presence: PresenceFacts | undefined;
  /** True when waiting to hear of the room has taken too long. */
  @state() private gaveUp = false;
  /** The room to enter; the room element's own by default. */
  @property({ attribute: 'room-id' }) roomId: string | undefined;
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopWatching();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.#watch();
    const waiting = this.consumer.connection !== undefined && this.targetId !== '' && !this.presence && !this.gaveUp;
    this.busy = this.acting || waiting || this.status === 'connecting';
    this.available = !this.busy && !this.disabled && this.obstacle === undefined;
  }

  protected override select({ status }: ConnectionState): ConnectionStatus {
    return status;
  }

  override render(): TemplateResult {
    const reason = this.busy ? undefined : this.obstacle;
    return html`<div>
      ${this.renderButton(
        html`<span part="icon"><slot name="icon"></slot></span>
          <span part="label" @slotchange=${() => this.requestUpdate()}>${this.renderLabel()}</span>`,
        { description: reason && 'reason' },
      )}
      <span class="reason" id="reason" part="reason" role="status" ?hidden=${reason === 'inRoom'}
        >${reason && this.isConnected ? t(this, reason) : nothing}</span
      >
    </div>`;
  }

  protected get status(): ConnectionStatus | undefined {
    return this.consumer.value as ConnectionStatus | undefined;
  }

  /** The room that a click would enter; empty when none is named. */
  protected get targetId(): string {
    return this.roomId || this.consumer.connection?.sessionid || '';
  }

  /** Why a click could not succeed, or undefined. */
  protected get obstacle(): TextKey | undefined {
    if (!this.consumer.connection) return 'noRoom';
    if (!this.targetId) return 'noRoomId';
    if (this.status === 'connected' || this.status === 'reconnecting') return 'inRoom';
    return undefined;
  }

  /** The content of the label, by state. */
  protected abstract renderLabel(): TemplateResult;

  #watch(): void {
    const { connection } = this.consumer;
    const id = this.isConnected ? this.targetId : '';
    if (id === this.#watchedId && connection === this.#watchedConnection) return;
    this.#stopWatching();
    this.#watchedId = id;
    this.#watchedConnection = connection;
    if (!connection || !id) return;
    this.#timer = setTimeout(() => (this.gaveUp = true), presenceTimeout);
    this.#unwatch = connection.watchPresence(id, (facts) => (this.presence = facts));
  }

  #stopWatching(): void {
    clearTimeout(this.#timer);
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.#watchedId = '';
    this.#watchedConnection = undefined;
    this.presence = undefined;
    this.gaveUp = false;
  }
}
