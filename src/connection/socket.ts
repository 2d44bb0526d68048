import { connectTimeout, earlyEnd } from './handshake.js';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';

export type { Socket };

/** What engine.io-client's types hide. */
interface Engine {
  _onClose?(reason: string, details?: { description?: unknown }): void;
}

/** Ends the line without a goodbye; the socket takes another one. */
export function dropLine(socket: Socket): void {
  socket.io.engine.close();
}

/**
 * Opens a socket that ends when the server is silent, and not when the browser takes itself for offline, which is a guess;
 * and that polls where WebSockets end as soon as they have begun.
 */
export function openSocket(address: string, options: Partial<ManagerOptions & SocketOptions>): Socket {
  const socket = io(address, options);
  const { io: manager } = socket;
  let startedAt = Date.now();
  let openedAt = 0;
  let took = 0;
  let earlyEnds = 0;
  manager.on('reconnect_attempt', (attempt) => {
    startedAt = Date.now();
    manager.timeout(connectTimeout(attempt, took));
  });
  manager.on('close', () => {
    earlyEnds = Date.now() - openedAt < earlyEnd.within ? earlyEnds + 1 : 0;
    if (earlyEnds === earlyEnd.max) manager.opts.transports = ['polling'];
  });
  manager.on('open', () => {
    openedAt = Date.now();
    took = openedAt - startedAt;
    const engine = manager.engine as unknown as Engine;
    const close = engine._onClose;
    engine._onClose = (reason, details) => {
      if (details?.description !== 'network connection lost') close?.call(engine, reason, details);
    };
  });
  return socket;
}
