import { ContextEvent } from '@lit/context';
import type { ReactiveController } from 'lit';
import type { ConnectionController } from '../connection/connection-controller.js';
import type { ConnectionState } from '../connection/state.js';
import { connectionContext } from './context.js';
import type { RoomElement } from './room-element.js';
import { onlyRoom, roomById, watchRooms } from './room-registry.js';

/**
 * Joins a control to its connection and picks from the state what the control shows; the control is updated only when
 * that changes.
 *
 * The connection is, in this order: the control's own `connection` or `room`; the room with the id in `for`; the nearest
 * `<rtc-room>` around it; the only `<rtc-room>` of the document. Rooms may come later than their controls.
 */
export class ConnectionConsumer<T> implements ReactiveController {
  /** What was picked; undefined without a connection. */
  value: T | undefined;
  connection: ConnectionController | undefined;
  readonly #host: RoomElement;
  readonly #select: (state: ConnectionState) => T;
  #unwatch: (() => void) | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(host: RoomElement, select: (state: ConnectionState) => T) {
    this.#host = host;
    this.#select = select;
    host.addController(this);
  }

  hostConnected(): void {
    this.#unwatch = watchRooms(() => this.resolve());
    this.resolve();
  }

  hostDisconnected(): void {
    this.#unwatch?.();
    this.#follow(undefined);
  }

  /** Looks again for the connection. */
  resolve(): void {
    if (!this.#host.isConnected) return;
    this.#follow(this.#find());
    // The room id or another property of the same connection may have changed as well.
    this.#host.requestUpdate();
  }

  #find(): ConnectionController | undefined {
    const host = this.#host;
    if (host.connection) return host.connection;
    // A room that is not upgraded yet is waited for.
    if (host.room) return host.room.connection;
    // A wrong id disables: to fall back on another room would act where nobody meant to.
    if (host.for) return roomById(host, host.for)?.connection;
    let nearest: ConnectionController | undefined;
    host.dispatchEvent(new ContextEvent(connectionContext, host, (connection) => (nearest = connection)));
    return nearest ?? onlyRoom(host)?.connection;
  }

  #follow(connection: ConnectionController | undefined): void {
    if (connection !== this.connection) {
      this.#unsubscribe?.();
      this.connection = connection;
      this.#unsubscribe = connection?.subscribe(() => this.#read());
    }
    // What is picked may be another thing now.
    this.#read();
  }

  #read(): void {
    const next = this.connection && this.#select(this.connection.state);
    if (Object.is(next, this.value)) return;
    this.value = next;
    this.#host.requestUpdate();
  }
}
