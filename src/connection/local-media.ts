import { captureDevices, captureScreen, type MediaConstraints, type TrackKind } from './capture.js';
import { RtcError } from './rtc-error.js';
import type { StreamSource, TrackState } from './state.js';

/** A track that one sends or could send. */
export interface LocalTrack {
  readonly state: TrackState;
  readonly track: MediaStreamTrack | undefined;
}

/** A stream that one sends; replaced, never changed, so that a comparison tells what is new. */
export interface LocalStream {
  readonly id: string;
  readonly stream: MediaStream;
  readonly source: StreamSource;
  readonly audio: LocalTrack;
  readonly video: LocalTrack;
  /** Goes beside the camera and microphone, though it is of their kind. */
  readonly isExtra?: boolean;
}

/** How to enter a room. */
export interface CaptureRequest {
  readonly audio: boolean;
  readonly video: boolean;
  /** Capture the microphone, but send silence. */
  readonly muted: boolean;
  /** Do not open the camera yet. */
  readonly cameraOff: boolean;
  readonly constraints: MediaConstraints;
}

export interface LocalMediaHost {
  /** `streams` is another list now. */
  localMediaChanged(): void;
  localMediaFailed(error: RtcError): void;
}

const kinds: readonly TrackKind[] = ['audio', 'video'];
const absent: LocalTrack = { state: 'none', track: undefined };
const waiting: LocalTrack = { state: 'off', track: undefined };

/**
 * One's own camera, microphone and screen.
 *
 * The stream objects exist before the first device answers, so that nothing has to wait for a device: a peer connection
 * names the stream at once and takes the track when it comes.
 */
export class LocalMedia {
  readonly #host: LocalMediaHost;
  #streams: readonly LocalStream[] = [];
  /** Rises with each stop: what arrives for an older number is stopped at once. */
  #epoch = 0;
  #constraints: MediaConstraints = {};
  readonly #wanted: Record<TrackKind, boolean> = { audio: false, video: false };
  readonly #devices: Partial<Record<TrackKind, string>> = {};

  constructor(host: LocalMediaHost) {
    this.#host = host;
  }

  get streams(): readonly LocalStream[] {
    return this.#streams;
  }

