import { html, type TemplateResult } from 'lit';
import { RtcOpenRequestEvent } from '../connection/events.js';
import { t, type TextKey } from '../i18n/translate.js';
import { RoomButton } from './room-button.js';

/**
 * Opens a room; disabled, with the reason shown, while that is known to be impossible.
 *
 * @tag rtc-open-button
 * @slot - The label; a localized "Open room" by default.
 * @slot busy - Shown instead of the label while waiting.
 * @slot icon - Before the label.
 * @csspart base - The native button.
 * @csspart label - Around the label.
 * @csspart icon - Around the icon.
 * @csspart reason - Why the button cannot act.
 * @fires {RtcOpenRequestEvent} rtc-open-request - Cancelable, before opening.
 */
export class RtcOpenButton extends RoomButton {
  protected override get obstacle(): TextKey | undefined {
    return super.obstacle ?? (this.presence?.present ? 'alreadyOpen' : undefined);
  }

  protected override renderLabel(): TemplateResult {
    const label = html`<slot>${t(this, 'openRoom')}</slot>`;
    return html`<span ?hidden=${this.acting}>${label}</span
      ><span ?hidden=${!this.acting}><slot name="busy">${t(this, 'opening')}</slot></span>`;
  }

  protected override act(): Promise<unknown> | undefined {
    const roomId = this.targetId;
    if (!this.dispatchEvent(new RtcOpenRequestEvent({ roomId }))) return undefined;
    return this.consumer.connection?.open(roomId);
  }
}
