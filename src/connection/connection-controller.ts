import {
  defaultMessageEvent,
  limits,
  type Extra,
  type IceServer,
  type ModerationAct,
  type RoomRequest,
  type Session,
} from '../wire.js';
import { announcements } from './announce.js';
import type { MediaConstraints, TrackKind } from './capture.js';
import { isFields } from './dialect.js';
import {
  RtcClosedEvent,
  RtcJoinedEvent,
  RtcLeftEvent,
  RtcMessageEvent,
  RtcOpenedEvent,
  RtcPresenceChangeEvent,
  RtcUnmuteAskedEvent,
  type ConnectionEventMap,
  type RtcEvent,
} from './events.js';
import { normalizeSocketURL, type SignalingSettings } from './handshake.js';
import { createIdentity } from './identity.js';
import type { Doorkeeper } from './doorkeeper.js';
import { loadInCall } from './load-in-call.js';
import { LocalMedia } from './local-media.js';
import { Mesh } from './mesh.js';
import type { OwnVoice } from './own-voice.js';
import { keepParticipant, localInfos, nameOf } from './participants.js';
import { describeStreams } from './peer.js';
import type { PresenceListener } from './presence.js';
import { RtcError } from './rtc-error.js';
import { Signaling, type EnterKind } from './signaling.js';
import type { SpeakerCare } from './speaker.js';
import type { ConnectionState, ConnectionStatus, Participant } from './state.js';
import { reportAsync, Store } from './store.js';
import type { Topology, TopologyHost, TopologyOptions } from './topology.js';
import type { WakeLock } from './wake-lock.js';

/** A room that one has entered. */
export interface Room {
  readonly roomId: string;
  readonly isOwner: boolean;
  readonly participants: readonly Participant[];
}

/** What anybody may know of a room. */
export interface RoomPresence {
  readonly exists: boolean;
  readonly roomId: string;
  readonly full: boolean;
  readonly locked: boolean;
}

/** RTCMultiConnection's callback: success, the room's id, and on failure the reason as a text. */
export type RoomCallback = (succeeded: boolean, roomid: string, error?: string) => void;

/** RTCMultiConnection's callback of `checkPresence`. */
export type PresenceCallback = (
  isRoomExist: boolean,
  roomid: string,
  extra: { _room: { isFull: boolean; isPasswordProtected: boolean } },
) => void;

/** What `setDevice` takes: microphone, camera or loudspeaker. */
export type DeviceKind = TrackKind | 'speaker';

export interface EnterOptions {
  /** Cancels: the promise rejects with code `aborted`, and the room is not entered. */
  signal?: AbortSignal;
}

/** Initial values of the properties of the same names. */
export type ConnectionControllerOptions = Partial<
  Pick<
    ConnectionController,
    | 'socketURL'
    | 'session'
    | 'mediaConstraints'
    | 'iceServers'
    | 'userid'
    | 'extra'
    | 'sessionid'
    | 'maxParticipantsAllowed'
    | 'password'
    | 'publicRoomIdentifier'
    | 'knock'
    | 'autoCloseEntireSession'
    | 'socketMessageEvent'
    | 'socketCustomParameters'
    | 'token'
    | 'muted'
    | 'cameraOff'
    | 'relayOnly'
    | 'wakeLock'
  >
>;

interface Entering {
  readonly kind: EnterKind | 'open-or-join';
  readonly roomId: string;
  readonly abort: AbortController;
  readonly promise: Promise<Room>;
}

/** The parts of a connection, for code of the kit that builds upon them; no part of the public API. */
export interface ConnectionParts {
  readonly media: LocalMedia;
  readonly signaling: Signaling;
  readonly topology: Topology;
}

/** Milliseconds for the server to answer when nothing comes from the others either. */
const suspicionTimeout = 1000;
/** Attempts of `openOrJoin` when others open and close the room at the same moment. */
const openOrJoinAttempts = 6;

/**
 * A connection to a room: signaling, media and state in one object, with the names of RTCMultiConnection.
 *
 * It needs no page: elements and scripts use it alike. `state` is one frozen snapshot, which only this class changes;
 * everything that happens is also fired as an event (see {@link ConnectionEventMap}).
 */