  /** Starts what a room needs; what already runs goes on. Settles when every device has answered; never rejects. */
  async start(request: CaptureRequest): Promise<void> {
    this.#constraints = request.constraints;
    const missing = kinds.filter((kind) => request[kind] && this.#track('camera', kind).state === 'none');
    if (missing.length === 0 || !globalThis.MediaStream) return;
    this.#wanted.audio = request.audio && !request.muted;
    this.#wanted.video = request.video && !request.cameraOff;
    for (const kind of missing) this.#place('camera', kind, waiting);
    const now = missing.filter((kind) => kind === 'audio' || this.#wanted.video);
    const error = await this.#acquire(now);
    if (error) this.#host.localMediaFailed(error);
  }

  /** Silence is sent while off: the device stays, so that switching on is immediate. */
  async setMicrophone(on: boolean): Promise<void> {
    this.#wanted.audio = on;
    const { track, state } = this.#track('camera', 'audio');
    if (track) {
      track.enabled = on;
      this.#place('camera', 'audio', { track, state: on ? 'on' : 'off' });
    } else if (on) {
      await this.#retry('audio', state);
    }
  }

  /** Off frees the camera and its light. */
  async setCamera(on: boolean): Promise<void> {
    this.#wanted.video = on;
    const { track, state } = this.#track('camera', 'video');
    if (!on && track) {
      this.#release('camera', 'video', waiting);
    } else if (on && !track) {
      await this.#retry('video', state);
    }
  }

  /** Takes another microphone or camera, for the running call and for the next ones. */
  async setDevice(kind: TrackKind, deviceId: string): Promise<void> {
    this.#devices[kind] = deviceId;
    const { track, state } = this.#track('camera', kind);
    if (track) await this.#retry(kind, state);
  }

  async startScreen(): Promise<void> {
    if (this.#find('screen')) return;
    const epoch = this.#epoch;
    const stream = await captureScreen();
    if (epoch !== this.#epoch) {
      stream.getTracks().forEach((track) => track.stop());
      throw new RtcError('aborted');
    }
    const [video] = stream.getVideoTracks();
    const [audio] = stream.getAudioTracks();
    // Whoever asks twice before the first answer shares what was chosen last.
    this.stopScreen();
    // The browser's own "stop sharing" button ends the track.
    video.addEventListener('ended', () => this.stopScreen());
    this.put({
      id: stream.id,
      stream,
      source: 'screen',
      audio: audio ? { track: audio, state: 'on' } : absent,
      video: { track: video, state: 'on' },
    });
  }

  stopScreen(): void {
    const screen = this.#find('screen');
    if (!screen) return;
    screen.stream.getTracks().forEach((track) => track.stop());
    this.drop(screen);
  }

  /** Sends a stream in place of the one with the same id, if there is one. */
  put(next: LocalStream): void {
    const others = this.#streams.filter(({ id }) => id !== next.id);
    this.#streams = next.source === 'camera' ? [next, ...others] : [...others, next];
    this.#host.localMediaChanged();
  }

  /** Sends this stream no longer; its tracks go on. */
  drop(stream: LocalStream): void {
    this.#streams = this.#streams.filter((one) => one !== stream);
    this.#host.localMediaChanged();
  }

  /** Frees every device; captures still under way are freed when they arrive. */
  stop(): void {
    this.#epoch++;
    this.#wanted.audio = this.#wanted.video = false;
    if (this.#streams.length === 0) return;
    for (const { stream } of this.#streams) stream.getTracks().forEach((track) => track.stop());
    this.#streams = [];
    this.#host.localMediaChanged();
  }

  async #retry(kind: TrackKind, before: TrackState): Promise<void> {
    const error = await this.#acquire([kind], before);
    if (!error) return;
    this.#host.localMediaFailed(error);
    throw error;
  }

  /** Captures and places the tracks; returns what went wrong. `fallback` is the state of a kind that did not come. */
  async #acquire(wanted: readonly TrackKind[], fallback: TrackState = 'none'): Promise<RtcError | undefined> {
    if (wanted.length === 0) return undefined;
    const epoch = this.#epoch;
    const { tracks, error } = await captureDevices(wanted, this.#currentConstraints());
    if (epoch !== this.#epoch) {
      tracks.forEach((track) => track.stop());
      return undefined;
    }
    for (const kind of wanted) {
      const track = tracks.find((candidate) => candidate.kind === kind);
      if (track) this.#adopt(kind, track);
      else if (!this.#track('camera', kind).track) this.#place('camera', kind, { track: undefined, state: fallback });
    }
    return error;
  }

  #adopt(kind: TrackKind, track: MediaStreamTrack): void {
    const previous = this.#track('camera', kind).track;
    if (kind === 'video' && !this.#wanted.video) return track.stop();
    track.enabled = this.#wanted[kind];
    track.addEventListener('ended', () => this.#lost(kind, track));
    this.#place('camera', kind, { track, state: track.enabled ? 'on' : 'off' });
    previous?.stop();
  }

  #lost(kind: TrackKind, track: MediaStreamTrack): void {
    if (this.#track('camera', kind).track !== track) return;
    this.#release('camera', kind, waiting);
    this.#host.localMediaFailed(new RtcError('device-lost'));
  }

  #release(source: StreamSource, kind: TrackKind, next: LocalTrack): void {
    const { track } = this.#track(source, kind);
    this.#place(source, kind, next);
    track?.stop();
  }

  #currentConstraints(): MediaConstraints {
    const constraints: MediaConstraints = { ...this.#constraints };
    for (const kind of kinds) {
      const deviceId = this.#devices[kind];
      const rest = constraints[kind];
      if (deviceId) constraints[kind] = { ...(typeof rest === 'object' ? rest : {}), deviceId: { exact: deviceId } };
    }
    return constraints;
  }

  #find(source: StreamSource): LocalStream | undefined {
    return this.#streams.find((stream) => stream.source === source);
  }

  #track(source: StreamSource, kind: TrackKind): LocalTrack {
    return this.#find(source)?.[kind] ?? absent;
  }

  #place(source: StreamSource, kind: TrackKind, next: LocalTrack): void {
    const before = this.#find(source) ?? this.#blank(source);
    const old = before[kind];
    if (old.track === next.track && old.state === next.state) return;
    if (old.track && old.track !== next.track) before.stream.removeTrack(old.track);
    if (next.track) before.stream.addTrack(next.track);
    this.put({ ...before, [kind]: next });
  }

  #blank(source: StreamSource): LocalStream {
    const stream = new MediaStream();
    return { id: stream.id, stream, source, audio: absent, video: absent };
  }
}
