import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ask, connect, relay, start } from './support.mjs';

/** `RTC_FUZZ_SEEDS` (comma list) and `RTC_FUZZ_EVENTS` (per seed) make it longer. */
const seeds = (process.env.RTC_FUZZ_SEEDS ?? '1,2,3,4,5').split(',').map(Number);
const count = Number(process.env.RTC_FUZZ_EVENTS ?? 1500);

/** mulberry32: the same numbers for the same seed. */
function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const none = { burst: 1e9, perSecond: 1e9 };
const rates = {
  messages: none,
  presence: none,
  offences: none,
  passwordTries: 1e9,
  passwordTriesPerAddressAndRoom: 1e9,
};

describe('random packets', () => {
  for (const seed of seeds) {
    it(`neither end the server nor cross from room to room, seed ${seed}`, async (t) => {
      const lines = [];
      const server = await start(t, { rates, log: (line) => lines.push(line) });
      const next = random(seed);
      const pick = (list) => list[Math.floor(next() * list.length)];

      // Two camps, each with rooms, ids and a mark of its own. They know of each other, but only enter their own.
      const camps = ['north', 'south'].map((camp) => ({
        camp,
        rooms: [0, 1, 2].map((index) => `${camp}-room-${index}`),
        ids: [0, 1, 2, 3].map((index) => `${camp}-${index}`),
      }));
      const ids = camps.flatMap((camp) => camp.ids);
      const rooms = camps.flatMap((camp) => camp.rooms);
      const sockets = camps.flatMap(({ camp, rooms: own, ids: members }) =>
        members.map((userid) => {
          const query = { socketCustomEvent: 'own', extra: JSON.stringify({ mark: camp }) };
          return Object.assign(connect(t, server, { userid, query, kit: next() < 0.5 }), { camp, own, userid });
        }),
      );
      await Promise.all(sockets.map((socket) => ask(socket, 'check-presence', 'r')));

      const junk = () =>
        pick([
          undefined,
          null,
          0,
          -1,
          NaN,
          true,
          '',
          'x',
          [],
          {},
          [[[]]],
          '__proto__',
          Buffer.from('b'),
          'y'.repeat(5000),
        ]);
      const id = () => pick([...ids, ...rooms, 'system', junk()]);
      const mark = (socket) => ({ mark: socket.camp, [pick(['a', '__proto__', 'toString'])]: junk() });
      const message = (socket) =>
        pick([
          { newParticipationRequest: true, ...mark(socket) },
          { userLeft: true, ...mark(socket) },
          { candidate: 'c', ...mark(socket) },
          { detectPresence: true, userid: id() },
          'dropPeerConnection',
          junk(),
        ]);
      const request = (socket) => ({
        sessionid: pick([...socket.own, junk()]),
        session: pick([{ audio: true }, { oneway: true }, { broadcast: true }, junk()]),
        extra: pick([mark(socket), junk()]),
        identifier: pick(['', 'public', junk()]),
        password: pick(['', '', 'p', junk()]),
      });
      const packets = {
        'open-room': (socket) => [request(socket)],
        'join-room': (socket) => [request(socket)],
        [relay]: (socket) => [{ remoteUserId: id(), message: message(socket), sender: pick([socket.userid, id()]) }],
        'check-presence': () => [pick([...rooms, junk()])],
        'extra-data-updated': (socket) => [pick([mark(socket), junk()])],
        'get-remote-user-extra-data': () => [id()],
        'set-password': () => [pick(['', 'p', junk()])],
        'is-valid-password': () => [pick(['p', junk()]), pick([...rooms, junk()])],
        'get-public-rooms': () => [pick(['public', junk()])],
        'disconnect-with': () => [id()],
        'close-entire-session': () => [],
        'set-custom-socket-event-listener': () => [pick(['own', 'user-disconnected', relay, junk()])],
        own: (socket) => [mark(socket)],
        'rtc:leave': () => [],
        'rtc:watch': () => [pick([...rooms, junk()])],
        'rtc:unwatch': () => [pick([...rooms, junk()])],
        [`u${junk()}`]: () => [junk()],
      };

      for (let index = 0; index < count; index += 1) {
        const socket = pick(sockets);
        const event = pick([...Object.keys(packets), relay, relay, 'join-room']);
        const args = next() < 0.1 ? [junk(), junk()] : packets[event](socket);
        if (next() < 0.3) args.push(next() < 0.8 ? (...answer) => socket.heard.push({ event, args: answer }) : junk());
        socket.emit(event, ...args);
        if (index % 200 === 0) await ask(socket, 'check-presence', 'r');
      }
      for (const socket of sockets) await ask(socket, 'check-presence', 'r');

      const delivered = sockets.flatMap((socket) => socket.heard.filter(({ event }) => event === relay));
      assert.ok(delivered.length > 0, 'nothing was delivered at all');
      for (const socket of sockets) {
        // Presence may be asked of any room; nothing else of the other camp may be seen.
        const seen = socket.heard.filter(
          ({ event }) => !['rtc:presence', 'check-presence', 'get-public-rooms', 'is-valid-password'].includes(event),
        );
        const foreign = camps.find(({ camp }) => camp !== socket.camp);
        const crossed = seen.filter(({ args }) => JSON.stringify(args).includes(`"mark":"${foreign.camp}"`));
        assert.deepEqual(crossed, [], `${socket.userid} saw the other camp`);
      }
      assert.deepEqual(
        lines.filter((line) => line.startsWith('failed')),
        [],
      );
      assert.equal(server.stats().sockets, sockets.length);
      assert.equal({}.mark, undefined);
    });
  }
});
