import type { ConnectionState } from './state.js';
import { Voice } from './voice.js';

/** A connection, as far as one's own voice is concerned. */
interface Call {
  readonly state: ConnectionState;
  subscribe(listener: () => void): () => void;
}

/** One's own voice during a call. Nobody sends it back, so that the microphone itself is listened to. */
export class OwnVoice extends Voice {
  readonly #call: Call;
  #track: MediaStreamTrack | undefined;
  #context: AudioContext | undefined;
  #analyser: AnalyserNode | undefined;
  #samples = new Float32Array(0);

  constructor(call: Call, changed: () => void) {
    super(changed);
    this.#call = call;
    call.subscribe(() => this.#update());
    this.#update();
  }

  protected override level(): number {
    const context = this.#context;
    // Browsers begin only when the person has touched the page, and complain of each attempt before.
    const mayStart = (navigator.userActivation as UserActivation | undefined)?.hasBeenActive ?? true;
    if (context?.state === 'suspended' && mayStart) void context.resume().catch(() => undefined);
    if (!this.#analyser) return 0;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return Math.sqrt(this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / this.#samples.length);
  }

  /** Listens to the microphone that is on, in a room only. */
  #update(): void {
    const { participants, local } = this.#call.state;
    const info = local.streams.find(({ source }) => source === 'camera');
    const isHeard = participants.length > 0 && info?.audio === 'on';
    const track = isHeard ? info.stream.getAudioTracks()[0] : undefined;
    if (track === this.#track) return;
    this.#track = track;
    this.#release();
    if (!track) this.stop();
    if (!track || !globalThis.AudioContext) return;
    this.#context = new AudioContext();
    this.#analyser = this.#context.createAnalyser();
    this.#samples = new Float32Array(this.#analyser.fftSize);
    // Without a way on to the speaker: nobody wants to hear himself.
    this.#context.createMediaStreamSource(new MediaStream([track])).connect(this.#analyser);
    this.listen();
  }

  #release(): void {
    void this.#context?.close().catch(() => undefined);
    this.#context = undefined;
    this.#analyser = undefined;
  }
}
