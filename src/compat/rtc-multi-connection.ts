import type { TrackKind } from '../connection/capture.js';
import { ConnectionController, type ConnectionParts } from '../connection/connection-controller.js';
import { isFields } from '../connection/dialect.js';
import { randomHex } from '../connection/identity.js';
import { RtcError } from '../connection/rtc-error.js';
import type { ConnectionState, Participant } from '../connection/state.js';
import { reportAsync } from '../connection/store.js';
import { defaultCustomEvent, defaultMessageEvent, type Extra } from '../wire.js';
import { Captures } from './captures.js';
import { CodecsHandler, type Bandwidth } from './codecs-handler.js';
import { FileViews, hideStream, saveToDisk, showMuted, showStream, showUnmuted } from './default-views.js';
import { DetectRTC } from './detect-rtc.js';
import { errors } from './errors.js';
import { FileSharing, type FileChunk, type FileEnd } from './file-sharing.js';
import { Links } from './links.js';
import { LocalStreams } from './local-streams.js';
import { modernConstraints, type PageMediaConstraints } from './media-constraints.js';
import { addStop, tracksOf, whenEnded, type ForeignStream, type PageStream } from './page-stream.js';
import { peerOf, Peers, type PeerUser } from './peers.js';
import { SocketLine } from './socket-line.js';
import { applyExtra, applySettings, roomIdOf, sessionOfGuest, type PageSession } from './settings.js';
import { Stage } from './stage.js';
import { StreamEvents, type StreamEvent } from './stream-events.js';
import { filterWire } from './wire-filter.js';

/** RTCMultiConnection's callback of open and join. */
export type EnterCallback = (succeeded: boolean, roomid: string, error?: string) => void;

export interface UserEvent {
  readonly userid: string;
  readonly extra: Extra;
}

type Handler<Event> = ((event: Event) => void) | null;
type EnterKind = 'open' | 'join' | 'openOrJoin';

const kinds: readonly TrackKind[] = ['audio', 'video'];
const originalCodec = 'VP9';

addStop();

/**
 * The `RTCMultiConnection` of old pages, over our engine: names, defaults and events as those pages know them. What it
 * does not know, a page may write and read, and nothing comes of it.
 */
export class RTCMultiConnection {
  static readonly version = '3.7.1';

  readonly version = RTCMultiConnection.version;
  readonly errors = errors;
  readonly DetectRTC = DetectRTC;
  readonly CodecsHandler = CodecsHandler;
  readonly BandwidthHandler = CodecsHandler;

  // What a page sets before it enters a room.
  channel: string;
  sessionid: string;
  socketURL = '/';
  socketMessageEvent = defaultMessageEvent;
  socketCustomEvent = defaultCustomEvent;
  socketCustomParameters = '';
  session: PageSession = { audio: true, video: true };
  mediaConstraints: PageMediaConstraints = {
    audio: { mandatory: {}, optional: [] },
    video: { mandatory: {}, optional: [{ facingMode: 'user' }] },
  };
  sdpConstraints = { mandatory: { OfferToReceiveAudio: true, OfferToReceiveVideo: true }, optional: [] as object[] };
  /** None by default: the signaling server names some, or there are none. */
  iceServers: (Partial<RTCIceServer> & { url?: string })[] = [];
  iceTransportPolicy: RTCIceTransportPolicy | null = null;
  candidates = { host: true, stun: true, turn: true };
  iceProtocols = { tcp: true, udp: true };
  optionalArgument = { optional: [] as object[], mandatory: {} };
  socketOptions = {};
  trickleIce = true;
  extra: Extra = {};
  password: string | number | null = null;
  publicRoomIdentifier = '';
  maxParticipantsAllowed = 1000;
  autoCloseEntireSession = false;
  dontCaptureUserMedia = false;
  dontAttachStream = false;
  autoCreateMediaElement = true;
  bandwidth: Bandwidth = { audio: false, video: false, screen: false };
  codecs = { audio: 'opus', video: originalCodec };
  enableFileSharing = false;
  autoSaveToDisk = false;
  /** Bytes of one piece of a file. */
  chunkSize = 40_000;
  chunkInterval = 100;
  enableLogs = false;
  direction = 'many-to-many';
  videosContainer: HTMLElement | null = globalThis.document?.body ?? globalThis.document?.documentElement ?? null;
  filesContainer: HTMLElement | null = this.videosContainer;

