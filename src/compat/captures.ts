import { captureDevices, captureScreen, type MediaConstraints, type TrackKind } from '../connection/capture.js';
import { whenEnded, type ForeignStream } from './page-stream.js';

export interface CapturesHost {
  /** A stream has come, and is one's own from now on. */
  captured(stream: ForeignStream): void;
  /** A device was refused or is missing. @returns false: what has come of the others is not wanted any more. */
  failed(error: unknown, constraints: MediaConstraints): boolean;
}

/** Captures camera, microphone and screen: the same wish twice is one stream, as long as that lives. Never rejects. */
export class Captures {
  readonly #host: CapturesHost;
  readonly #running = new Map<string, Promise<ForeignStream | undefined>>();

  constructor(host: CapturesHost) {
    this.#host = host;
  }

  screen(): Promise<ForeignStream | undefined> {
    return this.#once('screen', async () => {
      try {
        const stream: ForeignStream = await captureScreen();
        stream.isScreen = true;
        return stream;
      } catch (error) {
        this.#host.failed(error, { audio: true, video: true });
        return undefined;
      }
    });
  }

  /** Captures what there is of these. */
  async devices(kinds: readonly TrackKind[], constraints: MediaConstraints): Promise<ForeignStream | undefined> {
    if (kinds.length === 0) return undefined;
    return this.#once(JSON.stringify([kinds, constraints]), async () => {
      const { tracks, errors } = await captureDevices(kinds, constraints);
      const error = errors.audio ?? errors.video;
      const isWanted = !error || this.#host.failed(error, constraints);
      if (!isWanted) tracks.forEach((track) => track.stop());
      return isWanted && tracks.length > 0 ? new MediaStream([...tracks]) : undefined;
    });
  }

  #once(key: string, capture: () => Promise<ForeignStream | undefined>): Promise<ForeignStream | undefined> {
    const known = this.#running.get(key);
    if (known) return known;
    const forget = () => this.#running.delete(key);
    const promise = capture().then((stream) => {
      if (!stream) {
        forget();
      } else {
        whenEnded(stream, forget);
        this.#host.captured(stream);
      }
      return stream;
    });
    this.#running.set(key, promise);
    return promise;
  }
}
