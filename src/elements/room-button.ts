import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { ConnectionState, ConnectionStatus } from '../connection/state.js';
import { t, type TextKey } from '../i18n/translate.js';
import type { PresenceFacts } from '../connection/index.js';
import { RoomElement } from './room-element.js';
import { buttonStyles, hostStyles } from './styles.js';

/** Milliseconds after which a button stops waiting to hear whether the room exists. */
const presenceTimeout = 2000;

/** Base of the buttons that enter a room: knows live whether the room exists, and says why it cannot act. */
export abstract class RoomButton extends RoomElement {
  static override shadowRootOptions: ShadowRootInit = { ...RoomElement.shadowRootOptions, delegatesFocus: true };

  static override styles = [
    hostStyles,
    buttonStyles,
    css`
      :host {
        display: inline-grid;
        vertical-align: top;
      }
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
      /* Without an icon there is no box, and so no gap. */
      [part='icon'] {
        display: contents;
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
  /** Has the focus of somebody with a keyboard: a disabled button would lose it, to the top of the page. */
  @state() private isHeld = false;
  /** The request of this button is under way. */
  @state() protected acting = false;

  /** The room to enter; the room element's own by default. */
  @property({ attribute: 'room-id' }) roomId: string | undefined;
  /** Keeps the button from acting. */
  @property({ type: Boolean, reflect: true }) disabled = false;
  /** Read-only: waiting, for the server or for one's own request. */
  @property({ type: Boolean, reflect: true }) busy = false;
  /** Read-only: a click would act now. */
  @property({ type: Boolean, reflect: true }) available = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

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

  /** Presses the button. */
  override click(): void {
    this.#button?.click();
  }

  protected override select({ status }: ConnectionState): ConnectionStatus {
    return status;
  }

  override render(): TemplateResult {
    const reason = this.busy ? undefined : this.obstacle;
    return html`<div>
      <button
        part="base"
        type="button"
        ?disabled=${!this.available && (this.disabled || !this.isHeld)}
        aria-disabled=${!this.available}
        aria-busy=${this.busy ? 'true' : 'false'}
        aria-describedby=${reason ? 'reason' : nothing}
        @click=${this.#press}
        @focus=${this.#focused}
        @blur=${this.#blurred}
      >
        <span part="icon"><slot name="icon"></slot></span>
        <span part="label" @slotchange=${() => this.requestUpdate()}>${this.renderLabel()}</span>
      </button>
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

  /** Asks the page, then acts; the connection publishes what fails. */
  protected abstract act(): Promise<unknown> | undefined;

  get #button(): HTMLButtonElement | null {
    return this.renderRoot.querySelector('button');
  }

  readonly #focused = (): void => {
    this.isHeld = this.#button?.matches(':focus-visible') ?? false;
  };

  readonly #blurred = (): void => {
    // The focus comes back to it when the window has answered a question of the browser's.
    if (document.hasFocus()) this.isHeld = false;
  };

  #press = async (): Promise<void> => {
    // Two clicks may come before the first has been rendered.
    if (!this.available || this.acting) return;
    const request = this.act();
    if (!request) return;
    this.acting = true;
    try {
      await request;
    } catch {
      // In state.error and in rtc-error already: the room shows and announces it.
    } finally {
      this.acting = false;
    }
  };

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