  // What a page reads.
  isInitiator = false;
  socket: SocketLine | null = null;
  attachStreams: ForeignStream[] = [];
  readonly peers = new Peers();
  readonly streamEvents = new StreamEvents();
  readonly peersBackup = {};
  /** For pages that bring a stream of their own. */
  readonly multiPeersHandler = {
    onGettingLocalMedia: (stream: ForeignStream, callback?: () => void) => {
      this.#showLocal(stream);
      callback?.();
    },
    getRemoteStreams: (userid?: string) => this.getRemoteStreams(userid),
  };

  // What a page hears of; it may put its own in place at any time.
  onstream: Handler<StreamEvent> = (event) => showStream(event, this.videosContainer);
  onstreamended: Handler<StreamEvent> = hideStream;
  onmute: Handler<StreamEvent> = showMuted;
  onunmute: Handler<StreamEvent> = showUnmuted;
  onMediaError: ((error: unknown, constraints?: object) => void) | null = (error) => this.#log(error);
  onopen: Handler<UserEvent & { channel: RTCDataChannel }> = null;
  onclose: Handler<UserEvent> = null;
  onerror: Handler<UserEvent> = null;
  onmessage: Handler<UserEvent & { data: unknown; latency: number }> = null;
  onFileStart: Handler<FileChunk> = (file) => this.#views.start(file, this.filesContainer, file.userid === this.userid);
  onFileProgress: Handler<FileChunk> = (chunk) => this.#views.progress(chunk);
  onFileEnd: Handler<FileEnd> = (file) => this.#views.end(file);
  onleave: Handler<UserEvent> = null;
  onUserStatusChanged: Handler<UserEvent & { status: 'online' | 'offline' }> = null;
  onExtraDataUpdated: Handler<UserEvent> = (event) => this.onUserStatusChanged?.({ ...event, status: 'online' });
  onNewParticipant: ((userid: string, preferences: object) => void) | null = null;
  onEntireSessionClosed: Handler<UserEvent & { sessionid: string }> = null;
  onUserIdAlreadyTaken: ((taken: string, yours: string) => void) | null = null;
  onReConnecting: Handler<UserEvent> = null;
  onPeerStateChanged: Handler<UserEvent & PeerState> = null;
  onstatechange: Handler<UserEvent & PeerState> = null;
  onSocketDisconnect: Handler<unknown> = null;
  onSocketError: Handler<unknown> = null;
  /** Changes each session description, that is sent or has come; by default as `bandwidth` and `codecs` say. */
  processSdp: (sdp: string) => string = (sdp) => this.#limitSdp(sdp);
  /** The page's last say before a stream is sent: another one in its place, or null for none. */
  beforeAddingStream: (stream: MediaStream) => MediaStream | null | undefined = (stream) => stream;

  readonly #engine: ConnectionController;
  readonly #parts: ConnectionParts;
  readonly #line: SocketLine;
  readonly #local: LocalStreams;
  readonly #links: Links;
  readonly #captures: Captures;
  readonly #stage: Stage;
  readonly #files: FileSharing;
  readonly #views = new FileViews();
  readonly #customEvents = new Set<string>();
  /** Rises with each wish to enter or to leave: what an older one still waits for is not wanted any more. */
  #visit = 0;
  #ownerExtra: Extra = {};
  #chosenUserid = '';

