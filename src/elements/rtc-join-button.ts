import { html, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { RtcJoinRequestEvent } from '../connection/events.js';
import { t, type TextKey } from '../i18n/translate.js';
import { RoomButton } from './room-button.js';

/**
 * Joins a room; knows live whether it exists, and waits for it while it does not.
 *
 * @tag rtc-join-button
 * @slot - The label; a localized "Join room" by default.
 * @slot busy - Shown instead of the label while waiting.
 * @slot absent - Shown instead of the label while the room does not exist (not with `mode="auto"`).
 * @slot full - Shown instead of the label while the room is full.
 * @slot icon - Before the label.
 * @csspart base - The native button.
 * @csspart label - Around the label.
 * @csspart icon - Around the icon.
 * @csspart reason - Why the button cannot act.
 * @fires {RtcJoinRequestEvent} rtc-join-request - Cancelable, before joining.
 */
export class RtcJoinButton extends RoomButton {
  /** `join` needs the room to exist; `auto` opens it when it does not. */
  @property() mode: 'join' | 'auto' = 'join';
  /** Read-only: the room exists. */
  @property({ type: Boolean, reflect: true }) present = false;
  /** Read-only: the room takes nobody more. */
  @property({ type: Boolean, reflect: true }) full = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.present = this.presence?.present ?? false;
    this.full = this.presence?.full ?? false;
  }

  protected override get obstacle(): TextKey | undefined {
    return super.obstacle ?? (this.#absent ? 'notOpenYet' : this.presence?.full ? 'roomFull' : undefined);
  }

  protected override renderLabel(): TemplateResult {
    const { acting } = this;
    const outside = !acting && super.obstacle === undefined;
    const absent = outside && this.#absent && this.#has('absent');
    const full = outside && this.presence?.full === true && this.#has('full');
    const label = this.mode === 'auto' ? t(this, 'join') : t(this, 'joinRoom');
    return html`<span ?hidden=${acting || absent || full}><slot>${label}</slot></span
      ><span ?hidden=${!acting}><slot name="busy">${t(this, 'joining')}</slot></span
      ><span ?hidden=${!absent}><slot name="absent"></slot></span
      ><span ?hidden=${!full}><slot name="full"></slot></span>`;
  }

  protected override act(): Promise<unknown> | undefined {
    const roomId = this.targetId;
    const { connection } = this.consumer;
    if (!this.dispatchEvent(new RtcJoinRequestEvent({ roomId }))) return undefined;
    return this.mode === 'auto' ? connection?.openOrJoin(roomId) : connection?.join(roomId);
  }

  get #absent(): boolean {
    return this.mode !== 'auto' && this.presence?.present === false;
  }

  /** The page has given a text of its own for a state. */
  #has(slot: string): boolean {
    return this.querySelector(`:scope > [slot="${slot}"]`) !== null;
  }
}
