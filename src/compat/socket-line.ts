import type { Socket } from 'socket.io-client';

type Listener = (...values: never[]) => void;

/** What the line needs from the connection. */
export interface SocketLineHost {
  /** Opens a socket if there is none. */
  open(): void;
  close(): void;
}

/** `connection.socket`: what a page uses of socket.io, the same object for all sockets that come and go beneath it. */
export class SocketLine {
  readonly #host: SocketLineHost;
  #listeners: { event: string; listener: Listener; once: boolean }[] = [];
  #socket: Socket | undefined;
  /** Events of the present socket that are passed on. */
  readonly #heard = new Set<string>();

  constructor(host: SocketLineHost) {
    this.#host = host;
  }

  get connected(): boolean {
    return this.#socket?.connected ?? false;
  }

  get disconnected(): boolean {
    return !this.connected;
  }

  get id(): string | undefined {
    return this.#socket?.id;
  }

  /** A new socket takes the place of the one before. */
  use(socket: Socket): void {
    this.#socket = socket;
    this.#heard.clear();
    for (const { event } of this.#listeners) this.#hear(event);
  }

  on(event: string, listener: Listener): this {
    return this.#add(event, listener, false);
  }

  addEventListener(event: string, listener: Listener): this {
    return this.on(event, listener);
  }

  once(event: string, listener: Listener): this {
    return this.#add(event, listener, true);
  }

  /** Without a listener: all of this event; without an event: all that the page has added. */
  off(event?: string, listener?: Listener): this {
    this.#listeners = this.#listeners.filter(
      (one) => !((event === undefined || one.event === event) && (listener === undefined || one.listener === listener)),
    );
    return this;
  }

  removeListener(event: string, listener: Listener): this {
    return this.off(event, listener);
  }

  removeEventListener(event: string, listener: Listener): this {
    return this.off(event, listener);
  }

  removeAllListeners(event?: string): this {
    return this.off(event);
  }

  emit(event: string, ...values: unknown[]): this {
    this.#host.open();
    this.#socket?.emit(event, ...values);
    return this;
  }

  send(...values: unknown[]): this {
    return this.emit('message', ...values);
  }

  connect(): this {
    this.#host.open();
    return this;
  }

  open(): this {
    return this.connect();
  }

  disconnect(): this {
    this.#host.close();
    return this;
  }

  close(): this {
    return this.disconnect();
  }

  #add(event: string, listener: Listener, once: boolean): this {
    this.#listeners.push({ event, listener, once });
    this.#hear(event);
    return this;
  }

  #hear(event: string): void {
    const socket = this.#socket;
    if (!socket || this.#heard.has(event)) return;
    this.#heard.add(event);
    socket.on(event, (...values: unknown[]) => {
      if (socket !== this.#socket) return;
      for (const entry of this.#listeners.filter((one) => one.event === event)) {
        if (entry.once) this.#listeners = this.#listeners.filter((one) => one !== entry);
        entry.listener(...(values as never[]));
      }
    });
  }
}