  constructor(roomid?: string, options?: { autoOpenOrJoin?: boolean; useDefaultDevices?: boolean }) {
    this.channel = this.sessionid = roomIdOf(roomid ?? String(globalThis.location?.href ?? '').replace(/[^\w-]/g, ''));
    let made: ConnectionParts | undefined;
    this.#engine = new ConnectionController({}, (parts) => (made = parts));
    this.#parts = made!;
    this.#line = new SocketLine({ open: () => this.#connect(), close: () => this.closeSocket() });
    this.#local = new LocalStreams(this.#parts.media, this.#localStreamsHost());
    this.#files = new FileSharing(this.#fileSharingHost());
    this.#links = new Links(this.#linksHost());
    this.#captures = new Captures(this.#capturesHost());
    this.#stage = new Stage(this.#stageHost(), this.streamEvents);
    filterWire(this.#parts, this.#wireFilterHost());
    this.#parts.signaling.onsocket = (socket) => this.#line.use(socket);
    this.#parts.topology.onpeer = (userid, connection) => this.#linkMade(userid, connection);
    this.#listen();
    // Pages hand methods on without their object: `button.onclick = connection.leave`.
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(RTCMultiConnection.prototype))) {
      if (typeof value === 'function' && name !== 'constructor') Object.assign(this, { [name]: value.bind(this) });
    }
    if (options?.autoOpenOrJoin) this.openOrJoin(this.sessionid);
  }

  /** One's own id on the server; generated, unless the page sets one before it enters a room. */
  get userid(): string {
    return this.#engine.userid;
  }

  set userid(value: string) {
    this.#chosenUserid = String(value);
    this.#try(() => (this.#engine.userid = this.#chosenUserid));
  }

  get isOnline(): boolean {
    return navigator.onLine;
  }

  // Rooms

  /** Captures what `session` says, then opens the room. */
  open(roomid?: string | EnterCallback, callback?: EnterCallback): void {
    this.isInitiator = true;
    void this.#enter('open', roomid, callback);
  }

  /** Captures what `session` says, then joins the room. */
  join(
    roomid?: string | { sessionid?: string; remoteUserId?: string; session?: PageSession } | EnterCallback,
    options?: object | EnterCallback,
    callback?: EnterCallback,
  ): object {
    const target = isFields(roomid) ? (roomid.sessionid ?? roomid.remoteUserId) : roomid;
    const session = isFields(roomid) && isFields(roomid.session) ? (roomid.session as PageSession) : undefined;
    this.isInitiator = false;
    void this.#enter(
      'join',
      target as string,
      typeof options === 'function' ? (options as EnterCallback) : callback,
      session,
    );
    return { remoteUserId: this.sessionid, message: { newParticipationRequest: true }, sender: this.userid };
  }

  /** Joins the room, or opens it when there is none. */
  openOrJoin(roomid?: string | EnterCallback, callback?: EnterCallback): void {
    void this.#enter('openOrJoin', roomid, callback);
  }

  /** Joins again what `join` returned. */
  rejoin(description?: { remoteUserId?: string }): void {
    if (!this.isInitiator && description?.remoteUserId) this.join(description.remoteUserId);
  }

  checkPresence(
    roomid?: string | null,
    callback: (isRoomExist: boolean, roomid: string, extra: object) => void = () => undefined,
  ): void {
    if (this.#connect()) this.#engine.checkPresence(roomIdOf(roomid || this.sessionid), callback);
  }

  /** Leaves the room. Camera and microphone go on, as in the original: stop `attachStreams` to free them. */
  leave(): void {
    this.#visit++;
    this.isInitiator = false;
    for (const userid of this.peers.getAllParticipants()) delete this.peers[userid];
    void this.#engine.leave();
  }

  close(): void {
    this.leave();
  }

  disconnect(): void {
    this.leave();
  }

  onbeforeunload(): void {
    this.leave();
  }

  /** Ends the room for all; only its owner may. */
  closeEntireSession(callback?: () => void): void {
    this.#visit++;
    this.#engine.close().then(
      () => {
        this.isInitiator = false;
        this.#call(() => callback?.());
      },
      (error: unknown) => this.#log(error),
    );
  }

  /** Leaves the room and closes the socket. */
  closeSocket(): void {
    this.leave();
    this.#engine.dispose();
    this.socket = null;
  }

  connectSocket(callback?: (socket: SocketLine) => void): void {
    if (!this.#connect() || !callback) return;
    if (this.#line.connected) callback(this.#line);
    else this.#line.once('connect', () => callback(this.#line));
  }

  getSocket(callback?: (socket: SocketLine) => void): SocketLine | null {
    this.connectSocket(callback);
    return this.socket;
  }

  /** Takes another id; within a room one comes back into it as a new person. */
  changeUserId(userid?: string | null, callback?: () => void): void {
    const { roomId } = this.#engine.state;
    const change = async () => {
      if (roomId !== undefined) await this.#engine.leave();
      this.userid = userid || this.token();
      if (roomId !== undefined) await this.#engine.openOrJoin(roomId);
      callback?.();
    };
    change().catch((error: unknown) => this.#log(error));
  }

  /** Rooms under a `publicRoomIdentifier`, one's own by default. */
  getPublicRooms(identifier: string | ((rooms: unknown[]) => void), callback?: (rooms: unknown[]) => void): void {
    const wanted = typeof identifier === 'string' ? identifier : this.publicRoomIdentifier;
    const tell = typeof identifier === 'function' ? identifier : callback;
    if (!this.#connect()) return;
    this.#engine.getPublicRooms(wanted).then(
      (rooms) => this.#call(() => tell?.(rooms)),
      (error: unknown) => {
        this.#log(error);
        this.#call(() => tell?.([]));
      },
    );
  }

  /** Owners of the rooms of {@link getPublicRooms}. */
  getPublicModerators(
    identifier: string | ((moderators: unknown[]) => void),
    callback?: (moderators: unknown[]) => void,
  ): void {
    const tell = typeof identifier === 'function' ? identifier : callback;
    const wanted = typeof identifier === 'string' ? identifier : this.publicRoomIdentifier;
    this.getPublicRooms(wanted, (rooms) => {
      tell?.(rooms.filter(isFields).map((room) => ({ ...room, userid: room.owner })));
    });
  }

  setPassword(password: string, callback?: (done: boolean, roomid: string, error: string | null) => void): void {
    this.password = password;
    if (this.#engine.state.roomId === undefined) callback?.(true, this.sessionid, null);
    else this.#line.emit('set-password', password, callback ?? (() => undefined));
  }

  /** An event of the page's own, which the server hands on to the others in the room. */
  setCustomSocketEvent(event?: string): void {
    if (event) this.socketCustomEvent = event;
    this.#customEvents.add(this.socketCustomEvent);
    if (this.#line.connected) this.#line.emit('set-custom-socket-event-listener', this.socketCustomEvent);
  }

  // People

  getAllParticipants(except?: string): string[] {
    return this.peers.getAllParticipants(except);
  }

  getRemoteStreams(userid: string = this.peers.getAllParticipants()[0]): PageStream[] {
    return peerOf(this.peers, userid)?.streams ?? [];
  }

  getExtraData(userid: string, callback?: (extra: unknown) => void): Extra | undefined {
    if (!callback) return peerOf(this.peers, userid)?.extra ?? {};
    this.#line.emit('get-remote-user-extra-data', userid, callback);
    return undefined;
  }

  /** Tells the others what is in `extra` now. */
  updateExtraData(): void {
    this.#try(() => applyExtra(this.#engine, this.extra));
  }

  /** Ends the connection with one person, on both sides. */
  disconnectWith(userid: string, callback?: () => void): void {
    this.#line.emit('disconnect-with', userid, callback ?? (() => undefined));
    this.deletePeer(userid);
  }

  deletePeer(userid: string): void {
    this.#parts.topology.disconnect(userid);
    this.#userGone(userid);
  }

  // Calls that have no effect here, of pages that use what is left out.

  acceptParticipationRequest(): void {}

  getNumberOfBroadcastViewers(): void {}

  resetScreen(): void {}

  setCustomSocketHandler(): void {}

  token(): string {
    return randomHex(9);
  }

  // Streams

  /** Captures what the session says without entering a room. */
  captureUserMedia(callback?: (stream?: MediaStream) => void, session: PageSession = this.session): void {
    void this.#capture(session).then((streams) => callback?.(streams?.at(-1)));
  }

  getUserMedia(callback?: (stream?: MediaStream) => void, session?: PageSession): void {
    this.captureUserMedia(callback, session);
  }

  /** Captures by these constraints, whatever the session is. */
  invokeGetUserMedia(
    constraints?: (PageMediaConstraints & { isScreen?: boolean }) | null,
    callback?: (stream?: MediaStream) => void,
  ): void {
    const both = { audio: true, video: true };
    const captured = constraints?.isScreen
      ? this.#captures.screen()
      : this.#captureDevices(constraints ? both : this.session, constraints ?? this.mediaConstraints);
    void captured.then((stream) => callback?.(stream));
  }

  /** Sends one more stream, or captures one: `{ screen: true }`, `{ audio: true, video: true }`. */
  addStream(session: MediaStream | PageSession): void {
    if (session instanceof MediaStream) {
      this.#attach(session);
      this.#local.sync();
      return;
    }
    void this.#capture(session).then((streams) => {
      const stream = streams?.at(-1);
      if (stream && typeof session.streamCallback === 'function') session.streamCallback(stream);
      this.#local.sync();
    });
  }

  /** Sends a stream no longer; it goes on for oneself. */
  removeStream(stream: string | MediaStream): void {
    this.attachStreams = this.attachStreams.filter(
      (one) => one !== stream && one.id !== stream && one.streamid !== stream,
    );
    this.#local.sync();
  }

  /** Tells the others what has changed in `attachStreams`. */
  renegotiate(): void {
    this.#local.sync();
  }

  /** Sends a track, or the tracks of a stream, in place of what is sent now; to one person only if one is named. */
  replaceTrack(source: MediaStreamTrack | MediaStream | PageSession, userid?: string | null): void {
    if (source instanceof MediaStreamTrack) {
      this.#replace(source.kind as TrackKind, source, userid);
    } else if (source instanceof MediaStream) {
      for (const kind of kinds) {
        const [track] = tracksOf(source, kind);
        if (track) this.#replace(kind, track, userid);
      }
    } else {
      const captured = source.screen ? this.#captures.screen() : this.#captureDevices(source, this.mediaConstraints);
      const before = [...this.attachStreams];
      void captured.then((stream) => {
        if (!stream) return;
        // It goes in the place of another, not beside it.
        this.attachStreams = this.attachStreams.filter((one) => one !== stream || before.includes(one));
        this.replaceTrack(stream, userid);
      });
    }
  }

  /** Undoes {@link replaceTrack}; of one kind if `isVideoTrack` is given. */
  resetTrack(userids?: string | string[] | null, isVideoTrack?: boolean): void {
    const wanted = kinds.filter((kind) => isVideoTrack === undefined || isVideoTrack === (kind === 'video'));
    for (const kind of wanted) {
      if (!userids) this.#local.replaceTrack(kind, undefined);
      const [own] = this.attachStreams.flatMap((stream) => tracksOf(stream, kind));
      for (const userid of userids ? [userids].flat() : []) if (own) this.#replace(kind, own, userid);
    }
  }

  applyConstraints(constraints: Partial<Record<TrackKind, MediaTrackConstraints>>, streamid?: string): void {
    for (const stream of this.attachStreams.filter(({ id }) => !streamid || id === streamid)) {
      for (const kind of kinds) {
        for (const track of tracksOf(stream, kind)) {
          if (constraints[kind]) track.applyConstraints(constraints[kind]).catch((error: unknown) => this.#log(error));
        }
      }
    }
  }

  // Data

  /** Sends anything that JSON can say, or binary data, or with `enableFileSharing` a file: to all or to one. */
  send(data: unknown, userid?: string): void {
    if (data instanceof Blob && this.enableFileSharing) return this.shareFile(data, userid);
    const bytes = ArrayBuffer.isView(data)
      ? data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength)
      : data;
    this.#try(() => this.#parts.topology.send(bytes ?? null, userid));
  }

  /** Sends a file to all or to one. */
  shareFile(file: Blob, userid?: string): void {
    this.#files.share(file, userid ? [userid] : this.getAllParticipants());
  }

  /** Lets the person choose a file. */
  invokeSelectFileDialog(callback: (file: File) => void): void {
    const input = document.createElement('input');
    input.type = 'file';
    input.addEventListener('change', () => input.files?.[0] && callback(input.files[0]));
    input.click();
  }

  #localStreamsHost(): ConstructorParameters<typeof LocalStreams>[1] {
    const attached = () => (this.dontAttachStream ? [] : this.attachStreams);
    return {
      get attached() {
        return attached();
      },
      beforeAdding: (stream) => this.beforeAddingStream(stream),
    };
  }

  #fileSharingHost(): ConstructorParameters<typeof FileSharing>[0] {
    const connection = () => this;
    return {
      get userid() {
        return connection().userid;
      },
      get chunkSize() {
        return Math.max(1, Number(connection().chunkSize) || 40_000);
      },
      send: (packet, userid) => this.#try(() => this.#parts.topology.send(packet, userid)),
      fileStarted: (chunk) => this.#call(() => this.onFileStart?.(chunk)),
      fileProgressed: (chunk) => this.#call(() => this.onFileProgress?.(chunk)),
      fileEnded: (file) => {
        this.#call(() => this.onFileEnd?.(file));
        if (this.autoSaveToDisk && file.userid !== this.userid) saveToDisk(file);
      },
    };
  }

  #linksHost(): ConstructorParameters<typeof Links>[0] {
    return {
      stateChanged: (userid, connection) => this.#peerStateChanged(userid, connection),
      channelOpened: (userid, channel) => this.#channelOpened(userid, channel),
      channelFailed: (userid) => this.#call(() => this.onerror?.(this.#userEvent(userid))),
    };
  }

  #capturesHost(): ConstructorParameters<typeof Captures>[0] {
    return {
      captured: (stream) => this.#showLocal(stream),
      failed: (error, constraints) => {
        const visit = this.#visit;
        // Pages read the name and the message of the browser's own error.
        const cause = error instanceof RtcError ? (error.cause ?? error) : error;
        this.#call(() => this.onMediaError?.(cause, constraints));
        // The page may try again at once, or give up.
        return visit === this.#visit;
      },
    };
  }

  #stageHost(): ConstructorParameters<typeof Stage>[0] {
    const creates = () => this.autoCreateMediaElement;
    return {
      get autoCreateMediaElement() {
        return creates();
      },
      appeared: (event) => {
        if (event.type === 'remote') peerOf(this.peers, event.userid)?.streams.push(event.stream);
        this.#call(() => this.onstream?.(event));
      },
      ended: (event) => {
        const user = peerOf(this.peers, event.userid);
        if (user) user.streams = user.streams.filter((one) => one !== event.stream);
        this.#call(() => this.onstreamended?.(event));
      },
      muted: (event) => this.#call(() => this.onmute?.(event)),
      unmuted: (event) => this.#call(() => this.onunmute?.(event)),
      ownSwitched: () => this.#local.sync(),
    };
  }

  #wireFilterHost(): Parameters<typeof filterWire>[1] {
    const trickles = () => this.trickleIce;
    return {
      get trickleIce() {
        return trickles();
      },
      processSdp: (sdp) => {
        try {
          return this.processSdp(sdp) || sdp;
        } catch (error) {
          reportAsync(error);
          return sdp;
        }
      },
      connectionTo: (userid) => this.#links.connection(userid),
    };
  }

  #listen(): void {
    const engine = this.#engine;
    engine.addEventListener('rtc-state-change', ({ state }) => this.#stateChanged(state));
    engine.addEventListener('rtc-participant-joined', ({ participant }) => this.#userJoined(participant));
    engine.addEventListener('rtc-participant-change', ({ participant }) => this.#userChanged(participant));
    engine.addEventListener('rtc-participant-left', ({ participant }) => this.#userGone(participant.userid));
    engine.addEventListener('rtc-stream-added', ({ participant, streamInfo }) => {
      if (participant.isLocal) return;
      this.#userJoined(participant);
      this.#stage.showRemote(streamInfo, participant);
    });
    engine.addEventListener('rtc-stream-removed', ({ streamInfo }) => this.#stage.hideRemote(streamInfo));
    engine.addEventListener('rtc-message', ({ from, data }) => this.#received(from, data));
    engine.addEventListener('rtc-left', () => (this.isInitiator = false));
    engine.addEventListener('rtc-closed', () => this.#sessionClosed());
    engine.addEventListener('rtc-error', ({ error }) => this.#failed(error));
    this.#line.on('connect', () => {
      for (const event of this.#customEvents) this.#line.emit('set-custom-socket-event-listener', event);
    });
    this.#line.on('disconnect', (reason: unknown) => this.#call(() => this.onSocketDisconnect?.(reason)));
    this.#line.on('connect_error', (error: unknown) => this.#call(() => this.onSocketError?.(error)));
    this.#line.on('user-disconnected', (userid: unknown) => this.#userGone(String(userid)));
  }

  async #enter(
    kind: EnterKind,
    roomid: string | EnterCallback | undefined,
    callback: EnterCallback | undefined,
    session: PageSession = this.session,
  ): Promise<void> {
    const visit = ++this.#visit;
    const tell = typeof roomid === 'function' ? roomid : callback;
    const id = roomIdOf((typeof roomid === 'function' ? undefined : roomid) || this.sessionid);
    this.sessionid = id;
    try {
      if (!this.#connect()) throw new RtcError('signaling-unreachable');
      if (kind === 'openOrJoin') this.isInitiator = !(await this.#engine.checkPresence(id)).exists;
      await this.#capture(this.isInitiator ? session : sessionOfGuest(session));
      if (visit !== this.#visit) return;
      this.#configure();
      this.#local.sync();
      await this.#engine[kind](id);
      this.isInitiator = this.#engine.isInitiator;
      this.#call(() => tell?.(true, id));
    } catch (error) {
      if (visit !== this.#visit) return;
      this.isInitiator = this.#engine.isInitiator;
      this.#log(error);
      this.#call(() => tell?.(false, id, (error as Error).message));
    }
  }

  /** Hands the page's settings to the engine, and sees to it that there is a socket. */
  #connect(): boolean {
    return this.#try(() => {
      this.#configure();
      this.#engine.connect();
      this.socket = this.#line;
    });
  }

  #configure(): void {
    applySettings(this.#engine, this);
    if (this.socketCustomEvent !== defaultCustomEvent) this.#customEvents.add(this.socketCustomEvent);
  }

  /** Captures what is not captured yet; what fails is told, and the room is entered with what there is. */
  async #capture(session: PageSession): Promise<ForeignStream[] | undefined> {
    if (this.dontCaptureUserMedia) return undefined;
    const screen = session.screen ? await this.#captures.screen() : undefined;
    // With a screen, "audio" means the sound of the screen, if it has one.
    const audio = session.audio && !screen?.getAudioTracks().length;
    const devices = await this.#captureDevices({ ...session, audio }, this.mediaConstraints);
    return [screen, devices].filter((stream) => stream !== undefined);
  }

  #captureDevices(session: PageSession, page: PageMediaConstraints): Promise<ForeignStream | undefined> {
    const constraints = modernConstraints(page);
    return this.#captures.devices(
      kinds.filter((kind) => session[kind] && constraints[kind]),
      constraints,
    );
  }

  #attach(stream: ForeignStream): void {
    stream.streamid ??= stream.id;
    if (this.attachStreams.includes(stream)) return;
    this.attachStreams.push(stream);
    whenEnded(stream, () => {
      this.attachStreams = this.attachStreams.filter((one) => one !== stream);
      this.#local.sync();
    });
  }

  #showLocal(stream: ForeignStream): void {
    this.#attach(stream);
    this.#stage.showLocal(stream, this);
  }

  #replace(kind: TrackKind, track: MediaStreamTrack, userid: string | null | undefined): void {
    if (!userid) return this.#local.replaceTrack(kind, track);
    const senders = this.#links.connection(userid)?.getSenders() ?? [];
    const sender = senders.find((one) => one.track?.kind === kind);
    sender?.replaceTrack(track).catch((error: unknown) => this.#log(error));
  }

  #stateChanged({ roomId, isOwner, participants }: ConnectionState): void {
    if (roomId === undefined || participants.length === 0) return;
    if (this.#engine.state.status === 'connected') this.isInitiator = isOwner;
    this.#ownerExtra = participants.find((one) => one.isOwner)?.extra ?? {};
  }

  /** @returns the person, or undefined for an id that cannot be a key. */
  #userJoined({ userid, extra }: Participant): PeerUser | undefined {
    const known = peerOf(this.peers, userid);
    if (known || userid in this.peers) return known;
    const channel = this.#links.channel(userid);
    const user: PeerUser = {
      userid,
      extra,
      streams: [],
      channels: channel ? [channel] : [],
      peer: this.#links.connection(userid) ?? null,
      addStream: (session) => this.addStream(session as PageSession),
      removeStream: (streamid) => this.removeStream(streamid),
    };
    this.peers[userid] = user;
    this.#local.sync();
    this.#call(() => this.onNewParticipant?.(userid, { extra }));
    this.#call(() => this.onUserStatusChanged?.({ userid, extra, status: 'online' }));
    return user;
  }

  #userChanged(participant: Participant): void {
    const { userid, extra, isLocal, streams, connection } = participant;
    if (isLocal) return;
    const user = connection === 'connected' ? this.#userJoined(participant) : peerOf(this.peers, userid);
    if (user && JSON.stringify(user.extra) !== JSON.stringify(extra)) {
      user.extra = extra;
      this.#call(() => this.onExtraDataUpdated?.({ userid, extra }));
    }
    if (connection === 'reconnecting') this.#call(() => this.onReConnecting?.({ userid, extra }));
    for (const info of streams) this.#stage.update(info, participant);
  }

  #userGone(userid: string): void {
    const user = peerOf(this.peers, userid);
    this.#files.forget(userid);
    if (!user) return;
    delete this.peers[userid];
    this.#links.forget(userid);
    const { extra } = user;
    this.#call(() => this.onUserStatusChanged?.({ userid, extra, status: 'offline' }));
    // Who leaves the room is not told that all the others have left.
    if (this.#engine.state.roomId !== undefined) this.#call(() => this.onleave?.({ userid, extra }));
  }

  #linkMade(userid: string, connection: RTCPeerConnection): void {
    this.#links.add(userid, connection);
    const user = peerOf(this.peers, userid);
    if (user) Object.assign(user, { peer: connection, channels: [] });
  }

  #channelOpened(userid: string, channel: RTCDataChannel): void {
    const participant = this.#engine.state.participants.find((one) => one.userid === userid);
    const user = participant && this.#userJoined(participant);
    if (!user) return;
    user.channels = [channel];
    const closed = () => {
      user.channels = user.channels.filter((one) => one !== channel);
      this.#call(() => this.onclose?.({ userid, extra: user.extra }));
    };
    channel.addEventListener('close', closed, { once: true });
    this.#call(() => this.onopen?.({ ...this.#userEvent(userid), channel }));
  }

  #peerStateChanged(userid: string, connection: RTCPeerConnection): void {
    const { iceConnectionState, iceGatheringState, signalingState } = connection;
    const event = { ...this.#userEvent(userid), iceConnectionState, iceGatheringState, signalingState };
    this.#call(() => this.onPeerStateChanged?.(event));
    this.#call(() => this.onstatechange?.(event));
  }

  #received(userid: string, data: unknown): void {
    if (data instanceof ArrayBuffer && this.enableFileSharing && this.#files.receive(data, userid)) return;
    this.#call(() => this.onmessage?.({ ...this.#userEvent(userid), data, latency: 0 }));
  }

  #sessionClosed(): void {
    // Said to the one who has closed the room while it still knows that it was the owner.
    const isOwn = this.isInitiator;
    const { sessionid } = this;
    this.isInitiator = false;
    for (const userid of this.peers.getAllParticipants()) delete this.peers[userid];
    const [userid, extra] = isOwn ? [this.userid, this.extra] : [sessionid, this.#ownerExtra];
    this.#call(() => this.onEntireSessionClosed?.({ sessionid, userid, extra }));
  }

  #failed(error: RtcError): void {
    this.#log(error);
    if (error.code !== 'userid-taken') return;
    this.#call(() => this.onUserIdAlreadyTaken?.(this.#chosenUserid, this.userid));
  }

  #userEvent(userid: string): UserEvent {
    return { userid, extra: peerOf(this.peers, userid)?.extra ?? {} };
  }

  #limitSdp(sdp: string): string {
    const codec = this.codecs?.video ?? originalCodec;
    const preferred = codec === originalCodec ? sdp : CodecsHandler.preferCodec(sdp, codec);
    return CodecsHandler.setApplicationSpecificBandwidth(preferred, this.bandwidth, Boolean(this.session.screen));
  }

  /** Does what may be refused; false: it was. */
  #try(action: () => void): boolean {
    try {
      action();
      return true;
    } catch (error) {
      this.#log(error);
      return false;
    }
  }

  /** Calls code of the page, whose errors are the page's. */
  #call(action: () => void): void {
    try {
      action();
    } catch (error) {
      reportAsync(error);
    }
  }

  #log(error: unknown): void {
    if (this.enableLogs) console.warn(error);
  }
}

/** The states of one connection. */
export type PeerState = Pick<RTCPeerConnection, 'iceConnectionState' | 'iceGatheringState' | 'signalingState'>;
