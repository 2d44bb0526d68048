import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  ask,
  connect,
  hear,
  identity,
  join,
  meet,
  open,
  quick,
  relay,
  settle,
  silence,
  start,
  times,
  until,
} from './support.mjs';

/** Pings are rare here, so that only the probe can find out that a socket is dead. */
const timings = { ...quick, pingInterval: 60_000, pingTimeout: 60_000 };

const refused = async (socket, userid) => {
  const { args } = await hear(socket, 'userid-already-taken');
  assert.equal(args[0], userid);
  assert.match(args[1], /^\d+$/);
};

describe('a generated id', () => {
  it('is for the holder of its secret only, seen before or not', async (t) => {
    const server = await start(t, { timings });
    const me = identity();
    const thieves = [
      connect(t, server, { userid: me.userid }),
      connect(t, server, { userid: me.userid, kit: true }),
      connect(t, server, { userid: me.userid, kit: true, auth: identity().auth }),
      connect(t, server, { userid: me.userid, kit: true, auth: { secret: ['x'], instance: {} } }),
    ];

    for (const thief of thieves) await refused(thief, me.userid);
    assert.equal(server.stats().seats, 0);
    const holder = connect(t, server, { ...me, kit: true });
    assert.equal((await open(holder, 'r'))[2].owner, me.userid);
  });
});

describe('a newcomer with an id in use', () => {
  it('with the proof of the same page replaces the old socket at once', async (t) => {
    const server = await start(t, { timings: { ...timings, probe: 60_000 } });
    const me = identity();
    const old = connect(t, server, { ...me, kit: true });
    const other = connect(t, server, { userid: 'o' });
    await meet('r', other, old);

    const fresh = connect(t, server, { ...me, kit: true });

    assert.equal((await join(fresh, 'r'))[0], true);
    await until(() => old.disconnected);
    await settle(other);
    assert.equal(times(other, 'user-disconnected'), 0);
    assert.equal(server.stats().sockets, 2);
  });

  it('with the proof of a copied page gets a new id when the old one lives', async (t) => {
    const server = await start(t, { timings });
    const { userid, auth } = identity();
    const old = connect(t, server, { userid, auth, kit: true });
    await meet('r', old);

    const copy = connect(t, server, { userid, auth: { ...auth, instance: 'copy' }, kit: true });

    await refused(copy, userid);
    await until(() => copy.disconnected, 'the goodbye');
    assert.equal((await ask(old, 'set-password', 'p'))[0], true);
  });

  it('with the proof of a copied page replaces a silent socket, and its acks wait for that', async (t) => {
    const server = await start(t, { timings });
    const { userid, auth } = identity();
    const old = connect(t, server, { userid, auth, kit: true });
    const other = connect(t, server, { userid: 'o' });
    await meet('r', other, old);
    silence(old);

    const copy = connect(t, server, { userid, auth: { ...auth, instance: 'copy' }, kit: true });
    await until(() => copy.connected);
    const from = performance.now();
    const [joined, , { members }] = await join(copy, 'r');

    assert.ok(performance.now() - from > timings.probe / 2);
    assert.equal(joined, true);
    assert.deepEqual(
      members.map((member) => member.userid),
      ['o', userid],
    );
    assert.equal(times(other, 'user-disconnected'), 0);
  });

  it('without a proof, as stock pages are, gets nowhere while the old one lives', async (t) => {
    const server = await start(t, { timings });
    const old = connect(t, server, { userid: 'a' });
    await meet('r', old);

    const copy = connect(t, server, { userid: 'a' });
    await refused(copy, 'a');

    let answered = false;
    copy.emit('check-presence', 'r', () => (answered = true));
    copy.emit('join-room', { sessionid: 'r' }, () => (answered = true));
    await settle(old, connect(t, server));
    assert.equal(answered, false);
    assert.equal(copy.connected, true);
    assert.equal(server.stats().members, 1);
  });

  it('without a proof takes over from a silent stock page', async (t) => {
    const server = await start(t, { timings });
    const [a, b] = ['a', 'b'].map((userid) => connect(t, server, { userid }));
    await meet('r', a, b);
    silence(b);

    const back = connect(t, server, { userid: 'b' });
    back.emit(relay, { remoteUserId: 'a', message: { candidate: 'c' }, sender: 'b' });

    await hear(a, relay);
    assert.equal(times(a, 'user-disconnected'), 0);
  });

  it('replaces nobody with a proof of its own', async (t) => {
    const server = await start(t, { timings });
    const stock = connect(t, server, { userid: 'a' });
    await meet('r', stock);
    silence(stock);

    await refused(connect(t, server, { userid: 'a', auth: identity().auth, kit: true }), 'a');
  });

  it('is one of many who come at the same time, of whom one wins', async (t) => {
    const server = await start(t, { timings });
    const old = connect(t, server, { userid: 'a' });
    await meet('r', old);
    silence(old);

    const crowd = Array.from({ length: 5 }, () => connect(t, server, { userid: 'a' }));

    const losers = () => crowd.filter((socket) => times(socket, 'userid-already-taken') === 1);
    await until(() => losers().length === 4, 'four refusals');
    const winner = crowd.find((socket) => !losers().includes(socket));
    await settle(winner);
    assert.equal(losers().length, 4);
    assert.deepEqual({ ...server.stats(), sockets: 0 }, { sockets: 0, seats: 1, rooms: 1, members: 1 });
  });

  it('leaves nothing behind when it goes during the probe', async (t) => {
    const server = await start(t, { timings });
    const old = connect(t, server, { userid: 'a' });
    await meet('r', old);
    silence(old);
    const copy = connect(t, server, { userid: 'a' });
    await until(() => copy.connected);

    copy.disconnect();
    const third = connect(t, server, { userid: 'a' });

    await settle(third);
    assert.equal(server.stats().members, 1);
  });
});

describe('a chosen id', () => {
  it('belongs to who came first', async (t) => {
    const server = await start(t, { timings });
    const first = connect(t, server, { userid: 'ada', auth: identity().auth, kit: true });
    await settle(first);

    for (const options of [{}, { kit: true }, { kit: true, auth: identity().auth }]) {
      await refused(connect(t, server, { userid: 'ada', ...options }), 'ada');
    }
  });

  for (const userid of ['system', 'admin', 'x'.repeat(65), 'a\u0000b', '   ']) {
    it(`is refused when it is ${JSON.stringify(userid.slice(0, 10))}`, async (t) => {
      const server = await start(t, { timings });

      await refused(connect(t, server, { userid }), userid);
    });
  }

  it('may be a name of a prototype', async (t) => {
    const server = await start(t, { timings });
    const ids = ['__proto__', 'constructor', 'toString'];
    const sockets = ids.map((userid) => connect(t, server, { userid }));

    await meet('__proto__', ...sockets);
    sockets[0].emit(relay, { remoteUserId: 'toString', message: { candidate: 'c' }, sender: '__proto__' });

    await hear(sockets[2], relay);
    assert.equal({}.polluted, undefined);
    assert.equal(server.stats().members, 3);
  });

  it('is made up by the server when there is none', async (t) => {
    const server = await start(t, { timings });

    const [, , { owner }] = await open(connect(t, server), 'r');

    assert.match(owner, /^\d+$/);
  });
});
