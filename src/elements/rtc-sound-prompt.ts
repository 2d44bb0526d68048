import { css, html, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { ConnectionState } from '../connection/state.js';
import { t } from '../i18n/translate.js';
import { RoomElement } from './room-element.js';
import { roomOf, type RoomHost } from './room-registry.js';
import { renderSoundButton } from './sound-button.js';
import { buttonStyles, hostStyles } from './styles.js';

/**
 * Turns on the sound of a room; shown only while the browser keeps it off, which it does until somebody has touched the
 * page.
 *
 * @tag rtc-sound-prompt
 * @slot - The label; a localized "Turn on sound" by default.
 * @slot reason - Why it is needed.
 * @csspart base - The native button.
 * @csspart reason - Around the reason.
 */
export class RtcSoundPrompt extends RoomElement {
  static override shadowRootOptions: ShadowRootInit = { ...RoomElement.shadowRootOptions, delegatesFocus: true };

  static override styles = [
    hostStyles,
    buttonStyles,
    css`
      :host {
        display: inline-flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem;
        color: var(--_text);
      }
      :host(:not([blocked])) {
        display: none;
      }
    `,
  ];

  /** The room knows whether the sound is held back, and says so by updating. */
  readonly #watcher = { hostUpdated: () => this.requestUpdate() };
  #room: RoomHost | undefined;

  /** Read-only: the browser keeps the sound off. */
  @property({ type: Boolean, reflect: true }) blocked = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watch(undefined);
  }

  override render(): TemplateResult {
    const label = html`<slot>${t(this, 'turnOnSound')}</slot>`;
    return html`<span part="reason"><slot name="reason">${t(this, 'soundBlocked')}</slot></span>
      ${renderSoundButton(this.#room?.sink, 'base', label)}`;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { connection } = this.consumer;
    this.#watch(connection && roomOf(connection));
    this.blocked = this.#room?.sink?.blocked ?? false;
  }

  /** It ends with the call. */
  protected override select({ participants }: ConnectionState): unknown {
    return participants;
  }

  #watch(room: RoomHost | undefined): void {
    if (room === this.#room) return;
    this.#room?.removeController?.(this.#watcher);
    this.#room = room;
    room?.addController?.(this.#watcher);
  }
}
