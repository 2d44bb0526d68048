import { css, html, nothing, svg, type TemplateResult } from 'lit';
import type { ConnectionController } from '../connection/connection-controller.js';
import { isTextKey, t, type TextKey } from '../i18n/translate.js';
import { callIcon } from './call-icons.js';
import { raisedAt } from './hand.js';
import type { RtcVideoTile } from './rtc-video-tile.js';
import type { TileMenu } from './tile-menu.js';
import { tileName } from './tile-name.js';

const dots = svg`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 5v.01M12 12v.01M12 19v.01"></path></svg>`;

/**
 * What a tile shows beside picture, name and marks: the ring, a raised hand, how well somebody comes, the button of the
 * menu, and why the own microphone or camera is off. Loaded with the first tile; without it a tile shows the rest.
 */
export class TileTools {
  /** Of the tile's shadow root. */
  static readonly styles = css`
    /* Marks and name share a line, of which the name takes what is left. */
    .name {
      flex: 1 0 min(4em, 100%);
      inline-size: 0;
      max-inline-size: max-content;
    }
    .ring {
      position: absolute;
      inset: 0;
      border: var(--rtc-ring-width, 3px) solid transparent;
      border-radius: inherit;
      pointer-events: none;
      transition: border-color 0.2s;
    }
    :host([speaking]) .ring {
      border-color: var(--rtc-ring-color, #4ade80);
      /* Tells it from a picture of the same colour. */
      box-shadow: inset 0 0 0 1px #0009;
    }
    [part='hand'] {
      order: -1;
      padding-inline: 0.3em;
      background: #ffd479;
      color: #1b2333;
    }
    [part='quality'] {
      color: #ffd479;
    }
    [part='pin'] {
      color: #fff;
    }
    :host([quality='poor']) [part='quality'] {
      color: var(--rtc-tile-mark, #ff9b9f);
    }
    [part='quality'] path {
      stroke-width: 4;
    }
    [part='quality'] .lost {
      opacity: 0.4;
    }
    .avatar {
      overflow: hidden;
    }
    /* Out of the way of what is told below. */
    .base:has([part='status']) .avatar {
      translate: 0 -50%;
    }
    @container (max-height: 5rem) {
      .avatar {
        translate: 0 -30%;
      }
    }
    .avatar ::slotted(*) {
      inline-size: 100%;
      block-size: 100%;
      object-fit: cover;
    }
    slot[name='badges'] {
      position: absolute;
      inset-block-start: 0.4rem;
      inset-inline: 0.4rem 3.25rem;
      display: flex;
      flex-wrap: wrap;
      gap: 0.25rem;
      pointer-events: none;
    }
    slot[name='overlay'] {
      position: absolute;
      inset: 0;
      display: block;
      pointer-events: none;
    }
    slot:is([name='badges'], [name='overlay'])::slotted(*) {
      pointer-events: auto;
    }
    .dots {
      position: absolute;
      inset-block-start: 0.25rem;
      inset-inline-end: 0.25rem;
      display: grid;
      place-items: center;
      inline-size: 2.75rem;
      block-size: 2.75rem;
      /* Smaller to the eye than to a finger, so that less of the picture is hidden. */
      border: 0.375rem solid transparent;
      border-radius: 50%;
      background: #0009 padding-box;
      color: #fff;
      font-size: 1rem;
      cursor: pointer;
      touch-action: manipulation;
      opacity: 0;
      transition: opacity 0.15s;
    }
    .dots path {
      stroke-width: 3.5;
    }
    :host(:hover) .dots,
    .dots:focus-visible,
    .dots[aria-expanded='true'] {
      opacity: 1;
    }
    .dots:focus-visible {
      outline: 3px solid var(--_accent);
      outline-offset: -3px;
    }
    /* A finger cannot rest on a tile to see what it offers. */
    @media (hover: none) {
      .dots {
        opacity: 0.75;
      }
    }
    /* On the smallest tiles it would hide the face, as would all that is told; screen readers are told it still. */
    @container (max-width: 6rem) {
      :host(:not(:hover)) .dots:not(:focus-visible, [aria-expanded='true']) {
        opacity: 0;
      }
      .bar {
        flex-wrap: nowrap;
        inset-inline: 0.2rem;
        inset-block-end: 0.2rem;
      }
      .bar [part]:is([part='camera'], [part='status'], [part='quality']) {
        display: none;
      }
      .base:has([part='status']) :is(video, .avatar) {
        filter: grayscale(1) brightness(0.6);
      }
    }
    @container (max-width: 4rem) {
      .bar .name {
        display: none;
      }
      .avatar {
        translate: none;
      }
    }
    /* Nothing stands behind the dots where they would hide what is told. */
    @container (max-width: 9rem) {
      .dots {
        background: none;
        filter: drop-shadow(0 0 2px #000) drop-shadow(0 0 2px #000);
      }
    }
    /* Of a room for sound alone a camera that nobody has is no news. */
    .base:has(.without-camera) [part='camera'] {
      display: none;
    }
    :host(:fullscreen) video {
      object-fit: contain;
    }
    @media (prefers-reduced-motion: reduce) {
      .ring,
      .dots {
        transition: none;
      }
    }
    @media (forced-colors: active) {
      /* Here no line is transparent: everybody would seem to speak. */
      :host(:not([speaking])) .ring {
        display: none;
      }
      :host([speaking]) .ring {
        border: max(4px, var(--rtc-ring-width, 3px)) solid Highlight;
      }
      .avatar {
        border: 1px solid CanvasText;
      }
      .dots {
        isolation: isolate;
        border: 0;
        background: none;
        filter: none;
        color: ButtonText;
        opacity: 1;
      }
      /* No border is transparent here, which would make it smaller to the eye. */
      .dots::before {
        content: '';
        position: absolute;
        inset: 0.375rem;
        z-index: -1;
        border: 1px solid ButtonText;
        border-radius: 50%;
        background: ButtonFace;
      }
      @container (max-width: 9rem) {
        .dots::before {
          inset: 0.7rem;
        }
      }
    }
  `;

