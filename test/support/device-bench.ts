import { pictureStream } from './fake-devices.js';

type Kind = 'audio' | 'video';

/** A device that a test plugs in. */
interface Plugged {
  readonly kind: Kind;
  readonly deviceId: string;
  readonly facingMode?: string;
}

/**
 * A table with cameras and microphones, which a test plugs, unplugs, blocks and pauses; it stands in the place of the
 * browser's own devices, none of which a script can do that to.
 */
export class DeviceBench extends EventTarget {
  /** What was asked for. */
  readonly asked: MediaStreamConstraints[] = [];
  /** Of every capture, in order; each track is as its device. */
  readonly tracks: MediaStreamTrack[] = [];
  /** Names of the errors of the next questions, one each. */
  readonly failures: string[] = [];
  /** Only so many devices of a kind can be open at a time. */
  limit = Infinity;
  /** Answers the question that is held. */
  answer: (() => void) | undefined;
  #holds = false;
  #devices: Plugged[];
  readonly #permissions = { audio: new Permission(), video: new Permission() };
  readonly #listeners = new Map<MediaStreamTrack, Map<string, (() => void)[]>>();
  readonly #query = Permissions.prototype.query;
  readonly #sound = new AudioContext();

  /** Takes the place of the browser's devices and permissions until `restore`. */
  constructor(...devices: Plugged[]) {
    super();
    this.#devices = devices;
    Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: this });
    Permissions.prototype.query = async ({ name }) =>
      this.#permissions[name === 'camera' ? 'video' : 'audio'] as unknown as PermissionStatus;
  }

  restore(): void {
    Reflect.deleteProperty(navigator, 'mediaDevices');
    Permissions.prototype.query = this.#query;
    for (const track of this.tracks) track.stop();
    void this.#sound.close();
  }

  /** The devices whose tracks run. */
  get open(): string[] {
    return this.tracks.filter(({ readyState }) => readyState === 'live').map((track) => track.getSettings().deviceId!);
  }

  /** Somebody hears of devices and permissions. */
  get isHeard(): boolean {
    return this.#permissions.audio.isHeard && this.#permissions.video.isHeard;
  }

  /** The person does not answer until `answer` is called. */
  hold(): void {
    this.#holds = true;
  }

  plug(...devices: Plugged[]): void {
    this.#devices.push(...devices);
    this.dispatchEvent(new Event('devicechange'));
  }

  unplug(deviceId: string): void {
    this.#devices = this.#devices.filter((device) => device.deviceId !== deviceId);
    this.end(deviceId);
    this.dispatchEvent(new Event('devicechange'));
  }

  /** The device ends its track and is still there. */
  end(deviceId: string): void {
    for (const track of this.#running(deviceId)) {
      track.stop();
      this.#tell(track, 'ended');
    }
  }

  setMuted(deviceId: string, muted: boolean): void {
    for (const track of this.#running(deviceId)) {
      Object.defineProperty(track, 'muted', { configurable: true, value: muted });
      this.#tell(track, muted ? 'mute' : 'unmute');
    }
  }

  setPermission(kind: Kind, state: PermissionState): void {
    this.#permissions[kind].set(state);
  }

  enumerateDevices(): Promise<unknown[]> {
    return Promise.resolve(
      this.#devices.map(({ kind, deviceId }) => ({ kind: `${kind}input`, deviceId, groupId: '' })),
    );
  }

  async getUserMedia(wanted: MediaStreamConstraints): Promise<MediaStream> {
    this.asked.push(wanted);
    if (this.#holds) await new Promise<void>((resolve) => (this.answer = resolve));
    const failure = this.failures.shift();
    if (failure) throw new DOMException('', failure);
    const kinds = (['audio', 'video'] as const).filter((kind) => wanted[kind]);
    return new MediaStream(kinds.map((kind) => this.#capture(kind, wanted[kind]!)));
  }

  #capture(kind: Kind, wish: boolean | MediaTrackConstraints): MediaStreamTrack {
    if (this.#permissions[kind].state === 'denied') throw new DOMException('Permission denied', 'NotAllowedError');
    const all = this.#devices.filter((device) => device.kind === kind);
    const fits = (name: 'deviceId' | 'facingMode') => {
      const wished = typeof wish === 'object' ? wish[name] : undefined;
      const { exact, ideal } = (
        typeof wished === 'object' ? wished : { ideal: wished }
      ) as ConstrainDOMStringParameters;
      const found = all.filter((device) => device[name] === (exact ?? ideal));
      if (exact !== undefined && found.length === 0) throw new DOMException('', 'OverconstrainedError');
      return found[0];
    };
    if (all.length === 0) throw new DOMException('', 'NotFoundError');
    const device = fits('deviceId') ?? fits('facingMode') ?? all[0];
    const isOpen = this.open.filter((id) => all.some(({ deviceId }) => deviceId === id)).length;
    if (isOpen >= this.limit) throw new DOMException('', 'NotReadableError');
    const stream = kind === 'video' ? pictureStream() : this.#sound.createMediaStreamDestination().stream;
    const [track] = stream.getTracks();
    track.getSettings = () => ({ deviceId: device.deviceId, facingMode: device.facingMode });
    const listeners = new Map<string, (() => void)[]>();
    // An event made by a script reaches no listener of a track in Firefox.
    track.addEventListener = (type: string, listener: unknown) =>
      void listeners.set(type, [...(listeners.get(type) ?? []), listener as () => void]);
    this.#listeners.set(track, listeners);
    this.tracks.push(track);
    return track;
  }

  #running(deviceId: string): MediaStreamTrack[] {
    const isIt = (track: MediaStreamTrack) => track.getSettings().deviceId === deviceId;
    return this.tracks.filter((track) => track.readyState === 'live' && isIt(track));
  }

  #tell(track: MediaStreamTrack, type: string): void {
    for (const listener of this.#listeners.get(track)?.get(type) ?? []) listener();
  }
}

class Permission extends EventTarget {
  state: PermissionState = 'granted';
  isHeard = false;

  override addEventListener(...values: Parameters<EventTarget['addEventListener']>): void {
    this.isHeard = true;
    super.addEventListener(...values);
  }

  set(state: PermissionState): void {
    this.state = state;
    this.dispatchEvent(new Event('change'));
  }
}
