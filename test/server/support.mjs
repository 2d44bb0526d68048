import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { createSignalingServer } from '../../dist/server/index.js';

/** The default name of the relay event. */
export const relay = 'RTCMultiConnection-Message';

/** Short enough for tests, long enough to tell one from the other on a busy machine. */
export const quick = {
  pingInterval: 150,
  // Servers and clients share a thread here: what stands still for a moment must not pass for silent.
  pingTimeout: 500,
  transportGrace: 250,
  silenceGrace: 500,
  hold: 1000,
  probe: 250,
  goodbye: 150,
};

/** A server on a free port that ends with the test. */
export async function start(t, options = {}) {
  const server = await createSignalingServer({ port: 0, host: '127.0.0.1', ...options });
  t.after(() => server.close());
  return server;
}

/** A client whose every received event is in `heard`; by default a stock one over WebSocket. */
export function connect(
  t,
  server,
  { userid, query = {}, auth, kit = false, transports = ['websocket'], ...rest } = {},
) {
  const socket = io(server.url, {
    forceNew: true,
    reconnection: false,
    transports,
    auth,
    query: { ...(userid === undefined ? {} : { userid }), ...(kit ? { kit: '1' } : {}), ...query },
    ...rest,
  });
  socket.heard = [];
  socket.onAny((event, ...args) => socket.heard.push({ event, args, at: performance.now() }));
  t.after(() => {
    const { ws } = socket.io.engine?.transport ?? {};
    socket.disconnect();
    ws?.terminate();
  });
  return socket;
}

/** The answer to an event, as an array. */
export function ask(socket, event, ...args) {
  return new Promise((resolve, reject) => {
    // Patience for machines that do much else beside.
    socket.timeout(20_000).emit(event, ...args, (error, ...answer) => {
      if (error) reject(new Error(`no answer to ${event}`));
      else resolve(answer);
    });
  });
}

export const room = (sessionid, more = {}) => ({
  sessionid,
  session: { audio: true, video: true },
  mediaConstraints: {},
  sdpConstraints: {},
  streams: [],
  extra: {},
  identifier: '',
  password: '',
  ...more,
});

export const open = (socket, sessionid, more) => ask(socket, 'open-room', room(sessionid, more));
export const join = (socket, sessionid, more) => ask(socket, 'join-room', room(sessionid, more));

/** Opens and joins, and insists on it. */
export async function meet(sessionid, owner, ...others) {
  assert.equal((await open(owner, sessionid))[0], true);
  for (const other of others) assert.equal((await join(other, sessionid))[0], true);
}

/** Waits for a condition, which is looked at often. */
export async function until(condition, what = 'the condition', ms = 5000) {
  const end = performance.now() + ms;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await pause(5);
  }
}

/** Waits until an event was received, of which the arguments fit. */
export function hear(socket, event, fits = () => true) {
  const find = () => socket.heard.find((entry) => entry.event === event && fits(...entry.args));
  return until(find, `${event}; heard ${JSON.stringify(socket.heard)}`);
}

/**
 * Whatever the server sent to the sockets before now is received afterwards: packets of one socket keep their order,
 * so that the answer to a question comes after them.
 */
export async function settle(...sockets) {
  for (const socket of sockets) await ask(socket, 'check-presence', 'nowhere');
}

export const times = (socket, event) => socket.heard.filter((entry) => entry.event === event).length;

/** The other end goes without a goodbye. */
export const breakTransport = (socket) => socket.io.engine.transport.ws.terminate();

/** The other end stays connected but neither reads nor writes, like a machine that lost its network. */
export function silence(socket) {
  const { ws } = socket.io.engine.transport;
  ws._socket.pause();
  ws.send = () => {};
  ws.close = () => {};
}

/** An identity of the kit: a secret and the id that is made of it. */
export function identity(instance = randomBytes(8).toString('hex')) {
  const secret = randomBytes(24).toString('hex');
  return { userid: `u${createHash('sha256').update(secret).digest('hex').slice(0, 32)}`, auth: { secret, instance } };
}