  readonly #tile: RtcVideoTile;
  readonly #connection: () => ConnectionController | undefined;
  #menu: TileMenu | undefined;

  constructor(tile: RtcVideoTile, connection: () => ConnectionController | undefined) {
    this.#tile = tile;
    this.#connection = connection;
    const root = tile.shadowRoot!;
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, TileTools.styles.styleSheet!];
  }

  /** Whether the hand is raised; what is off, and why if it is one's own; and whether the person comes badly. */
  get words(): string[] {
    return [
      ...(this.#hasHand ? [t(this.#tile, 'handUp')] : []),
      ...this.#off,
      ...(this.#tile.quality === 'poor' ? [t(this.#tile, 'tilePoor')] : []),
      ...(this.#tile.pinned ? [t(this.#tile, 'tilePinned')] : []),
    ];
  }

  /** Why one's own microphone or camera is not there, or not as wished. */
  get reason(): string {
    const { audioError, videoError } = this.#tile.shown ?? {};
    return audioError || videoError ? this.#off.join(', ') : '';
  }

  /** A raised hand, how well the person comes, and that the tile is pinned. */
  renderMark(): TemplateResult {
    return html`${this.#hasHand ? html`<span part="hand">${callIcon('hand')}</span>` : nothing}${this.#renderQuality()}${
      this.#tile.pinned ? html`<span class="mark" part="pin">${callIcon('pin')}</span>` : nothing
    }`;
  }

  render(): TemplateResult {
    const tile = this.#tile;
    tile.hand = this.#hasHand;
    const { participant } = tile;
    const name = tileName(tile, participant, tile.shown);
    return html`<span class="ring ${this.#isWithoutCamera ? 'without-camera' : ''}" part="ring"></span>${
        tile.noMenu || !participant
          ? nothing
          : html`<button
                class="dots"
                part="menu"
                type="button"
                aria-haspopup="dialog"
                aria-expanded=${this.#menu?.isOpen ?? false}
                aria-label=${t(tile, 'tileMenu', { name })}
                @click=${this.#openMenu}
              >
                ${dots}</button
              >${this.#menu?.render()}`
      }`;
  }

  /** A screen has no hand: it is told on the tile of the person. */
  get #hasHand(): boolean {
    const { participant, shown } = this.#tile;
    return participant !== undefined && shown?.source !== 'screen' && raisedAt(participant) > 0;
  }

  get #off(): string[] {
    const tile = this.#tile;
    const { audioError, videoError } = tile.shown ?? {};
    const text = (label: TextKey, error?: string) =>
      isTextKey(error) ? `${t(tile, label)}: ${t(tile, error)}` : t(tile, label);
    return [
      ...(tile.muted ? [text('muted', audioError)] : []),
      ...(tile.cameraOff && !this.#isWithoutCamera ? [text('cameraOff', videoError)] : []),
    ];
  }

  /** Where it is worth a mark: one or two bars of three. */
  #renderQuality(): TemplateResult | typeof nothing {
    const { quality } = this.#tile;
    if (quality !== 'fair' && quality !== 'poor') return nothing;
    const bars = ['M4 19v-4', 'M12 19v-8', 'M20 19V5'];
    const isLost = (index: number) => index >= (quality === 'poor' ? 1 : 2);
    return html`<span part="quality" class="mark"
      >${svg`<svg viewBox="0 0 24 24">${bars.map((d, index) => svg`<path d=${d} class=${isLost(index) ? 'lost' : ''}></path>`)}</svg>`}</span
    >`;
  }

  /** The room is for sound alone, and this person has not brought a camera all the same. */
  get #isWithoutCamera(): boolean {
    const { video = 'none', videoError } = this.#tile.shown ?? {};
    const { session } = this.#connection() ?? {};
    return !!session?.audio && !session.video && video === 'none' && !videoError;
  }

  readonly #openMenu = async (): Promise<void> => {
    const tile = this.#tile;
    try {
      const { TileMenu } = await import('./tile-menu.js');
      this.#menu ??= new TileMenu(tile, this.#connection);
    } catch {
      // Its code is not to be had.
      return;
    }
    tile.requestUpdate();
    await tile.updateComplete;
    this.#menu.open();
  };
}
