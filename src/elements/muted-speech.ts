import type { ConnectionState } from '../connection/state.js';
import { isInCall } from './call-state.js';

/** Milliseconds between two looks at the level. */
const period = 150;
/** Level above which somebody speaks: about −36 dB of the loudest. */
const threshold = 0.016;
/** Looks at which it was louder, less those at which it was not, that make speech of a noise. */
const enough = 5;
/** Milliseconds after a hint in which there is no other. */
const pause = 30_000;

/**
 * Notices that somebody speaks whose microphone is off. A track that is disabled is silent, so a copy of it is listened to,
 * which goes nowhere, and only while the device is open anyway.
 */
export class MutedSpeech {
  readonly #heard: () => void;
  #track: MediaStreamTrack | undefined;
  #stop: (() => void) | undefined;
  #quietUntil = 0;

  constructor(heard: () => void) {
    this.#heard = heard;
  }

  update(state: ConnectionState, isWanted: boolean): void {
    const own = state.local.streams.find(({ source }) => source === 'camera');
    const isMuted = isWanted && isInCall(state) && own?.audio === 'off';
    const track = isMuted ? own.stream.getAudioTracks().find(({ readyState }) => readyState === 'live') : undefined;
    if (track === this.#track) return;
    this.end();
    this.#track = track;
    try {
      if (track) this.#stop = listen(track, () => this.#louder());
    } catch {
      // No more contexts are to be had, or not for this device: there is no hint.
    }
  }

  end(): void {
    this.#stop?.();
    this.#stop = this.#track = undefined;
  }

  #louder(): void {
    if (performance.now() < this.#quietUntil) return;
    this.#quietUntil = performance.now() + pause;
    this.#heard();
  }
}

/** @returns a function that ends it and frees the copy. */
function listen(track: MediaStreamTrack, heard: () => void): () => void {
  const copy = track.clone();
  copy.enabled = true;
  let context: AudioContext | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  const end = () => {
    clearInterval(timer);
    copy.stop();
    // It may be closed already, with the page.
    context?.close().catch(() => undefined);
  };
  try {
    context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 1024 });
    context.createMediaStreamSource(new MediaStream([copy])).connect(analyser);
    timer = setInterval(whenLoud(analyser, heard), period);
  } catch (error) {
    end();
    throw error;
  }
  return end;
}

/** @returns a look at the level, which tells of speech. */
function whenLoud(analyser: AnalyserNode, heard: () => void): () => void {
  const samples = new Float32Array(analyser.fftSize);
  let count = 0;
  return () => {
    analyser.getFloatTimeDomainData(samples);
    const level = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    count = Math.max(0, count + (level > threshold ? 1 : -1));
    if (count < enough) return;
    count = 0;
    heard();
  };
}
