import { Emitter } from '@socket.io/component-emitter';

/** What socket.io-client asks of an engine: https://socket.io/docs/v4/engine-io-protocol/. */
interface Engine {
  on(event: string, listener: (...values: unknown[]) => void): unknown;
  write(text: string): void;
  close(): void;
  _hasPingExpired(): boolean;
  readonly transport: { readonly writable: boolean };
}

interface EngineOptions {
  readonly path: string;
  readonly query: Record<string, string>;
}

type Events = Record<string, (...values: unknown[]) => void>;

/**
 * Stands for the engine of socket.io-client in the smallest file: text over a WebSocket. Where no WebSocket passes, the
 * library's own engine is loaded and polls.
 */
export class Socket extends Emitter<Events, Events, Events> implements Engine {
  transport = { writable: false };
  readonly #uri: string;
  readonly #options: EngineOptions;
  #webSocket: WebSocket | undefined;
  #polling: Engine | undefined;
  #isClosed = false;
  /** Milliseconds without a ping after which the server is gone. */
  #patience = 0;
  #deadline = Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(uri: string, options: EngineOptions) {
    super();
    this.#uri = uri;
    this.#options = options;
    try {
      this.#open();
    } catch {
      // The page's policy forbids it: polling may be allowed.
      void this.#poll();
    }
  }

  write(text: string): void {
    if (this.#polling) this.#polling.write(text);
    else if (this.transport.writable) this.#webSocket?.send(`4${text}`);
  }

  close(): void {
    this.#polling?.close();
    this.#end('forced close');
  }

  /** A page that slept may find the deadline long past before its timer has fired. */
  _hasPingExpired(): boolean {
    if (this.#polling) return this.#polling._hasPingExpired();
    const expired = Date.now() > this.#deadline;
    if (expired) queueMicrotask(() => this.#end('ping timeout'));
    return expired;
  }

  #open(): void {
    const url = new URL(this.#uri);
    url.protocol = url.protocol.replace('http', 'ws');
    url.pathname = `${this.#options.path}/`;
    url.search = String(new URLSearchParams({ ...this.#options.query, EIO: '4', transport: 'websocket' }));
    const webSocket = new WebSocket(url);
    this.#webSocket = webSocket;
    webSocket.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string') this.#receive(data[0], data.slice(1));
    };
    webSocket.onclose = (event) => {
      if (this.transport.writable) this.#end('transport close', event);
      else if (!this.#isClosed) void this.#poll();
    };
  }

  #receive(type: string, text: string): void {
    if (this.#isClosed) return;
    if (type === '0') {
      const { pingInterval, pingTimeout } = JSON.parse(text) as { pingInterval: number; pingTimeout: number };
      this.#patience = pingInterval + pingTimeout;
      this.transport.writable = true;
      this.emitReserved('open');
    } else if (type === '1') {
      this.#end('transport close');
    } else if (type === '2') {
      this.#webSocket?.send('3');
      this.emitReserved('ping');
    } else if (type === '4') {
      this.emitReserved('data', text);
    }
    clearTimeout(this.#timer);
    if (this.#isClosed) return;
    this.#deadline = Date.now() + this.#patience;
    this.#timer = setTimeout(() => this.#end('ping timeout'), this.#patience);
  }

  #end(reason: string, description?: unknown): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.transport = { writable: false };
    clearTimeout(this.#timer);
    this.#webSocket?.close();
    this.emitReserved('close', reason, description);
  }

  async #poll(): Promise<void> {
    try {
      const { Socket: LibraryEngine } = await import('./polling.js');
      if (this.#isClosed) return;
      const engine = new LibraryEngine(this.#uri, { ...this.#options, transports: ['polling'] }) as unknown as Engine;
      this.#polling = engine;
      for (const event of ['open', 'ping', 'data', 'error', 'close']) {
        engine.on(event, (...values) => {
          this.transport = engine.transport as { writable: boolean };
          this.emitReserved(event, ...values);
        });
      }
    } catch (error) {
      if (!this.#isClosed) this.emitReserved('error', error);
    }
  }
}

/** Taken from here by socket.io-client. */
export const nextTick = (callback: () => void): void => queueMicrotask(callback);

export function installTimerFunctions(target: object): void {
  Object.assign(target, { setTimeoutFn: setTimeout.bind(globalThis), clearTimeoutFn: clearTimeout.bind(globalThis) });
}

/** The parts of an address by the library's names. */
export function parse(uri: string): Record<string, string> {
  const { protocol, hostname, port, pathname, search } = new URL(uri);
  // The library puts the brackets of an IPv6 address back itself.
  const host = hostname.replace(/^\[|\]$/g, '');
  return { source: uri, protocol: protocol.slice(0, -1), host, port, path: pathname, query: search.slice(1) };
}

export const Fetch = undefined;
export const NodeXHR = undefined;
export const NodeWebSocket = undefined;
export const XHR = undefined;
export const WebTransport = undefined;
export { Fetch as WebSocket };
