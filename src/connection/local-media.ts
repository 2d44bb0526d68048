import { captureDevices, captureScreen, type MediaConstraints, type TrackKind } from './capture.js';
import type { DeviceCare } from './device-care.js';
import { loadInCall } from './load-in-call.js';
import { RtcError } from './rtc-error.js';
import type { StreamSource, TrackState } from './state.js';

/** A track that one sends or could send. */
export interface LocalTrack {
  readonly state: TrackState;
  readonly track: MediaStreamTrack | undefined;
  /** Why it is not there, or not as wished. */
  readonly error?: RtcError;
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
  /** This error is over; another may remain. */
  localMediaMended(error: RtcError, remaining: RtcError | undefined): void;
  /** The browser has been asking the person for a while, or no longer does. */
  promptChanged(isAsking: boolean): void;
}

export interface Acquisition {
  /** State of a kind that did not come; by default the one that it has. */
  readonly fallback?: TrackState;
  /** Instead of the saved choice. */
  readonly wish?: MediaTrackConstraints;
  readonly strict?: boolean;
  /** A failure changes and tells nothing. */
  readonly quiet?: boolean;
  /** A busy device has been waited for. */
  readonly again?: boolean;
}

const kinds: readonly TrackKind[] = ['audio', 'video'];
const absent: LocalTrack = { state: 'none', track: undefined };
const waiting: LocalTrack = { state: 'off', track: undefined };
/** Milliseconds after which a device that was in use is tried once more. */
const busyTime = 1000;

/**
 * One's own camera, microphone and screen.
 *
 * The stream objects exist before the first device answers, so that nothing has to wait for a device: a peer connection
 * names the stream at once and takes the track when it comes. What happens to a device later is for {@link DeviceCare}.
 */
export class LocalMedia {
  /** What has no `#` and no place in the controller is for {@link DeviceCare}. */
  readonly host: LocalMediaHost;
  #streams: readonly LocalStream[] = [];
  /** Each rises with a newer wish and with the end: what arrives for an older number is stopped at once. */
  readonly #attempts = { audio: 0, video: 0, screen: 0 };
  /** What the browser has been asked for and has not answered. */
  readonly pending = new Set<TrackKind>();
  #constraints: MediaConstraints = {};
  readonly wanted: Record<TrackKind, boolean> = { audio: false, video: false };
  /** Which device the person has chosen, if any. */
  readonly choices: Partial<Record<TrackKind, MediaTrackConstraints>> = {};
  #care: DeviceCare | undefined;

  constructor(host: LocalMediaHost) {
    this.host = host;
  }

  get streams(): readonly LocalStream[] {
    return this.#streams;
  }

  /** What keeps devices from being there as wished. */
  get errors(): readonly RtcError[] {
    const tracks = this.#streams.flatMap(({ audio, video }) => [audio, video]);
    return tracks.map(({ error }) => error).filter((error) => error !== undefined);
  }

  /** Starts what a room needs; what already runs goes on. Settles when every device has answered; never rejects. */
  async start(request: CaptureRequest): Promise<void> {
    this.#constraints = request.constraints;
    const missing = kinds.filter((kind) => request[kind] && this.track(kind).state === 'none');
    if (missing.length === 0 || !globalThis.MediaStream) return;
    const wishes = { audio: !request.muted, video: !request.cameraOff };
    // Of what is there already the person has decided since.
    for (const kind of missing) {
      this.wanted[kind] = wishes[kind];
      this.place(kind, waiting);
    }
    const now = missing.filter((kind) => kind === 'audio' || this.wanted.video);
    await this.acquire(now, { fallback: 'none' });
  }

  /** Silence is sent while off: the device stays, so that switching on is immediate. */
  async setMicrophone(on: boolean): Promise<void> {
    this.wanted.audio = on;
    const { track } = this.track('audio');
    // One that the system keeps silent is opened anew.
    if (track && !(on && track.muted)) {
      track.enabled = on;
      this.place('audio', { track, state: on ? 'on' : 'off' });
    } else if (on) {
      await this.#insist('audio');
    }
  }

  /** Off frees the camera and its light. */
  async setCamera(on: boolean): Promise<void> {
    this.wanted.video = on;
    const { track } = this.track('video');
    if (!on && track) {
      this.release('video');
    } else if (on && (!track || track.muted)) {
      await this.#insist('video');
    }
  }

  /** Takes another microphone or camera, for the running call and for the next ones. */
  async setDevice(kind: TrackKind, deviceId: string): Promise<void> {
    await this.#choose(kind, () => ({ deviceId: { exact: deviceId } }));
  }

  /** Takes the camera on the other side of a phone. */
  async flipCamera(): Promise<void> {
    await this.#choose('video', (care) => care.otherSide());
  }

