import { css, html, nothing, svg, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { ConnectionState } from '../connection/state.js';
import { t, type TextKey } from '../i18n/translate.js';
import { RtcShareRequestEvent } from './control-events.js';
import { drawing } from './icons.js';
import type { QrCode } from './qr.js';
import { fieldStyles } from './field-styles.js';
import { RoomElement } from './room-element.js';
import { roomOf } from './room-registry.js';
import { buttonStyles, hostStyles } from './styles.js';

/** The quiet zone that readers of codes need, in dots. */
const margin = 4;
/** Milliseconds for which it is told that the link is copied. */
const tellTime = 5000;

const copyIcon = drawing(svg`<path d="M9 9h11v11H9zM5 15H4V4h11v1"></path>`);
const shareIcon = drawing(svg`<path d="M12 15V3M8 7l4-4l4 4M5 12v8h14v-8"></path>`);
const codeIcon = drawing(svg`<path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 18h2v2h-2z"></path>`);

/**
 * The link that invites to the room: to copy, to hand to the system where it can share, and as a QR code, whose code is
 * loaded only when it is asked for.
 *
 * @tag rtc-share-link
 * @csspart base - Around everything.
 * @csspart link - The field with the link.
 * @csspart copy - The button that copies it.
 * @csspart share - The button that hands it to the system.
 * @csspart show-code - The button that shows the QR code.
 * @csspart code - The QR code.
 * @csspart told - What has been done.
 * @fires {RtcShareRequestEvent} rtc-share-request - Cancelable, before the link is copied or handed to the system.
 */
export class RtcShareLink extends RoomElement {
  static override styles = [
    hostStyles,
    buttonStyles,
    fieldStyles,
    css`
      :host {
        display: block;
        max-inline-size: 36rem;
        color: var(--_text);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: var(--_gap);
      }
      input {
        flex: 1 1 12rem;
        /* An address is read from left to right everywhere. */
        direction: ltr;
      }
      p {
        min-block-size: 1.5em;
        margin: 0.25rem 0 0;
        color: var(--_quiet);
        line-height: 1.5;
      }
      svg.code {
        display: block;
        inline-size: min(100%, 16rem);
        block-size: auto;
        margin-block-start: var(--_gap);
        border-radius: calc(var(--_radius) / 2);
        /* Many readers know only dark on light, and a theme of the system must not change that. */
        background: #fff;
        fill: #000;
        stroke: none;
        forced-color-adjust: none;
      }
    `,
  ];

  #timer: ReturnType<typeof setTimeout> | undefined;
  #makeCode: ((text: string) => QrCode) | undefined;

  @state() private told: TextKey | undefined;
  @state() private showsCode = false;

  /** The link; by default, and where it is none, the address of the page, with the room in it where the room has a `room-param`. */
  @property() href = '';
  /** Query parameter that names the room in the link; by default that of the room element. */
  @property({ attribute: 'room-param' }) roomParam = '';
  /** What the system is told that the link leads to; the title of the page by default. */
  @property({ attribute: 'share-title' }) shareTitle = '';

  /** The link as it is copied. */
  get url(): string {
    const { connection } = this.consumer;
    const given = this.href || location.href;
    const url = new URL(URL.canParse(given, location.href) ? given : location.href, location.href);
    const parameter = this.roomParam || roomOf(connection)?.roomParam;
    const room = connection?.state.roomId || connection?.sessionid;
    if (parameter && room) url.searchParams.set(parameter, room);
    return url.href;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.told = undefined;
  }

  override render(): TemplateResult {
    const canShare = typeof navigator.share === 'function';
    const link = t(this, 'roomLink');
    return html`<div part="base" role="group" aria-label=${link}>
      <div class="row">
        <input part="link" readonly aria-label=${link} .value=${this.url} @focus=${this.#mark} />
        <button part="copy" type="button" @click=${this.#copy}>${copyIcon} ${t(this, 'copyLink')}</button>
        ${
          canShare
            ? html`<button class="quiet" part="share" type="button" @click=${this.#share}>
                ${shareIcon} ${t(this, 'shareLink')}
              </button>`
            : nothing
        }
        <button
          class="quiet"
          part="show-code"
          type="button"
          aria-expanded=${this.showsCode}
          aria-controls="code"
          @click=${this.#toggleCode}
        >
          ${codeIcon} ${t(this, this.showsCode ? 'hideCode' : 'showCode')}
        </button>
      </div>
      <p part="told" role="status">${this.told ? t(this, this.told) : nothing}</p>
      <div id="code">${this.showsCode && this.#makeCode ? this.#renderCode(this.#makeCode(this.url)) : nothing}</div>
    </div>`;
  }

  protected override select({ roomId }: ConnectionState): string | undefined {
    return roomId;
  }

  #renderCode({ size, path }: QrCode): TemplateResult {
    const edge = size + 2 * margin;
    return html`<svg
      class="code"
      part="code"
      role="img"
      aria-label=${t(this, 'codeOfLink')}
      viewBox=${`${-margin} ${-margin} ${edge} ${edge}`}
      shape-rendering="crispEdges"
    >
      <path d=${path}></path>
    </svg>`;
  }

  get #input(): HTMLInputElement {
    return this.renderRoot.querySelector('input')!;
  }

  readonly #mark = (): void => this.#input.select();

  readonly #copy = async (): Promise<void> => {
    const { url } = this;
    if (!this.dispatchEvent(new RtcShareRequestEvent({ url, how: 'copy' }))) return;
    try {
      await navigator.clipboard.writeText(url);
      this.#tell('linkCopied');
    } catch {
      // Without https, in a frame or refused: the person can still copy by hand.
      this.#input.focus();
      this.#mark();
      this.#tell('linkNotCopied');
    }
  };

  readonly #share = async (): Promise<void> => {
    const { url } = this;
    if (!this.dispatchEvent(new RtcShareRequestEvent({ url, how: 'share' }))) return;
    try {
      await navigator.share({ url, title: this.shareTitle || document.title });
    } catch (error) {
      // Who has closed the system's dialog knows that nothing was shared.
      if ((error as Error).name !== 'AbortError') this.#tell('linkNotShared');
    }
  };

  readonly #toggleCode = async (): Promise<void> => {
    this.showsCode = !this.showsCode;
    try {
      this.#makeCode ??= (await import('./qr.js')).qrCode;
      this.requestUpdate();
    } catch {
      this.showsCode = false;
      this.#tell('codeFailed');
    }
  };

  /** Says it for some time, and the same twice as two things. */
  #tell(told: TextKey): void {
    clearTimeout(this.#timer);
    this.told = undefined;
    // A region that is emptied first is read out again.
    void this.updateComplete.then(() => (this.told = told));
    this.#timer = setTimeout(() => (this.told = undefined), tellTime);
  }
}
