import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { ConnectionState } from '../connection/state.js';
import { clockDuration, spokenDuration } from '../i18n/duration.js';
import { t } from '../i18n/translate.js';
import { isInCall } from './call-state.js';
import { callTime, secondsOf } from './call-time.js';
import { RoomElement } from './room-element.js';
import { hostStyles } from './styles.js';

/**
 * How long one has been in the room; after that, how long it was. Screen readers tell it when they are asked, and not each
 * second.
 *
 * @tag rtc-timer
 * @csspart base - The time.
 */
export class RtcTimer extends RoomElement {
  static override styles = [
    hostStyles,
    css`
      :host {
        display: inline-block;
        color: var(--_text);
        font-variant-numeric: tabular-nums;
      }
      /* A clock is read from left to right everywhere. */
      [part='base'] {
        direction: ltr;
        unicode-bidi: isolate;
      }
    `,
  ];

  #tick: ReturnType<typeof setTimeout> | undefined;

  /** Read-only: one is in the room, and the time goes on. */
  @property({ type: Boolean, reflect: true }) running = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#tick);
  }

  override render(): TemplateResult {
    const seconds = this.#seconds;
    const label = t(this, 'timeInRoom', { time: spokenDuration(this, seconds) });
    return html`<time part="base" role="timer" datetime=${`PT${seconds}S`} aria-label=${label}
      >${this.consumer.connection ? clockDuration(this, seconds) : nothing}</time
    >`;
  }

  protected override select(state: ConnectionState): boolean {
    return isInCall(state);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.running = this.consumer.value === true;
  }

  protected override updated(): void {
    clearTimeout(this.#tick);
    if (!this.running || !this.isConnected) return;
    const { from = 0 } = callTime(this.consumer.connection!);
    // On the second, so that none is left out.
    this.#tick = setTimeout(() => this.requestUpdate(), 1000 - ((Date.now() - from) % 1000));
  }

  get #seconds(): number {
    const { connection } = this.consumer;
    return connection ? secondsOf(callTime(connection)) : 0;
  }
}
