import { announcements } from '../../src/connection/announce.js';
import type { MediaConstraints } from '../../src/connection/capture.js';
import type { ConnectionController, Room } from '../../src/connection/connection-controller.js';
import type { PresenceListener } from '../../src/connection/presence.js';
import type { RtcError } from '../../src/connection/rtc-error.js';
import type { ConnectionState, MediaStreamInfo, Participant } from '../../src/connection/state.js';
import { Store } from '../../src/connection/store.js';
import type { Extra, PresenceFacts, Session } from '../../src/wire.js';

type Facts = Partial<Omit<PresenceFacts, 'roomId'>>;

/** A connection without a server: records what is asked of it, and is in the state that the test wants. */
export class FakeConnection extends EventTarget {
  /** What was asked, such as `['join', 'room-id']`. */
  readonly calls: [method: string, ...values: unknown[]][] = [];
  /** Rooms whose presence is watched, once for each watcher. */
  readonly watched: string[] = [];
  socketURL = '/';
  session: Session = { audio: true, video: true };
  mediaConstraints: MediaConstraints = {};
  iceServers: readonly RTCIceServer[] | undefined;
  sessionid = '';
  maxParticipantsAllowed = 1000;
  password = '';
  knock = false;
  token = '';
  muted = false;
  cameraOff = false;
  relayOnly = false;
  wakeLock = true;
  pageHidden = false;

  readonly #store: Store<ConnectionState>;
  readonly #listeners = new Map<PresenceListener, string>();
  readonly #waiting: { resolve: (room: Room) => void; reject: (error: RtcError) => void }[] = [];
  #extra: Extra = {};
  #facts: Facts | undefined;
  #announced: ConnectionState;

  constructor(facts?: Facts) {
    super();
    this.#facts = facts;
    const local = person({ userid: 'me', isLocal: true });
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
    this.#announced = this.state;
    this.#store.subscribe(() => this.#announce());
  }

  get state(): ConnectionState {
    return this.#store.state;
  }

  get extra(): Extra {
    return this.#extra;
  }

