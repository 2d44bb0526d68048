import { type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { t, type TextKey } from '../i18n/translate.js';
import { ControlButton, quietStyles } from './control-button.js';
import { RtcFullscreenRequestEvent } from './control-events.js';
import { enclosingRoots } from './find-grid.js';
import { roomOf } from './room-registry.js';

/**
 * Shows the room, or the element that `for` names, on the full screen, and ends that. Disabled, with the reason, where the
 * browser cannot (phones of Apple). Needs no call.
 *
 * @tag rtc-fullscreen-button
 * @attr {string} for - Id of what is to be shown; the room by default.
 * @slot - Words beside the icon; none by default.
 * @slot icon - In the place of the icon.
 * @csspart base - The native button.
 * @csspart icon - Around the icon.
 * @csspart label - Around the words.
 * @cssprop [--rtc-control-radius=999px] - Roundness of the buttons of a call.
 * @fires {RtcFullscreenRequestEvent} rtc-fullscreen-request - Cancelable, before the full screen is taken or left.
 */
export class RtcFullscreenButton extends ControlButton {
  static override styles = [...ControlButton.styles, quietStyles];

  readonly #trees = new MutationObserver(() => this.#target !== this.#seen && this.#look());
  #seen: Element | undefined;
  /** Read-only: what the button is for fills the screen. */
  @property({ type: Boolean, reflect: true }) on = false;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('fullscreenchange', this.#look);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('fullscreenchange', this.#look);
    this.#trees.disconnect();
  }

  override render(): TemplateResult {
    const { on } = this;
    const name = t(this, on ? 'exitFullscreen' : 'enterFullscreen');
    return this.renderControl(on ? 'fullscreenOff' : 'fullscreen', name, { pressed: on });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    // What it names may come later than the button.
    this.#trees.disconnect();
    if (this.for && this.isConnected)
      for (const root of enclosingRoots(this))
        this.#trees.observe(root, { subtree: true, childList: true, attributeFilter: ['id'] });
    this.#seen = this.#target;
    this.on = this.#seen?.matches(':fullscreen') ?? false;
  }

  protected override get isPlaced(): boolean {
    return this.#target !== undefined;
  }

  protected override get obstacle(): TextKey | undefined {
    if (!document.fullscreenEnabled) return 'noFullscreen';
    return this.#target ? undefined : 'noRoom';
  }

  protected override async act(): Promise<void> {
    const on = !this.on;
    if (!this.dispatchEvent(new RtcFullscreenRequestEvent({ on }))) return;
    await (on ? this.#target?.requestFullscreen() : document.exitFullscreen());
  }

  get #target(): Element | undefined {
    const id = this.for;
    if (!id) return roomOf(this.consumer.connection);
    return enclosingRoots(this)
      .map((root) => root.getElementById(id))
      .find((element) => element !== null);
  }

  readonly #look = (): void => this.requestUpdate();
}
