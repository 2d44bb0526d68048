import { css, html, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { ConnectionState } from '../connection/state.js';
import { isInCall } from './call-state.js';
import { RoomElement } from './room-element.js';

/** What can be asked, beside the words of `ConnectionStatus`. */
const facts: Readonly<Record<string, (state: ConnectionState) => boolean>> = {
  'in-room': isInCall,
  outside: (state) => !isInCall(state),
  owner: (state) => state.isOwner && isInCall(state),
  alone: (state) => state.participants.length === 1 && isInCall(state),
  error: ({ error }) => error !== undefined,
  sharing: ({ local }) => local.streams.some(({ source }) => source === 'screen'),
};

const holds = (state: ConnectionState, word: string): boolean =>
  Object.hasOwn(facts, word) ? facts[word](state) : state.status === word;

/** Whether one of the words is true, and none of those with `!` before them. */
export function isShown(when: string | null | undefined, state: ConnectionState): boolean {
  const words: string[] = when?.match(/\S+/g) ?? [];
  const wanted = words.filter((word) => !word.startsWith('!'));
  const unwanted = words.filter((word) => word.startsWith('!')).map((word) => word.slice(1));
  const isWanted = wanted.length === 0 || wanted.some((word) => holds(state, word));
  return isWanted && !unwanted.some((word) => holds(state, word));
}

/**
 * Shows what stands in it only while something is true of the room. The content is the page's own, stays where it is, and
 * is hidden from everybody while it is not shown; without a room it is hidden.
 *
 * @tag rtc-show
 * @slot - What is shown or hidden.
 */
export class RtcShow extends RoomElement {
  static override styles = css`
    :host {
      display: contents;
    }
    :host(:not([shown])),
    :host([hidden]) {
      display: none !important;
    }
  `;

  /**
   * Words, of which one must be true: `idle` `connecting` `connected` `reconnecting` `closed` `failed`, `in-room`,
   * `outside`, `owner`, `alone`, `error`, `sharing`. One with `!` before it must not be.
   */
  @property() when = '';
  /** Read-only: the content is shown. */
  @property({ type: Boolean, reflect: true }) shown = false;

  override render(): TemplateResult {
    return html`<slot></slot>`;
  }

  protected override select(state: ConnectionState): ConnectionState {
    return state;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const state = this.consumer.value as ConnectionState | undefined;
    this.shown = state !== undefined && isShown(this.when, state);
  }
}
