import type { Socket } from 'socket.io';
import { defaultMessageEvent, limits, type Extra } from '../wire.js';
import { extra as checkExtra } from './checks.js';
import { proofOf, suggestId, type Claimant, type Proof, type Seat } from './identity.js';
import { Bucket, Tries, type RateLimits } from './limits.js';
import { isCustomEvent, isMessageEvent } from './reserved.js';

/** Most packets and bytes that wait for a reader before it is given up; engine.io itself has no bound. */
const backlog = { packets: 5000, bytes: 8 * 1024 * 1024 };
/** Most packets that wait for an earlier one of the same socket. */
const queueLength = 2000;
/** For the goodbye to one who is cut, ms. */
const goodbyeTime = 1000;
/** Capacity of a room whose opener names none, as on the stock server. */
const defaultCapacity = 1000;

/** Members of engine.io's socket that its types hide: there is no public way to ask a client for a sign of life. */
interface EngineSocket {
  /** `socket` is the WebSocket; absent with polling. */
  transport: { socket?: { pause(): void; terminate(): void } };
  writeBuffer: { data?: unknown }[];
  sendPacket(type: 'ping'): void;
}

/** One socket: what its handshake said, its limits, and its packets, which are handled one after the other. */
export class Link implements Claimant {
  readonly socket: Socket;
  readonly address: string;
  readonly userid: string;
  readonly proof?: Proof;
  readonly kit: boolean;
  readonly extra: Extra;
  /** The relay event under the name that this page chose; it is sent messages under no other. */
  readonly messageEvent: string;
  /** Rooms that this socket opens end with their owner. */
  readonly closesWithOwner: boolean;
  /** Capacity of the rooms that this socket opens. */
  readonly capacity: number;
  /** The page's own events. */
  readonly customEvents = new Set<string>();
  /** Rooms whose presence is watched. */
  readonly watched = new Set<string>();
  readonly messages: Bucket;
  readonly presence: Bucket;
  readonly passwords: Tries;
  readonly offences: Bucket;
  /** Undefined until the identity is decided. */
  seat?: Seat<Link>;
  /** A refused packet was logged; one line a socket is enough. */
  offended = false;

  #over = false;
  #waiting?: (() => void | Promise<void>)[];

  constructor(socket: Socket, address: string, rates: RateLimits) {
    const { query, auth } = socket.handshake;
    this.socket = socket;
    this.address = address;
    this.userid = single(query.userid) || suggestId();
    this.proof = proofOf(auth);
    this.kit = query.kit === '1';
    this.extra = handshakeExtra(query);
    this.messageEvent = isMessageEvent(query.msgEvent) ? query.msgEvent : defaultMessageEvent;
    if (isCustomEvent(query.socketCustomEvent)) this.customEvents.add(query.socketCustomEvent);
    this.closesWithOwner = query.autoCloseEntireSession === 'true';
    this.capacity = Math.max(0, Number.parseInt(single(query.maxParticipantsAllowed), 10) || 0) || defaultCapacity;
    this.messages = new Bucket(rates.messages);
    this.presence = new Bucket(rates.presence);
    this.passwords = new Tries(rates.passwordTries);
    this.offences = new Bucket(rates.offences);
  }

  /** Closed, cut, refused or replaced: nothing more is done for this socket. */
  get isOver(): boolean {
    return this.#over;
  }

  /** Runs tasks in the order in which they come; one that returns a promise holds up the next ones. */
  run(task: () => void | Promise<void>): void {
    if (this.#waiting) {
      if (this.#waiting.length < queueLength) this.#waiting.push(task);
      else this.cut();
      return;
    }
    const pending = task();
    if (!pending) return;
    this.#waiting = [];
    this.#drain(pending).catch(() => this.cut());
  }

  /** Sends an event. Memory is bounded: one that does not read is cut. */
  emit(event: string, ...args: unknown[]): void {
    if (this.checkBacklog()) this.socket.emit(event, ...args);
  }

  /** False, and the socket is ended, when too much waits to be read. */
  checkBacklog(): boolean {
    if (this.#over) return false;
    const { writeBuffer } = this.#engine;
    // Adding up is done for every 64th waiting packet only; most of the time nothing waits.
    if (writeBuffer.length === 0 || writeBuffer.length % 64 !== 0) return true;
    const bytes = writeBuffer.reduce((sum, { data }) => sum + (typeof data === 'string' ? data.length : 0), 0);
    if (writeBuffer.length < backlog.packets && bytes < backlog.bytes) return true;
    // Discarded: an orderly end would wait for the very reader that does not read.
    this.socket.conn.close(true);
    return false;
  }

  /**
   * Asks for a sign of life on the level of engine.io: its clients answer a ping of the server at any time, stock
   * ones too, while an event would need a listener in the page.
   */
  answers(ms: number): Promise<boolean> {
    const { conn } = this.socket;
    if (conn.readyState !== 'open') return Promise.resolve(false);
    return new Promise((resolve) => {
      const settle = (alive: boolean): void => {
        clearTimeout(timer);
        conn.off('heartbeat', answered);
        conn.off('close', closed);
        resolve(alive);
      };
      const answered = (): void => settle(true);
      const closed = (): void => settle(false);
      const timer = setTimeout(closed, ms);
      conn.once('heartbeat', answered);
      conn.once('close', closed);
      this.#engine.sendPacket('ping');
    });
  }

  /** From now on this socket is ignored. Its seat, if any, is not its own any more. */
  end(): void {
    this.#over = true;
    this.seat = undefined;
  }

  /** Ends an offender. Its seat is treated as after a lost transport. */
  cut(): void {
    this.socket.disconnect(true);
    hangUp(this.socket.conn);
  }

  replace(): void {
    this.end();
    this.socket.disconnect(true);
  }

  get #engine(): EngineSocket {
    return this.socket.conn as unknown as EngineSocket;
  }

  async #drain(pending: Promise<void>): Promise<void> {
    await pending;
    for (let task = this.#waiting?.shift(); task; task = this.#waiting?.shift()) await task();
    this.#waiting = undefined;
  }
}

/**
 * Reads no more of a connection that is being ended. The closing of a WebSocket takes as long as the other end likes,
 * and whatever that sends meanwhile would be taken apart first and thrown away then: a flood would go on to cost.
 */
export function hangUp(connection: Socket['conn']): void {
  const { socket } = (connection as unknown as EngineSocket).transport;
  socket?.pause();
  setTimeout(() => socket?.terminate(), goodbyeTime).unref();
}

const single = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The extra of the query; stock pages do not encode it, so that it may arrive in pieces: then there is none yet. */
function handshakeExtra(query: Socket['handshake']['query']): Extra {
  const text = single(query.extra);
  if (text === '' || Buffer.byteLength(text) > limits.extraBytes) return {};
  try {
    return checkExtra(JSON.parse(text)) ?? {};
  } catch {
    return {};
  }
}