export class ConnectionController extends EventTarget {
  /** What the next open or join captures, and what the room is about. */
  session: Session = { audio: true, video: true };
  /** Constraints of `getUserMedia` for `audio` and `video`. */
  mediaConstraints: MediaConstraints = {
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    video: { width: { ideal: 960 }, height: { ideal: 540 } },
  };
  /** STUN and TURN servers; undefined: those that the signaling server names, else none. */
  iceServers: readonly RTCIceServer[] | undefined;
  /** The room used when `open` or `join` is given none. */
  sessionid = '';
  /** Capacity of the rooms that one opens, oneself included. */
  maxParticipantsAllowed = 1000;
  /** Password of the room that one opens or joins; empty: none. */
  password = '';
  /** Puts the rooms that one opens into the public list of this name; empty: into none. */
  publicRoomIdentifier = '';
  /** Into the rooms that one opens, others come only when the owner lets them in; see {@link admit}. */
  knock = false;
  /** The room ends for all when its owner leaves. */
  autoCloseEntireSession = false;
  /** Name of the relay event; pages that are to meet must use the same. */
  socketMessageEvent = defaultMessageEvent;
  /** A word that the server's host asks for (`authorize`), such as a JWT; it travels in socket.io's `auth`, in no URL. */
  token = '';
  /** More parameters of the handshake, such as `&fullName=Ada`. */
  socketCustomParameters = '';
  /** Enter with the microphone silent. */
  muted = false;
  /** Enter with the camera not opened. */
  cameraOff = false;
  /** Use only TURN relays, so that no address of this machine is shown to others. */
  relayOnly = false;
  readonly #store: Store<ConnectionState>;
  readonly #media: LocalMedia;
  readonly #signaling: Signaling;
  readonly #topology: Topology;
  #announced: ConnectionState;
  #identity = createIdentity();
  #chosenUserid: string | undefined;
  #socketURL = '/';
  #extra: Extra = {};
  #entering: Entering | undefined;
  /** Milliseconds for which a lost server had been silent before. */
  #silence = 0;
  #wakeLock = true;
  #awake: WakeLock | undefined;
  #speaker: SpeakerCare | undefined;
  #voice: OwnVoice | undefined;
  /** By user id; whoever comes back is as loud as before. */
  readonly #volumes = new Map<string, number>();
  #doorkeeper: Doorkeeper | undefined;
  #inCall: Awaited<ReturnType<typeof loadInCall>> | undefined;
  #serverIceServers: readonly IceServer[] = [];