  async startScreen(): Promise<void> {
    if (this.#find('screen')) return;
    const attempt = this.#attempts.screen;
    const stream = await captureScreen();
    if (attempt !== this.#attempts.screen) {
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
    this.host.localMediaChanged();
  }

  /** Sends this stream no longer; its tracks go on. */
  drop(stream: LocalStream): void {
    this.#streams = this.#streams.filter((one) => one !== stream);
    this.host.localMediaChanged();
  }

  /** Frees every device; captures still under way are freed when they arrive. */
  stop(): void {
    for (const key of ['audio', 'video', 'screen'] as const) this.#attempts[key]++;
    this.pending.clear();
    this.wanted.audio = this.wanted.video = false;
    const streams = this.#streams;
    this.#streams = [];
    for (const { stream } of streams) stream.getTracks().forEach((track) => track.stop());
    if (streams.length > 0) this.host.localMediaChanged();
    this.#care?.update();
  }

  /** Somebody looks at the page again. */
  pageShown(): void {
    void this.#care?.pageShown();
  }

  async #choose(kind: TrackKind, choice: (care: DeviceCare) => MediaTrackConstraints): Promise<void> {
    const care = await this.#careFor();
    const error = care ? await care.choose(kind, choice(care)) : new RtcError('timeout');
    if (!error) return;
    this.host.localMediaFailed(error);
    throw error;
  }

  /** Rejects when there is no such device in the end. */
  async #insist(kind: TrackKind): Promise<void> {
    const error = await this.acquire([kind]);
    if (error && !this.track(kind).track) throw error;
  }

  /** Captures, places and tells; returns what went wrong. */
  async acquire(wanted: readonly TrackKind[], settings: Acquisition = {}): Promise<RtcError | undefined> {
    if (wanted.length === 0) return undefined;
    const { fallback, quiet, again, strict, wish } = settings;
    const attempts = new Map(wanted.map((kind) => [kind, ++this.#attempts[kind]]));
    const isCurrent = (kind: TrackKind) => attempts.get(kind) === this.#attempts[kind];
    const isOver = () => !wanted.some(isCurrent);
    for (const kind of wanted) this.pending.add(kind);
    void this.#careFor();
    const { tracks, errors } = await captureDevices(wanted, this.#wishes(wish), { strict, isOver });
    const failures = new Set<RtcError>();
    const busy: TrackKind[] = [];
    for (const kind of wanted) {
      const track = tracks.find((one) => one.kind === kind);
      if (!isCurrent(kind)) {
        track?.stop();
        continue;
      }
      this.pending.delete(kind);
      const error = errors[kind];
      if (track) this.#adopt(kind, track, error);
      else if (error?.code === 'media-in-use' && !again) busy.push(kind);
      else if (!quiet && !this.track(kind).track)
        this.place(kind, { track: undefined, state: fallback ?? this.track(kind).state, error });
      if (error && !busy.includes(kind)) failures.add(error);
    }
    this.#care?.update();
    if (!quiet) failures.forEach((error) => this.host.localMediaFailed(error));
    if (busy.length > 0) {
      await new Promise((resolve) => setTimeout(resolve, busyTime));
      const left = busy.filter((kind) => isCurrent(kind) && (kind === 'audio' || this.wanted.video));
      const error = await this.acquire(left, { ...settings, again: true });
      if (error) failures.add(error);
    }
    return [...failures][0];
  }

  #adopt(kind: TrackKind, track: MediaStreamTrack, error: RtcError | undefined): void {
    const previous = this.track(kind).track;
    if (kind === 'video' && !this.wanted.video) return track.stop();
    track.enabled = this.wanted[kind];
    track.addEventListener('ended', () => this.#lost(kind, track));
    this.place(kind, { track, state: track.enabled ? 'on' : 'off', error });
    previous?.stop();
  }

  #lost(kind: TrackKind, track: MediaStreamTrack): void {
    if (this.track(kind).track !== track) return;
    this.place(kind, waiting);
    if (this.#care) void this.#care.lost(kind);
    else this.fail(kind, new RtcError('device-lost'));
  }

  /** What is rarely needed comes later, and may not come at all: then a lost device waits to be switched on. */
  async #careFor(): Promise<DeviceCare | undefined> {
    try {
      const part = await loadInCall();
      this.#care ??= new part.DeviceCare(this, RtcError);
      this.#care.update();
    } catch {
      // A call goes on without it.
    }
    return this.#care;
  }

  #wishes(wish: MediaTrackConstraints | undefined): MediaConstraints {
    const constraints: MediaConstraints = { ...this.#constraints };
    for (const kind of kinds) {
      const choice = wish ?? this.choices[kind];
      const rest = constraints[kind];
      if (choice) constraints[kind] = { ...(typeof rest === 'object' ? rest : {}), ...choice };
    }
    return constraints;
  }

  #find(source: StreamSource): LocalStream | undefined {
    return this.#streams.find((stream) => stream.source === source);
  }

  track(kind: TrackKind): LocalTrack {
    return this.#find('camera')?.[kind] ?? absent;
  }

  place(kind: TrackKind, next: LocalTrack): void {
    const before = this.#find('camera') ?? blank();
    const old = before[kind];
    if (old.track === next.track && old.state === next.state && old.error === next.error) return;
    if (old.track && old.track !== next.track) before.stream.removeTrack(old.track);
    if (next.track) before.stream.addTrack(next.track);
    this.put({ ...before, [kind]: next });
    const { errors } = this;
    if (old.error && !errors.includes(old.error)) this.host.localMediaMended(old.error, errors[0]);
    this.#care?.update();
  }

  /** Frees the device; it can be opened again. */
  release(kind: TrackKind): void {
    const { track } = this.track(kind);
    this.place(kind, waiting);
    track?.stop();
  }

  /** Off, for this reason. */
  fail(kind: TrackKind, error: RtcError): void {
    this.place(kind, { ...this.track(kind), state: 'off', error });
    this.host.localMediaFailed(error);
  }
}

function blank(): LocalStream {
  const stream = new MediaStream();
  return { id: stream.id, stream, source: 'camera', audio: absent, video: absent };
}
