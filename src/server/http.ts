import { createServer, ServerResponse, type IncomingMessage, type Server as HttpServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { clientAddress } from './address.js';
import { Arrivals } from './limits.js';
import type { Settings } from './options.js';
import { originRule } from './origins.js';
import { Refused } from './refused.js';
import { answer, isClientScript, serveFile } from './static.js';

/** How long, in ms, requests under way may take when the server ends. */
const drainTime = 1000;

/** Something that looks at a request of socket.io before socket.io does. */
export type Gate = (request: IncomingMessage, response: unknown, next: () => void) => void;

/** An HTTP server, over TLS when there is a certificate. */
export function createHttpServer({ tlsCert, tlsKey }: Settings): HttpServer {
  return tlsCert ? createTlsServer({ cert: tlsCert, key: tlsKey }) : createServer();
}

/** Gives socket.io's requests to socket.io, which is attached already, and serves files for all others. */
export function routeRequests(http: HttpServer): void {
  const engine = http.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
  http.removeAllListeners('request');
  http.on('request', (request, response) => {
    const url = request.url ?? '';
    if (url.startsWith('/socket.io/') && !isClientScript(url)) {
      for (const listener of engine) listener.call(http, request, response);
    } else {
      serveFile(request, response).catch(() => answer(response, 500, 'Internal error'));
    }
  });
}

/**
 * Turns away, before socket.io spends anything on them, pages of other origins (403) and addresses that open too many
 * sockets (429). socket.io's own `allowRequest` would answer 400 to a WebSocket.
 */
export function gate(settings: Settings, arrivals: Arrivals): Gate {
  const mayConnect = originRule(settings);
  return (request, response, next) => {
    if (!mayConnect(request.headers.origin)) return turnAway(request, response, 403, 'origin-refused');
    try {
      const isHandshake = !/[?&]sid=/.test(request.url ?? '');
      if (isHandshake) arrivals.check(clientAddress(request, settings.trustProxy));
    } catch (error) {
      if (error instanceof Refused) return turnAway(request, response, 429, error.code, error.wait);
      throw error;
    }
    next();
  };
}

/** Listens, and resolves to the URL under which this machine reaches the server. */
export function listen(http: HttpServer, { port, host, tlsCert }: Settings): Promise<string> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, () => {
      http.off('error', reject);
      // "Any address" is not one that can be called.
      const name = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[host] ?? (host.includes(':') ? `[${host}]` : host);
      resolve(`${tlsCert ? 'https' : 'http'}://${name}:${(http.address() as AddressInfo).port}/`);
    });
  });
}

/**
 * Keeps account of the connections, to end them with the server: what is under way may finish, the rest is destroyed.
 * Node's own `closeAllConnections` does not know of WebSockets, and one whose other end is dead would hold the port.
 */
export function connectionsOf(http: HttpServer): { end(): void } {
  const open = new Set<Socket>();
  http.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return {
    end: () => {
      http.closeIdleConnections();
      setTimeout(() => open.forEach((socket) => socket.destroy()), drainTime).unref();
    },
  };
}

function turnAway(request: IncomingMessage, response: unknown, status: 403 | 429, code: string, wait?: number): void {
  // The shape of engine.io's own refusals.
  const body = JSON.stringify({ code: 4, message: code });
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': String(body.length),
    Connection: 'close',
    ...(wait === undefined ? {} : { 'Retry-After': String(wait) }),
  };
  if (response instanceof ServerResponse) {
    response.writeHead(status, headers).end(body);
    return;
  }
  // A WebSocket handshake has no response object, only the bare connection.
  const reason = status === 403 ? 'Forbidden' : 'Too Many Requests';
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const socket: Socket = request.socket;
  socket.on('error', () => socket.destroy());
  socket.end([`HTTP/1.1 ${status} ${reason}`, ...lines, '', body].join('\r\n'));
}
