import { connectTimeout, earlyEnd, pollingTime, pollsFirst } from './handshake.js';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';

export type { Socket };

/** What engine.io-client's types hide. */
interface Engine {
  readyState: string;
  _onError(error: Error): void;
  _onClose(reason: string, details?: { description?: unknown }): void;
}

/** WebSocket first, polling if that fails. */
const lines = {
  forceNew: true,
  transports: ['websocket', 'polling'],
  tryAllTransports: true,
  timeout: connectTimeout(Infinity),
} satisfies Partial<ManagerOptions & SocketOptions>;

/** Ends the line without a goodbye; the socket takes another one. */
export function dropLine(socket: Socket): void {
  socket.io.engine.close();
}

/**
 * Opens a socket that ends when the server is silent, and not when the browser takes itself for offline, which is a guess;
 * and that polls for some minutes where WebSockets end as soon as they have begun.
 */
export function openSocket(address: string, wanted: Partial<ManagerOptions & SocketOptions>): Socket {
  const options = { ...lines, ...wanted };
  const socket = io(address, options);
  const { io: manager } = socket;
  /** Of the attempt under way, where that is known. */
  let startedAt: number | undefined = Date.now();
  const { transports } = manager.opts;
  const [preferred, other] = transports as string[];
  let lostAt = 0;
  const { open } = manager;
  manager.open = (done) => {
    open.call(manager, done);
    mend(manager.engine as unknown as Engine);
    return manager;
  };
  mend(manager.engine as unknown as Engine);
  let openedAt = 0;
  let took = 0;
  let earlyEnds = 0;
  /** Until then no WebSocket is tried; each time that it has passed, as many may end early as at first. */
  let pollsUntil = 0;
  manager.on('reconnect_attempt', (attempt) => {
    startedAt = Date.now();
    if (attempt === 1) lostAt = startedAt;
    manager.timeout(connectTimeout(startedAt - lostAt, took));
    if (startedAt < pollsUntil) return;
    // The other transport is not tried after it within the same attempt.
    const isLate = other !== undefined && pollsFirst(attempt);
    manager.opts.transports = isLate ? [other, preferred] : transports;
    manager.opts.tryAllTransports = options.tryAllTransports && !isLate;
  });
  manager.on('close', () => {
    const now = Date.now();
    if (now < pollsUntil) return;
    const isEarly = pollsUntil === 0 && now - openedAt < earlyEnd.within;
    earlyEnds = isEarly ? earlyEnds + 1 : 0;
    pollsUntil = earlyEnds === earlyEnd.max ? now + pollingTime : 0;
    manager.opts.transports = pollsUntil ? ['polling'] : transports;
  });
  manager.on('open', () => {
    openedAt = Date.now();
    if (startedAt) took = openedAt - startedAt;
    startedAt = undefined;
  });
  return socket;
}

const mended = new WeakSet<Engine>();

/**
 * The browser's word that it is offline ends nothing; and a WebSocket that ends before the server's first word is a failure,
 * after which the next transport is tried: the library would wait for its time limit, and try the same again.
 */
function mend(engine: Engine): void {
  if (mended.has(engine)) return;
  mended.add(engine);
  const close = engine._onClose;
  engine._onClose = (reason, details) => {
    if (details?.description === 'network connection lost') return;
    if (engine.readyState === 'opening' && reason === 'transport close') engine._onError(new Error(reason));
    else close.call(engine, reason, details);
  };
}
