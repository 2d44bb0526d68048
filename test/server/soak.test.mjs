import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startChild } from './child.mjs';
import { ask, breakTransport, connect, hear, identity, join, open, relay, until } from './support.mjs';

const cycles = 2000;
const atATime = 20;
/** Bytes by which the heap may grow in the second half. */
const growth = 512 * 1024;

const timings = { transportGrace: 20, silenceGrace: 40, hold: 60, goodbye: 20, probe: 50 };
const rates = {
  arrivalsPerSecond: 1e6,
  messages: { burst: 1e6, perSecond: 1e6 },
  presence: { burst: 1e6, perSecond: 1e6 },
};

/** What people do, each with a socket of its own; `index` makes names that were never there before. */
const lives = [
  async function joinsAndLeaves(come) {
    const socket = come({ kit: true });
    assert.equal((await join(socket, 'hall'))[0], true);
    await ask(socket, 'rtc:leave');
    socket.disconnect();
  },
  async function isRenamedAndGoesWithoutLeaving(come, index) {
    const socket = come({ userid: `stock-${index}` });
    assert.equal((await join(socket, 'hall'))[0], true);
    await ask(socket, 'changed-uuid', `renamed-${index}`);
    await ask(socket, 'extra-data-updated', { name: `Name ${index}` });
    socket.disconnect();
  },
  async function crashes(come, index) {
    const socket = come({ userid: `crash-${index}` });
    for (let watched = 0; watched < 20; watched += 1) {
      socket.emit('rtc:watch', `watched-${index}-${watched}`);
      socket.emit('set-custom-socket-event-listener', `event-${index}-${watched}`);
    }
    assert.equal((await open(socket, `own-${index}`, { password: 'p', identifier: 'public' }))[0], true);
    breakTransport(socket);
  },
  async function isRefused(come, index) {
    const socket = come({ kit: true });
    assert.equal((await join(socket, `nowhere-${index}`, { password: 'x' }))[0], false);
    assert.equal((await join(socket, 'locked', { password: `guess-${index}` }))[0], false);
    assert.equal((await open(socket, 'hall'))[0], false);
    await ask(socket, 'open-room', { sessionid: {} });
    socket.disconnect();
  },
  async function crashesAndComesBack(come) {
    const me = identity();
    const first = come({ ...me, kit: true });
    assert.equal((await join(first, 'hall'))[0], true);
    breakTransport(first);
    const second = come({ ...me, kit: true });
    assert.equal((await join(second, 'hall'))[0], true);
    second.disconnect();
  },
  async function saysGoodbyeAsStockPagesDo(come, index) {
    const self = `goodbye-${index}`;
    const socket = come({ userid: self });
    assert.equal((await join(socket, 'hall'))[0], true);
    socket.emit(relay, { remoteUserId: 'host', message: { candidate: 'c' }, sender: self });
    await hear(socket, 'user-connected');
    socket.emit(relay, { remoteUserId: 'host', message: { userLeft: true }, sender: self });
    await ask(socket, 'check-presence', 'hall');
    breakTransport(socket);
  },
];

it(`${cycles} people come and go, and leave nothing behind`, { timeout: 60_000 }, async (t) => {
  // Optimized code lives on the heap as well and comes late; without it the heap shows what the server keeps.
  const server = await startChild({ timings, rates, maxSocketsPerAddress: 1000 }, ['--no-opt']);
  t.after(server.kill);
  const [host, keeper] = [{ userid: 'host' }, { userid: 'keeper' }].map((who) => connect(t, server, who));
  host.on(relay, () => (host.heard.length = 0));
  await open(host, 'hall');
  await open(keeper, 'locked', { password: 'secret' });
  const resting = { sockets: 2, seats: 2, rooms: 2, members: 2 };

  const tables = async () => {
    const { sockets, seats, rooms, members } = await server.look();
    return { sockets, seats, rooms, members };
  };
  const rest = async (expected) => {
    let seen;
    const isResting = async () => {
      seen = await tables();
      return JSON.stringify(seen) === JSON.stringify(expected);
    };
    await until(isResting, 'the tables').catch((error) => assert.deepEqual(seen, expected, error.message));
  };

  let next = 0;
  const live = async (last) => {
    while (next < last) {
      const index = next;
      next += 1;
      await lives[index % lives.length]((who) => connect({ after: () => {} }, server, who), index);
    }
  };
  const liveUntil = (last) => Promise.all(Array.from({ length: atATime }, () => live(last)));

  await liveUntil(cycles / 2);
  await rest(resting);
  const half = await server.look();
  await liveUntil(cycles);
  await rest(resting);
  const full = await server.look();

  t.diagnostic(`heap ${half.heapUsed} bytes at ${cycles / 2}, ${full.heapUsed} at ${cycles}`);
  assert.ok(full.heapUsed - half.heapUsed <= growth, `${half.heapUsed} to ${full.heapUsed} bytes`);
  host.disconnect();
  keeper.disconnect();
  await rest({ sockets: 0, seats: 0, rooms: 0, members: 0 });
});