  set extra(extra: Extra) {
    this.#extra = extra;
    this.patchLocal({ extra });
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  /** Brings about a state. As in a real one, one counts as somebody in the room from the way in on, and only until its end. */
  patch(change: Partial<ConnectionState>): void {
    const { status } = change;
    if (status === 'connecting') this.#store.patch({ participants: [this.state.local] });
    if (status === 'idle' || status === 'failed' || status === 'closed') this.#store.patch({ participants: [] });
    this.#store.patch(change);
  }

  /** One is in the room, with these others. */
  enter(...others: Participant[]): void {
    this.patch({ status: 'connected', roomId: this.sessionid, participants: [this.state.local, ...others] });
  }

  /** One's own streams, name or whatever else have changed. */
  patchLocal(change: Partial<Participant>): void {
    const local = { ...this.state.local, ...change };
    const [, ...others] = this.state.participants;
    this.patch({ local, participants: this.state.participants.length > 0 ? [local, ...others] : [] });
  }

  /** What is now known of all rooms. */
  setPresence(facts: Facts): void {
    this.#facts = facts;
    for (const [listener, roomId] of this.#listeners) listener(this.#factsOf(roomId));
  }

  watchPresence(roomId: string, listener: PresenceListener): () => void {
    const entry: PresenceListener = (facts) => listener(facts);
    this.watched.push(roomId);
    this.#listeners.set(entry, roomId);
    if (this.#facts) entry(this.#factsOf(roomId));
    return () => {
      this.#listeners.delete(entry);
      this.watched.splice(this.watched.indexOf(roomId), 1);
    };
  }

  /** The oldest open or join under way succeeds. */
  accept(...others: Participant[]): void {
    this.enter(...others);
    this.#waiting.shift()!.resolve({ roomId: this.sessionid, isOwner: false, participants: [] });
  }

  /** The oldest open or join under way fails. */
  fail(error: RtcError): void {
    this.patch({ status: 'failed', error });
    this.#waiting.shift()!.reject(error);
  }

  connect(): void {
    this.calls.push(['connect']);
  }

  open(...values: unknown[]): Promise<Room> {
    return this.#enter('open', values);
  }

  join(...values: unknown[]): Promise<Room> {
    return this.#enter('join', values);
  }

  openOrJoin(...values: unknown[]): Promise<Room> {
    return this.#enter('openOrJoin', values);
  }

  checkPresence(...values: unknown[]): Promise<unknown> {
    return this.#record('checkPresence', values);
  }

  leave(...values: unknown[]): Promise<unknown> {
    return this.#record('leave', values);
  }

  close(...values: unknown[]): Promise<unknown> {
    return this.#record('close', values);
  }

  startDevices(...values: unknown[]): Promise<unknown> {
    return this.#record('startDevices', values);
  }

  admit(...values: unknown[]): Promise<unknown> {
    return this.#record('admit', values);
  }

  refuse(...values: unknown[]): Promise<unknown> {
    return this.#record('refuse', values);
  }

  setMicrophone(...values: unknown[]): Promise<unknown> {
    return this.#record('setMicrophone', values);
  }

  setCamera(...values: unknown[]): Promise<unknown> {
    return this.#record('setCamera', values);
  }

  startScreen(...values: unknown[]): Promise<unknown> {
    return this.#record('startScreen', values);
  }

  stopScreen(): void {
    void this.#record('stopScreen', []);
  }

  setDevice(...values: unknown[]): Promise<unknown> {
    return this.#record('setDevice', values);
  }

  flipCamera(...values: unknown[]): Promise<unknown> {
    return this.#record('flipCamera', values);
  }

  setVolume(userid: string, volume: number): void {
    void this.#record('setVolume', [userid, volume]);
    const change = (one: Participant) => (one.userid === userid ? { ...one, volume } : one);
    this.patch({ participants: this.state.participants.map(change) });
  }

  send(...values: unknown[]): void {
    void this.#record('send', values);
  }

  getPublicRooms(...values: unknown[]): Promise<unknown> {
    return this.#record('getPublicRooms', values);
  }

  dispose(): void {
    void this.#record('dispose', []);
  }

  #enter(method: string, values: unknown[]): Promise<Room> {
    this.calls.push([method, ...values]);
    this.patch({ status: 'connecting', error: undefined });
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  async #record(method: string, values: unknown[]): Promise<unknown> {
    this.calls.push([method, ...values]);
    return undefined;
  }

  #factsOf(roomId: string): PresenceFacts {
    return { roomId, present: false, full: false, locked: false, ...this.#facts };
  }

  #announce(): void {
    const previous = this.#announced;
    this.#announced = this.state;
    for (const event of announcements(this.state, previous)) this.dispatchEvent(event);
  }
}

/** A fake where a `ConnectionController` is wanted; `facts`: what is known of all rooms from the start. */
export function fakeConnection(facts?: Facts): FakeConnection & ConnectionController {
  return new FakeConnection(facts) as FakeConnection & ConnectionController;
}

let people = 0;

/** Somebody in a room, connected and without streams. */
export function person(fields: Partial<Participant> = {}): Participant {
  people += 1;
  return Object.freeze({
    userid: `person-${people}`,
    name: '',
    extra: {},
    isLocal: false,
    isOwner: false,
    streams: [],
    connection: 'connected',
    quality: 'unknown',
    speaking: false,
    volume: 1,
    ...fields,
  });
}

/** A camera's stream as the state tells it: on, and without tracks unless some are given. */
export function cameraStream(fields: Partial<MediaStreamInfo> = {}): MediaStreamInfo {
  const stream = fields.stream ?? new MediaStream();
  return Object.freeze({ id: stream.id, source: 'camera', audio: 'on', video: 'on', ...fields, stream });
}
