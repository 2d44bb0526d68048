import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { t, type TextKey } from '../i18n/translate.js';
import { ControlButton } from './control-button.js';
import { RtcLeaveRequestEvent } from './control-events.js';

/**
 * Leaves the room, or cancels the way into it. With `confirm` it asks first, and the owner may then end the room for all.
 *
 * @tag rtc-leave-button
 * @slot - Words beside the icon; a localized "Leave" by default.
 * @slot icon - In the place of the icon.
 * @csspart base - The native button.
 * @csspart icon - Around the icon.
 * @csspart label - Around the words.
 * @csspart dialog - The question.
 * @cssprop [--rtc-control-radius=999px] - Roundness of the buttons of a call.
 * @cssprop [--rtc-shadow] - Under the question.
 * @fires {RtcLeaveRequestEvent} rtc-leave-request - Cancelable, before one leaves or the room is ended.
 */
export class RtcLeaveButton extends ControlButton {
  static override styles = [
    ...ControlButton.styles,
    css`
      [part='base'] {
        --_accent: var(--_danger);
        --_on-accent: var(--_on-danger);
      }
      dialog {
        max-inline-size: min(24rem, calc(100vw - 2rem));
        padding: 1.25rem;
        border: 1px solid var(--_border);
        border-radius: var(--_radius);
        background: var(--_surface);
        box-shadow: var(--rtc-shadow, 0 1rem 3rem #0004);
        color: var(--_text);
      }
      dialog::backdrop {
        background: #0008;
      }
      h2 {
        margin: 0 0 1rem;
        font-size: 1.125rem;
      }
      form {
        display: grid;
        gap: 0.5rem;
      }
    `,
  ];

  /** Asks before one leaves. */
  @property({ type: Boolean }) confirm = false;
  /** Ends the room for all when its owner leaves by this button. */
  @property({ type: Boolean, attribute: 'end-for-all' }) endForAll = false;

  override render(): TemplateResult {
    return html`${this.renderControl('leave', t(this, 'leave'))}${this.confirm ? this.#renderQuestion() : nothing}`;
  }

  /** The way into a room can be left as well. */
  protected override get obstacle(): TextKey | undefined {
    return this.snapshot?.status === 'connecting' ? undefined : super.obstacle;
  }

  protected override act(): Promise<unknown> | undefined {
    if (!this.confirm || this.snapshot?.status === 'connecting') return this.#leave(this.endForAll);
    this.renderRoot.querySelector('dialog')!.showModal();
    return undefined;
  }

  #renderQuestion(): TemplateResult {
    const mayEnd = this.snapshot?.isOwner && this.snapshot.participants.length > 1;
    return html`<dialog part="dialog" aria-labelledby="question">
      <h2 id="question">${t(this, 'leaveQuestion')}</h2>
      <form method="dialog" @submit=${this.#answered}>
        <button value="leave">${t(this, 'leave')}</button>
        ${mayEnd ? html`<button value="end" class="danger">${t(this, 'endForAll')}</button>` : nothing}
        <button value="" class="quiet">${t(this, 'stay')}</button>
      </form>
    </dialog>`;
  }

  readonly #answered = ({ submitter }: SubmitEvent): void => {
    const { value } = submitter as HTMLButtonElement;
    // What goes wrong is in state.error, shown and announced.
    if (value) this.#leave(value === 'end' || this.endForAll)?.catch(() => undefined);
  };

  #leave(all: boolean): Promise<void> | undefined {
    const { connection } = this.consumer;
    const forAll = all && this.snapshot?.isOwner === true;
    if (!connection || !this.dispatchEvent(new RtcLeaveRequestEvent({ forAll }))) return undefined;
    return forAll ? connection.close() : connection.leave();
  }
}
