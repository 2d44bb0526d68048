import type { TrackKind } from './capture.js';
import { findDevices, isSameDevice, permissionOf, type DeviceIdentity } from './devices.js';
import type { Acquisition, LocalMedia } from './local-media.js';
import type { RtcError, RtcErrorCode } from './rtc-error.js';

const kinds: readonly TrackKind[] = ['audio', 'video'];
/** Milliseconds after which a question of the browser is pointed out; the hint is to be there within 3 s. */
const promptTime = 2500;
/** Milliseconds for which silence by the system is nobody's concern. */
const mutedTime = 400;
/** Milliseconds in which the browser learns what has become of its devices and permissions. */
const settleTime = 300;
/** Milliseconds for which a device must have worked to be worth another try after it has failed. */
const soundTime = 30_000;

/** One kind of device: what is known of it between its troubles. */
interface Watched {
  track?: MediaStreamTrack;
  since: number;
  identity: DeviceIdentity;
  /** It ran when it was lost, and another one may be running for it. */
  lost?: DeviceIdentity;
  /** Device ids that have had their try; those that go are forgotten, so that their return is something new. */
  tried: Set<string>;
  /** The person has allowed it at some time: what is not allowed now was revoked. */
  wasGranted: boolean;
  /** It is being opened by this class. */
  isTaking: boolean;
  muted?: ReturnType<typeof setTimeout>;
}

/**
 * Cares for camera and microphone while they are wanted: tells what has become of them, and takes by itself what is to be
 * had without a question to the person. Each device gets one try each time that it appears, so nothing here can go on for
 * ever.
 */
export class DeviceCare {
  readonly #media: LocalMedia;
  readonly #RtcError: typeof RtcError;
  readonly #watched: Record<TrackKind, Watched> = { audio: blank(), video: blank() };
  /** Ends what is listened to. */
  #listening: AbortController | undefined;
  #prompt: ReturnType<typeof setTimeout> | undefined;
  #isAsking = false;

  /** @param error The class as the rest of the kit knows it: this file may have been loaded with a copy of its own. */
  constructor(media: LocalMedia, error: typeof RtcError) {
    this.#media = media;
    this.#RtcError = error;
  }

