import { css, html, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { ConnectionState, MediaStreamInfo, Participant, StreamSource } from '../connection/state.js';
import { t } from '../i18n/translate.js';
import { layoutGrid, parseAspectRatio, type GridBox } from './grid-layout.js';
import type { GridStage } from './grid-stage.js';
import { RoomElement } from './room-element.js';
import { roomsChanged } from './room-registry.js';
import type { RtcVideoTile } from './rtc-video-tile.js';
import type { simulate } from './simulate.js';
import { buttonStyles, hostStyles } from './styles.js';
import { tileName } from './tile-name.js';

/** A tile to be. */
export interface GridItem {
  /** Stays while the person's stream comes and goes, so that a picture never starts anew. */
  readonly key: string;
  readonly participant: Participant;
  readonly streamInfo: MediaStreamInfo | undefined;
  readonly pinned: boolean;
}

/**
 * Everybody in the room: in the largest equal tiles that fit the box, one large and the others in a strip, or all in a
 * strip. More than fit at the smallest size, or than `page-size`, are shown page by page.
 *
 * @tag rtc-video-grid
 * @slot tile - A `<template>` for each tile: `data-rtc="name"` is filled, `data-rtc-if="muted"` shown or hidden, a
 *   `<video>` or `<rtc-video-tile>` in it shows the picture.
 * @slot empty - Shown while nobody is in the room.
 * @csspart base - The box.
 * @csspart tile - Each `<rtc-video-tile>`.
 * @csspart pager - The buttons that turn the page.
 * @csspart handle - The button that moves the own tile where it floats.
 * @cssprop [--rtc-gap=0.5rem] - Between tiles.
 * @cssprop --rtc-columns - Output: columns of the grid.
 * @cssprop --rtc-rows - Output: rows of the grid.
 * @cssprop --rtc-tile-width - Output: width of a tile.
 * @cssprop --rtc-tile-height - Output: height of a tile.
 */
export class RtcVideoGrid extends RoomElement {
  static override styles = [
    hostStyles,
    buttonStyles,
    css`
      :host {
        display: block;
        inline-size: 100%;
        aspect-ratio: 16 / 9;
        min-block-size: 12rem;
        color: var(--_text);
      }
      @media (max-width: 40rem) and (orientation: portrait) {
        :host {
          aspect-ratio: 4 / 5;
        }
      }
      .base {
        position: relative;
        display: flex;
        flex-direction: column;
        inline-size: 100%;
        block-size: 100%;
        overflow: hidden;
        /* The tiles follow the box, never the box the tiles. */
        contain: size layout;
      }
      .box {
        position: relative;
        flex: 1;
        min-block-size: 0;
        display: flex;
        flex-wrap: wrap;
        gap: var(--_gap);
        align-content: center;
        justify-content: center;
        overflow: hidden;
        /* With none some screen readers no longer tell a list. */
        list-style-type: '';
        margin: 0;
        padding: 0;
      }
      li {
        inline-size: var(--rtc-tile-width, 100%);
        block-size: var(--rtc-tile-height, 100%);
        contain: layout size;
      }
      rtc-video-tile {
        inline-size: 100%;
        block-size: 100%;
      }
      .empty {
        position: absolute;
        inset: 0;
        display: grid;
        place-items: center;
        padding: 1rem;
        border-radius: var(--_radius);
        background: var(--_surface);
        border: 1px dashed var(--_border);
        color: var(--_quiet);
        text-align: center;
      }
      .pager {
        display: flex;
        align-items: center;
        justify-content: center;
        gap: 0.5rem;
        padding-block-start: var(--_gap);
      }
      .arrow:dir(rtl) {
        transform: scaleX(-1);
      }
    `,
  ];

  readonly #observer = globalThis.ResizeObserver && new ResizeObserver(() => this.#measure());
  #items: readonly GridItem[] = [];
  readonly #places = new Map<string, HTMLLIElement>();
  /** The page's own tile, and what makes it real; undefined while there is none. */
  #template: HTMLTemplateElement | undefined;
  #templates: typeof import('./tile-template.js') | undefined;
  /** What knows more than a plain grid, and what draws people; on their way since `#loading`. */
  #stage: GridStage | undefined;
  #simulate: typeof simulate | undefined;
  #loading: Promise<void> | undefined;

  /** Width and height of the box in CSS pixels. */
  @state() private box = { width: 0, height: 0, gap: 8 };

  /**
   * How tiles are arranged: `grid` shows all alike; `speaker` the active speaker large and the others in a strip; `focus`
   * who is pinned or a shared screen large; `strip` one row or column that scrolls. Anything else is `grid`.
   */
  @property({ reflect: true }) layout = 'grid';
  /** Width to height of a tile, such as `16/9`, `4:3` or `1`. */
  @property({ attribute: 'aspect-ratio' }) aspectRatio = '16/9';
  /** How a picture fills its tile: `cover` cuts, `contain` shows all. */
  @property() fit: 'cover' | 'contain' = 'cover';
  /** Least width of a tile in CSS pixels; more tiles than fit are shown page by page. */
  @property({ type: Number, attribute: 'min-tile' }) minTile = 120;
  /** Most tiles on a page; 0: as many as fit. */
  @property({ type: Number, attribute: 'page-size' }) pageSize = 0;
  /** The page shown, from 1. */
  @property({ type: Number, reflect: true }) page = 1;
  /** Where the own tile stands; `floating`: small in a corner, to be moved to another one. */
  @property() self: 'first' | 'last' | 'floating' | 'hidden' = 'first';
  /** `joined`: in the order in which people came; `name`: by name. */
  @property() order: 'joined' | 'name' = 'joined';
  /** Which streams get a tile: `all`, only `camera` or only `screen`, or `video`: only those with a picture. */
  @property() filter: 'all' | 'camera' | 'screen' | 'video' = 'all';
  /** Shows all tiles at once, however small. */
  @property({ type: Boolean, attribute: 'no-paging' }) noPaging = false;
  /** Moves tiles at once. */
  @property({ type: Boolean, reflect: true, attribute: 'no-transition' }) noTransition = false;

  /** Shows a layout `grid` also while somebody is pinned or shares the screen. */
  @property({ type: Boolean, attribute: 'no-auto-focus' }) noAutoFocus = false;
  /** Shows so many drawn people instead of a room, to style and to test. */
  @property({ type: Number }) simulate?: number;
  /** One of the drawn people shares the screen. */
  @property({ type: Boolean, attribute: 'simulate-screen' }) simulateScreen = false;

  /** Read-only: whose tile is pinned, and which of the two; see `pin`. */
  @property({ attribute: false }) pinned: { readonly userid: string; readonly source: StreamSource } | undefined;
  /** Read-only: the layout as it is: `focus` instead of `grid` while somebody is pinned or shares the screen. */
  @property({ reflect: true }) arrangement = 'grid';
  /** Read-only: tiles on all pages. */
  @property({ type: Number, reflect: true }) count = 0;
  /** Read-only: number of pages. */
  @property({ type: Number, reflect: true }) pages = 1;
  /** Read-only: columns of the page shown. */
  @property({ type: Number, reflect: true }) columns = 0;
  /** Read-only: rows of the page shown. */
  @property({ type: Number, reflect: true }) rows = 0;
  /** Read-only: there is no tile. */
  @property({ type: Boolean, reflect: true }) empty = true;

  /** The tile elements of the page shown, in their order. */
  get tiles(): RtcVideoTile[] {
    return [...this.renderRoot.querySelectorAll<RtcVideoTile>('rtc-video-tile')];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer?.observe(this);
    // Controls of grids look again, too.
    roomsChanged();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
    this.#stage?.stop();
    // Drawn people go as well: the streams of those are for the whole page, and would keep what shows them.
    this.requestUpdate();
    roomsChanged();
  }

  /** Keeps somebody's tile large, or the tile of the person's screen. */
  pin(person: string | Participant, source: StreamSource = 'camera'): void {
    this.pinned = { userid: typeof person === 'string' ? person : person.userid, source };
  }

  /** Ends that. */
  unpin(): void {
    this.pinned = undefined;
  }

  /** Shows the next page, if there is one. */
  next(): void {
    this.page = Math.min(this.pages, this.page + 1);
  }

  /** Shows the previous page, if there is one. */
  previous(): void {
    this.page = Math.max(1, this.page - 1);
  }

  protected override select({ participants }: ConnectionState): readonly Participant[] {
    return participants;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const drawn = this.isConnected && this.simulate && (this.#simulate?.(this.simulate, this.simulateScreen) ?? []);
    const people = drawn || ((this.consumer.value as readonly Participant[] | undefined) ?? []);
    const all = this.#arrange(people);
    this.count = all.length;
    this.empty = all.length === 0;
    if (changed.has('simulate') || (this.count && !this.#loading)) this.#loading = this.#load();
    const box = this.#gridBox;
    const { items, columns, rows, tileWidth, tileHeight } = this.#stage?.arrange(all, people, box) ?? {
      items: all,
      ...layoutGrid(all.length, box),
    };
    this.#items = items;
    this.columns = columns;
    this.rows = rows;
    this.#output('--rtc-columns', String(columns));
    this.#output('--rtc-rows', String(rows));
    // Rounded down, so that the last tile of a row is not pushed out of it by a fraction of a pixel.
    this.#output('--rtc-tile-width', `${Math.floor(tileWidth * 100) / 100}px`);
    this.#output('--rtc-tile-height', `${Math.floor(tileHeight * 100) / 100}px`);
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.#place();
    this.#stage?.settle(this.#places, this.#gridBox);
    // The pager takes its height from the box. To observe the box itself would be a loop, which browsers report.
    if (changed.has('pages') || this.layout === 'strip') this.#measure();
  }

  override render(): TemplateResult {
    return html`<div class="base" part="base">
      <ul class="box" aria-label=${t(this, 'videoGrid')}></ul>
      <slot name="tile" @slotchange=${this.#findTemplate}></slot>
      <div class="empty" ?hidden=${!this.empty}><slot name="empty">${t(this, 'emptyGrid')}</slot></div>
      ${this.#stage?.render()}
    </div>`;
  }

  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    await this.#loading;
    return super.getUpdateComplete();
  }

  get #gridBox(): GridBox {
    return { ...this.box, aspectRatio: parseAspectRatio(this.aspectRatio) };
  }

  /** A page whose parts are not to be had has a plain grid. */
  async #load(): Promise<void> {
    try {
      if (this.simulate) this.#simulate = (await import('./simulate.js')).simulate;
      const { GridStage } = await import('./grid-stage.js');
      this.#stage ??= new GridStage(this);
    } catch {
      // What is there is shown.
    }
    this.requestUpdate();
  }

  /** One place a tile, kept by its key and moved only when it must: a picture that is moved starts anew. */
  #place(): void {
    const box = this.#boxElement;
    const { connection } = this.consumer;
    const keys = new Set(this.#items.map(({ key }) => key));
    for (const [key, place] of this.#places) {
      if (keys.has(key)) continue;
      place.remove();
      this.#templates?.emptyTile(place);
      this.#places.delete(key);
    }
    this.#items.forEach(({ key, participant, streamInfo, pinned }, index) => {
      const place = this.#places.get(key) ?? this.#createPlace(key);
      const content = { participant, streamInfo, pinned, fit: this.fit, connection };
      if (this.#templates && this.#template) {
        this.#templates.fillTile(place, { ...content, name: tileName(this, participant, streamInfo) });
      } else {
        Object.assign(place.firstChild as RtcVideoTile, content);
      }
      const next = box.children[index] ?? null;
      if (next === place) return;
      if (!place.parentNode) box.insertBefore(place, next);
      // Without it a tile stays where it is, and is drawn in its place all the same.
      else box.moveBefore?.(place, next);
    });
  }

  #createPlace(key: string): HTMLLIElement {
    const place = document.createElement('li');
    if (this.#templates && this.#template) {
      place.part.add('tile');
      place.append(this.#templates.createTile(this.#template));
    } else {
      const tile = document.createElement('rtc-video-tile');
      tile.part.add('tile');
      place.append(tile);
    }
    this.#places.set(key, place);
    return place;
  }

  /** Takes the page's template, or gives it up; the tiles are made anew. */
  #findTemplate = async (): Promise<void> => {
    const template = this.querySelector<HTMLTemplateElement>(':scope > template[slot=tile]') ?? undefined;
    if (template === this.#template) return;
    this.#template = template;
    try {
      if (template) this.#templates ??= await import('./tile-template.js');
    } catch {
      // Its code is not to be had: the tiles of the kit stay.
      return;
    }
    this.#items = [];
    this.#place();
    this.requestUpdate();
  };

  /** People → tiles, in the order wanted. */
  #arrange(people: readonly Participant[]): GridItem[] {
    const local = people.filter(({ isLocal }) => isLocal);
    const others = people.filter(({ isLocal }) => !isLocal);
    if (this.order === 'name') others.sort((one, other) => one.name.localeCompare(other.name));
    const sorted =
      this.self === 'last' ? [...others, ...local] : this.self === 'hidden' ? others : [...local, ...others];
    return sorted
      .flatMap((participant) => this.#itemsOf(participant))
      .filter(({ streamInfo }) => this.#shows(streamInfo));
  }

  #shows(streamInfo: MediaStreamInfo | undefined): boolean {
    if (this.filter === 'video') return streamInfo?.video === 'on';
    if (this.filter === 'screen') return streamInfo?.source === 'screen';
    return this.filter !== 'camera' || streamInfo?.source !== 'screen';
  }

  get #boxElement(): HTMLElement {
    return this.renderRoot.querySelector('.box')!;
  }

  #measure(): void {
    // With fractions of a pixel: what is rounded up would be cut off at the edge.
    const box = this.#boxElement;
    const style = getComputedStyle(box);
    const [wide, high, gap] = [style.width, style.height, style.columnGap].map((size) => parseFloat(size) || 0);
    // Less the bar of a strip that scrolls, where that takes room.
    const width = wide - box.offsetWidth + box.clientWidth;
    const height = high - box.offsetHeight + box.clientHeight;
    if (width !== this.box.width || height !== this.box.height || gap !== this.box.gap)
      this.box = { width, height, gap };
  }

  #output(name: string, value: string): void {
    if (this.style.getPropertyValue(name) !== value) this.style.setProperty(name, value);
  }

  /** A tile for the person, with the first camera if there is one, and a tile for each further stream. */
  #itemsOf(participant: Participant): GridItem[] {
    const { userid, streams } = participant;
    const main = streams.find(({ source }) => source === 'camera');
    const item = (key: string, streamInfo: MediaStreamInfo | undefined) => ({
      key,
      participant,
      streamInfo,
      pinned: userid === this.pinned?.userid && (streamInfo?.source ?? 'camera') === this.pinned.source,
    });
    const rest = streams.filter((info) => info !== main);
    return [item(userid, main), ...rest.map((info) => item(`${userid} ${info.id}`, info))];
  }
}
