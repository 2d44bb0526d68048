import { css, html, nothing, type TemplateResult } from 'lit';
import type { Participant } from '../connection/state.js';
import { t } from '../i18n/translate.js';
import { ActiveSpeaker } from './active-speaker.js';
import type { RtcPinRequestEvent } from './control-events.js';
import { FloatingTile } from './floating-tile.js';
import { capacity, layoutGrid, type GridBox, type GridLayout } from './grid-layout.js';
import {
  cells,
  cornerPlace,
  gridPlaces,
  rollArea,
  rollLayout,
  stageOf,
  stripLayout,
  type Place,
  type Stage,
} from './grid-places.js';
import { turnPages } from './page-turning.js';
import type { GridItem, RtcVideoGrid } from './rtc-video-grid.js';
import { TileOrder } from './tile-order.js';

const layouts = ['grid', 'speaker', 'focus', 'strip'];

const styles = css`
  .box:focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: -3px;
  }
  .box.paged {
    touch-action: pan-y;
  }
  .box.rolls {
    scrollbar-width: thin;
  }
  li {
    transform-origin: 0 0;
  }
  .floating {
    z-index: 1;
    cursor: grab;
    touch-action: none;
    border-radius: var(--_radius);
    box-shadow: 0 0.25rem 1rem #0006;
  }
  .dragged {
    cursor: grabbing;
  }
  button.handle {
    position: absolute;
    /* The menu of the tile is in the other corner. */
    inset-block-start: 0;
    inset-inline-start: 0;
    padding: 0;
    border: 0;
    background: none;
    color: #fff;
    /* Nothing stands behind it that would hide the small picture. */
    filter: drop-shadow(0 0 2px #000) drop-shadow(0 0 2px #000);
    opacity: 0.8;
    cursor: inherit;
  }
  .floating:hover button.handle,
  button.handle:focus-visible {
    opacity: 1;
  }
  @media (forced-colors: active) {
    .handle {
      opacity: 1;
    }
  }
`;

/**
 * Decides which tiles of a grid are shown and where: layouts, pages, the active speaker, pins, shared screens and the own
 * tile that floats. Loaded when the first person is there.
 */
export class GridStage {
  readonly #grid: RtcVideoGrid;
  readonly #box: HTMLElement;
  readonly #order = new TileOrder();
  readonly #speaker: ActiveSpeaker;
  readonly #floating: FloatingTile;
  /** The last turn of the active speaker that has been followed. */
  #turn = 0;
  /** Screens of others, in the order in which they came. */
  #screens: readonly string[] = [];
  #people: readonly Participant[] = [];
  #large: string | undefined;
  #floatingKey: string | undefined;
  #places = new Map<string, Place>();
  /** How each tile has been drawn. */
  readonly #drawn = new WeakMap<HTMLElement, string>();
  #drawnBox = '';
  #focused: Element | null = null;

  constructor(grid: RtcVideoGrid) {
    const root = grid.shadowRoot!;
    this.#grid = grid;
    this.#box = root.querySelector<HTMLElement>('.box')!;
    this.#speaker = new ActiveSpeaker(() => grid.requestUpdate());
    this.#floating = new FloatingTile(this.#box, () => grid.requestUpdate());
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, styles.styleSheet!];
    turnPages(grid, this.#box);
  }

