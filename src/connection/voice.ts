import type { MediaStreamInfo } from './state.js';

/** Milliseconds between two looks at the level of a sound. */
const interval = 150;
/** Level, of 1, above which somebody speaks: 34 dB below the loudest. */
const threshold = 0.02;
/** Milliseconds of quiet after which nobody speaks any more: less is a breath. */
const breath = 800;

/** Whether somebody speaks: at once when it is loud, and until it has been quiet for longer than a breath. */
export abstract class Voice {
  #isSpeaking = false;
  #loudAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get isSpeaking(): boolean {
    return this.#isSpeaking;
  }

  /** Listens no longer; nobody speaks. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#loudAt = -Infinity;
    this.#tell(false);
  }

  /** Begins to listen; does nothing while it does. */
  protected listen(): void {
    if (this.#timer === undefined) this.#again();
  }

  /** From 0, which is silence, to 1. */
  protected abstract level(): number;

  #again(): void {
    this.#timer = setTimeout(() => {
      this.#again();
      this.#look();
    }, interval);
  }

  #look(): void {
    const now = Date.now();
    if (this.level() > threshold) this.#loudAt = now;
    this.#tell(now - this.#loudAt < breath);
  }

  #tell(isSpeaking: boolean): void {
    if (isSpeaking === this.#isSpeaking) return;
    this.#isSpeaking = isSpeaking;
    this.#changed();
  }
}

/** The voice of another person: each packet of sound says how loud it is (RFC 6464), so that nothing is to be decoded. */
export class RemoteVoice extends Voice {
  readonly #connection: RTCPeerConnection;
  readonly #streams: () => readonly MediaStreamInfo[];

  constructor(connection: RTCPeerConnection, streams: () => readonly MediaStreamInfo[], changed: () => void) {
    super(changed);
    this.#connection = connection;
    this.#streams = streams;
    // Not every browser tells it; then nobody is seen to speak.
    if ('getSynchronizationSources' in (globalThis.RTCRtpReceiver?.prototype ?? {})) this.listen();
  }

  protected override level(): number {
    // The sound of a shared screen is nobody's voice.
    const tracks = this.#streams()
      .filter(({ source, audio }) => source === 'camera' && audio === 'on')
      .flatMap(({ stream }) => stream.getAudioTracks());
    if (tracks.length === 0) return 0;
    const sources = this.#connection
      .getReceivers()
      .filter(({ track }) => tracks.includes(track))
      .flatMap((receiver) => receiver.getSynchronizationSources());
    return Math.max(0, ...sources.map(({ audioLevel = 0 }) => audioLevel));
  }
}
