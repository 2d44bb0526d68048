import { css, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { ConnectionController } from '../connection/connection-controller.js';
import { isTextKey, t, type TextKey } from '../i18n/translate.js';
import { ControlButton, quietStyles } from './control-button.js';
import { RtcLayoutRequestEvent } from './control-events.js';
import { findGrid } from './find-grid.js';
import { nearestRoom, watchRooms } from './room-registry.js';
import type { RtcVideoGrid } from './rtc-video-grid.js';

/**
 * Changes the layout of a grid: to the next one of `layouts`, or to the one that `layout` names. Needs no call.
 *
 * @tag rtc-layout-button
 * @attr {string} for - Id of the grid; by default that of the room around the button, or the only one of the page.
 * @slot - Words beside the icon; none by default.
 * @slot icon - In the place of the icon.
 * @csspart base - The native button.
 * @csspart icon - Around the icon.
 * @csspart label - Around the words.
 * @cssprop [--rtc-control-radius=999px] - Roundness of the buttons of a call.
 * @fires {RtcLayoutRequestEvent} rtc-layout-request - Cancelable, before the layout is changed.
 */
export class RtcLayoutButton extends ControlButton {
  static override styles = [
    ...ControlButton.styles,
    quietStyles,
    css`
      :host(:dir(rtl)) svg {
        scale: -1 1;
      }
    `,
  ];

  readonly #changes = new MutationObserver(() => this.requestUpdate());
  #unwatch: (() => void) | undefined;
  @state() private grid: RtcVideoGrid | undefined;

  /** The layout to be set: `grid`, `speaker`, `focus` or `strip`; by default each click takes the next. */
  @property() layout = '';
  /** Between which the button changes, with spaces between them. */
  @property() layouts = 'grid speaker focus strip';
  /** Read-only: the grid has the `layout` of this button. */
  @property({ type: Boolean, reflect: true }) on = false;

  override connectedCallback(): void {
    super.connectedCallback();
    // The grid may come after the button, and another one after that.
    this.#unwatch = watchRooms(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch?.();
    this.#follow(undefined);
  }

  override render(): TemplateResult {
    const key = `layout-${this.#next}`;
    const layout = isTextKey(key) ? t(this, key) : this.#next;
    return this.renderControl('layout', t(this, 'changeLayout', { layout }), this.layout ? { pressed: this.on } : {});
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.isConnected) this.#follow(findGrid(this, this.for));
    super.willUpdate(changed);
    this.on = this.layout !== '' && this.#current === this.layout;
  }

  /** It needs a grid, and says so itself where there is none. */
  protected override get isPlaced(): boolean {
    return true;
  }

  /** The room is that of the grid. */
  protected override get keyOwner(): ConnectionController | undefined {
    return this.grid && nearestRoom(this.grid)?.connection;
  }

  protected override get obstacle(): TextKey | undefined {
    return this.grid ? undefined : 'noGrid';
  }

  protected override act(): undefined {
    const layout = this.#next;
    if (this.dispatchEvent(new RtcLayoutRequestEvent({ layout }))) this.grid?.setAttribute('layout', layout);
  }

  get #current(): string {
    return this.grid?.getAttribute('layout') ?? 'grid';
  }

  get #next(): string {
    if (this.layout) return this.layout;
    const layouts: string[] = this.layouts?.match(/\S+/g) ?? ['grid', 'speaker', 'focus', 'strip'];
    return layouts[(layouts.indexOf(this.#current) + 1) % layouts.length];
  }

  #follow(grid: RtcVideoGrid | undefined): void {
    if (grid === this.grid) return;
    this.#changes.disconnect();
    this.grid = grid;
    if (grid) this.#changes.observe(grid, { attributeFilter: ['layout'] });
  }
}
