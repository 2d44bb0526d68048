import { css, html, nothing, type TemplateResult } from 'lit';
import type { ConnectionController } from '../connection/connection-controller.js';
import { t } from '../i18n/translate.js';
import { RtcPinRequestEvent } from './control-events.js';
import type { RtcVideoTile } from './rtc-video-tile.js';
import { tileName } from './tile-name.js';

/** A choice of the menu; with `checked` it is one that is on or off. */
interface Choice {
  readonly text: string;
  readonly checked?: boolean;
  readonly act: () => void;
}

/** iPhones show nothing but a picture on the full screen. */
interface PhoneVideo extends HTMLVideoElement {
  webkitEnterFullscreen?(): void;
}

/** Pixels between the menu and the edge of the window. */
const edge = 8;

/**
 * What can be done with a tile: not to hear the person, to pin it, to show it on the full screen, and how loud the person
 * is. A dialog of the browser's, which no tile cuts off and which Escape closes. Loaded when it is first opened.
 */
export class TileMenu {
  /** Of the tile's shadow root. */
  static readonly styles = css`
    .panel {
      inline-size: max-content;
      min-inline-size: 12rem;
      max-inline-size: calc(100vw - 1rem);
      margin: 0;
      padding: 0;
      border: 1px solid var(--_border);
      border-radius: var(--_radius);
      background: var(--_surface);
      color: var(--_text);
      font-size: 1rem;
      line-height: 1.4;
      overflow: auto;
      box-shadow: 0 0.5rem 1.5rem #0006;
    }
    .panel::backdrop {
      background: transparent;
    }
    .choices {
      display: grid;
      padding: 0.25rem;
    }
    .choices button {
      display: flex;
      align-items: center;
      gap: 0.5rem;
      min-block-size: 2.75rem;
      padding-inline: 0.75rem;
      border: 0;
      border-radius: calc(var(--_radius) / 2);
      background: none;
      color: inherit;
      font: inherit;
      text-align: start;
      cursor: pointer;
    }
    .choices button:is(:hover, :focus-visible) {
      background: color-mix(in srgb, var(--_text) 12%, transparent);
    }
    .choices button:focus-visible,
    .volume input:focus-visible {
      outline: 3px solid var(--_accent);
      outline-offset: -3px;
    }
    .choices span {
      inline-size: 1em;
    }
    .volume {
      display: grid;
      padding: 0.5rem 1rem;
      border-block-start: 1px solid var(--_border);
    }
    .volume input {
      block-size: 2.75rem;
      inline-size: 100%;
      margin: 0;
      accent-color: var(--_accent);
    }
    @media (forced-colors: active) {
      .choices button:is(:hover, :focus-visible) {
        outline: 2px solid Highlight;
        outline-offset: -2px;
      }
    }
  `;

  readonly #tile: RtcVideoTile;
  readonly #connection: () => ConnectionController | undefined;
  /** How loud the person was before being muted. */
  #loudness = 1;

