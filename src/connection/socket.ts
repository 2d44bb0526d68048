import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';

export type { Socket };

/** What engine.io-client's types hide. */
interface Engine {
  _onClose?(reason: string, details?: { description?: unknown }): void;
}

/** Opens a socket that ends when the server is silent, and not when the browser takes itself for offline, which is a guess. */
export function openSocket(address: string, options: Partial<ManagerOptions & SocketOptions>): Socket {
  const socket = io(address, options);
  const { io: manager } = socket;
  manager.on('open', () => {
    const engine = manager.engine as unknown as Engine;
    const close = engine._onClose;
    engine._onClose = (reason, details) => {
      if (details?.description !== 'network connection lost') close?.call(engine, reason, details);
    };
  });
  return socket;
}
