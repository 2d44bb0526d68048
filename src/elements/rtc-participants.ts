import { css, html, nothing, render, svg, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { ConnectionController } from '../connection/connection-controller.js';
import type { ConnectionState, Participant } from '../connection/state.js';
import { plural } from '../i18n/plural.js';
import { t, type TextKey } from '../i18n/translate.js';
import { RtcMuteRequestEvent, RtcPinRequestEvent, RtcRemoveRequestEvent } from './control-events.js';
import { callIcon } from './call-icons.js';
import { raisedAt } from './hand.js';
import { drawing, icon } from './icons.js';
import { arrange } from './keyed-rows.js';
import { RoomElement } from './room-element.js';
import { tileName } from './tile-name.js';
import { buttonStyles, hostStyles } from './styles.js';

/** What an owner may do to others, where the connection knows how. */
interface Moderation {
  askToMute?(userid: string): unknown;
  remove?(userid: string): unknown;
}

interface Row {
  readonly item: HTMLLIElement;
  /** The content that the page's template makes, instead of the kit's. */
  readonly own: HTMLElement | undefined;
}

/** Milliseconds in which a second press is none, such as that of a double click or of a key that is held. */
const haste = 700;
/** Milliseconds for which a second press means yes. */
const patience = 8000;

const removeIcon = drawing(svg`<path d="M9 4a4 4 0 1 1 0 8a4 4 0 0 1 0-8zM2 20c0-4 3-5 7-5s7 1 7 5M16 10h6"></path>`);

/**
 * Who is in the room: name, raised hand, microphone, camera, screen and line of each, and what can be done with somebody.
 * Raised hands come first after oneself, the longest raised before the others. The focus stays where it is when people
 * come, go or change places.
 *
 * @tag rtc-participants
 * @slot heading - The heading; the number of people by default.
 * @slot row - A `<template>` for what stands in each row before its buttons: `data-rtc="name"` is filled,
 *   `data-rtc-if="muted"` shown or hidden, as in the template of a tile.
 * @csspart base - Around everything.
 * @csspart heading - The heading.
 * @csspart list - The list.
 * @csspart row - Each person.
 * @csspart name - The name.
 * @csspart mark - Each mark beside it.
 * @csspart actions - The buttons of a row.
 * @csspart pin - The button that pins somebody.
 * @csspart mute - The owner's button that asks somebody to turn the microphone off.
 * @csspart remove - The owner's button that removes somebody.
 * @csspart told - What has been done.
 * @fires {RtcPinRequestEvent} rtc-pin-request - Cancelable, before somebody is pinned or let go.
 * @fires {RtcMuteRequestEvent} rtc-mute-request - Cancelable, before somebody is asked to turn the microphone off.
 * @fires {RtcRemoveRequestEvent} rtc-remove-request - Cancelable, before somebody is removed.
 */
export class RtcParticipants extends RoomElement {
  static override styles = [
    hostStyles,
    buttonStyles,
    css`
      :host {
        display: block;
        color: var(--_text);
      }
      h2 {
        margin: 0 0 var(--_gap);
        font-size: 1.125rem;
      }
      h2:focus-visible {
        outline: 3px solid var(--_accent);
        outline-offset: 2px;
      }
      ul {
        /* With none some screen readers no longer tell a list. */
        list-style-type: '';
        margin: 0;
        padding: 0;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.25rem 0.5rem;
        min-block-size: 3.25rem;
        padding-block: 0.25rem;
        border-block-start: 1px solid var(--_border);
      }
      .content {
        flex: 1 1 8rem;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.25rem 0.5rem;
        min-inline-size: 0;
      }
      .name {
        overflow-wrap: anywhere;
        unicode-bidi: plaintext;
        font-weight: 600;
      }
      /* On the side of the other rows, whichever way the name runs. */
      .name:dir(rtl) {
        text-align: right;
      }
      .marks,
      .mark {
        display: inline-flex;
        gap: 0.5rem;
        color: var(--_quiet);
        font-size: 0.875rem;
      }
      .mark.off {
        color: var(--_danger);
      }
      .mark.hand {
        color: var(--_accent);
      }
      .actions {
        display: flex;
        gap: 0.25rem;
      }
      .actions button {
        padding: 0.5em;
      }
      .actions button[data-on='true'] {
        border-color: var(--_accent);
        color: var(--_accent);
      }
      /* Colours alone may be the system's own. */
      .actions button[data-on='true'] svg {
        fill: currentcolor;
      }
      .actions button[aria-disabled='true'] {
        border-style: dashed;
      }
      .told:empty {
        display: none;
      }
      .told {
        margin: var(--_gap) 0 0;
        color: var(--_quiet);
      }
    `,
  ];

  readonly #rows = new Map<string, Row>();
  #template: HTMLTemplateElement | undefined;
  /** What makes it real. */
  #templates: typeof import('./tile-template.js') | undefined;
  #pressedAt = 0;
  #patience: ReturnType<typeof setTimeout> | undefined;

  /** User id of who is pinned; the page or a grid may say no. */
  @state() private pinned = '';
  /** What has been done, for all to read and hear. */
  @state() private told = '';
  /** Who is removed if the owner presses once more. */
  @state() private doubted: Participant | undefined;

  /** `joined`: in the order in which people came; `name`: by name, oneself first. */
  @property() order: 'joined' | 'name' = 'joined';
  /** Read-only: people in the room, oneself included. */
  @property({ type: Number, reflect: true }) count = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    // Last of all, when everybody has had a chance to say no.
    window.addEventListener('rtc-pin-request', this.#pinAsked);
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('rtc-pin-request', this.#pinAsked);
  }

  override render(): TemplateResult {
    return html`<section part="base" aria-labelledby="heading">
      <h2 id="heading" part="heading" tabindex="-1">
        <slot name="heading">${plural(this, 'peopleCount', this.count)}${this.#renderHands()}</slot>
      </h2>
      <ul part="list" aria-labelledby="heading"></ul>
      <p
        class="told"
        part="told"
        role="status"
        .textContent=${this.doubted ? this.#label('removeQuestion', this.doubted) : this.told}
      ></p>
      <slot name="row" @slotchange=${this.#findTemplate}></slot>
    </section>`;
  }

  protected override select(state: ConnectionState): ConnectionState {
    return state;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.count = this.#people.length;
  }

  protected override updated(): void {
    const root = this.shadowRoot!;
    const focused = root.activeElement;
    const items = [...this.#list.children];
    const place = items.findIndex((item) => item.contains(focused));
    this.#renderRows(this.#people);
    if (place >= 0 && !root.activeElement) this.#focusNear(items[place], place);
  }

  get #snapshot(): ConnectionState | undefined {
    return this.consumer.value as ConnectionState | undefined;
  }

  get #people(): readonly Participant[] {
    return this.#snapshot?.participants ?? [];
  }

  get #connection(): (ConnectionController & Moderation) | undefined {
    return this.consumer.connection;
  }

  get #list(): HTMLElement {
    return this.renderRoot.querySelector('ul')!;
  }

  /** One row a person, kept by the user id. */
  #renderRows(all: readonly Participant[]): void {
    const people = [...all].sort(
      (one, other) =>
        // Of two whose hands are down it is no number, and so no order.
        turn(one) - turn(other) || (this.order === 'name' ? this.#name(one).localeCompare(this.#name(other)) : 0),
    );
    const ids = new Set(people.map(({ userid }) => userid));
    for (const [userid, { item }] of this.#rows) {
      if (ids.has(userid)) continue;
      item.remove();
      this.#templates?.emptyTile(item);
      this.#rows.delete(userid);
    }
    const rows = people.map((participant) => this.#renderRow(participant));
    arrange(this.#list, rows);
  }

  #renderRow(participant: Participant): HTMLLIElement {
    const row = this.#rows.get(participant.userid) ?? this.#createRow(participant.userid);
    if (row.own) {
      const streamInfo = participant.streams.find(({ source }) => source === 'camera');
      const pinned = this.pinned === participant.userid;
      const { connection } = this.consumer;
      this.#templates!.fillTile(row.own, {
        participant,
        streamInfo,
        name: this.#name(participant),
        pinned,
        connection,
      });
    }
    render(
      html`<div class="content">${row.own ?? this.#renderContent(participant)}</div>
        <div class="actions" part="actions">${this.#renderActions(participant)}</div>`,
      row.item,
      { host: this },
    );
    return row.item;
  }

  #createRow(userid: string): Row {
    const item = document.createElement('li');
    item.part.add('row');
    const own = this.#templates && this.#template && document.createElement('div');
    own?.append(this.#templates!.createTile(this.#template!));
    const row = { item, own };
    this.#rows.set(userid, row);
    return row;
  }

  #renderContent(participant: Participant): TemplateResult {
    const { isOwner, connection, isLocal, streams } = participant;
    const isSharing = streams.some(({ source }) => source === 'screen');
    const state = !isLocal && connection !== 'connected' ? connection : undefined;
    return html`<span class="name" part="name">${this.#name(participant)}</span>
      ${raisedAt(participant) ? this.#renderMark(callIcon('hand'), 'handUp', 'hand') : nothing}
      ${isOwner ? html`<span class="mark" part="mark">${t(this, 'owner')}</span>` : nothing}
      <span class="marks"
        >${this.#renderDevice(isOn(participant, 'audio'), 'microphone')}
        ${this.#renderDevice(isOn(participant, 'video'), 'camera')}
        ${isSharing ? this.#renderMark(callIcon('screen'), 'sharesScreen') : nothing}</span
      >
      ${
        state
          ? html`<span class="mark" part="mark"
              >${t(this, state === 'connecting' ? 'connectingPeer' : 'reconnectingPeer')}</span
            >`
          : nothing
      }`;
  }

  #renderHands(): string {
    const count = this.#people.filter(raisedAt).length;
    return count > 0 ? ` · ${plural(this, 'handCount', count)}` : '';
  }

  /** A drawing whose meaning is told as well. */
  #renderMark(picture: unknown, text: TextKey, look = ''): TemplateResult {
    return html`<span class="mark ${look}" part="mark">${picture}<span class="silent">${t(this, text)}</span></span>`;
  }

  #renderDevice(on: boolean, device: 'microphone' | 'camera'): TemplateResult {
    const off = device === 'microphone' ? 'muted' : 'cameraOff';
    return this.#renderMark(icon(on ? device : `${device}Off`), on ? `${device}IsOn` : off, on ? '' : 'off');
  }

  #renderActions(participant: Participant): TemplateResult {
    const { userid, isLocal } = participant;
    const connection = this.#connection;
    const isPinned = this.pinned === userid;
    const mayModerate = this.#snapshot?.isOwner === true && !isLocal;
    const mayAsk = isOn(participant, 'audio');
    const isDoubted = this.doubted?.userid === userid;
    const label = (key: TextKey) => this.#label(key, participant);
    return html`${this.#renderButton('pin', label(isPinned ? 'unpin' : 'pin'), callIcon('pin'), isPinned, true, () =>
      this.#pin(participant, !isPinned),
    )}
    ${
      mayModerate && connection?.askToMute
        ? this.#renderButton('mute', label('askToMute'), icon('microphoneOff'), undefined, mayAsk, () =>
            this.#moderate('askToMute', participant, 'askedToMute', new RtcMuteRequestEvent({ participant })),
          )
        : nothing
    }
    ${
      mayModerate && connection?.remove
        ? this.#renderButton(
            'remove',
            label(isDoubted ? 'removeQuestion' : 'remove'),
            removeIcon,
            isDoubted,
            true,
            () => this.#askOrRemove(participant),
          )
        : nothing
    }`;
  }

  /** One that cannot act keeps its place and the focus, and says that it cannot. */
  #renderButton(
    part: string,
    label: string,
    picture: unknown,
    pressed: boolean | undefined,
    available: boolean,
    act: () => unknown,
  ): TemplateResult {
    return html`<button
      class="quiet"
      part=${part}
      type="button"
      aria-label=${label}
      title=${label}
      data-on=${pressed ?? nothing}
      aria-disabled=${available ? nothing : 'true'}
      @click=${() => available && act()}
    >
      ${picture}
    </button>`;
  }

  #label(key: TextKey, participant: Participant): string {
    return t(this, key, { name: this.#name(participant) });
  }

  #name(participant: Participant): string {
    return tileName(this, participant, undefined);
  }

  #pin(participant: Participant, pinned: boolean): void {
    this.dispatchEvent(new RtcPinRequestEvent({ participant, streamInfo: undefined, pinned }));
  }

  readonly #pinAsked = (event: Event): void => {
    const { defaultPrevented, pinned, participant } = event as RtcPinRequestEvent;
    const { userid } = participant;
    if (defaultPrevented || !this.#people.some((person) => person.userid === userid)) return;
    if (pinned) this.pinned = userid;
    else if (this.pinned === userid) this.pinned = '';
  };

  /** There is no way back for somebody who is removed: the first press only asks. */
  #askOrRemove(participant: Participant): void {
    const now = Date.now();
    const isSure = this.doubted?.userid === participant.userid && now - this.#pressedAt > haste;
    this.#pressedAt = now;
    this.doubted = participant;
    clearTimeout(this.#patience);
    if (isSure) void this.#moderate('remove', participant, 'personRemoved', new RtcRemoveRequestEvent({ participant }));
    else this.#patience = setTimeout(() => (this.doubted = undefined), patience);
  }

  async #moderate(method: keyof Moderation, participant: Participant, done: TextKey, request: Event): Promise<void> {
    const told = this.#label(done, participant);
    this.told = '';
    this.doubted = undefined;
    if (!this.dispatchEvent(request)) return;
    try {
      await this.#connection?.[method]?.(participant.userid);
      this.told = told;
    } catch {
      // In state.error and in rtc-error already: the room shows and announces it.
    }
  }

  /** Takes the page's template, or gives it up; the rows are made anew. */
  readonly #findTemplate = async (): Promise<void> => {
    const template = this.querySelector<HTMLTemplateElement>(':scope > template[slot=row]') ?? undefined;
    if (template === this.#template) return;
    this.#template = template;
    try {
      if (template) this.#templates ??= await import('./tile-template.js');
    } catch {
      // Its code is not to be had: the rows of the kit stay.
      return;
    }
    this.#renderRows([]);
    this.requestUpdate();
  };

  /** What had the focus is gone: the same row has it, or the one in its place, or the heading. */
  #focusNear(item: Element, place: number): void {
    const rows = [...this.#list.children];
    const near = item.isConnected ? item : (rows[place] ?? rows[place - 1]);
    const target = near?.querySelector('button') ?? this.renderRoot.querySelector('h2')!;
    target.focus();
  }
}

/** Oneself, then raised hands in their order, then all others. */
function turn(participant: Participant): number {
  return participant.isLocal ? 0 : raisedAt(participant) || Infinity;
}

/** Whether the microphone (`audio`) or camera (`video`) of somebody is on. */
function isOn({ streams }: Participant, kind: 'audio' | 'video'): boolean {
  return streams.some((info) => info.source === 'camera' && info[kind] === 'on');
}
