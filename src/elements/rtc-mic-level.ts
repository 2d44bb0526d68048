import { css, html, type TemplateResult } from 'lit';
import type { ConnectionState, MediaStreamInfo } from '../connection/state.js';
import { t, type TextKey } from '../i18n/translate.js';
import { RoomElement } from './room-element.js';
import { SoundMeter } from './sound-meter.js';
import { hostStyles } from './styles.js';

/** From this level on it is called so. */
const words: readonly (readonly [from: number, key: TextKey])[] = [
  [0.85, 'levelLoud'],
  [0.35, 'levelGood'],
  [0.1, 'levelQuiet'],
  [0, 'levelSilent'],
];
/** Milliseconds between two words for those who hear them. */
const wordTime = 500;

/**
 * Shows how loud the own microphone is, before a call and in it. It measures only while it is seen and the microphone is on.
 *
 * @tag rtc-mic-level
 * @csspart base - The meter.
 * @csspart bar - The part of it that is filled; `--rtc-level` is 0 to 1.
 */
export class RtcMicLevel extends RoomElement {
  static override styles = [
    hostStyles,
    css`
      :host {
        display: block;
        min-inline-size: 3rem;
      }
      [part='base'] {
        block-size: 0.5rem;
        border: 1px solid var(--_quiet);
        border-radius: 999px;
        overflow: hidden;
        background: var(--_surface);
      }
      [part='bar'] {
        block-size: 100%;
        inline-size: calc(var(--rtc-level, 0) * 100%);
        background: var(--_accent);
      }
      @media (forced-colors: active) {
        [part='bar'] {
          background: Highlight;
          forced-color-adjust: none;
        }
      }
    `,
  ];

  readonly #meter = new SoundMeter((level) => this.#show(level));
  #seen: IntersectionObserver | undefined;
  #isSeen = false;
  #level = 0;
  #saidAt = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#seen = new IntersectionObserver((entries) => {
      this.#isSeen = entries.at(-1)!.isIntersecting;
      this.#follow();
    });
    this.#seen.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#seen?.disconnect();
    this.#isSeen = false;
    this.#follow();
  }

  override render(): TemplateResult {
    return html`<div
      part="base"
      role="meter"
      aria-label=${t(this, 'micLevel')}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow="0"
    >
      <div part="bar"></div>
    </div>`;
  }

  protected override updated(): void {
    this.#follow();
    this.#say();
  }

  protected override select({ local }: ConnectionState): MediaStreamInfo | undefined {
    return local.streams.find(({ source }) => source === 'camera');
  }

  get #track(): MediaStreamTrack | undefined {
    const info = this.consumer.value as MediaStreamInfo | undefined;
    return info?.audio === 'on' ? info.stream.getAudioTracks()[0] : undefined;
  }

  get #base(): HTMLElement | null {
    return this.renderRoot?.querySelector('[part=base]') ?? null;
  }

  #follow(): void {
    this.#meter.follow(this.#isSeen ? this.#track : undefined);
  }

  /** Sixty times a second: nothing is rendered anew. */
  #show(level: number): void {
    this.#level = level;
    this.#base?.style.setProperty('--rtc-level', level.toFixed(3));
    if (performance.now() - this.#saidAt > wordTime) this.#say();
  }

  #say(): void {
    this.#saidAt = performance.now();
    const key = this.#track ? words.find(([from]) => this.#level >= from)![1] : 'muted';
    this.#base?.setAttribute('aria-valuenow', String(Math.round(this.#level * 100)));
    this.#base?.setAttribute('aria-valuetext', t(this, key));
  }
}
