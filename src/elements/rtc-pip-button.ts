import { type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { ConnectionState } from '../connection/state.js';
import { t, type TextKey } from '../i18n/translate.js';
import { ControlButton, quietStyles } from './control-button.js';
import { RtcPipRequestEvent } from './control-events.js';
import type { Pip } from './pip-window.js';

/**
 * Shows the people of the call in a small window that stays above all others, with buttons for microphone, camera and
 * leaving where the browser can do that, else one picture. Disabled, with the reason, where it can do neither, or while there
 * is no picture.
 *
 * @tag rtc-pip-button
 * @slot - Words beside the icon; none by default.
 * @slot icon - In the place of the icon.
 * @csspart base - The native button.
 * @csspart icon - Around the icon.
 * @csspart label - Around the words.
 * @cssprop [--rtc-control-radius=999px] - Roundness of the buttons of a call.
 * @fires {RtcPipRequestEvent} rtc-pip-request - Cancelable, before the window is opened or closed.
 */
export class RtcPipButton extends ControlButton {
  static override styles = [...ControlButton.styles, quietStyles];

  @state() private pip: Pip | undefined;
  /** The code of the window is not to be had. */
  @state() private isMissing = false;

  /** Read-only: the window is open. */
  @property({ type: Boolean, reflect: true }) on = false;

  constructor() {
    super();
    // The browser opens a window only for a few seconds after a click: its code comes before that.
    for (const type of ['pointerenter', 'focusin']) this.addEventListener(type, () => void load().catch(() => {}));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // Moved is not removed.
    queueMicrotask(() => {
      if (!this.isConnected) this.pip?.close();
    });
  }

  override render(): TemplateResult {
    return this.renderControl('pip', t(this, this.on ? 'closePip' : 'openPip'), { pressed: this.on });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.on = this.pip !== undefined;
  }

  protected override updated(): void {
    if (this.snapshot) this.pip?.update(this.snapshot);
  }

  protected override get obstacle(): TextKey | undefined {
    if (super.obstacle) return super.obstacle;
    if (!canOpenPip() || this.isMissing) return 'noPip';
    return this.pip || canOpenPage() || hasPicture(this.snapshot) ? undefined : 'noPipPicture';
  }

  protected override async act(): Promise<void> {
    const on = this.pip === undefined;
    const { connection } = this.consumer;
    if (!connection || !this.dispatchEvent(new RtcPipRequestEvent({ on }))) return;
    if (!on) return this.pip?.close();
    const part = await load().catch(() => undefined);
    this.isMissing = !part;
    this.pip = await part?.openPip({
      button: this,
      connection,
      text: (key, values) => t(this, key, values),
      closed: () => (this.pip = undefined),
    });
  }
}

/** The browser has a small window for a page or for a picture, and this page may use it. */
export function canOpenPip(): boolean {
  return canOpenPage() || document.pictureInPictureEnabled;
}

/** The window may be a page of its own, which needs no picture. */
function canOpenPage(): boolean {
  return window === window.top && 'documentPictureInPicture' in window;
}

function hasPicture(state: ConnectionState | undefined): boolean {
  return state?.participants.some(({ streams }) => streams.some(({ video }) => video === 'on')) ?? false;
}

const load = () => import('./pip-window.js');
