import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { MediaStreamInfo, Participant } from '../connection/state.js';
import { isTextKey, t, type TextKey } from '../i18n/translate.js';
import { icon } from './icons.js';
import { hostStyles } from './styles.js';

/** Letters that stand for a person without a picture. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return letters.map((word) => [...word][0].toLocaleUpperCase()).join('');
}

function personName(host: Element, participant: Participant | undefined): string {
  return participant?.name || t(host, participant?.isLocal ? 'you' : 'guest');
}

/** Whose picture it is, as people read it. */
export function tileName(
  host: Element,
  participant: Participant | undefined,
  streamInfo: MediaStreamInfo | undefined,
): string {
  const plain = personName(host, participant);
  const name = participant?.isLocal && participant.name ? t(host, 'nameYou', { name: plain }) : plain;
  return streamInfo?.source === 'screen' ? t(host, 'screenOf', { name }) : name;
}

/**
 * One stream of one person: the picture, or initials while there is none, with name and marks. Makes no sound: the room
 * plays the sound of all, whichever tiles are on the page.
 *
 * @tag rtc-video-tile
 * @csspart base - The whole tile.
 * @csspart video - The picture.
 * @csspart avatar - The initials.
 * @csspart name - The name.
 * @csspart mic - The mark of a silent microphone.
 * @csspart camera - The mark of a camera that is off.
 * @csspart status - "connecting…" and "reconnecting…"; on the own tile why microphone or camera is not there.
 * @cssprop [--rtc-tile-background] - Behind the initials.
 * @cssprop [--rtc-avatar-background] - Behind the initials' circle.
 * @cssprop [--rtc-tile-text] - Colour of initials and name.
 * @cssprop [--rtc-tile-label] - Behind the name.
 * @cssprop [--rtc-tile-mark] - Colour of the marks of what is off.
 */
export class RtcVideoTile extends LitElement {
  static override styles = [
    hostStyles,
    css`
      :host {
        display: block;
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
        min-block-size: 3rem;
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
        object-fit: var(--_fit, cover);
      }
      video.hides {
        visibility: hidden;
      }
      :host([mirror]) video {
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

  /** Whose tile it is. */
  @property({ attribute: false }) participant: Participant | undefined;
  /** Which of the person's streams; undefined: none yet. */
  @property({ attribute: false }) streamInfo: MediaStreamInfo | undefined;
  /** Mirrors the picture, as people know themselves. */
  @property({ type: Boolean, reflect: true }) mirror = false;
  /** How the picture fills the tile: `cover` cuts, `contain` shows all. A shared screen is always shown whole. */
  @property() fit: 'cover' | 'contain' = 'cover';

  /** Read-only: the tile is one's own. */
  @property({ type: Boolean, reflect: true }) local = false;
  /** Read-only: the microphone is silent. */
  @property({ type: Boolean, reflect: true }) muted = false;
  /** Read-only: a picture of this person that should come does not, though something else does. */
  @property({ type: Boolean, reflect: true }) frozen = false;
  /** Read-only: there is no picture. */
  @property({ type: Boolean, reflect: true, attribute: 'camera-off' }) cameraOff = false;

  protected override willUpdate(): void {
    const { participant, streamInfo } = this;
    const isScreen = streamInfo?.source === 'screen';
    this.local = participant?.isLocal ?? false;
    // Of somebody who is only just being connected nothing is known yet.
    const unknown = !streamInfo && participant?.connection === 'connecting';
    this.muted = !isScreen && !unknown && streamInfo?.audio !== 'on';
    this.cameraOff = streamInfo?.video !== 'on';
    this.frozen = participant?.quality === 'frozen';
    this.mirror = this.local && !isScreen;
  }

  protected override updated(changed: PropertyValues<this>): void {
    // Without a picture a video would wait for one, and the load event of the page with it.
    const stream = this.cameraOff ? null : (this.streamInfo?.stream ?? null);
    const video = this.#video;
    if (!video) return;
    // Set only when it differs: setting it again would start the picture anew.
    if (video.srcObject !== stream) video.srcObject = stream;
    if (changed.has('fit') || changed.has('streamInfo')) {
      const whole = this.fit === 'contain' || this.streamInfo?.source === 'screen';
      video.style.setProperty('--_fit', whole ? 'contain' : 'cover');
    }
  }

  get #video(): HTMLVideoElement | null {
    return this.renderRoot?.querySelector('video') ?? null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // A video that is gone must not keep a camera's stream alive; a moved tile takes it again.
    queueMicrotask(() => {
      if (!this.isConnected && this.#video) this.#video.srcObject = null;
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override render(): TemplateResult {
    const { muted, cameraOff } = this;
    const name = tileName(this, this.participant, this.streamInfo);
    const status = this.#status;
    const marks = [name, ...this.#off, ...(status && !this.local ? [status] : [])];
    return html`<div class="base" part="base" role="group" aria-label=${marks.join(', ')}>
      <span class="avatar" part="avatar" aria-hidden="true" ?hidden=${!cameraOff}
        >${initialsOf(personName(this, this.participant))}</span
      >
      <video
        part="video"
        class=${cameraOff ? 'hides' : ''}
        aria-hidden="true"
        autoplay
        playsinline
        .muted=${true}
      ></video>
      <div class="bar" aria-hidden="true">
        ${muted ? html`<span class="mark" part="mic">${icon('microphoneOff')}</span>` : nothing}
        ${cameraOff ? html`<span class="mark" part="camera">${icon('cameraOff')}</span>` : nothing}
        <span class="name" part="name">${name}</span>
        ${status ? html`<span part="status">${status}</span>` : nothing}
      </div>
    </div>`;
  }

  get #status(): string {
    const connection = this.participant?.isLocal ? undefined : this.participant?.connection;
    if (connection === 'connecting') return t(this, 'connectingPeer');
    if (connection === 'reconnecting') return t(this, 'reconnectingPeer');
    if (this.frozen) return t(this, 'noPicture');
    return this.streamInfo?.audioError || this.streamInfo?.videoError ? this.#off.join(', ') : '';
  }

  /** What is off, and why if it is one's own. */
  get #off(): string[] {
    const { muted, cameraOff, streamInfo } = this;
    const text = (label: TextKey, error?: string) =>
      isTextKey(error) ? `${t(this, label)}: ${t(this, error)}` : t(this, label);
    return [
      ...(muted ? [text('muted', streamInfo?.audioError)] : []),
      ...(cameraOff ? [text('cameraOff', streamInfo?.videoError)] : []),
    ];
  }
}