  /** Forgets what it waits for; it goes on with the next arrangement. */
  stop(): void {
    this.#speaker.stop();
    window.removeEventListener('rtc-pin-request', this.#pin);
  }

  /** Chooses the tiles that are shown. */
  arrange(all: readonly GridItem[], people: readonly Participant[], box: GridBox): GridLayout & { items: GridItem[] } {
    const grid = this.#grid;
    this.#people = people;
    // Others than the tiles may ask as well, such as a list of people; the whole page may say no before. A grid that has been
    // taken out is arranged once more, and would be kept by the window for good.
    if (grid.isConnected) window.addEventListener('rtc-pin-request', this.#pin);
    if (!layouts.includes(grid.layout)) grid.layout = 'grid';
    this.#focused = grid.shadowRoot!.activeElement;
    this.#speaker.update(people);
    this.#places.clear();

    const floating = grid.self === 'floating' && all.length > 1 ? all.find(isSelf) : undefined;
    this.#floatingKey = floating?.key;
    const tiles = this.#order.sort(all.filter((item) => item !== floating));
    const large = this.#chooseLarge(tiles);
    this.#large = large?.key;
    const small = tiles.filter((item) => item !== large);
    grid.arrangement = large && grid.layout === 'grid' ? 'focus' : grid.layout;

    const shown = this.#turnTo(small, this.#perPage(small.length, box, large !== undefined));
    const stage = large && stageOf(box, this.#minTile);
    const layout = this.#layOut(shown, box, stage);
    const { width, height } = stage && shown.length > 0 ? stage.large : box;
    if (large) this.#places.set(large.key, { x: 0, y: 0, width, height });
    if (floating) {
      // It lies over the large tile, not over the strip.
      this.#places.set(floating.key, cornerPlace(this.#floating.corner, { ...box, width, height }, this.#minTile));
    }
    const visible = [...shown, ...(large ? [large] : [])];
    // In the order of all, so that a picture that becomes large stays in its place of the list.
    const items = tiles.filter((item) => visible.includes(item));
    return { ...layout, items: floating ? [...items, floating] : items };
  }

  /** Draws the tiles in their places; those that were there already move. */
  settle(elements: ReadonlyMap<string, HTMLElement>, box: GridBox): void {
    const list = this.#box;
    this.#floating.follow(elements.get(this.#floatingKey ?? ''), t(this.#grid, 'moveSelf'));
    const rolls = this.#grid.arrangement === 'strip';
    const isPaged = this.#grid.pages > 1;
    list.classList.toggle('rolls', rolls);
    list.classList.toggle('paged', isPaged);
    // A bar that comes and goes would change the size of the tiles, and that the bar.
    list.style.overflow = rolls ? (box.width >= box.height ? 'scroll hidden' : 'hidden scroll') : '';
    list.tabIndex = rolls || isPaged ? 0 : -1;

    const boxText = `${box.width} ${box.height}`;
    const moves = this.#canMove && this.#drawnBox === boxText;
    this.#drawnBox = boxText;
    const changed: { element: HTMLElement; before: DOMRect | undefined; style: string }[] = [];
    for (const [key, element] of elements) {
      const place = this.#places.get(key);
      if (!place || (this.#floatingKey === key && this.#floating.isHeld)) continue;
      const style = drawing(place);
      const before = this.#drawn.get(element);
      if (before === style && !element.style.translate) continue;
      changed.push({ element, style, before: moves && before ? element.getBoundingClientRect() : undefined });
    }
    for (const { element, style } of changed) {
      element.style.cssText = style;
      this.#drawn.set(element, style);
    }
    for (const { element, before } of changed) if (before) move(element, before);
    this.#keepFocus();
  }

  /** The buttons that turn the page. */
  render(): TemplateResult | typeof nothing {
    const { page, pages } = this.#grid;
    if (pages === 1) return nothing;
    const button = (label: 'previousPage' | 'nextPage', isOff: boolean, turn: () => void, arrow: string) =>
      html`<button
        class="quiet"
        type="button"
        aria-label=${t(this.#grid, label)}
        aria-disabled=${isOff ? 'true' : 'false'}
        @click=${turn}
      >
        <span class="arrow" aria-hidden="true">${arrow}</span>
      </button>`;
    return html`<div class="pager" part="pager">
      ${button('previousPage', page === 1, () => this.#grid.previous(), '←')}
      <span role="status">${t(this.#grid, 'pageOf', { page, pages })}</span>
      ${button('nextPage', page === pages, () => this.#grid.next(), '→')}
    </div>`;
  }

  /** A request that nobody objects to is granted. */
  readonly #pin = (event: Event): void => {
    const { defaultPrevented, participant, streamInfo, pinned } = event as RtcPinRequestEvent;
    const { userid } = participant;
    if (defaultPrevented || !this.#people.some((person) => person.userid === userid)) return;
    if (pinned) this.#grid.pin(participant, streamInfo?.source);
    else if (this.#grid.pinned?.userid === userid) this.#grid.unpin();
  };

  #chooseLarge(tiles: GridItem[]): GridItem | undefined {
    const { layout, noAutoFocus } = this.#grid;
    const keys = new Set(tiles.map(({ key }) => key));
    const screens = tiles.filter(isScreenOfOther).map(({ key }) => key);
    this.#screens = [
      ...this.#screens.filter((key) => keys.has(key)),
      ...screens.filter((key) => !this.#screens.includes(key)),
    ];
    if (layout === 'strip' || (layout === 'grid' && noAutoFocus)) return undefined;

    const find = (key: string | undefined) => tiles.find((item) => item.key === key);
    const pinned = tiles.find((item) => item.pinned);
    const screen = noAutoFocus && layout !== 'focus' ? undefined : find(this.#screens.at(-1));
    if (layout === 'grid') return pinned ?? screen;
    const last = find(this.#large);
    const person = layout === 'speaker' ? tiles.find((item) => this.#isSpeaker(item)) : last;
    const large =
      pinned ?? screen ?? person ?? last ?? tiles.find(({ participant }) => !participant.isLocal) ?? tiles[0];
    // Who was large takes the place of who becomes it, so that the others stay where they are.
    if (last && large !== last && !large.participant.isLocal && !last.participant.isLocal)
      this.#swap(tiles, last, large);
    return large;
  }

  #isSpeaker({ participant, streamInfo }: GridItem): boolean {
    return participant.userid === this.#speaker.userid && streamInfo?.source !== 'screen';
  }

  #perPage(count: number, box: GridBox, hasLarge: boolean): number {
    const { layout, noPaging, pageSize } = this.#grid;
    const minTile = this.#minTile;
    if (layout === 'strip' || (box.width === 0 && !pageSize)) return Infinity;
    const fits = (inside: GridBox) => (hasLarge ? stageOf(inside, minTile).capacity : capacity(minTile, inside));
    const most = pageSize > 0 ? Math.max(1, pageSize) : Infinity;
    if (noPaging || box.width === 0) return most;
    // All that fit without the pager are one page, else their number would depend on whether there has been one.
    if (count <= Math.min(most, fits({ ...box, height: this.#box.parentElement!.clientHeight }))) return most;
    return Math.min(most, fits(box));
  }

  /** The tiles of the page; the active speaker and a new pin take a place on it. */
  #turnTo(tiles: GridItem[], perPage: number): GridItem[] {
    const grid = this.#grid;
    grid.pages = Math.max(1, Math.ceil(tiles.length / perPage));
    // A page named in the markup is kept until there are people to turn to.
    if (grid.count > 0) grid.page = Math.min(Math.max(1, Math.trunc(grid.page) || 1), grid.pages);
    if (grid.pages === 1) return tiles;
    const page = () => tiles.slice((grid.page - 1) * perPage, grid.page * perPage);
    const wanted = this.#turn === this.#speaker.turn ? undefined : tiles.find((item) => this.#isSpeaker(item));
    this.#turn = this.#speaker.turn;
    if (wanted && !page().includes(wanted)) {
      const [quietest] = page()
        .filter((item) => !isSelf(item) && !item.pinned && !isScreen(item) && !this.#speaks(item))
        .sort((one, other) => this.#lastSpoke(one) - this.#lastSpoke(other));
      if (quietest) this.#swap(tiles, quietest, wanted);
    }
    return page();
  }

  #speaks({ participant }: GridItem): boolean {
    return this.#speaker.isSpeaking(participant.userid);
  }

  #lastSpoke({ participant }: GridItem): number {
    return this.#speaker.lastSpoke(participant.userid);
  }

  #swap(tiles: GridItem[], one: GridItem, other: GridItem): void {
    this.#order.swap(one.key, other.key);
    const [first, second] = [tiles.indexOf(one), tiles.indexOf(other)];
    tiles[first] = other;
    tiles[second] = one;
  }

  #layOut(shown: readonly GridItem[], box: GridBox, stage: Stage | undefined): GridLayout {
    const { length } = shown;
    const rolls = this.#grid.layout === 'strip';
    const layout = stage ? stripLayout(length, stage, box) : rolls ? rollLayout(length, box) : layoutGrid(length, box);
    const places =
      stage || rolls
        ? cells(length, layout, stage ? stage.strip : rollArea(layout, box), box.gap)
        : gridPlaces(length, box);
    shown.forEach(({ key }, index) => this.#places.set(key, places[index]));
    return layout;
  }

  /** An attribute that is taken away leaves null behind, and words are no number. */
  get #minTile(): number {
    const { minTile } = this.#grid;
    return Number.isFinite(minTile) ? minTile : 120;
  }

  get #canMove(): boolean {
    return !this.#grid.noTransition && !matchMedia('(prefers-reduced-motion: reduce)').matches;
  }

  /** Where what had the focus is gone, the list has it. */
  #keepFocus(): void {
    const focused = this.#focused;
    this.#focused = null;
    if (focused && !focused.isConnected) this.#box.focus({ preventScroll: true });
  }
}

const isScreen = ({ streamInfo }: GridItem): boolean => streamInfo?.source === 'screen';
const isSelf = (item: GridItem): boolean => item.participant.isLocal && !isScreen(item);
/** One's own screen would show itself in itself. */
const isScreenOfOther = (item: GridItem): boolean => isScreen(item) && !item.participant.isLocal;

function drawing({ x, y, width, height }: Place): string {
  const px = (length: number) => `${Math.round(length * 100) / 100}px`;
  return `position:absolute;inset-inline-start:${px(x)};inset-block-start:${px(y)};inline-size:${px(width)};block-size:${px(height)}`;
}

/** Lets a tile come from where it was. A transform changes nothing of the layout, and pictures run on. */
function move(element: HTMLElement, before: DOMRect): void {
  for (const animation of element.getAnimations()) animation.cancel();
  const after = element.getBoundingClientRect();
  if (before.width === 0 || after.width === 0) return;
  const scale = `scale(${before.width / after.width}, ${before.height / after.height})`;
  const from = `translate(${before.left - after.left}px, ${before.top - after.top}px) ${scale}`;
  element.animate({ transform: [from, 'none'] }, { duration: 250, easing: 'ease-out' });
}