  /** Looks at what has changed: a track, a question, a wish. */
  update(): void {
    const { pending, streams } = this.#media;
    for (const kind of kinds) this.#follow(kind, this.#track(kind));
    this.#watchPrompt(pending.size > 0);
    const isUsed = streams.some(({ source }) => source === 'camera');
    if (isUsed && !this.#listening) this.#listen();
    if (!isUsed) this.#stop();
  }

  /** The device of a kind has ended its track. */
  async lost(kind: TrackKind): Promise<void> {
    const watched = this.#watched[kind];
    if (Date.now() - watched.since > soundTime) watched.tried.clear();
    watched.lost ??= watched.identity;
    const isRevoked = watched.wasGranted && (await permissionOf(kind))?.state !== 'granted';
    // One may have left meanwhile.
    if (this.#watched[kind] !== watched || !this.#isMissing(kind)) return;
    this.#fail(kind, isRevoked ? 'media-denied' : 'device-lost');
    await settled();
    await this.#find(kind);
  }

  /** Takes this device from now on; the one that was there stays when it does not come. @returns what went wrong. */
  async choose(kind: TrackKind, choice: MediaTrackConstraints): Promise<RtcError | undefined> {
    const media = this.#media;
    const before = media.choices[kind];
    media.choices[kind] = choice;
    const track = this.#track(kind);
    if (!track) return undefined;
    const { deviceId } = track.getSettings();
    const settings: Acquisition = { strict: true, quiet: true };
    let error = await media.acquire([kind], { ...settings, again: true });
    const isOneTooMany = error?.code === 'media-in-use';
    if (isOneTooMany) {
      // Many phones cannot open two cameras: the first one makes way, and comes back when the other does not come.
      media.release(kind);
      error = await media.acquire([kind], settings);
    }
    if (error) media.choices[kind] = before;
    if (error && isOneTooMany) await media.acquire([kind], { wish: { deviceId } });
    return error;
  }

  /** The camera on the other side than the one that is used or was chosen last. */
  otherSide(): MediaTrackConstraints {
    const now: { facingMode?: unknown } = this.#track('video')?.getSettings() ?? this.#media.choices.video ?? {};
    const isBack = JSON.stringify(now.facingMode ?? '').includes('environment');
    return { facingMode: { exact: isBack ? 'user' : 'environment' } };
  }

  #listen(): void {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const devices = globalThis.navigator?.mediaDevices as MediaDevices | undefined;
    devices?.addEventListener?.('devicechange', () => void this.#devicesChanged(), { signal });
    for (const kind of kinds) void this.#watchPermission(kind, signal);
  }

  #stop(): void {
    this.#listening?.abort();
    this.#listening = undefined;
    for (const kind of kinds) {
      clearTimeout(this.#watched[kind].muted);
      this.#watched[kind] = blank();
    }
  }

  #watchPrompt(isPending: boolean): void {
    if (isPending) {
      this.#prompt ??= setTimeout(() => void this.#pointOut(), promptTime);
      return;
    }
    clearTimeout(this.#prompt);
    this.#prompt = undefined;
    if (this.#isAsking) this.#media.host.promptChanged((this.#isAsking = false));
  }

  /** A device that is allowed and slow is no question. */
  async #pointOut(): Promise<void> {
    const permissions = await Promise.all([...this.#media.pending].map(permissionOf));
    const isAsked = permissions.some((permission) => permission?.state !== 'granted');
    if (isAsked && this.#prompt !== undefined) this.#media.host.promptChanged((this.#isAsking = true));
  }

  #follow(kind: TrackKind, track: MediaStreamTrack | undefined): void {
    const watched = this.#watched[kind];
    if (track === watched.track) return;
    clearTimeout(watched.muted);
    watched.track = track;
    if (!track) return;
    watched.since = Date.now();
    // An ended track may no longer tell what it was.
    watched.identity = track.getSettings();
    // What the person has chosen is the one that counts from now on.
    if (!watched.isTaking) Object.assign(watched, { lost: undefined, tried: new Set() });
    track.addEventListener('mute', () => this.#mutedChanged(kind, track));
    track.addEventListener('unmute', () => this.#mutedChanged(kind, track));
    this.#mutedChanged(kind, track);
  }

  #mutedChanged(kind: TrackKind, track: MediaStreamTrack): void {
    const watched = this.#watched[kind];
    if (watched.track !== track) return;
    clearTimeout(watched.muted);
    if (track.muted) watched.muted = setTimeout(() => this.#pause(kind), mutedTime);
    else if (this.#isPaused(kind)) this.#mend(kind);
  }

  #pause(kind: TrackKind): void {
    if (this.#media.wanted[kind]) this.#fail(kind, 'media-paused');
  }

  #isPaused(kind: TrackKind): boolean {
    return this.#problem(kind) === 'media-paused';
  }

  /** After a call of the telephone the track may stay silent for ever: whoever looks at the page again gets a new one. */
  async pageShown(): Promise<void> {
    await settled();
    for (const kind of kinds) {
      if (this.#isPaused(kind) && this.#media.wanted[kind]) await this.#take(kind);
    }
  }

  async #devicesChanged(): Promise<void> {
    for (const kind of kinds) {
      const ids = (await findDevices(kind)).map(({ deviceId }) => deviceId);
      const { tried } = this.#watched[kind];
      for (const id of tried) if (!ids.includes(id)) tried.delete(id);
    }
    await settled();
    for (const kind of kinds) await this.#find(kind);
  }

  /** Takes a device that has not been tried, or the lost one back from its substitute, where the person need not be asked. */
  async #find(kind: TrackKind): Promise<void> {
    const watched = this.#watched[kind];
    const isFree = (await permissionOf(kind))?.state === 'granted';
    const found = await findDevices(kind);
    const back = found.find((device) => watched.lost && isSameDevice(device, watched.lost));
    const isNew = found.some(({ deviceId }) => !watched.tried.has(deviceId));
    const isBack = back !== undefined && !watched.tried.has(back.deviceId);
    if (this.#watched[kind] !== watched) return;
    if (!isFree || !this.#media.wanted[kind] || this.#media.pending.has(kind)) return;
    if (this.#isMissing(kind) ? !isNew : !isBack) return;
    for (const { deviceId } of found) watched.tried.add(deviceId);
    await this.#take(kind, isBack ? { deviceId: { exact: back.deviceId } } : undefined);
    if (isBack && isSameDevice(back, watched.identity)) watched.lost = undefined;
  }

  async #take(kind: TrackKind, wish?: MediaTrackConstraints): Promise<void> {
    const watched = this.#watched[kind];
    watched.isTaking = true;
    await this.#media.acquire([kind], { wish, strict: wish !== undefined, quiet: true });
    watched.isTaking = false;
  }

  #isMissing(kind: TrackKind): boolean {
    return !this.#track(kind) && !this.#media.pending.has(kind);
  }

  async #watchPermission(kind: TrackKind, signal: AbortSignal): Promise<void> {
    const permission = await permissionOf(kind);
    if (!permission || signal.aborted) return;
    const watched = this.#watched[kind];
    watched.wasGranted ||= permission.state === 'granted';
    permission.addEventListener('change', () => this.#permissionChanged(kind, permission.state), { signal });
  }

  #permissionChanged(kind: TrackKind, state: PermissionState): void {
    const watched = this.#watched[kind];
    const isAllowed = state === 'granted';
    if (isAllowed && this.#isMissing(kind) && this.#problem(kind)) {
      if (this.#media.wanted[kind]) void this.#media.acquire([kind]);
      else this.#mend(kind);
    }
    const isLost = this.#problem(kind) === 'device-lost';
    const isTakenAway = state === 'denied' && this.#track(kind) !== undefined;
    if (!isAllowed && watched.wasGranted && (isLost || isTakenAway)) this.#fail(kind, 'media-denied');
    watched.wasGranted ||= isAllowed;
  }

  #track(kind: TrackKind): MediaStreamTrack | undefined {
    return this.#media.track(kind).track;
  }

  #problem(kind: TrackKind): RtcErrorCode | undefined {
    return this.#media.track(kind).error?.code;
  }

  /** The track of a paused device stays: it may be heard or seen again. */
  #fail(kind: TrackKind, code: RtcErrorCode): void {
    if (code !== 'media-paused') this.#media.release(kind);
    this.#media.fail(kind, new this.#RtcError(code));
  }

  /** What was said of the device is over. */
  #mend(kind: TrackKind): void {
    const { track, state } = this.#media.track(kind);
    this.#media.place(kind, { track, state: track && this.#media.wanted[kind] ? 'on' : state });
  }
}

function blank(): Watched {
  return { since: 0, identity: {}, tried: new Set(), wasGranted: false, isTaking: false };
}

function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, settleTime));
}