  constructor(tile: RtcVideoTile, connection: () => ConnectionController | undefined) {
    this.#tile = tile;
    this.#connection = connection;
    const root = tile.shadowRoot!;
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, TileMenu.styles.styleSheet!];
  }

  get isOpen(): boolean {
    return this.#dialog?.open ?? false;
  }

  /** Shows it beside its button, with the focus on the first choice. */
  open(): void {
    const dialog = this.#dialog;
    if (!dialog || dialog.open) return;
    dialog.showModal();
    this.#place(dialog);
    this.#items[0]?.focus();
    this.#tile.requestUpdate();
  }

  render(): TemplateResult {
    const tile = this.#tile;
    const name = t(tile, 'tileMenu', { name: tileName(tile, tile.participant, tile.shown) });
    return html`<dialog
      class="panel"
      part="menu-panel"
      aria-label=${name}
      @click=${this.#clicked}
      @keydown=${this.#pressed}
      @close=${this.#closed}
    >
      <div class="choices" role="menu" aria-label=${name}>
        ${this.#choices.map(
          ({ text, checked, act }, index) =>
            html`<button
              part="menu-item"
              type="button"
              role=${checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
              aria-checked=${checked ?? nothing}
              tabindex=${index === 0 ? 0 : -1}
              @click=${() => this.#choose(act)}
            >
              <span aria-hidden="true">${checked ? '✓' : ''}</span>${text}
            </button>`,
        )}
      </div>
      ${this.#isHeard && canSetVolume() ? this.#renderVolume() : nothing}
    </dialog>`;
  }

  #renderVolume(): TemplateResult {
    return html`<label class="volume" part="volume"
      >${t(this.#tile, 'tileVolume')}
      <input
        type="range"
        min="0"
        max="1"
        step="0.05"
        .value=${String(this.#volume)}
        aria-valuetext="${Math.round(this.#volume * 100)} %"
        @input=${this.#turned}
    /></label>`;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.#tile.renderRoot.querySelector('dialog');
  }

  get #items(): HTMLElement[] {
    return [...(this.#dialog?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])];
  }

  get #choices(): Choice[] {
    const tile = this.#tile;
    const choices: Choice[] = [];
    if (this.#isHeard) choices.push({ text: t(tile, 'tileMute'), checked: this.#volume === 0, act: this.#mute });
    // Somebody has to arrange the tiles.
    if (hostOf(tile)?.localName === 'rtc-video-grid' || tile.pinned)
      choices.push({ text: t(tile, 'tilePin'), checked: tile.pinned, act: this.#pin });
    if (this.#isFull) choices.push({ text: t(tile, 'tileExitFullScreen'), act: () => void document.exitFullscreen() });
    else if (document.fullscreenEnabled || this.#video.webkitEnterFullscreen)
      choices.push({ text: t(tile, 'tileFullScreen'), act: this.#fill });
    return choices;
  }

  /** Somebody else, whose sound the room plays. */
  get #isHeard(): boolean {
    return !this.#tile.local && this.#connection() !== undefined;
  }

  get #volume(): number {
    return this.#tile.participant?.volume ?? 1;
  }

  get #video(): PhoneVideo {
    return this.#tile.renderRoot.querySelector('video')!;
  }

  get #isFull(): boolean {
    return this.#tile.matches(':fullscreen');
  }

  #setVolume(volume: number): void {
    const { participant } = this.#tile;
    if (participant) this.#connection()?.setVolume(participant.userid, volume);
  }

  readonly #mute = (): void => {
    const volume = this.#volume;
    if (volume > 0) this.#loudness = volume;
    this.#setVolume(volume > 0 ? 0 : this.#loudness);
  };

  readonly #pin = (): void => {
    const { participant, shown: streamInfo, pinned } = this.#tile;
    if (participant) this.#tile.dispatchEvent(new RtcPinRequestEvent({ participant, streamInfo, pinned: !pinned }));
  };

  readonly #fill = (): void => {
    // A browser that refuses has its reasons, and the tile stays where it is.
    if (document.fullscreenEnabled) this.#tile.requestFullscreen().catch(() => undefined);
    else this.#video.webkitEnterFullscreen?.();
  };

  readonly #turned = ({ target }: Event): void => this.#setVolume(Number((target as HTMLInputElement).value));

  #choose(act: () => void): void {
    // Closed first: the focus is back on the button before anything moves.
    this.#dialog?.close();
    act();
  }

  /** Outside of the panel only the backdrop of the dialog is left to be hit. */
  readonly #clicked = ({ target, currentTarget }: Event): void => {
    if (target === currentTarget) this.#dialog?.close();
  };

  readonly #pressed = (event: KeyboardEvent): void => {
    // The keys of the page behind it have no meaning now.
    event.stopPropagation();
    const items = this.#items;
    const index = items.indexOf(event.target as HTMLElement);
    if (index === -1) return;
    const next: Record<string, number> = {
      ArrowDown: (index + 1) % items.length,
      ArrowUp: (index + items.length - 1) % items.length,
      Home: 0,
      End: items.length - 1,
    };
    if (!(event.key in next)) return;
    event.preventDefault();
    items[next[event.key]].focus();
  };

  readonly #closed = (): void => this.#tile.requestUpdate();

  /** Below the button and ending with it, or where there is room. */
  #place(dialog: HTMLDialogElement): void {
    const button = this.#tile.renderRoot.querySelector('[part=menu]')!.getBoundingClientRect();
    const isRtl = getComputedStyle(this.#tile).direction === 'rtl';
    const { innerWidth, innerHeight } = window;
    const { offsetWidth, offsetHeight } = dialog;
    const within = (wanted: number, most: number) => `${Math.max(edge, Math.min(wanted, most - edge))}px`;
    dialog.style.left = within(isRtl ? button.left : button.right - offsetWidth, innerWidth - offsetWidth);
    dialog.style.top = within(button.bottom, innerHeight - offsetHeight);
    dialog.style.right = dialog.style.bottom = 'auto';
  }
}

/** The element in whose shadow tree this one is. */
function hostOf(element: Element): Element | undefined {
  return (element.getRootNode() as Partial<ShadowRoot>).host;
}

/** Some systems leave the loudness to their own buttons. */
function canSetVolume(): boolean {
  const probe = new Audio();
  probe.volume = 0.5;
  return probe.volume === 0.5;
}
