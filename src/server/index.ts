import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { clientAddress } from './address.js';
import { connectionsOf, createHttpServer, gate, listen, routeRequests } from './http.js';
import { Arrivals, Bucket } from './limits.js';
import { hangUp } from './link.js';
import { resolveOptions, type ServerOptions } from './options.js';
import { originRule } from './origins.js';
import { Signaling, type ServerStats } from './signaling.js';
import { startStun, type StunServer } from './stun.js';

export type { Authorize, AuthorizeRequest } from './authorize.js';
export type { Rate, RateLimits } from './limits.js';
export type { ServerOptions, Timings } from './options.js';
export type { ServerStats } from './signaling.js';

/**
 * Largest packet in bytes. The largest that is accepted has 64 KiB; up to this size there is an answer, `too-large`,
 * beyond it the transport closes the connection.
 */
const largestPacket = 1_000_000;
/** Packets at once that a connection may send besides its messages. */
const packetsBesides = 1000;
/** For a socket that connects but never says to what, ms. */
const connectTimeout = 10_000;

/** How long a polling client that is sent away may take to come for the goodbye, ms; engine.io would wait 30 s. */
const pollingGoodbye = 2000;

/** A running server. */
export interface SignalingServer {
  /** Where this machine reaches it, with a slash at the end: fit for `socket-url`. */
  readonly url: string;
  /** Ends all sockets, whose clients will try to come back, and resolves when the port is free. */
  close(): Promise<void>;
  stats(): ServerStats;
}

/**
 * Starts the signaling server: rooms for clients of this kit and for stock RTCMultiConnection pages, the built
 * scripts under `/dist/`, and the demo at `/`.
 *
 * Rejects when an option makes no sense or the port is taken.
 *
 * @example
 * const server = await createSignalingServer({ port: 9001, authorize: (handshake) => isMember(handshake.auth) });
 */
export async function createSignalingServer(options: ServerOptions = {}): Promise<SignalingServer> {
  const settings = resolveOptions(options, process.env);
  const { timings, rates, trustProxy } = settings;
  const http = createHttpServer(settings);
  const connections = connectionsOf(http);
  const mayConnect = originRule(settings);
  const io = new Server(http, {
    serveClient: false,
    transports: ['polling', 'websocket'],
    pingInterval: timings.pingInterval,
    pingTimeout: timings.pingTimeout,
    maxHttpBufferSize: largestPacket,
    connectTimeout,
    cors: { origin: (origin, allow) => allow(null, mayConnect(origin)), credentials: true },
  });
  const arrivals = new Arrivals(settings.maxSocketsPerAddress, rates.arrivalsPerSecond);
  io.engine.use(gate(settings, arrivals));
  io.engine.on('connection', (connection) => {
    const address = clientAddress(connection.request, trustProxy, connection.remoteAddress);
    arrivals.opened(address);
    (connection.transport as unknown as { closeTimeout: number }).closeTimeout = pollingGoodbye;
    connection.once('close', () => arrivals.closed(address));
    // Counts what the protocol never sees as well. It never comes before the protocol's own limits.
    const packets = new Bucket({
      burst: rates.messages.burst + 2 * rates.offences.burst + packetsBesides,
      perSecond: 2 * rates.messages.perSecond,
    });
    connection.on('packet', () => {
      if (connection.readyState !== 'open' || packets.tryTake()) return;
      settings.log(`cut a socket of ${address}: too many packets`);
      connection.close(true);
      hangUp(connection);
    });
  });
  routeRequests(http);
  const signaling = new Signaling(io, settings);
  const url = await listen(http, settings);

  let stun: StunServer | undefined;
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    signaling.close();
    connections.end();
    await Promise.all([io.close(), stun?.close()]);
  };
  try {
    const at = http.address() as AddressInfo;
    if (settings.stunPort > 0) stun = await startStun({ ...at, port: settings.stunPort }, rates.stunPerSecond);
  } catch (error) {
    await close();
    throw error;
  }
  return { url, close: () => (closed ??= close()), stats: () => signaling.stats };
}
