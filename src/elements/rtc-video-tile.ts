import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type {
  ConnectionQuality,
  ConnectionState,
  MediaStreamInfo,
  Participant,
  StreamSource,
} from '../connection/state.js';
import { t } from '../i18n/translate.js';
import { icon } from './icons.js';
import { RoomElement } from './room-element.js';
import { hostStyles } from './styles.js';
import { initialsOf, personName, tileName } from './tile-name.js';
import type { TileTools } from './tile-tools.js';

/**
 * One stream of one person: the picture, or initials while there is none, with name and marks, and a menu that is loaded
 * with the rest of its looks. Makes no sound: the room plays the sound of all, whichever tiles are on the page.
 *
 * @tag rtc-video-tile
 * @attr {string} participant - Whose tile it is: a user id, a name, or `local` for oneself.
 * @slot avatar - In the place of the initials, such as a picture.
 * @slot name - In the place of the name.
 * @slot badges - In the upper corner.
 * @slot overlay - Over everything; lets clicks through where it holds nothing.
 * @csspart base - The whole tile.
 * @csspart video - The picture.
 * @csspart avatar - The initials.
 * @csspart name - The name.
 * @csspart mic - The mark of a silent microphone.
 * @csspart camera - The mark of a camera that is off.
 * @csspart hand - The mark of a raised hand.
 * @csspart pin - The mark of a pinned tile.
 * @csspart status - "connecting…" and "reconnecting…"; on the own tile why microphone or camera is not there.
 * @csspart ring - Around the tile of somebody who speaks.
 * @csspart quality - The mark of a way on which not all comes well.
 * @csspart menu - The button that opens the menu.
 * @csspart menu-panel - The menu.
 * @csspart menu-item - Each choice in it.
 * @csspart volume - How loud the person is.
 * @cssprop [--rtc-tile-background] - Behind the initials.
 * @cssprop [--rtc-avatar-background] - Behind the initials' circle.
 * @cssprop [--rtc-tile-text] - Colour of initials and name.
 * @cssprop [--rtc-tile-label] - Behind the name.
 * @cssprop [--rtc-tile-mark] - Colour of the marks of what is off.
 * @cssprop [--rtc-ring-color] - Of the ring.
 * @cssprop [--rtc-ring-width=3px] - Of the ring.
 * @fires {RtcPinRequestEvent} rtc-pin-request - Cancelable; the menu asks whoever arranges tiles to pin this one.
 */
export class RtcVideoTile extends RoomElement {
  static override styles = [
    hostStyles,
    css`
      :host {
        display: block;
        inline-size: 100%;
        aspect-ratio: 16 / 9;
        min-inline-size: 0;
        contain: layout paint;
        border-radius: var(--_radius);
      }
      .base {
        position: relative;
        display: grid;
        place-items: center;
        inline-size: 100%;
        block-size: 100%;
        overflow: hidden;
        container-type: size;
        border-radius: var(--_radius);
        color: var(--rtc-tile-text, #fff);
      }
      /* On one layer only: two would show at the rounded corners. */
      video,
      :host([camera-off]) .base {
        background: var(--rtc-tile-background, #262f3d);
      }
      video {
        position: absolute;
        inset: 0;
        inline-size: 100%;
        block-size: 100%;
        object-fit: cover;
      }
      video.whole {
        object-fit: contain;
      }
      video.hides {
        visibility: hidden;
      }
      video.mirrored {
        transform: scaleX(-1);
      }
      .avatar {
        display: grid;
        place-items: center;
        inline-size: min(38cqmin, 8rem);
        aspect-ratio: 1;
        border-radius: 50%;
        background: var(--rtc-avatar-background, #4a5870);
        font-size: min(15cqmin, 3rem);
        font-weight: 600;
      }
      .bar {
        position: absolute;
        inset-inline: 0.4rem;
        inset-block-end: 0.4rem;
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem;
        pointer-events: none;
      }
      .bar > * {
        display: inline-flex;
        align-items: center;
        gap: 0.3em;
        min-inline-size: 0;
        max-inline-size: 100%;
        padding: 0.15em 0.5em;
        border-radius: calc(var(--_radius) / 2);
        background: var(--rtc-tile-label, #0009);
        font-size: clamp(0.6875rem, 5cqmin, 0.875rem);
        line-height: 1.5;
      }
      .name {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        unicode-bidi: plaintext;
        display: block;
      }
      :host([no-name]) .name {
        display: none;
      }
      .mark {
        padding-inline: 0.3em;
        color: var(--rtc-tile-mark, #ff9b9f);
      }
      @media (forced-colors: active) {
        .base {
          border: 1px solid CanvasText;
        }
        .bar > * {
          background: Canvas;
          color: CanvasText;
        }
      }
    `,
  ];

  /** As given: the person, or a word by which the room knows one. */
  #wanted: Participant | string | undefined;
  #tools: TileTools | undefined;

  /** Whose tile it is; may be set to a user id, a name, or `local`, of which the room then tells the person. */
  @property()
  get participant(): Participant | undefined {
    return typeof this.#wanted === 'string' ? (this.consumer.value as Participant | undefined) : this.#wanted;
  }

  set participant(wanted: Participant | string | undefined) {
    this.#wanted = wanted;
    if (typeof wanted === 'string') this.consumer.resolve();
  }

