import { css, html, render, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { ConnectionState, Participant } from '../connection/state.js';
import { t } from '../i18n/translate.js';
import { RtcAdmitRequestEvent, RtcRefuseRequestEvent } from './control-events.js';
import { handOn } from './hand-on.js';
import { arrange } from './keyed-rows.js';
import { RoomElement } from './room-element.js';
import { roomOf } from './room-registry.js';
import { isSecondClick } from './second-click.js';
import { buttonStyles, hostStyles } from './styles.js';

/**
 * Those who knock at one's own room, to be let in or refused; empty for everybody but its owner. Where the page has none,
 * the room asks in a bar of its own.
 *
 * @tag rtc-knocks
 * @csspart base - The list.
 * @csspart knock - One who knocks.
 * @csspart name - The name.
 * @csspart admit - The button that lets in.
 * @csspart refuse - The button that does not.
 * @fires {RtcAdmitRequestEvent} rtc-admit-request - Cancelable, before somebody is let in.
 * @fires {RtcRefuseRequestEvent} rtc-refuse-request - Cancelable, before somebody is refused.
 */
export class RtcKnocks extends RoomElement {
  static override styles = [
    hostStyles,
    buttonStyles,
    css`
      :host {
        display: block;
        color: var(--_text);
      }
      ul:not([hidden]) {
        display: grid;
        gap: var(--_gap);
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li,
      .answers {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--_gap);
      }
      [part='name'] {
        flex: 1 1 12rem;
        overflow-wrap: anywhere;
      }
    `,
  ];

  /** One row a person, by user id: a button never comes to stand for somebody else. */
  readonly #rows = new Map<string, HTMLLIElement>();
  /** The place in the list of the button that was pressed and is about to go. */
  #answered: number | undefined;
  /** When somebody last went from the list, and the others moved up. */
  #goneAt = 0;

  /** Read-only: how many knock. */
  @property({ type: Number, reflect: true }) count = 0;

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.count = this.#knocks.length;
  }

  protected override select({ knocks }: ConnectionState): readonly Participant[] {
    return knocks;
  }

  override render(): TemplateResult {
    return html`<ul part="base" aria-label=${t(this, 'knockers')} ?hidden=${this.count === 0}></ul>`;
  }

  /** Who lets several in by keyboard goes on with the next, and after the last in the call. */
  protected override updated(): void {
    this.#renderRows();
    if (this.#answered === undefined || document.activeElement !== document.body) return;
    const buttons = this.renderRoot.querySelectorAll<HTMLElement>('[part=admit]');
    buttons[Math.min(this.#answered, buttons.length - 1)]?.focus();
    if (buttons.length === 0) void handOn(undefined, roomOf(this.consumer.connection));
    this.#answered = undefined;
  }

  #renderRows(): void {
    const ids = this.#knocks.map(({ userid }) => userid);
    for (const [userid, row] of this.#rows) {
      if (ids.includes(userid)) continue;
      row.remove();
      this.#rows.delete(userid);
      this.#goneAt = Date.now();
    }
    arrange(
      this.renderRoot.querySelector('ul')!,
      this.#knocks.map((knocker, index) => this.#renderRow(knocker, index)),
    );
  }

  #renderRow(knocker: Participant, index: number): HTMLLIElement {
    const row = this.#rows.get(knocker.userid) ?? document.createElement('li');
    row.part.add('knock');
    this.#rows.set(knocker.userid, row);
    const name = knocker.name || t(this, 'guest');
    render(
      html`<span part="name">${t(this, 'knocks', { name })}</span>
        <span class="answers"
          >${(['admit', 'refuse'] as const).map(
            (act) =>
              html`<button
                type="button"
                part=${act}
                class=${act === 'refuse' ? 'quiet' : ''}
                aria-label=${t(this, `${act}Name`, { name })}
                @click=${(click: MouseEvent) => this.#answer(click, act, knocker, index)}
              >
                ${t(this, act)}
              </button>`,
          )}</span
        >`,
      row,
    );
    return row;
  }

  get #knocks(): readonly Participant[] {
    return (this.consumer.value as readonly Participant[] | undefined) ?? [];
  }

  #answer(click: MouseEvent, act: 'admit' | 'refuse', participant: Participant, index: number): void {
    if (isSecondClick(click, this.#goneAt)) return;
    const Request = act === 'admit' ? RtcAdmitRequestEvent : RtcRefuseRequestEvent;
    if (!this.dispatchEvent(new Request({ participant }))) return;
    this.#answered = index;
    // What goes wrong is in state.error, shown and announced.
    this.consumer.connection?.[act](participant.userid).catch(() => undefined);
  }
}
