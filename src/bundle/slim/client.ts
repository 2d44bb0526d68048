import type { ManagerOptions, SocketOptions } from 'socket.io-client';
import { connectTimeout, earlyEnd, pollsFirst } from '../../connection/handshake.js';
import { openLine, type Line } from './engine.js';

type Listener = (...values: unknown[]) => void;
type Acknowledge = (failure: Error | null, ...answer: unknown[]) => void;
type Options = Pick<
  ManagerOptions & SocketOptions,
  'query' | 'reconnectionDelay' | 'reconnectionDelayMax' | 'randomizationFactor'
> & { auth: (send: (auth: object) => void) => void };

interface Packet {
  readonly id: number | undefined;
  readonly text: string;
}

/**
 * Stands for socket.io-client in the smallest file: of its `Socket` that which the engine of this kit uses, with the same
 * names and the same meaning. Text packets of one namespace, as in
 * https://socket.io/docs/v4/socket-io-protocol/ (revision 5).
 */
class Socket {
  connected = false;
  readonly #url: URL;
  readonly #options: Options;
  /** `/name,` as each packet of a namespace but `/` has it. */
  readonly #namespace: string;
  readonly #listeners: [event: string, listener: Listener][] = [];
  readonly #acknowledgements = new Map<number, Acknowledge>();
  /** Packets that wait for a connection. */
  #waiting: Packet[] = [];
  #lastId = 0;
  #line: Line | undefined;
  #attempts = 0;
  /** When the last attempt began, and how long the last one took that succeeded. */
  #startedAt = 0;
  #lostAt = -Infinity;
  #took = 0;
  #earlyEnds = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(address: string, options: Options) {
    this.#url = new URL(address, globalThis.location?.href);
    const { pathname } = this.#url;
    this.#namespace = pathname === '/' ? '' : `${pathname},`;
    this.#url.pathname = '/socket.io/';
    this.#url.search = String(new URLSearchParams(options.query as Record<string, string>));
    this.#options = options;
    this.connect();
  }

  on(event: string, listener: Listener): this {
    this.#listeners.push([event, listener]);
    return this;
  }

  /** Forgets all listeners. */
  off(): this {
    this.#listeners.length = 0;
    return this;
  }

  /** Sent at once, or when there is a connection. */
  emit(event: string, ...values: unknown[]): this {
    this.#check();
    this.#send(undefined, [event, ...values]);
    return this;
  }

  /** As `emit`, where the last value is called with the answer, or with an error after `ms` or when the socket ends. */
  timeout(ms: number): { emit(event: string, ...values: unknown[]): void } {
    return {
      emit: (event, ...values) => {
        this.#check();
        const acknowledge = values.pop() as Acknowledge;
        const id = this.#lastId++;
        const timer = setTimeout(() => {
          this.#acknowledgements.delete(id);
          this.#waiting = this.#waiting.filter((packet) => packet.id !== id);
          acknowledge(new Error('operation has timed out'));
        }, ms);
        this.#acknowledgements.set(id, (...answer) => {
          clearTimeout(timer);
          acknowledge(...answer);
        });
        this.#send(id, [event, ...values]);
      },
    };
  }

  connect(): this {
    clearTimeout(this.#timer);
    if (!this.#line) this.#open();
    return this;
  }

  /** Ends the connection, which does not come back by itself. */
  disconnect(): this {
    clearTimeout(this.#timer);
    const line = this.#line;
    this.#line = undefined;
    if (this.connected) line?.send(`1${this.#namespace}`);
    line?.close('');
    this.#disconnected('io client disconnect');
    return this;
  }

  drop(): void {
    this.#line?.close('forced close');
  }

  #open(): void {
    let openedAt: number | undefined;
    this.#startedAt = Date.now();
    const line = openLine(this.#url, this.#earlyEnds >= earlyEnd.max, pollsFirst(this.#attempts), {
      opened: () => {
        openedAt = Date.now();
        this.#options.auth((auth) => line.send(`0${this.#namespace}${JSON.stringify(auth)}`));
      },
      received: (text) => {
        if (this.#line === line && !this.#receive(text)) line.close('parse error');
      },
      closed: (reason, cause) => {
        if (this.#line !== line) return;
        clearTimeout(this.#timer);
        this.#line = undefined;
        if (openedAt) this.#earlyEnds = Date.now() - openedAt < earlyEnd.within ? this.#earlyEnds + 1 : 0;
        const wasConnected = this.connected;
        this.#retry();
        if (wasConnected) this.#disconnected(reason);
        else this.#tell('connect_error', cause ?? new Error(reason));
      },
    });
    this.#line = line;
    this.#timer = setTimeout(() => line.close('timeout'), connectTimeout(this.#startedAt - this.#lostAt, this.#took));
  }

  #retry(): void {
    const { reconnectionDelay, reconnectionDelayMax, randomizationFactor } = this.#options;
    if (this.#attempts === 0) this.#lostAt = Date.now();
    const delay = Math.min(reconnectionDelay * 2 ** this.#attempts++, reconnectionDelayMax);
    const jitter = 1 + randomizationFactor * (2 * Math.random() - 1);
    this.#timer = setTimeout(() => this.#open(), delay * jitter);
  }

  /** False for what is no packet. */
  #receive(text: string): boolean {
    const [, type, namespace = '', id, json] = /^(\d)(\/[^,]*,)?(\d+)?([^]*)$/.exec(text) ?? [];
    const data = parse(json);
    if (namespace !== this.#namespace) return type !== undefined;
    if (type === '0') this.#connected();
    else if (type === '1') this.#ended();
    else if (type === '2' && Array.isArray(data) && isEvent(data[0])) this.#tell(...(data as [string]));
    else if (type === '3' && Array.isArray(data)) this.#answered(Number(id), data);
    else if (type === '4') this.#tell('connect_error', Object.assign(new Error(), data));
    else return false;
    return true;
  }

  #connected(): void {
    clearTimeout(this.#timer);
    this.#attempts = 0;
    this.#took = Date.now() - this.#startedAt;
    this.connected = true;
    for (const { text } of this.#waiting.splice(0)) this.#line?.send(text);
    this.#tell('connect');
  }

  /** The server has ended the connection: it does not come back by itself. */
  #ended(): void {
    const line = this.#line;
    this.#line = undefined;
    line?.close('');
    this.#disconnected('io server disconnect');
  }

  #disconnected(reason: string): void {
    if (!this.connected) return;
    this.connected = false;
    const waiting = new Set(this.#waiting.map(({ id }) => id));
    for (const [id, acknowledge] of this.#acknowledgements) {
      if (waiting.has(id)) continue;
      this.#acknowledgements.delete(id);
      acknowledge(new Error('socket has been disconnected'));
    }
    this.#tell('disconnect', reason);
  }

  #answered(id: number, answer: unknown[]): void {
    const acknowledge = this.#acknowledgements.get(id);
    this.#acknowledgements.delete(id);
    acknowledge?.(null, ...answer);
  }

  /** A page that slept learns here that the connection is gone, before it takes anything for sent. */
  #check(): void {
    if (this.#line?.isSilent) this.#line.close('ping timeout');
  }

  #send(id: number | undefined, values: unknown[]): void {
    const text = `2${this.#namespace}${id ?? ''}${JSON.stringify(values)}`;
    if (this.connected) this.#line?.send(text);
    else this.#waiting.push({ id, text });
  }

  #tell(event: string, ...values: unknown[]): void {
    for (const [name, listener] of [...this.#listeners]) if (name === event) listener(...values);
  }
}

const isEvent = (name: unknown): boolean =>
  typeof name === 'string' && !['connect', 'connect_error', 'disconnect'].includes(name);

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // Not JSON, or nothing: the caller looks for what the packet needs.
    return undefined;
  }
}

/** Ends the line without a goodbye; the socket takes another one. */
export const dropLine = (socket: Socket): void => socket.drop();

/** Opens a socket, as `openSocket` of the engine does by socket.io-client. */
export const openSocket = (address: string, options: Options): Socket => new Socket(address, options);
