import {
  errorText,
  kitEvents,
  turnCredentialSeconds,
  type Admission,
  type Extra,
  type IceServer,
  type Member,
  type ModerationAct,
  type PresenceFacts,
  type RoomRequest,
} from '../wire.js';
import { formatLeft, formatMessage, formatReady, formatRequest, isFields, parseMessage } from './dialect.js';
import { handshakeQuery, normalizeSocketURL, socketOptions, type SignalingSettings } from './handshake.js';
import type { PeerMessage, StreamDescriptions } from './peer-message.js';
import { Presence, type PresenceListener } from './presence.js';
import { isRtcErrorCode, RtcError, type RtcErrorCode } from './rtc-error.js';
import { dropLine, openSocket, type Socket } from './socket.js';
import type { Remote } from './topology.js';

export type EnterKind = 'open' | 'join';

/** What the signaling line needs from the connection and tells it. */
export interface SignalingHost {
  readonly signalingSettings: SignalingSettings;
  readonly localDescriptions: StreamDescriptions;
  /** The media connection to this person works or is being made. */
  isAlive(userid: string): boolean;
  /** Media come from this person. */
  isConnected(userid: string): boolean;
  /** There is a media connection to this person, in whatever state. */
  isLinked(userid: string): boolean;
  /** The server has let us in; `members` and `owner` are up to date. */
  admitted(roomId: string, kind: EnterKind, iceServers: readonly IceServer[] | undefined): void;
  /** `members` or `owner` is another one. */
  membersChanged(): void;
  /** An offer to this member is due. */
  offerDue(remote: Remote): void;
  peerMessage(remote: Remote, message: PeerMessage): void;
  /** This person had lost the server and with it what was said meanwhile. */
  memberReturned(userid: string): void;
  /** The media connection to this person is over, whether or not it stays a member. */
  peerGone(userid: string): void;
  /** Another network, or one again. */
  networkChanged(): void;
  /** The socket is gone, after so many milliseconds without a word; the room is kept and taken up again. */
  signalingLost(silence: number): void;
  signalingRestored(): void;
  /** One is out of the room for good. */
  roomEnded(error: RtcError): void;
  /** Somebody else has this user id: `signalingSettings` must give another one after this call. */
  userIdTaken(): void;
  presenceChanged(facts: PresenceFacts): void;
  /** The owner of the room has been asked whether to let us in, or that is decided. */
  knocking(isKnocking: boolean): void;
  /** The owner's server has something to say, or the owner; only our server does. */
  moderated(news: unknown): void;
}

interface Room {
  readonly id: string;
  readonly request: RoomRequest;
}

/** The socket went away before the answer came. */
class Interrupted extends RtcError {
  constructor() {
    super('signaling-lost');
  }
}

/** Milliseconds. */
const enterTimeout = 9500;
const askTimeout = 5000;
const leaveTimeout = 2000;
const reopenAfter = 3000;
const retryJoinEvery = 400;
/** Longer than socket.io waits between two tries, so that everybody has had one. */
const returnTimeout = 7000;
const maxOutbox = 500;
const maxGone = 200;
/** How long the server of a `ping timeout` has been silent at least; a stock server longer. */
const pingPatience = 5000;
/** For the answer of a server that may be gone. */
const probeTimeout = 2000;
/** Without timers for so long, a page was asleep. */
const sleepTime = 10_000;
/** For which the credentials of relays are not asked for again, and for the answer: no restart waits longer. */
const freshTime = 3000;
const renewTimeout = 1000;
/** Looks, and milliseconds in between, after which somebody whose offer should have come gets one. */
const offerLooks = 3;
const offerInterval = 1000;

/**
 * The line to the signaling server, ours or stock: the only place that knows the difference.
 *
 * On our server the answer to open and join carries the members and the newcomer offers. On a stock server nobody is
 * told of anybody: the newcomer asks the room to connect with it, the others offer, and who speaks is a member.
 */