  /** @param takeParts Not public: hears of the parts of which the connection is made. */
  constructor(options: ConnectionControllerOptions = {}, takeParts?: (parts: ConnectionParts) => void) {
    super();
    const local = Object.freeze(this.#localParticipant('idle', false, []));
    this.#store = new Store<ConnectionState>({
      status: 'idle',
      roomId: undefined,
      isOwner: false,
      local,
      participants: [],
      error: undefined,
      asking: false,
      speaker: '',
      knocking: false,
      knocks: [],
    });
    this.#announced = this.#store.state;
    this.#media = new LocalMedia({
      localMediaChanged: () => this.#localMediaChanged(),
      localMediaFailed: (error) => this.#patch({ error }),
      localMediaMended: (error, remaining) => this.state.error === error && this.#patch({ error: remaining }),
      promptChanged: (asking) => this.#patch({ asking }),
    });
    this.#signaling = new Signaling(this.#signalingHost());
    this.#topology = new Mesh(this.#topologyHost());
    takeParts?.({ media: this.#media, signaling: this.#signaling, topology: this.#topology });
    this.#store.subscribe(() => this.#announce());
    for (const [key, value] of Object.entries(options)) if (value !== undefined) Object.assign(this, { [key]: value });
  }

  /** Address of the signaling server; `/` (the page's own server) by default. A missing slash at the end is added. */
  get socketURL(): string {
    return this.#socketURL;
  }

  set socketURL(value: string) {
    const text = value || '/';
    this.#socketURL = text.endsWith('/') ? text : `${text}/`;
  }

  /** One's own id on the server: generated, provable, and unique unless the page chooses another. */
  get userid(): string {
    return this.#chosenUserid ?? this.#identity.userid;
  }

  set userid(value: string) {
    if (!value || value.length > limits.userIdCharacters) {
      throw new RtcError('invalid-argument', `A user id has 1 to ${limits.userIdCharacters} characters.`);
    }
    if (this.#store.state.roomId) throw new RtcError('invalid-argument', 'Leave the room before you change userid.');
    this.#chosenUserid = value;
    this.#updateParticipants();
  }

  /** Public data of oneself, any JSON object; setting it tells the others. `name` is shown to people. */
  get extra(): Extra {
    return this.#extra;
  }

  set extra(value: Extra) {
    if (!isFields(value)) throw new RtcError('invalid-argument', 'extra must be an object.');
    if (new TextEncoder().encode(JSON.stringify(value)).length > limits.extraBytes) {
      throw new RtcError('too-large', `extra may have ${limits.extraBytes} bytes as JSON.`);
    }
    this.#extra = value;
    this.#signaling.updateExtra(value);
    this.#updateParticipants();
  }

  /** Keep the screen on during a call with a picture. */
  get wakeLock(): boolean {
    return this.#wakeLock;
  }

  set wakeLock(value: boolean) {
    this.#wakeLock = value;
    this.#awake?.update();
  }

  /** One owns the room. */
  get isInitiator(): boolean {
    return this.state.isOwner;
  }

  get state(): ConnectionState {
    return this.#store.state;
  }

  /** Hears once per microtask of any change of `state`. @returns a function that ends the subscription. */
  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  override addEventListener<Type extends keyof ConnectionEventMap>(
    type: Type,
    listener: (event: ConnectionEventMap[Type]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(type: string, listener: unknown, options?: boolean | AddEventListenerOptions): void {
    super.addEventListener(type, listener as EventListener, options);
  }

  /**
   * Makes ready: opens the socket before anybody needs it, so that open and join are quick. Throws `RtcError`
   * (`invalid-argument`) for an address that is none.
   */
  connect(): void {
    this.#signaling.connect();
    this.#topology.prepare();
  }

  /**
   * Opens a room and owns it. With a callback it returns undefined, and the callback is called exactly once; else a
   * promise, which rejects with `RtcError` (`room-exists`, `signaling-unreachable`, `timeout`, `aborted`, …).
   */
  open(id: string | undefined, callback: RoomCallback): undefined;
  open(id: string | undefined, options: EnterOptions | undefined, callback: RoomCallback): undefined;
  open(id?: string, options?: EnterOptions): Promise<Room>;
  open(...values: unknown[]): Promise<Room> | undefined {
    return this.#enter('open', values);
  }

  /** Joins an existing room; see {@link open}. Rejects with `room-not-found`, `room-full`, `invalid-password`, … */
  join(id: string | undefined, callback: RoomCallback): undefined;
  join(id: string | undefined, options: EnterOptions | undefined, callback: RoomCallback): undefined;
  join(id?: string, options?: EnterOptions): Promise<Room>;
  join(...values: unknown[]): Promise<Room> | undefined {
    return this.#enter('join', values);
  }

  /** Joins the room, or opens it when there is none; see {@link open}. */
  openOrJoin(id: string | undefined, callback: RoomCallback): undefined;
  openOrJoin(id: string | undefined, options: EnterOptions | undefined, callback: RoomCallback): undefined;
  openOrJoin(id?: string, options?: EnterOptions): Promise<Room>;
  openOrJoin(...values: unknown[]): Promise<Room> | undefined {
    return this.#enter('open-or-join', values);
  }

  /** Asks the server whether a room exists. */
  checkPresence(id: string | undefined, callback: PresenceCallback): undefined;
  checkPresence(id?: string): Promise<RoomPresence>;
  checkPresence(id?: string, callback?: PresenceCallback): Promise<RoomPresence> | undefined {
    const promise = this.#checkPresence(id);
    if (!callback) return promise;
    const roomId = id ?? this.sessionid;
    const tell = (exists: boolean, isFull: boolean, isPasswordProtected: boolean): void =>
      callSafely(() => callback(exists, roomId, { _room: { isFull, isPasswordProtected } }));
    promise.then(
      ({ exists, full, locked }) => tell(exists, full, locked),
      (error: RtcError) => {
        this.#patch({ error });
        tell(false, false, false);
      },
    );
    return undefined;
  }

  /** Calls the listener when presence is known and after each change. @returns a function that ends the watch. */
  watchPresence(roomId: string, listener: PresenceListener): () => void {
    try {
      this.connect();
    } catch {
      // No address of a server: told when somebody wants in.
    }
    return this.#signaling.watch(roomId, listener);
  }

  /**
   * Tells whether anybody looks at the page: hidden, a stock server is asked less often; shown again, devices that the
   * system has paused are opened anew and the screen is kept on. A room element tells it by itself.
   */
  set pageHidden(value: boolean) {
    this.#signaling.presence.pageHidden = value;
    if (value) return;
    this.#media.pageShown();
    this.#awake?.update();
  }

  /** Leaves the room and frees camera and microphone; an open or join under way is cancelled. Never rejects. */
  async leave(): Promise<void> {
    const wasInRoom = this.#isIn();
    this.#entering?.abort.abort();
    this.#entering = undefined;
    const told = this.#signaling.leave();
    this.#reset('idle');
    this.#patch({ error: undefined });
    if (wasInRoom) this.dispatchEvent(new RtcLeftEvent());
    await told;
  }

  /** Ends the room for all. Rejects with `permission-denied` for anybody but the owner. */
  async close(): Promise<void> {
    if (!this.state.isOwner) throw this.#fail(new RtcError('permission-denied'));
    await this.#tried(this.#signaling.end(() => this.#end('closed')));
    this.dispatchEvent(new RtcClosedEvent());
  }

  /**
   * Opens camera and microphone before a room is entered, as open and join would do it: `state.local` has the stream, which
   * the room then goes on with; `leave()` frees it. Settles when the devices have answered; never rejects.
   */
  startDevices(): Promise<void> {
    return this.#capture();
  }

  /** Lets somebody in who knocks (`state.knocks`). Rejects with `permission-denied` for anybody but the owner. */
  admit(userid: string): Promise<void> {
    return this.#moderate('admit', userid);
  }

  /** Does not let somebody in who knocks; see {@link admit}. */
  refuse(userid: string): Promise<void> {
    return this.#moderate('refuse', userid);
  }

  /** Takes somebody out of the room, who does not come back as the same person while it lives; see {@link admit}. */
  remove(userid: string): Promise<void> {
    return this.#moderate('remove', userid);
  }

  /** Asks somebody to be silent; nothing is switched but by that person. See {@link admit}. */
  askToMute(userid: string): Promise<void> {
    return this.#moderate('mute', userid);
  }

  /** Switches the microphone, asking for it first if need be. Rejects with a `media-…` error. */
  setMicrophone(on: boolean): Promise<void> {
    return this.#withDevice(this.#media.setMicrophone(on));
  }

  /** Switches the camera; off frees the device. Rejects with a `media-…` error. */
  setCamera(on: boolean): Promise<void> {
    return this.#withDevice(this.#media.setCamera(on));
  }

  /** Shares a screen, window or tab that the person chooses. Rejects with a `media-…` error. */
  startScreen(): Promise<void> {
    return this.#tried(this.#withDevice(this.#media.startScreen()));
  }

  stopScreen(): void {
    this.#media.stopScreen();
  }

  /**
   * Takes another microphone (`audio`), camera (`video`) or `speaker`, now and later. Rejects with a `media-…` error, or
   * `unsupported-browser` where the speaker cannot be chosen; then the device stays that was there.
   */
  setDevice(kind: DeviceKind, deviceId: string): Promise<void> {
    if (kind === 'speaker') return this.#setSpeaker(deviceId);
    return this.#withDevice(this.#media.setDevice(kind, deviceId));
  }

  /** Takes the camera on the other side of a phone. Rejects with a `media-…` error; then the camera stays that was there. */
  flipCamera(): Promise<void> {
    return this.#withDevice(this.#media.flipCamera());
  }

  /** How loud this person is to be heard here, from 0 to 1, for as long as the page lives. */
  setVolume(userid: string, volume: number): void {
    this.#volumes.set(userid, volume > 0 ? Math.min(1, volume) : 0);
    this.#updateParticipants();
  }

  /** Sends anything that JSON can say, or an `ArrayBuffer`, to all or to one; needs `session.data`. Throws `RtcError`. */
  send(data: unknown, to?: string): void {
    if (!this.session.data) throw new RtcError('invalid-argument', 'Set session.data before entering the room.');
    this.#topology.send(data, to);
  }

  /** Rooms opened under this `publicRoomIdentifier`. */
  getPublicRooms(identifier: string): Promise<unknown[]> {
    return this.#signaling.publicRooms(identifier);
  }

  /** Frees everything: room, devices, peers, timers, socket. A later call starts anew. */
  dispose(): void {
    // Not waited for: the goodbye is written before the end of the socket, on the same line.
    void this.leave();
    this.#signaling.disconnect();
  }

  #enter(kind: Entering['kind'], values: unknown[]): Promise<Room> | undefined {
    const id = typeof values[0] === 'string' ? values[0] : this.sessionid;
    const options = values.find(isFields) as EnterOptions | undefined;
    const callback = values.find((value) => typeof value === 'function') as RoomCallback | undefined;
    const promise = this.#start(kind, id, options?.signal);
    if (!callback) return promise;
    promise.then(
      () => callSafely(() => callback(true, id)),
      (error: RtcError) => callSafely(() => callback(false, id, error.message)),
    );
    return undefined;
  }

  /** Where a device works now, what was said of it before is over. */
  async #withDevice(action: Promise<void>): Promise<void> {
    await action;
    const { error } = this.state;
    const isSolved = error && /^(media|device)-/.test(error.code) && !this.#media.errors.includes(error);
    if (isSolved) this.#patch({ error: undefined });
  }

  async #setSpeaker(speaker: string): Promise<void> {
    const part = await loadInCall().catch(() => undefined);
    if (part) this.#speaker ??= new part.SpeakerCare(this, (now) => this.#patch({ speaker: now }));
    // Where the part cannot be loaded, the sound stays where it is if the speaker is none.
    else this.#patch({ speaker });
    const code = await this.#speaker?.choose(speaker);
    if (code) throw this.#fail(new RtcError(code));
  }

  #start(kind: Entering['kind'], roomId: string, signal: AbortSignal | undefined): Promise<Room> {
    const wrong = this.#wrongRoomId(roomId);
    if (wrong) return Promise.reject(this.#fail(wrong));
    if (signal?.aborted) return Promise.reject(new RtcError('aborted'));
    const current = this.#entering;
    // The same wish twice is one wish; another one takes its place.
    if (current?.kind === kind && current.roomId === roomId) return current.promise;
    current?.abort.abort();
    if (!current && this.state.roomId === roomId) return Promise.resolve(this.#room());
    const abort = new AbortController();
    const forward = () => abort.abort();
    signal?.addEventListener('abort', forward, { once: true });
    const promise = this.#run(kind, roomId, abort.signal).finally(() => {
      signal?.removeEventListener('abort', forward);
      if (this.#entering?.abort === abort) this.#entering = undefined;
    });
    this.#entering = { kind, roomId, abort, promise };
    return promise;
  }

  async #run(kind: Entering['kind'], roomId: string, signal: AbortSignal): Promise<Room> {
    const isSwitch = this.state.roomId !== undefined && this.#isIn();
    this.#patch({ error: undefined });
    if (!isSwitch) this.#patch({ status: 'connecting', roomId });
    this.#updateParticipants();
    this.#topology.prepare();
    // Started now, in the task of the click, and never waited for: the room is entered with what there is.
    void this.#capture();
    const prepared = this.#prepareCall();
    try {
      if (this.session.data) await prepared;
      if (kind === 'open-or-join') await this.#openOrJoin(roomId, signal);
      else await this.#signaling.enter(kind, this.#request(roomId), signal);
      return this.#room();
    } catch (cause) {
      const error = asRtcError(cause);
      const isCurrent = this.#entering?.abort.signal === signal || this.#entering === undefined;
      if (isCurrent && !this.#isIn()) this.#reset(error.code === 'aborted' ? 'idle' : 'failed');
      throw error.code === 'aborted' ? error : this.#fail(error);
    }
  }

  async #openOrJoin(roomId: string, signal: AbortSignal): Promise<void> {
    let kind: EnterKind = 'join';
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#signaling.enter(kind, this.#request(roomId), signal);
      } catch (error) {
        const code = error instanceof RtcError ? error.code : '';
        if (attempt === openOrJoinAttempts || (code !== 'room-not-found' && code !== 'room-exists')) throw error;
        kind = code === 'room-exists' ? 'join' : 'open';
      }
    }
  }

  #capture(): Promise<void> {
    const { session, muted, cameraOff, mediaConstraints: constraints } = this;
    const audio = Boolean(session.audio);
    const video = Boolean(session.video);
    return this.#media.start({ audio, video, muted, cameraOff, constraints });
  }

  async #prepareCall(): Promise<void> {
    // A call goes on without it.
    this.#inCall ??= await loadInCall().catch(() => undefined);
    if (!this.#inCall) return;
    this.#awake ??= new this.#inCall.WakeLock(this);
    this.#voice ??= new this.#inCall.OwnVoice(this, () => this.#updateParticipants());
    this.#doorkeeper ??= new this.#inCall.Doorkeeper(this, (knocks) => this.#patch({ knocks }));
  }

  #request(roomId: string): RoomRequest {
    return {
      sessionid: roomId,
      session: this.session,
      mediaConstraints: { audio: Boolean(this.session.audio), video: Boolean(this.session.video) },
      sdpConstraints: { mandatory: { OfferToReceiveAudio: true, OfferToReceiveVideo: true } },
      streams: this.#media.streams.map(({ id, stream }) => ({ streamid: id, tracks: stream.getTracks().length })),
      extra: this.#extra,
      identifier: this.publicRoomIdentifier,
      password: this.password,
      knock: this.knock,
    };
  }

  #moderate(act: ModerationAct, userid: string): Promise<void> {
    return this.#tried(this.#signaling.moderate(act, userid));
  }

  /** Publishes why an act has failed. */
  async #tried(act: Promise<void>): Promise<void> {
    try {
      await act;
    } catch (error) {
      throw this.#fail(error);
    }
  }

  async #checkPresence(id: string | undefined): Promise<RoomPresence> {
    const roomId = id ?? this.sessionid;
    const wrong = this.#wrongRoomId(roomId);
    if (wrong) throw wrong;
    const { present, full, locked } = await this.#signaling.checkPresence(roomId);
    return { exists: present, roomId, full, locked };
  }

  #wrongRoomId(roomId: string): RtcError | undefined {
    if (!roomId) return new RtcError('invalid-argument', 'There is no room id: give one, or set sessionid.');
    if (roomId.length <= limits.roomIdCharacters) return undefined;
    return new RtcError('invalid-argument', `A room id has at most ${limits.roomIdCharacters} characters.`);
  }

  #signalingHost(): ConstructorParameters<typeof Signaling>[0] {
    const settings = () => this.#signalingSettings();
    const descriptions = () => describeStreams(this.#media.streams);
    return {
      get signalingSettings() {
        return settings();
      },
      get localDescriptions() {
        return descriptions();
      },
      isAlive: (userid) => this.#topology.isAlive(userid),
      isConnected: (userid) => this.#topology.link(userid)?.connection === 'connected',
      isLinked: (userid) => this.#topology.link(userid) !== undefined,
      admitted: (roomId, kind, iceServers) => this.#admitted(roomId, kind, iceServers),
      membersChanged: () => this.#updateParticipants(),
      offerDue: (remote) => this.#topology.connect(remote),
      peerMessage: (remote, message) => this.#topology.receive(remote, message),
      memberReturned: (userid) => this.#topology.returned(userid),
      peerGone: (userid) => {
        this.#topology.disconnect(userid);
        this.#updateParticipants();
      },
      networkChanged: () => this.#topology.networkChanged(),
      signalingLost: (silence) => {
        this.#silence = silence;
        this.#patchStatus('reconnecting');
      },
      signalingRestored: () => {
        this.#patchStatus('connected');
        this.#topology.resume();
      },
      roomEnded: (error) => this.#roomEnded(error),
      userIdTaken: () => this.#takeNewIdentity(),
      presenceChanged: (facts) => this.dispatchEvent(new RtcPresenceChangeEvent(facts)),
      knocking: (knocking) => this.#patch({ knocking }),
      moderated: async (news) => {
        // On the way into a room its loading may have failed.
        await this.#prepareCall();
        this.#doorkeeper?.hear(news);
      },
    };
  }

  #signalingSettings(): SignalingSettings {
    return {
      socketURL: normalizeSocketURL(this.#socketURL),
      identity: this.#identity,
      userid: this.userid,
      extra: this.#extra,
      session: this.session,
      sessionid: this.state?.roomId ?? this.sessionid,
      messageEvent: this.socketMessageEvent,
      customParameters: this.socketCustomParameters,
      token: this.token,
      autoCloseEntireSession: this.autoCloseEntireSession,
      maxParticipantsAllowed: this.maxParticipantsAllowed,
    };
  }

  #topologyHost(): TopologyHost {
    const options = () => this.#topologyOptions();
    return {
      get topologyOptions() {
        return options();
      },
      sendToPeer: (userid, message) => this.#signaling.send(userid, message),
      linkChanged: () => this.#updateParticipants(),
      linkFailed: (_userid, error) => this.#patch({ error }),
      // Those that the page has chosen are the page's to renew.
      renewIceServers: () => (this.iceServers ? undefined : this.#signaling.renewIceServers()),
      linkSuspected: () => this.#signaling.wake(suspicionTimeout),
      offerWanted: (userid) => this.#signaling.askForOffer(userid),
      deviceAsked: (userid, kind) => {
        const participant = this.state.participants.find((one) => one.userid === userid);
        if (participant) this.dispatchEvent(new RtcUnmuteAskedEvent({ participant, kind }));
      },
      dataReceived: (from, data) => this.dispatchEvent(new RtcMessageEvent({ from, data })),
    };
  }

  #topologyOptions(): TopologyOptions {
    return {
      userid: this.userid,
      iceServers: this.iceServers ?? (this.#serverIceServers as readonly RTCIceServer[]),
      relayOnly: this.relayOnly,
      data: this.session.data ? this.#inCall?.DataLine : undefined,
    };
  }

  #admitted(roomId: string, kind: EnterKind, iceServers: readonly IceServer[] | undefined): void {
    const { roomId: before, status } = this.state;
    const isResumed = before === roomId && status !== 'connecting';
    if (before !== roomId) this.#topology.close();
    // What ends this room may be heard before the wish to enter it is settled.
    if (this.#entering?.roomId === roomId) this.#entering = undefined;
    this.#serverIceServers = iceServers ?? [];
    this.#topology.configure();
    this.#patch({ status: 'connected', roomId });
    if (isResumed) return;
    const event = kind === 'open' ? new RtcOpenedEvent({ roomId }) : new RtcJoinedEvent({ roomId });
    // After the announcement of the snapshot in which it is true.
    this.#afterAnnouncement(event);
    globalThis.addEventListener?.('pagehide', this.#leaveWithPage);
  }

  readonly #leaveWithPage = (): void => void this.leave();

  #roomEnded(error: RtcError): void {
    const closed = error.code === 'closed-by-owner';
    this.#end(closed ? 'closed' : 'failed');
    this.#patch({ error });
    this.#afterAnnouncement(closed ? new RtcClosedEvent() : new RtcLeftEvent());
  }

  /** The room is no more. On the way into another one its devices are needed. */
  #end(status: ConnectionStatus): void {
    const next = this.#entering;
    if (!next) return this.#reset(status);
    this.#topology.close();
    this.#patch({ status: 'connecting', roomId: next.roomId });
    this.#updateParticipants();
  }

  /** Out of the room: no peers, no devices, no members. */
  #reset(status: ConnectionStatus): void {
    globalThis.removeEventListener?.('pagehide', this.#leaveWithPage);
    this.#topology.close();
    this.#media.stop();
    this.#patch({ status, roomId: undefined });
    this.#updateParticipants();
  }

  #takeNewIdentity(): void {
    if (this.#chosenUserid) this.#patch({ error: new RtcError('userid-taken') });
    this.#chosenUserid = undefined;
    this.#identity = createIdentity();
    // To the others one is a new person: what was made under the old id is theirs to forget, and ours.
    this.#topology.close();
    this.#updateParticipants();
  }

  #localMediaChanged(): void {
    this.#topology.setLocalStreams(this.#media.streams);
    this.#updateParticipants();
  }

  #isIn(): boolean {
    const { status } = this.state;
    return status === 'connected' || status === 'reconnecting';
  }

  #room(): Room {
    const { roomId = '', isOwner, participants } = this.state;
    return { roomId, isOwner, participants };
  }

  #patchStatus(status: ConnectionStatus): void {
    this.#patch({ status });
    this.#updateParticipants();
  }

  #patch(change: Partial<ConnectionState>): void {
    this.#store.patch(change);
  }

  /** Publishes an error, and gives it back to be thrown. */
  #fail(cause: unknown): RtcError {
    const error = asRtcError(cause);
    this.#patch({ error });
    return error;
  }

  /** Computes the people from signaling and topology; ends the links to those who are gone. */
  #updateParticipants(): void {
    // The user id may be set by the constructor's options before there is anything to compute from.
    if (!this.#store || !this.#signaling) return;
    const { status, roomId, participants: before } = this.state;
    const { members, owner } = this.#signaling;
    const isOwner = this.#isIn() && owner === this.userid;
    const infos = localInfos(this.#media.streams, this.state.local.streams);
    const local = keepParticipant(this.state.local, this.#localParticipant(status, isOwner, infos));
    for (const { userid } of before)
      if (userid !== local.userid && !members.has(userid)) this.#topology.disconnect(userid);
    const remote = [...members.values()].map(({ userid, extra, away }) => {
      const link = this.#topology.link(userid);
      const connection = link?.connection ?? 'connecting';
      const next: Participant = {
        userid,
        name: nameOf(extra),
        extra,
        isLocal: false,
        isOwner: owner === userid,
        streams: link?.streams ?? [],
        connection: away && connection === 'connected' ? 'reconnecting' : connection,
        quality: link?.quality ?? 'unknown',
        speaking: link?.speaking ?? false,
        volume: this.#volumes.get(userid) ?? 1,
      };
      return keepParticipant(
        before.find((one) => one.userid === userid),
        next,
      );
    });
    const next = roomId === undefined ? [] : [local, ...remote];
    const same = next.length === before.length && next.every((one, index) => one === before[index]);
    this.#patch({ local, isOwner, participants: same ? before : Object.freeze(next) });
  }

  #localParticipant(status: ConnectionStatus, isOwner: boolean, streams: Participant['streams']): Participant {
    const connection = status === 'reconnecting' || status === 'connecting' ? status : 'connected';
    return {
      userid: this.userid,
      name: nameOf(this.#extra),
      extra: this.#extra,
      isLocal: true,
      isOwner,
      streams,
      connection,
      quality: 'unknown',
      speaking: this.#voice?.isSpeaking ?? false,
      volume: 1,
    };
  }

  #announce(): void {
    const previous = this.#announced;
    this.#announced = this.state;
    for (const event of announcements(this.state, previous, this.#silence)) this.dispatchEvent(event);
  }

  #afterAnnouncement(event: RtcEvent): void {
    queueMicrotask(() => this.dispatchEvent(event));
  }
}

function asRtcError(cause: unknown): RtcError {
  return cause instanceof RtcError ? cause : new RtcError('invalid-argument', String(cause), cause);
}

/** A page's callback may throw; that is the page's error, and the call goes on. */
function callSafely(call: () => void): void {
  try {
    call();
  } catch (error) {
    reportAsync(error);
  }
}
