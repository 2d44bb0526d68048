/** Decibels below full scale that count as silence. */
const floor = -60;

/**
 * Measures how loud a track is, once a frame; while nobody looks at the page there are no frames. Needs a track that
 * runs, so that no page makes an `AudioContext` before it may use the microphone.
 */
export class SoundMeter {
  readonly #onLevel: (level: number) => void;
  #track: MediaStreamTrack | undefined;
  #context: AudioContext | undefined;
  #frame = 0;

  /** @param onLevel Hears the loudness, 0 to 1. */
  constructor(onLevel: (level: number) => void) {
    this.#onLevel = onLevel;
  }

  /** Measures this track and no other; undefined: nothing, and everything is freed. */
  follow(track: MediaStreamTrack | undefined): void {
    if (track === this.#track) return;
    this.#free();
    this.#track = track;
    if (track) this.#measure(track);
    else this.#onLevel(0);
  }

  #measure(track: MediaStreamTrack): void {
    const context = new AudioContext();
    this.#context = context;
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const look = (): void => {
      this.#frame = requestAnimationFrame(look);
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      this.#onLevel(Math.min(1, Math.max(0, 1 - (10 * Math.log10(power || 1e-12)) / floor)));
    };
    look();
    // Some browsers hold it back until somebody touches the page.
    if (context.state === 'suspended') this.#resumeByTouch(context);
  }

  #resumeByTouch(context: AudioContext): void {
    const listening = new AbortController();
    context.addEventListener('statechange', () => listening.abort(), { once: true });
    for (const type of ['pointerdown', 'keydown'])
      addEventListener(type, () => void context.resume().catch(() => undefined), { signal: listening.signal });
  }

  #free(): void {
    cancelAnimationFrame(this.#frame);
    void this.#context?.close();
    this.#context = undefined;
  }
}