export class Signaling {
  readonly presence: Presence;
  /** Hears of each new socket before anything comes over it. */
  onsocket?: (socket: Socket) => void;
  readonly #host: SignalingHost;
  #socket: Socket | undefined;
  /** The query with which the socket was opened, to see when it no longer fits. */
  #query = '';
  #room: Room | undefined;
  /** The server is one of ours. */
  #kitServer = false;
  #seq = -1;
  #members = new Map<string, Member>();
  #owner: string | undefined;
  /** How many were in the room before oneself. */
  #rank = 0;
  /** Members with whom one still talks, though a server that has just let us in again does not know them. */
  #returning = new Set<string>();
  #returnTimer: ReturnType<typeof setTimeout> | undefined;
  /** When the credentials came, or were asked for; Infinity: there are none. */
  #renewedAt = Infinity;
  /** Over when the last question for credentials is. */
  #renewing: Promise<void> | undefined;
  #clock: ReturnType<typeof setInterval> | undefined;
  #isProbing = false;
  #lateOffers: ReturnType<typeof setTimeout> | undefined;
  /** By user id: looks of that timer after which a member without a connection gets an offer. */
  readonly #unmet = new Map<string, number>();
  /** Members of a stock kind that have asked us to wait for their offer. */
  readonly #awaitingOffer = new Set<string>();
  /** Who said goodbye on a server that tells of nobody: what comes late of them does not bring them back. */
  readonly #gone = new Set<string>();
  /** Messages that wait for the room to be taken up again. */
  #outbox: { to: string; message: unknown }[] = [];
  #suspended = false;
  #resumption: AbortController | undefined;
  /** Questions to be let in for whose answer somebody waits. */
  #wishes = 0;
  /** A question to be let in has had no answer: nobody knows where the server has one. */
  #isInDoubt = false;
  /** Such as `wifi`; undefined where the browser does not tell. */
  #network: string | undefined;
  /** A yes that came when nobody waited for it any more. */
  #lateYes: unknown[] | undefined;
  /** The server has not heard that one has left. */
  #owesLeave = false;
  #lastFailure: unknown;

  constructor(host: SignalingHost) {
    this.#host = host;
    this.presence = new Presence({
      isConnected: () => this.#socket?.connected ?? false,
      isInRoom: () => this.#room !== undefined,
      askPresence: (roomId) => this.checkPresence(roomId),
      presenceChanged: (facts) => host.presenceChanged(facts),
      tell: (event, ...values) => this.#socket?.emit(event, ...values),
    });
  }

  /** The others in the room. */
  get members(): ReadonlyMap<string, Member> {
    return this.#members;
  }

  /** User id of the owner; undefined where a stock server does not tell. */
  get owner(): string | undefined {
    return this.#owner;
  }