  /** Which of the person's streams; by default the first from `source`. */
  @property({ attribute: false }) streamInfo: MediaStreamInfo | undefined;
  /** Where the picture comes from. */
  @property() source: StreamSource = 'camera';
  /** Mirrors the picture: `own` (one's own camera, as people know themselves), `always` or `never`. */
  @property() mirror: 'own' | 'always' | 'never' = 'own';
  /** How the picture fills the tile: `cover` cuts, `contain` shows all. A shared screen is always shown whole. */
  @property() fit: 'cover' | 'contain' = 'cover';
  /** Shows no name. Screen readers are told it. */
  @property({ type: Boolean, reflect: true, attribute: 'no-name' }) noName = false;
  /** Has no menu. */
  @property({ type: Boolean, attribute: 'no-menu' }) noMenu = false;
  /** Stands out; set by whoever arranges the tiles. */
  @property({ type: Boolean, reflect: true }) pinned = false;

  /** Read-only: the tile is one's own. */
  @property({ type: Boolean, reflect: true }) local = false;
  /** Read-only: the person speaks. */
  @property({ type: Boolean, reflect: true }) speaking = false;
  /** Read-only: the microphone is silent. */
  @property({ type: Boolean, reflect: true }) muted = false;
  /** Read-only: how well the person's media come: `unknown`, `good`, `fair`, `poor` or `frozen`. */
  @property({ reflect: true }) quality: ConnectionQuality = 'unknown';
  /** Read-only: the person is being connected. */
  @property({ type: Boolean, reflect: true }) connecting = false;
  /** Read-only: a picture of this person that should come does not, though something else does. */
  @property({ type: Boolean, reflect: true }) frozen = false;
  /** Read-only: the person has raised a hand. */
  @property({ type: Boolean, reflect: true }) hand = false;
  /** Read-only: there is no picture. */
  @property({ type: Boolean, reflect: true, attribute: 'camera-off' }) cameraOff = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // The update lets go of the stream; by then a tile that was only moved is back.
    this.requestUpdate();
  }

  /** The stream that is shown. */
  get shown(): MediaStreamInfo | undefined {
    return this.streamInfo ?? this.participant?.streams.find(({ source }) => source === this.source);
  }

  protected override get isPlaced(): boolean {
    return typeof this.#wanted !== 'string' || super.isPlaced;
  }

  protected override select({ participants, local }: ConnectionState): Participant | undefined {
    const wanted = this.#wanted;
    if (wanted === 'local') return local;
    // A name is anybody's to choose: it must not pass for an id.
    return participants.find(({ userid }) => userid === wanted) ?? participants.find(({ name }) => name === wanted);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { participant, shown } = this;
    const isScreen = shown?.source === 'screen';
    this.local = participant?.isLocal ?? false;
    this.connecting = !this.local && participant?.connection === 'connecting';
    // Nobody has no device that is off, and of somebody who is only just being connected nothing is known yet.
    this.muted = !isScreen && (shown ? shown.audio !== 'on' : !!participant && !this.connecting);
    this.speaking = !isScreen && !this.muted && participant?.speaking === true;
    this.cameraOff = !!participant && shown?.video !== 'on';
    this.quality = participant?.quality ?? 'unknown';
    this.frozen = this.quality === 'frozen';
  }

  protected override firstUpdated(): void {
    // Not to be had: a tile without a menu.
    import('./tile-tools.js').then(
      ({ TileTools }) => {
        this.#tools = new TileTools(this, () => this.consumer.connection);
        this.requestUpdate();
      },
      () => undefined,
    );
  }

  protected override updated(): void {
    // Without a picture a video would wait for one, and the load event of the page with it. A video that is gone and plays
    // would keep itself, the tile and the stream.
    const stream = this.cameraOff || !this.isConnected ? null : (this.shown?.stream ?? null);
    const video = this.renderRoot.querySelector('video')!;
    // Set only when it differs: setting it again would start the picture anew.
    if (video.srcObject !== stream) video.srcObject = stream;
  }

  override render(): TemplateResult {
    const { participant, shown, muted, cameraOff } = this;
    const isScreen = shown?.source === 'screen';
    const isMirrored = this.mirror === 'always' || (this.mirror !== 'never' && this.local && !isScreen);
    const name = tileName(this, participant, shown);
    const tools = this.#tools;
    const state = this.#state;
    const words = tools?.words ?? [muted && t(this, 'muted'), cameraOff && t(this, 'cameraOff')];
    const label = [name, ...words, state].filter(Boolean).join(', ');
    const status = state || tools?.reason;
    return html`<div class="base" part="base" role="group" aria-label=${label}>
      <span class="avatar" part="avatar" aria-hidden="true" ?hidden=${!cameraOff}
        ><slot name="avatar">${initialsOf(personName(this, participant))}</slot></span
      >
      <video
        part="video"
        class=${`${cameraOff ? 'hides' : ''} ${isMirrored ? 'mirrored' : ''} ${isScreen || this.fit === 'contain' ? 'whole' : ''}`}
        aria-hidden="true"
        autoplay
        playsinline
        .muted=${true}
      ></video>
      <div class="bar" aria-hidden="true">
        ${muted ? html`<span class="mark" part="mic">${icon('microphoneOff')}</span>` : nothing}
        ${cameraOff ? html`<span class="mark" part="camera">${icon('cameraOff')}</span>` : nothing}
        <span class="name" part="name"><slot name="name">${name}</slot></span>
        ${status ? html`<span part="status">${status}</span>` : nothing}${tools?.renderMark()}
      </div>
      <slot name="badges"></slot>
      <slot name="overlay"></slot>
      ${tools?.render()}
    </div>`;
  }

  /** What keeps the person from being seen and heard; of oneself the room tells it. */
  get #state(): string {
    const { connection } = this.participant ?? {};
    if (this.connecting) return t(this, 'connectingPeer');
    if (connection === 'reconnecting' && !this.local) return t(this, 'reconnectingPeer');
    return this.frozen ? t(this, 'noPicture') : '';
  }
}
