import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { RtcJoinRequestEvent } from '../connection/events.js';
import type { PresenceFacts } from '../connection/index.js';
import type { ConnectionState } from '../connection/state.js';
import { errorText, t } from '../i18n/translate.js';
import { fieldStyles } from './field-styles.js';
import { RoomElement } from './room-element.js';
import { buttonStyles, hostStyles } from './styles.js';

/**
 * Asks for the password of a room that has one: when it is known to be locked, and when a try to enter has failed for it.
 * Shows nothing otherwise. Escape puts it away until the next failure.
 *
 * @tag rtc-password
 * @csspart base - The form.
 * @csspart message - What is wrong, or that there is a password.
 * @csspart input - The field.
 * @csspart submit - The button.
 * @fires {RtcJoinRequestEvent} rtc-join-request - Cancelable, before the room is entered with what was typed.
 */
export class RtcPassword extends RoomElement {
  static override styles = [
    hostStyles,
    buttonStyles,
    fieldStyles,
    css`
      :host {
        display: block;
        color: var(--_text);
      }
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--_gap);
        max-inline-size: 24rem;
        text-align: start;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: var(--_gap);
      }
      input {
        flex: 1 1 10rem;
      }
      input[aria-invalid='true'] {
        border-color: var(--_danger);
      }
    `,
  ];

  #watched = '';
  #unwatch: (() => void) | undefined;
  /** The room that was tried last. */
  #triedId = '';
  #lastError: unknown;
  /** Where the focus was before the field took it. */
  #before: HTMLElement | undefined;

  @state() private presence: PresenceFacts | undefined;
  /** A try has failed, and nobody has said that it was the last. */
  @state() private failed = false;
  @state() private dismissed = false;
  /** The room to enter; by default the one that was tried last, else the room element's own. */
  @property({ attribute: 'room-id' }) roomId: string | undefined;
  /** Read-only: the question is shown. */
  @property({ type: Boolean, reflect: true }) open = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch?.();
    this.#watched = '';
    this.presence = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { status, roomId, error } = this.#snapshot ?? {};
    if (status === 'connecting') this.#triedId = roomId ?? '';
    this.#watch();
    if (error !== this.#lastError) {
      this.#lastError = error;
      if (error?.code === 'invalid-password') {
        this.failed = true;
        this.dismissed = false;
      }
    }
    if (status === 'connected') this.failed = this.dismissed = false;
    const isOutside = status === 'idle' || status === 'failed';
    this.open = isOutside && !this.dismissed && (this.failed || this.presence?.locked === true);
  }

  protected override select(snapshot: ConnectionState): ConnectionState {
    return snapshot;
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.open) return nothing;
    const { error } = this.#snapshot!;
    const isWrong = error?.code === 'invalid-password' && Boolean(this.consumer.connection?.password);
    const isLimited = error?.code === 'rate-limited';
    const message = isLimited ? errorText(this, error) : t(this, isWrong ? 'wrongPassword' : 'roomHasPassword');
    return html`<form part="base" aria-labelledby="message" @submit=${this.#submit} @keydown=${this.#keyPressed}>
      <span id="message" part="message" role="status">${message}</span>
      <div class="row">
        <input
          part="input"
          type="password"
          autocomplete="off"
          required
          maxlength="1024"
          aria-label=${t(this, 'password')}
          aria-describedby="message"
          aria-invalid=${isWrong}
        />
        <button part="submit">${t(this, 'enterWithPassword')}</button>
      </div>
    </form>`;
  }

  /** After a failure the field is what comes next; a room that is only known to be locked takes no focus. */
  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('open') || !this.open || !this.failed) return;
    const active = document.activeElement;
    if (active instanceof HTMLElement && active !== document.body) this.#before = active;
    this.#input?.focus();
  }

  override focus(options?: FocusOptions): void {
    this.#input?.focus(options);
  }

  get #snapshot(): ConnectionState | undefined {
    return this.consumer.value as ConnectionState | undefined;
  }

  get #input(): HTMLInputElement | null {
    return this.renderRoot.querySelector('input');
  }

  get #targetId(): string {
    return this.roomId || this.#triedId || this.consumer.connection?.sessionid || '';
  }

  #watch(): void {
    const { connection } = this.consumer;
    const id = this.isConnected && connection ? this.#targetId : '';
    if (id === this.#watched) return;
    this.#unwatch?.();
    this.#watched = id;
    this.presence = undefined;
    this.#unwatch = id ? connection!.watchPresence(id, (facts) => (this.presence = facts)) : undefined;
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const { connection } = this.consumer;
    const roomId = this.#targetId;
    if (!connection || !this.dispatchEvent(new RtcJoinRequestEvent({ roomId }))) return;
    connection.password = this.#input!.value;
    this.failed = true;
    // A failure is in state.error, shown and announced.
    connection.join(roomId).catch(() => undefined);
  };

  readonly #keyPressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    this.dismissed = true;
    this.failed = false;
    this.#before?.focus();
    this.#before = undefined;
  };
}