  /** Opens the socket; does nothing when it is there already. Throws `RtcError` for a wrong address. */
  connect(): void {
    if (this.#socket) return;
    const { socketURL } = this.#host.signalingSettings;
    const socket = openSocket(
      normalizeSocketURL(socketURL),
      socketOptions(() => this.#host.signalingSettings),
    );
    this.#socket = socket;
    this.#query = this.#currentQuery();
    this.#listen(socket);
    this.onsocket?.(socket);
    this.#network = network()?.type;
    globalThis.addEventListener?.('online', this.#moved);
    network()?.addEventListener('change', this.#moved);
    globalThis.document?.addEventListener('visibilitychange', this.#woken);
  }

  /** Closes the socket and forgets the room. */
  disconnect(): void {
    globalThis.removeEventListener?.('online', this.#moved);
    network()?.removeEventListener('change', this.#moved);
    globalThis.document?.removeEventListener('visibilitychange', this.#woken);
    this.#forget();
    this.presence.disconnected();
    this.#socket?.disconnect();
    this.#socket?.off();
    this.#socket = undefined;
  }

  /** Asks the server to let us in. Rejects with `RtcError` after 10 s at the latest. */
  async enter(kind: EnterKind, request: RoomRequest, signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw new RtcError('aborted');
    if (!this.#room) this.#refresh();
    this.connect();
    let deadline = Date.now() + enterTimeout;
    this.#wishes++;
    // A way back that went on would take one out of the new room again. When the wish fails it begins anew.
    this.#isInDoubt ||= this.#resumption?.signal.aborted === false;
    this.#resumption?.abort();
    try {
      for (;;) {
        try {
          const admit = (answer: unknown[]): void => {
            // Each answer comes in time: the wish lives as long as the server says that the owner has been asked.
            deadline = Date.now() + enterTimeout;
            this.#host.knocking(isKnocking(answer[2]));
            this.#admit(kind, request, answer);
            this.#suspended = false;
          };
          await this.#ask(`${kind}-room`, [request], deadline - Date.now(), admit, signal, (late) => {
            if (late[0] === true) this.#lateYes = late;
            this.#undo();
          });
          this.#resumption?.abort();
          // One may have been given another name while the answer was on its way.
          const { extra } = this.#host.signalingSettings;
          if (extra !== request.extra) this.updateExtra(extra);
          return;
        } catch (error) {
          if (!(error instanceof RtcError) || unanswered.has(error.code)) this.#isInDoubt = true;
          // The socket broke before the answer: it is on its way back, and asking again is safe.
          if (!(error instanceof Interrupted) || Date.now() >= deadline) throw error;
        }
      }
    } finally {
      this.#wishes--;
      this.#host.knocking(false);
      this.#undo();
      this.#clearDoubt();
      if (!this.#wishes && this.#suspended && this.#room && this.#socket?.connected) void this.#resume(this.#room);
    }
  }

  /** Leaves the room, so that the others are told at once. */
  async leave(): Promise<void> {
    const room = this.#room;
    const members = [...this.#members.keys()];
    this.#forget();
    if (!room) return;
    if (this.#kitServer) return this.#tellLeave();
    for (const userid of members) this.#relay(userid, formatLeft(false));
    // A stock server has no word for leaving: only the end of the socket takes one out of the room.
    this.#renewSocket();
  }

  /** Ends the room for all; the caller has checked that one owns it. `ended` is called when it has come to that. */
  async end(ended: () => void): Promise<void> {
    if (this.#kitServer) {
      const read = ([ok, text]: unknown[]): void => {
        if (ok !== true) throw refusal('join', text, undefined);
        // The question to be let in again may have gone behind the word that ends the room.
        this.#isInDoubt ||= this.#suspended;
        this.#forget();
        ended();
      };
      try {
        await this.#ask('close-entire-session', [], askTimeout, read);
      } catch (error) {
        // The room may have ended all the same, unless that was refused.
        this.#isInDoubt ||= unanswered.has((error as RtcError).code);
        throw error;
      } finally {
        this.#clearDoubt();
      }
      return;
    }
    for (const userid of this.#members.keys()) this.#relay(userid, formatLeft(true));
    this.#forget();
    ended();
    this.#renewSocket();
  }

  /** The owner's word about a person. Rejects with `permission-denied` for others, and on a stock server. */
  async moderate(act: ModerationAct, userid: string): Promise<void> {
    const answer = this.#kitServer ? await this.#ask(kitEvents.moderate, [act, userid], askTimeout, asIs) : [];
    if (answer[0] !== true) throw refusal('join', answer[1], answer[2]);
  }

  send(userid: string, message: PeerMessage): void {
    this.#relay(userid, formatMessage(message, this.#host.signalingSettings.extra));
  }

  /** Asks one of stock to offer anew. */
  askForOffer(userid: string): void {
    if (this.#room && this.#members.has(userid)) this.#relay(userid, requestFor(this.#room.request));
  }

  /**
   * Asks for ICE servers with fresh credentials by joining the room that one is in, which nobody else notices; once for
   * all who want them at about the same time. Undefined where there are none. Without an answer, and when the way back
   * into the room is to bring them, one goes on with what there is.
   */
  renewIceServers(): Promise<void> | undefined {
    const room = this.#room;
    // A question that comes after a wish would take one back out of the new room.
    const isIn = () => this.#room === room && !this.#suspended && !this.#wishes;
    if (room && isIn() && Date.now() - this.#renewedAt > freshTime) {
      this.#renewedAt = Date.now();
      const renew = ([, , third]: unknown[]): void => {
        const admission = readAdmission(third);
        if (admission && isIn()) this.#renewed(room.id, 'join', admission.iceServers);
      };
      this.#renewing = this.#askAgain('join', room.request, renew, undefined, renewTimeout).catch(() => undefined);
    }
    return this.#renewing;
  }

  updateExtra(extra: Extra): void {
    if (this.#room) this.#socket?.emit('extra-data-updated', extra);
  }

  async checkPresence(roomId: string): Promise<PresenceFacts> {
    this.connect();
    const [exists, text, extra] = await this.#ask('check-presence', [roomId], askTimeout, asIs);
    if (isFields(extra) && 'code' in extra) throw refusal('join', text, extra);
    const room = isFields(extra) && isFields(extra._room) ? extra._room : {};
    // Stock gives the length of the password instead of true.
    return { roomId, present: exists === true, full: room.isFull === true, locked: Boolean(room.isPasswordProtected) };
  }

  async publicRooms(identifier: string): Promise<unknown[]> {
    this.connect();
    const [rooms, text, third] = await this.#ask('get-public-rooms', [identifier], askTimeout, asIs);
    if (!Array.isArray(rooms)) throw refusal('join', text, third);
    return rooms;
  }

  watch(roomId: string, listener: PresenceListener): () => void {
    return this.presence.watch(roomId, listener);
  }

  /** Does not wait for the next try, nor for the ping of a line that may be dead: asks the server, which has so long. */
  wake(patience = probeTimeout): void {
    const socket = this.#socket;
    if (!socket) return;
    if (!socket.connected) return this.#hurry(socket);
    const roomId = this.#room?.id;
    if (!roomId || this.#suspended || this.#isProbing) return;
    this.#isProbing = true;
    // Off a stock server, a line that was given up too early costs the place in the room.
    this.#ask('check-presence', [roomId], this.#kitServer ? patience : askTimeout, asIs)
      .catch((error: RtcError) => {
        if (this.#socket === socket && error.code === 'timeout') this.#hurry(socket);
      })
      .finally(() => (this.#isProbing = false));
  }

  readonly #woken = (): void => {
    if (!globalThis.document?.hidden) this.wake();
  };

  readonly #moved = ({ type }: Event): void => {
    const before = this.#network;
    this.#network = network()?.type;
    // `change` is also fired for each new estimate of its speed.
    if (type === 'change' && this.#network === before) return;
    this.wake();
    this.#host.networkChanged();
  };

  /** Another line, at once. The old one ends without a goodbye, which would take one out of the room. */
  #hurry(socket: Socket): void {
    if (socket.connected) dropLine(socket);
    else socket.disconnect().connect();
  }

  /** Timers stand still in a page that sleeps, and nothing else tells of it. */
  #watchClock(): void {
    clearInterval(this.#clock);
    let last = Date.now();
    this.#clock = setInterval(() => {
      const slept = Date.now() - last > sleepTime;
      last = Date.now();
      if (slept) this.wake();
      // Long before their end, so that a time may come to nothing: the call does not depend on it.
      if (last - this.#renewedAt > turnCredentialSeconds * 250) void this.renewIceServers();
    }, sleepTime / 4);
  }

  #currentQuery(): string {
    const { socketURL, token } = this.#host.signalingSettings;
    // The extra changes often and travels in open-room and join-room as well; the room id is not read from here.
    return JSON.stringify({
      ...handshakeQuery(this.#host.signalingSettings),
      extra: '',
      sessionid: '',
      socketURL,
      token,
    });
  }

  /** Outside of a room, a socket opened under other settings makes way for one that fits. */
  #refresh(): void {
    if (this.#socket && this.#query !== this.#currentQuery()) this.#renewSocket();
  }

  #renewSocket(): void {
    if (!this.#socket) return;
    this.presence.disconnected();
    this.#socket.disconnect();
    this.#socket.off();
    this.#socket = undefined;
    this.connect();
  }

  #listen(socket: Socket): void {
    socket.on('connect', () => this.#connected());
    socket.on('disconnect', (reason) => this.#disconnected(socket, reason));
    socket.on('connect_error', (error: unknown) => (this.#lastFailure = error));
    socket.on(this.#host.signalingSettings.messageEvent, (envelope: unknown) => this.#receive(envelope));
    socket.on(kitEvents.members, (snapshot: unknown) => this.#applySnapshot(snapshot));
    socket.on(kitEvents.presence, (facts: unknown) => this.presence.told(facts));
    socket.on('extra-data-updated', (userid: unknown, extra: unknown) => this.#applyExtra(userid, extra));
    socket.on('user-disconnected', (userid: unknown) => this.#userDisconnected(userid));
    socket.on('set-isInitiator-true', (roomId: unknown) => this.#becomeOwner(roomId));
    socket.on(kitEvents.moderate, (news: unknown) => this.#kitServer && this.#host.moderated(news));
    socket.on('closed-entire-session', (roomId: unknown, _extra: unknown, code: unknown) => {
      if (roomId === this.#room?.id) this.#endRoom(new RtcError(code === 'removed' ? code : 'closed-by-owner'));
    });
    socket.on('userid-already-taken', () => this.#takeOtherId());
  }

  #connected(): void {
    this.#lastFailure = undefined;
    // With a wish under way one has left by it, or is told where one is when it fails.
    this.#isInDoubt ||= this.#owesLeave;
    this.#owesLeave = false;
    this.#clearDoubt();
    // On the way to another room there is no way back to the old one: it is taken up when that fails.
    if (this.#room && !this.#wishes) void this.#resume(this.#room);
    this.presence.connected();
  }

  #disconnected(socket: Socket, reason: string): void {
    this.presence.disconnected();
    this.#resumption?.abort();
    if (this.#room && !this.#suspended) {
      this.#suspended = true;
      this.#host.signalingLost(reason === 'ping timeout' ? pingPatience : 0);
    }
    // A server that goes down, or that had enough of us, ends the socket for good; socket.io would leave it at that.
    if (reason !== 'io server disconnect') return;
    setTimeout(() => this.#socket === socket && socket.connect(), 300 + Math.random() * 400);
  }

  #takeOtherId(): void {
    this.#host.userIdTaken();
    // The server ignores all else from a socket whose id it refused.
    this.#renewSocket();
  }

  /** Takes up the room again on a fresh socket; goes on until it is ours, refused, or left. */
  async #resume(room: Room): Promise<void> {
    this.#resumption?.abort();
    const resumption = new AbortController();
    this.#resumption = resumption;
    const { signal } = resumption;
    try {
      await this.#reenter(room, signal);
      if (signal.aborted) return;
      this.#resumption = undefined;
      this.#suspended = false;
      this.#flush();
      this.#compareStreams(room);
      this.#host.signalingRestored();
    } catch (error) {
      if (signal.aborted || error instanceof Interrupted) return;
      // No answer is no refusal.
      const isRefused = error instanceof RtcError && !['timeout', 'signaling-unreachable'].includes(error.code);
      if (isRefused) this.#endRoom(error);
      else if (this.#socket) this.#hurry(this.#socket);
    }
  }

  /** What was switched while the socket was lost was told to nobody, or to us by nobody: both sides say all anew. */
  #compareStreams(room: Room): void {
    if (!this.#kitServer) return;
    for (const { userid, kit } of this.#members.values()) {
      if (!kit || !this.#host.isAlive(userid)) continue;
      this.send(userid, { kind: 'streams', streams: this.#host.localDescriptions });
      this.#relay(userid, requestFor(room.request));
    }
  }

  async #reenter(room: Room, signal: AbortSignal): Promise<void> {
    const { userid } = this.#host.signalingSettings;
    const wasOwner = this.#owner === userid;
    // After a restart the room is gone: the owner makes it again at once, the others only if it does not come back,
    // the longest present first, so that never two rooms of one name arise.
    const reopenAt = wasOwner ? 0 : Date.now() + reopenAfter + this.#rank * retryJoinEvery;
    for (;;) {
      const kind: EnterKind = Date.now() >= reopenAt ? 'open' : 'join';
      let refused = await this.#tryAgain(kind, room, signal);
      if (refused?.code === 'room-exists') refused = await this.#tryAgain('join', room, signal);
      if (!refused) return;
      // Whoever had opened it may have gone again in between; or the owner is to say that one belongs there.
      if (!['room-not-found', 'rate-limited', 'signaling-lost'].includes(refused.code)) throw refused;
      await pause(retryJoinEvery, signal);
    }
  }

  /** Is let in again, or resolves with the refusal. */
  #tryAgain(kind: EnterKind, { request }: Room, signal: AbortSignal): Promise<RtcError | undefined> {
    const read = (answer: unknown[]): RtcError | undefined => {
      if (answer[0] !== true) return refusal(kind, answer[1], answer[2]);
      this.#admit(kind, request, answer);
      return undefined;
    };
    return this.#askAgain(kind, request, read, signal);
  }

  #askAgain<Result>(
    kind: EnterKind,
    request: RoomRequest,
    read: (answer: unknown[]) => Result,
    signal?: AbortSignal,
    timeout = askTimeout,
  ): Promise<Result> {
    const { extra } = this.#host.signalingSettings;
    return this.#ask(`${kind}-room`, [{ ...request, extra }], timeout, read, signal);
  }

  /** Reads the answer to open-room or join-room; throws the refusal. */
  #admit(kind: EnterKind, request: RoomRequest, [ok, text, third]: unknown[]): void {
    if (ok !== true) throw refusal(kind, text, third);
    const id = request.sessionid;
    const resumed = this.#room?.id === id;
    const admission = readAdmission(third);
    this.#kitServer = admission !== undefined;
    this.#room = { id, request };
    this.#lateYes = undefined;
    this.#isInDoubt = false;
    this.#gone.clear();
    if (admission) {
      this.#seq = admission.seq;
      if (resumed) this.#awaitReturn();
      this.#setMembers(admission);
    } else {
      if (resumed) this.#awaitReturn();
      else this.#members = new Map();
      this.#owner = kind === 'open' ? this.#host.signalingSettings.userid : resumed ? this.#owner : undefined;
    }
    this.#renewed(id, kind, admission?.iceServers);
    this.#host.membersChanged();
    if (admission) this.#meet((userid) => this.#host.isAlive(userid));
    else if (kind === 'join') this.#emitRelay(id, requestFor(request));
    this.#watchClock();
  }

  #renewed(roomId: string, kind: EnterKind, iceServers: readonly IceServer[] | undefined): void {
    this.#renewedAt = iceServers?.some(({ credential }) => credential) ? Date.now() : Infinity;
    this.#host.admitted(roomId, kind, iceServers);
  }

  /**
   * After a restart of the server all come back one by one, and what they say to each other meanwhile goes on. A stock
   * server tells of nobody: there who neither speaks nor is connected any more has gone.
   */
  #awaitReturn(): void {
    const isOurs = this.#kitServer;
    this.#returning = new Set([...this.#members.keys()].filter((userid) => !isOurs || this.#host.isAlive(userid)));
    const look = (): void => {
      for (const userid of this.#returning) {
        if (!isOurs && this.#host.isConnected(userid)) continue;
        this.#returning.delete(userid);
        this.#removeMember(userid);
      }
      if (this.#returning.size > 0) this.#returnTimer = setTimeout(look, returnTimeout);
    };
    clearTimeout(this.#returnTimer);
    this.#returnTimer = setTimeout(look, returnTimeout);
  }

  /** Connects with the members, except for those with whom one `has` a connection. */
  #meet(has: (userid: string) => boolean): void {
    if (!this.#room) return;
    const { session } = this.#room.request;
    const ownerOnly = session.oneway === true || session.broadcast === true;
    for (const member of this.#members.values()) {
      if (has(member.userid) || (ownerOnly && !this.#isOwnerBetween(member.userid))) continue;
      if (member.kit) this.#host.offerDue(member);
      else this.#emitRelay(member.userid, requestFor(this.#room.request));
    }
  }

  #isOwnerBetween(userid: string): boolean {
    return this.#owner === userid || this.#owner === this.#host.signalingSettings.userid;
  }

  /** After a late yes one is in a room without wanting to be. A newer wish, if there is one, takes one out of it. */
  #undo(): void {
    if (!this.#lateYes || this.#wishes > 0) return;
    const admission = readAdmission(this.#lateYes[2]);
    this.#lateYes = undefined;
    if (!admission) this.#renewSocket();
    else if (this.#room) void this.#resume(this.#room);
    else void this.#tellLeave();
  }

  /** When nobody wishes to be let in any more, the server is told where one is. */
  #clearDoubt(): void {
    if (!this.#isInDoubt || this.#wishes > 0) return;
    this.#isInDoubt = false;
    // A lost socket does so on its return.
    if (!this.#socket?.connected) this.#owesLeave = this.#room === undefined;
    else if (!this.#room) void this.#tellLeave();
    else if (!this.#suspended) void this.#resume(this.#room);
  }

  async #tellLeave(): Promise<void> {
    try {
      await this.#ask(kitEvents.leave, [], leaveTimeout, asIs);
    } catch {
      // Not heard: on its return the same page would find its seat still in the room.
      this.#owesLeave = true;
    }
  }

  #forget(): void {
    this.#resumption?.abort();
    this.#resumption = undefined;
    this.#room = undefined;
    this.#seq = -1;
    this.#members = new Map();
    this.#owner = undefined;
    clearTimeout(this.#returnTimer);
    clearTimeout(this.#lateOffers);
    this.#lateOffers = undefined;
    this.#unmet.clear();
    clearInterval(this.#clock);
    this.#returning.clear();
    this.#awaitingOffer.clear();
    this.#gone.clear();
    this.#outbox = [];
    this.#suspended = false;
  }

  #endRoom(error: RtcError): void {
    this.#forget();
    this.#host.roomEnded(error);
  }

  #applySnapshot(value: unknown): void {
    const snapshot = readSnapshot(value);
    if (!snapshot || !this.#room || !this.#kitServer || snapshot.seq <= this.#seq) return;
    this.#seq = snapshot.seq;
    this.#setMembers(snapshot);
    this.#host.membersChanged();
  }

  #setMembers({ members, owner }: { members: readonly Member[]; owner: string }): void {
    const { userid } = this.#host.signalingSettings;
    this.#rank = members.findIndex((one) => one.userid === userid);
    const next = new Map(members.filter((one) => one.userid !== userid).map((one) => [one.userid, one]));
    for (const id of next.keys()) this.#returning.delete(id);
    for (const id of this.#awaitingOffer) if (!next.has(id)) this.#awaitingOffer.delete(id);
    for (const [id, member] of this.#members) if (this.#returning.has(id)) next.set(id, member);
    this.#members = next;
    this.#owner = owner;
    this.#offerLate();
  }

  /** Who comes offers. One that takes its old connection for alive does not, and one whose offer was lost has. */
  #offerLate(): void {
    const { isLinked } = this.#host;
    for (const id of this.#members.keys()) if (!this.#unmet.has(id) && !isLinked(id)) this.#unmet.set(id, offerLooks);
    this.#lookLater();
  }

  #lookLater(): void {
    const { isLinked } = this.#host;
    if (this.#unmet.size === 0) return;
    this.#lateOffers ??= setTimeout(() => {
      this.#lateOffers = undefined;
      const due = new Set<string>();
      for (const [id, looks] of this.#unmet) {
        this.#unmet.set(id, looks - 1);
        if (looks > 1 && this.#members.has(id) && !isLinked(id)) continue;
        this.#unmet.delete(id);
        if (looks === 1) due.add(id);
      }
      this.#meet((userid) => isLinked(userid) || !due.has(userid));
      this.#lookLater();
    }, offerInterval);
  }

  #setMember(member: Member): void {
    this.#members = new Map([...this.#members, [member.userid, member]]);
    this.#host.membersChanged();
  }

  #removeMember(userid: string): void {
    this.#awaitingOffer.delete(userid);
    if (!this.#members.has(userid)) return;
    this.#members = new Map([...this.#members].filter(([id]) => id !== userid));
    this.#host.membersChanged();
  }

  #applyExtra(userid: unknown, extra: unknown): void {
    const member = typeof userid === 'string' && this.#members.get(userid);
    if (member && isFields(extra)) this.#setMember({ ...member, extra });
  }

  #userDisconnected(userid: unknown): void {
    if (typeof userid !== 'string' || !this.#room) return;
    this.#awaitingOffer.delete(userid);
    this.#host.peerGone(userid);
    // Our server says who is a member in its snapshots.
    if (!this.#kitServer) this.#removeMember(userid);
  }

  #becomeOwner(roomId: unknown): void {
    if (this.#kitServer || roomId !== this.#room?.id) return;
    this.#owner = this.#host.signalingSettings.userid;
    this.#host.membersChanged();
  }

  #receive(envelope: unknown): void {
    if (!this.#room || !isFields(envelope) || typeof envelope.sender !== 'string') return;
    const { userid } = this.#host.signalingSettings;
    if (envelope.remoteUserId !== userid || envelope.sender === userid) return;
    const message = parseMessage(envelope.message);
    if (!message) return;
    if (message.kind === 'request') this.#gone.delete(envelope.sender);
    else if (this.#gone.has(envelope.sender)) return;
    const kit = message.kind === 'request' ? message.kit : 'gen' in message && message.gen !== undefined;
    const member = this.#memberWhoSpeaks(envelope.sender, envelope.extra, kit);
    if (!member) return;
    switch (message.kind) {
      case 'request':
        return this.#handleRequest(member);
      case 'enable-media':
        // Already offering to each other: one connection is enough.
        if (this.#host.isAlive(member.userid)) return;
        this.#awaitingOffer.add(member.userid);
        return this.#relay(member.userid, formatReady(message.preferences, this.#host.localDescriptions));
      case 'ready':
        this.#host.offerDue(member);
        return this.#host.peerMessage(member, { kind: 'streams', streams: message.streams });
      case 'left':
        return this.#handleLeft(member, message.closes);
      default:
        if (message.kind === 'description') this.#awaitingOffer.delete(member.userid);
        return this.#host.peerMessage(member, message);
    }
  }

  /** The member behind a message. A stock server tells of nobody, so whoever speaks is one. */
  #memberWhoSpeaks(userid: string, extra: unknown, kit: boolean): Member | undefined {
    const known = this.#members.get(userid);
    if (this.#kitServer) return known;
    this.#returning.delete(userid);
    const member = { userid, extra: isFields(extra) ? extra : (known?.extra ?? {}), kit: known?.kit || kit };
    if (known && known.kit === member.kit && JSON.stringify(known.extra) === JSON.stringify(member.extra)) return known;
    this.#setMember(member);
    return member;
  }

  #handleRequest(member: Member): void {
    // One who joined in the same moment has had our request as well and is about to offer.
    if (this.#awaitingOffer.has(member.userid)) return;
    // Stock drops what it had before it asks; ours asks again after a lost socket, and what works stays.
    if (!member.kit) this.#host.peerGone(member.userid);
    else if (this.#host.isAlive(member.userid)) {
      // It may have missed what was switched and offered here meanwhile.
      this.send(member.userid, { kind: 'streams', streams: this.#host.localDescriptions });
      return this.#host.memberReturned(member.userid);
    }
    this.#host.offerDue(member);
  }

  #handleLeft({ userid }: Member, closes: boolean): void {
    this.#host.peerGone(userid);
    if (this.#kitServer) return;
    if (this.#gone.size < maxGone) this.#gone.add(userid);
    this.#removeMember(userid);
    // Where nobody checks who speaks, one's own room is not ended by others.
    if (closes && (this.#owner ?? userid) === userid) this.#endRoom(new RtcError('closed-by-owner'));
  }

  #relay(to: string, message: unknown): void {
    if (this.#suspended || !this.#socket?.connected) {
      if (this.#room && this.#outbox.length < maxOutbox) this.#outbox.push({ to, message });
      return;
    }
    this.#emitRelay(to, message);
  }

  #emitRelay(to: string, message: unknown): void {
    const { messageEvent, userid } = this.#host.signalingSettings;
    this.#socket?.emit(messageEvent, { remoteUserId: to, message, sender: userid });
  }

  #flush(): void {
    for (const { to, message } of this.#outbox.splice(0)) if (this.#members.has(to)) this.#emitRelay(to, message);
  }

  /**
   * Emits and waits for the answer; socket.io keeps the event until there is a connection. `read` is called at once:
   * what came in one payload with the answer is heard before whoever awaits it goes on.
   */
  #ask<Result>(
    event: string,
    values: unknown[],
    timeout: number,
    read: (answer: unknown[]) => Result,
    signal?: AbortSignal,
    late?: (answer: unknown[]) => void,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      const socket = this.#socket;
      if (!socket) return reject(new RtcError('signaling-unreachable'));
      if (signal?.aborted) return reject(new RtcError('aborted'));
      const abort = () => reject(new RtcError('aborted'));
      signal?.addEventListener('abort', abort, { once: true });
      socket.timeout(Math.max(timeout, 1)).emit(event, ...values, (failure: Error | null, ...answer: unknown[]) => {
        signal?.removeEventListener('abort', abort);
        if (signal?.aborted) return failure || late?.(answer);
        if (!failure) return resolve(new Promise((done) => done(read(answer))));
        if (failure.message.includes('disconnected')) return reject(new Interrupted());
        reject(socket.connected ? new RtcError('timeout') : this.#unreachable());
      });
    });
  }

  #unreachable(): RtcError {
    const { socketURL } = this.#host.signalingSettings;
    return new RtcError('signaling-unreachable', undefined, this.#lastFailure ?? socketURL);
  }
}

/** Network Information API, where the browser has it: it tells of a change from one network to another at once. */
function network(): (EventTarget & { type?: string }) | undefined {
  return (globalThis.navigator as { connection?: EventTarget } | undefined)?.connection;
}

/** Of an answer whose order does not matter. */
const asIs = (answer: unknown[]): unknown[] => answer;

/** "Connect with me", as fits the session. */
function requestFor({ session }: RoomRequest): object {
  const isDataOnly = session.data === true && !session.audio && !session.video && !session.screen;
  return formatRequest(session.oneway === true, isDataOnly);
}

/** Errors of a question that the server may have heard all the same. */
const unanswered: ReadonlySet<RtcErrorCode> = new Set<RtcErrorCode>([
  'aborted',
  'signaling-lost',
  'signaling-unreachable',
  'timeout',
]);

/** The owner has been asked, and has not answered yet: the third argument of an answer to join-room. */
const isKnocking = (third: unknown): boolean => isFields(third) && third.knocking === true;

const codesByText: Record<string, RtcErrorCode> = {
  [errorText.roomFull]: 'room-full',
  [errorText.invalidPassword]: 'invalid-password',
  [errorText.permissionDenied]: 'permission-denied',
  [errorText.userNotFound]: 'user-not-found',
  [errorText.publicIdentifierMissing]: 'invalid-argument',
};

/** The error for a refusal: our server gives the code, a stock server only a text. */
function refusal(kind: EnterKind, text: unknown, third: unknown): RtcError {
  // Not decided: to be asked again, as after a lost socket.
  if (isKnocking(third)) return new Interrupted();
  const message = typeof text === 'string' ? text : undefined;
  const told = isFields(third) ? third.code : undefined;
  if (isRtcErrorCode(told)) return new RtcError(told, message);
  if (isRtcErrorCode(message)) return new RtcError(message);
  if (message === errorText.roomNotAvailable) {
    return new RtcError(kind === 'open' ? 'room-exists' : 'room-not-found', message);
  }
  return new RtcError(codesByText[message ?? ''] ?? 'permission-denied', message);
}

function readSnapshot(value: unknown): { seq: number; owner: string; members: Member[] } | undefined {
  if (!isFields(value) || typeof value.seq !== 'number' || !Array.isArray(value.members)) return undefined;
  const members = value.members.filter(isFields).flatMap(({ userid, extra, kit, away }) => {
    if (typeof userid !== 'string') return [];
    const member: Member = { userid, extra: isFields(extra) ? extra : {}, kit: kit === true };
    return [away === true ? { ...member, away } : member];
  });
  return { seq: value.seq, owner: String(value.owner), members };
}

function readAdmission(value: unknown): Admission | undefined {
  const snapshot = readSnapshot(value);
  if (!snapshot || !isFields(value)) return undefined;
  const iceServers = Array.isArray(value.iceServers)
    ? (value.iceServers.filter(isFields) as unknown as IceServer[])
    : [];
  return { ...snapshot, iceServers };
}

/** Waits; ends early, by rejecting, when aborted. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(new RtcError('aborted'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', abort, { once: true });
  });
}
