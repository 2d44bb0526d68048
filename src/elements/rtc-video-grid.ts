import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { ConnectionState, MediaStreamInfo, Participant } from '../connection/state.js';
import { t } from '../i18n/translate.js';
import { capacity, layoutGrid, parseAspectRatio } from './grid-layout.js';
import { RoomElement } from './room-element.js';
import { tileName, type RtcVideoTile } from './rtc-video-tile.js';
import { buttonStyles, hostStyles } from './styles.js';

interface Item {
  /** Stays while the person's stream comes and goes, so that a picture never starts anew. */
  readonly key: string;
  readonly participant: Participant;
  readonly streamInfo: MediaStreamInfo | undefined;
}

/**
 * Everybody in the room, in the largest equal tiles that fit the box. More than fit at the smallest size, or than
 * `page-size`, are shown page by page.
 *
 * @tag rtc-video-grid
 * @slot tile - A `<template>` for each tile: `data-rtc="name"` is filled, `data-rtc-if="muted"` shown or hidden, a
 *   `<video>` or `<rtc-video-tile>` in it shows the picture.
 * @slot empty - Shown while nobody is in the room.
 * @csspart base - The box.
 * @csspart tile - Each `<rtc-video-tile>`.
 * @csspart pager - The buttons that turn the page.
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
  #items: readonly Item[] = [];
  readonly #places = new Map<string, HTMLLIElement>();
  /** The page's own tile, and what makes it real; undefined while there is none. */
  #template: HTMLTemplateElement | undefined;
  #templates: typeof import('./tile-template.js') | undefined;

  /** Width and height of the box in CSS pixels. */
  @state() private box = { width: 0, height: 0, gap: 8 };

  /** How tiles are arranged: `grid` shows all alike. */
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
  /** Where the own tile stands. */
  @property() self: 'first' | 'last' | 'hidden' = 'first';
  /** `joined`: in the order in which people came; `name`: by name. */
  @property() order: 'joined' | 'name' = 'joined';
  /** Which streams get a tile: `all`, only `camera` or only `screen`, or `video`: only those with a picture. */
  @property() filter: 'all' | 'camera' | 'screen' | 'video' = 'all';
  /** Shows all tiles at once, however small. */
  @property({ type: Boolean, attribute: 'no-paging' }) noPaging = false;
  /** Moves tiles at once. */
  @property({ type: Boolean, reflect: true, attribute: 'no-transition' }) noTransition = false;

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
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
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
    const all = this.#arrange((this.consumer.value as readonly Participant[] | undefined) ?? []);
    const box = { ...this.box, aspectRatio: parseAspectRatio(this.aspectRatio) };
    const fits = this.noPaging || box.width === 0 ? Infinity : capacity(this.minTile, box);
    const perPage = Math.max(1, Math.min(this.pageSize > 0 ? this.pageSize : Infinity, fits));
    this.count = all.length;
    this.empty = all.length === 0;
    this.pages = Math.max(1, Math.ceil(all.length / perPage));
    // A page named in the markup is kept until there are people to turn to.
    if (!this.empty) this.page = Math.min(Math.max(1, Math.trunc(this.page) || 1), this.pages);
    this.#items = this.pages === 1 ? all : all.slice((this.page - 1) * perPage, this.page * perPage);
    const { columns, rows, tileWidth, tileHeight } = layoutGrid(this.#items.length, box);
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
    // The pager takes its height from the box. To observe the box itself would be a loop, which browsers report.
    if (changed.has('pages')) this.#measure();
  }

  override render(): TemplateResult {
    return html`<div class="base" part="base">
      <ul class="box" aria-label=${t(this, 'videoGrid')}></ul>
      <slot name="tile" @slotchange=${this.#findTemplate}></slot>
      <div class="empty" ?hidden=${!this.empty}><slot name="empty">${t(this, 'emptyGrid')}</slot></div>
      ${this.pages > 1 ? this.#renderPager() : nothing}
    </div>`;
  }

  #renderPager(): TemplateResult {
    const { page, pages } = this;
    return html`<div class="pager" part="pager">
      <button
        class="quiet"
        type="button"
        aria-label=${t(this, 'previousPage')}
        ?disabled=${page === 1}
        @click=${this.previous}
      >
        <span class="arrow" aria-hidden="true">←</span>
      </button>
      <span role="status">${t(this, 'pageOf', { page, pages })}</span>
      <button
        class="quiet"
        type="button"
        aria-label=${t(this, 'nextPage')}
        ?disabled=${page === pages}
        @click=${this.next}
      >
        <span class="arrow" aria-hidden="true">→</span>
      </button>
    </div>`;
  }

  /** One place a tile, kept by its key and moved only when it must: a picture that is moved starts anew. */
  #place(): void {
    const box = this.#boxElement;
    const keys = new Set(this.#items.map(({ key }) => key));
    for (const [key, place] of this.#places) {
      if (keys.has(key)) continue;
      place.remove();
      this.#places.delete(key);
    }
    this.#items.forEach(({ key, participant, streamInfo }, index) => {
      const place = this.#places.get(key) ?? this.#createPlace(key);
      if (this.#templates && this.#template) {
        const name = tileName(this, participant, streamInfo);
        this.#templates.fillTile(place, { participant, streamInfo, name });
      } else {
        Object.assign(place.firstChild as RtcVideoTile, { participant, streamInfo, fit: this.fit });
      }
      if (box.children[index] !== place) box.insertBefore(place, box.children[index] ?? null);
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
    for (const place of this.#places.values()) place.remove();
    this.#places.clear();
    this.requestUpdate();
  };

  /** People → tiles, in the order wanted. */
  #arrange(people: readonly Participant[]): Item[] {
    const local = people.filter(({ isLocal }) => isLocal);
    const others = people.filter(({ isLocal }) => !isLocal);
    if (this.order === 'name') others.sort((one, other) => one.name.localeCompare(other.name));
    const sorted =
      this.self === 'last' ? [...others, ...local] : this.self === 'hidden' ? others : [...local, ...others];
    return sorted.flatMap((participant) => itemsOf(participant)).filter(({ streamInfo }) => this.#shows(streamInfo));
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
    const { clientWidth: width, clientHeight: height } = this.#boxElement;
    const gap = parseFloat(getComputedStyle(this.#boxElement).columnGap) || 0;
    if (width !== this.box.width || height !== this.box.height || gap !== this.box.gap)
      this.box = { width, height, gap };
  }

  #output(name: string, value: string): void {
    if (this.style.getPropertyValue(name) !== value) this.style.setProperty(name, value);
  }
}

/** A tile for the person, with the first camera if there is one, and a tile for each further stream. */
function itemsOf(participant: Participant): Item[] {
  const { userid, streams } = participant;
  const main = streams.find(({ source }) => source === 'camera');
  const rest = streams.filter((info) => info !== main);
  return [
    { key: userid, participant, streamInfo: main },
    ...rest.map((streamInfo) => ({ key: `${userid} ${streamInfo.id}`, participant, streamInfo })),
  ];
}
