import { css, html, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { ConnectionState } from '../connection/state.js';
import { t } from '../i18n/translate.js';
import { callIcon } from './call-icons.js';
import { ControlButton } from './control-button.js';
import { RoomElement } from './room-element.js';
import { canShareScreens } from './rtc-screen-button.js';
import { buttonStyles, hostStyles } from './styles.js';

/** What the bar holds by itself, and the keys of each where the bar is to have some. */
const defaults = { mic: 'm', camera: 'v', screen: 's', hand: 'h', layout: 'l', leave: '' } as const;
type OwnName = keyof typeof defaults;

/** Keys of the bar's own controls: none without a text, those of the kit with an empty one, else those it names. */
export function parseHotkeys(text: string | null): Record<OwnName, string> {
  const names = Object.keys(defaults) as OwnName[];
  const pairs = new Map((text ?? '').split(/\s+/).map((pair) => pair.split(/:(.*)/s, 2) as [string, string]));
  const keyOf = (name: OwnName) => (text?.trim() ? (pairs.get(name) ?? '') : defaults[name]);
  return Object.fromEntries(names.map((name) => [name, text === null ? '' : keyOf(name)])) as Record<OwnName, string>;
}

/** What a person can reach by keyboard in a bar. */
const reachable = 'button, a[href], input, select, textarea, summary, [tabindex], [data-rtc-action]';
/** Where arrows have a meaning already. */
const fields = 'input, select, textarea';

/** What can be reached of an item: itself, or in a group what is in it. A custom element without that is a control. */
function stopsIn(item: Element): HTMLElement[] {
  if (item.matches(reachable)) return [item as HTMLElement];
  const inner = [...item.children].flatMap(stopsIn);
  return inner.length > 0 || !item.localName.includes('-') ? inner : [item as HTMLElement];
}

/**
 * The controls of a call in a row: one stop of the Tab key, and arrows between them. What has no room in the row moves
 * into a menu, from the end on; the leave button and what has `data-rtc-keep` stay.
 *
 * @tag rtc-control-bar
 * @slot - Controls of the page's own; microphone, camera, screen, hand, layout and leave by default.
 * @slot menu - Where the bar puts those for which there is no room.
 * @csspart base - The toolbar.
 * @csspart more - The button that shows the rest.
 * @csspart menu - The rest.
 * @cssprop [--rtc-control-gap=0.75rem] - Between the controls.
 */
export class RtcControlBar extends RoomElement {
  static override styles = [
    hostStyles,
    buttonStyles,
    css`
      :host {
        display: block;
        min-inline-size: 0;
        color: var(--_text);
      }
      [part='base'] {
        display: flex;
        justify-content: center;
        align-items: center;
        gap: var(--rtc-control-gap, 0.75rem);
        min-inline-size: 0;
        padding-block: 0.25rem;
      }
      [part='base'] > *,
      ::slotted(*) {
        flex: none;
      }
      [part='more'] {
        padding: 0.5em 0.75em;
        border-radius: var(--rtc-control-radius, 999px);
      }
      [part='menu'] {
        position: fixed;
        inset: auto;
        margin: 0;
        max-inline-size: calc(100vw - 1rem);
        max-block-size: 80vh;
        overflow: auto;
        padding: 0.5rem;
        border: 1px solid var(--_border);
        border-radius: var(--_radius);
        background: var(--_surface);
        color: var(--_text);
        box-shadow: 0 0.5rem 1.5rem #0004;
      }
      [part='menu']:popover-open {
        display: grid;
        gap: 0.5rem;
      }
      /* Of a room without a grid there is nothing to be laid out. */
      rtc-layout-button:not([available]) {
        display: none;
      }
    `,
  ];

  /** What the bar holds by itself. */
  #own: HTMLElement[] = [];
  /** The controls have this width where they are in the row. */
  readonly #widths = new WeakMap<Element, number>();
  readonly #sizes = new ResizeObserver(() => this.#fit());
  readonly #changes = new MutationObserver(() => this.#controlsChanged());
  #observed: readonly Element[] = [];
  /** Where the focus is or was. */
  #stop: HTMLElement | undefined;

  @state() private isOpen = false;
  /** For which there is no room in the row. */
  @state() private rest: readonly HTMLElement[] = [];

  /**
   * Gives the bar's own controls keys: m, v, s, h, l; or those that are named, such as `mic:m leave:Control+Shift+l`. Off
   * with `no-hotkeys` on the room.
   */
  @property() hotkeys: string | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sizes.observe(this);
    const attributeFilter = ['available', 'disabled', 'aria-disabled', 'hidden'];
    for (const root of [this, this.renderRoot])
      this.#changes.observe(root, { subtree: true, childList: true, attributeFilter });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes.disconnect();
    this.#changes.disconnect();
    this.#observed = [];
  }

  override render(): TemplateResult {
    const more = t(this, 'moreControls');
    const isIn = (control: HTMLElement) => this.rest.includes(control);
    return html`<div
      part="base"
      role="toolbar"
      aria-label=${t(this, 'controls')}
      @keydown=${this.#keyPressed}
      @focusin=${this.#focused}
      @click=${this.#clicked}
    >
      <slot @slotchange=${this.#childrenChanged}></slot>${this.#own.filter((control) => !isIn(control))}
      <button
        part="more"
        class="quiet"
        type="button"
        ?hidden=${this.rest.length === 0}
        popovertarget="menu"
        aria-expanded=${this.isOpen}
        aria-label=${more}
        title=${more}
      >
        ${callIcon('more')}
      </button>
      <div id="menu" part="menu" popover role="group" aria-label=${more} @toggle=${this.#toggled}>
        <slot name="menu"></slot>${this.#own.filter(isIn)}
      </div>
    </div>`;
  }

  protected override select({ status }: ConnectionState): unknown {
    return status;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.#makeOwn();
  }

  protected override updated(): void {
    this.#controlsChanged();
  }

  get #base(): HTMLElement {
    return this.renderRoot.querySelector('[part=base]')!;
  }

  get #more(): HTMLButtonElement {
    return this.renderRoot.querySelector('[part=more]')!;
  }

  get #menu(): HTMLElement {
    return this.renderRoot.querySelector('[part=menu]')!;
  }

  /** The page's controls, else the bar's own, wherever they are now. */
  get #items(): HTMLElement[] {
    return this.#own.length > 0 ? this.#own : this.#given;
  }

  get #given(): HTMLElement[] {
    return ([...this.children] as HTMLElement[]).filter(({ slot }) => !slot || slot === 'menu');
  }

  /** The bar's own controls belong to what the bar belongs to; with controls of the page's there are none. */
  #makeOwn(): void {
    if (this.#given.length > 0) this.#own = [];
    else if (this.#own.length === 0)
      this.#own = Object.keys(defaults)
        .filter((name) => name !== 'screen' || canShareScreens())
        .map((name) => document.createElement(`rtc-${name}-button`));
    const keys = parseHotkeys(this.hotkeys);
    for (const control of this.#own as ControlButton[]) {
      const name = control.localName.slice(4, -7) as OwnName;
      const { room, connection } = this;
      // Of a layout button `for` is the grid.
      const target = name === 'layout' ? { connection: this.consumer.connection } : { for: this.for, room, connection };
      Object.assign(control, target, { hotkey: keys[name] });
    }
  }

  readonly #childrenChanged = (): void => this.requestUpdate();

  readonly #controlsChanged = (): void => {
    const items = this.#items;
    if (items.length !== this.#observed.length || items.some((item, index) => item !== this.#observed[index])) {
      for (const item of this.#observed) this.#sizes.unobserve(item);
      for (const item of items) this.#sizes.observe(item);
      this.#observed = items;
    }
    this.#fit();
    this.#setStops();
  };

  /** Moves what has no room in the row into the menu, and back. */
  #fit(): void {
    if (!this.hasUpdated || this.clientWidth === 0) return;
    const items = this.#items;
    for (const item of items) if (!this.rest.includes(item)) this.#widths.set(item, item.offsetWidth);
    const gap = parseFloat(getComputedStyle(this.#base).columnGap) || 0;
    const widthOf = (item: HTMLElement) => (this.#widths.get(item) || -gap) + gap;
    const moreWidth = (this.#more.offsetWidth || this.#more.offsetHeight || 44) + gap;
    const room = this.clientWidth + gap + 0.5;
    let needed = items.reduce((sum, item) => sum + widthOf(item), 0);
    const rest: HTMLElement[] = [];
    if (needed > room) {
      needed += moreWidth;
      for (const item of items.filter((one) => !one.matches('rtc-leave-button, [data-rtc-keep]')).reverse()) {
        if (needed <= room) break;
        // What is not shown takes no room.
        if (widthOf(item) <= 0) continue;
        needed -= widthOf(item);
        rest.unshift(item);
      }
    }
    if (rest.length === this.rest.length && rest.every((item, index) => item === this.rest[index])) return;
    this.#move(rest);
  }

  #move(rest: readonly HTMLElement[]): void {
    const held = this.#items.find((item) => item.matches(':focus, :focus-within'));
    for (const item of this.#items) {
      const isInMenu = rest.includes(item);
      if (item.parentElement === this) item.slot = isInMenu ? 'menu' : '';
      if (isInMenu !== this.rest.includes(item) && 'labelled' in item) item.labelled = isInMenu;
    }
    this.rest = rest;
    // Who held a control that has gone into the menu goes on at the button that shows it.
    if (held && rest.includes(held)) void this.updateComplete.then(() => this.#more.focus());
  }

  /** What can be reached in the row, or in the menu. */
  #stops(inMenu: boolean): HTMLElement[] {
    const found = this.#items.filter((item) => this.rest.includes(item) === inMenu).flatMap(stopsIn);
    return inMenu || this.rest.length === 0 ? found : [...found, this.#more];
  }

  /** One stop of the Tab key: where the focus is or was, else the first that can have it. */
  #setStops(): void {
    if (!this.hasUpdated) return;
    for (const stops of [this.#stops(false), this.#stops(true)]) {
      const usable = stops.filter(canHaveFocus);
      const current = usable.find((one) => one === this.#stop) ?? usable[0];
      for (const one of stops) {
        const tabIndex = one === current ? 0 : -1;
        if (one.getAttribute('tabindex') !== String(tabIndex)) one.tabIndex = tabIndex;
      }
    }
  }

  readonly #focused = ({ target }: Event): void => {
    const stops = [...this.#stops(false), ...this.#stops(true)];
    this.#stop = stops.find((one) => one === target || one.contains(target as Node)) ?? this.#stop;
    this.#setStops();
  };

  readonly #keyPressed = (event: KeyboardEvent): void => {
    const { key } = event;
    const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.defaultPrevented;
    const target = event.composedPath()[0] as Element;
    if (!isPlain || target.matches(fields)) return;
    const stops = this.#stops(this.isOpen);
    const current = stops.findIndex((one) => one.matches(':focus, :focus-within'));
    if (current < 0) return;
    const isTurned = getComputedStyle(this).direction === 'rtl' && !this.isOpen;
    const [forward, back] = isTurned ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft'];
    const down = this.isOpen ? ['ArrowDown', 'ArrowUp'] : [];
    const { length } = stops;
    const order = stops.map((_, index) => index);
    const after = [...order.slice(current + 1), ...order.slice(0, current)];
    const ways: Record<string, number[]> = {
      [forward]: after,
      [back]: [...after].reverse(),
      Home: order,
      End: [...order].reverse(),
    };
    if (down.length > 0) Object.assign(ways, { [down[0]]: after, [down[1]]: [...after].reverse() });
    const way = ways[key] as number[] | undefined;
    if (!way || length === 0) return;
    event.preventDefault();
    for (const index of way) {
      stops[index].focus();
      if (stops[index].matches(':focus, :focus-within')) break;
    }
  };

  readonly #toggled = ({ newState }: ToggleEvent): void => {
    this.isOpen = newState === 'open';
    if (this.isOpen) {
      this.#place();
      this.#stops(true).find(canHaveFocus)?.focus();
    } else if (document.activeElement === document.body || this.matches(':focus-within')) {
      // Not to the top of the page, whatever the browser makes of controls that are gone.
      this.#more.focus();
    }
  };

  /** Above the button, or below it where there is more room. */
  #place(): void {
    const button = this.#more.getBoundingClientRect();
    const menu = this.#menu;
    const { width, height } = menu.getBoundingClientRect();
    const isAbove = button.top > innerHeight - button.bottom;
    const top = isAbove ? button.top - height - 8 : button.bottom + 8;
    const left = button.left + button.width / 2 - width / 2;
    menu.style.top = `${Math.max(8, top)}px`;
    menu.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  }

  /** The menu has done its work, unless what was clicked has more to be chosen. */
  readonly #clicked = (event: Event): void => {
    const path = event.composedPath();
    const [target] = path as Element[];
    if (this.isOpen && path.includes(this.#menu) && target.closest('button, [data-rtc-action]'))
      this.#menu.hidePopover();
  };
}

function canHaveFocus(element: HTMLElement): boolean {
  const isUsable = element instanceof ControlButton ? element.available : !element.matches(':disabled, [disabled]');
  return isUsable && element.getClientRects().length > 0;
}
