import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Seats } from '../../dist/server/identity.js';
import {
  ask,
  breakTransport,
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

/** Milliseconds from now until a socket hears that somebody went. */
async function told(socket, userid, act) {
  await settle(socket);
  const from = performance.now();
  act();
  return (await hear(socket, 'user-disconnected', (id) => id === userid)).at - from;
}

describe('leaving', () => {
  it('is told at once after rtc:leave, and the socket stays', async (t) => {
    const server = await start(t, { timings: quick });
    const [a, b] = ['a', 'b'].map((userid) => connect(t, server, { userid, kit: true }));
    await meet('r', a, b);

    const after = await told(a, 'b', () => b.emit('rtc:leave'));

    assert.ok(after < quick.transportGrace, String(after));
    assert.equal((await join(b, 'r'))[0], true);
  });

  it('is told at once after a clean goodbye', async (t) => {
    const server = await start(t, { timings: quick });
    const [a, b] = ['a', 'b'].map((userid) => connect(t, server, { userid }));
    await meet('r', a, b);

    const after = await told(a, 'b', () => b.disconnect());

    assert.ok(after < quick.transportGrace, String(after));
    assert.equal(server.stats().members, 1);
  });

  it('is told after the grace when the transport closed', async (t) => {
    const server = await start(t, { timings: quick });
    const [a, b] = ['a', 'b'].map((userid) => connect(t, server, { userid }));
    await meet('r', a, b);

    const after = await told(a, 'b', () => breakTransport(b));

    assert.ok(after >= quick.transportGrace - 20, String(after));
    assert.equal(times(a, 'user-disconnected'), 1);
  });

  it('is told after the longer grace when the other end fell silent', async (t) => {
    const server = await start(t, { timings: quick });
    const [a, b] = ['a', 'b'].map((userid) => connect(t, server, { userid }));
    await meet('r', a, b);

    const after = await told(a, 'b', () => silence(b));

    assert.ok(after >= quick.silenceGrace + quick.pingTimeout - 20, String(after));
  });

  it('is told to those of the kit as away meanwhile, and as back', async (t) => {
    const server = await start(t, { timings: { ...quick, silenceGrace: 60_000 } });
    const me = identity();
    const [a, b] = [connect(t, server, { userid: 'a', kit: true }), connect(t, server, { ...me, kit: true })];
    await meet('r', a, b);
    const away = () => {
      const told = a.heard.filter(({ event }) => event === 'rtc:members').map(({ args }) => args[0].members);
      return (told.at(-1) ?? []).map((member) => member.away === true);
    };
    await until(() => away().length === 2, 'both');

    silence(b);
    await until(() => away()[1], 'the mark');
    assert.deepEqual(away(), [false, true]);
    const again = connect(t, server, { ...me, kit: true });
    await join(again, 'r');

    await until(() => !away()[1], 'the mark to go');
    assert.equal(times(a, 'user-disconnected'), 0);
  });

  it('is told even when the hold ends at the same moment', async (t) => {
    const server = await start(t, { timings: { ...quick, hold: quick.silenceGrace } });
    const me = identity();
    const [a, b] = [{ userid: 'a' }, { userid: 'b' }].map((options) => connect(t, server, options));
    const c = connect(t, server, { ...me, kit: true });
    await meet('r', a, b, c);

    silence(b);
    silence(c);

    await hear(a, 'user-disconnected', (id) => id === 'b');
    await hear(a, 'user-disconnected', (id) => id === me.userid);
    await until(() => server.stats().seats === 1);
  });

  it('is told even when the server stood still until the hold had ended', async () => {
    const gone = [];
    const seats = new Seats({ probe: 1, hold: 30, rejoin: 1, goodbye: 1 }, (seat) => gone.push(seat.userid));
    const seat = (userid) => ({ userid, proof: { hash: 'h', instance: 'i' }, contacts: new Set(), left: false });
    const standStill = (ms) => {
      for (const end = performance.now() + ms; performance.now() < end;);
    };

    // Node runs all that is due of one length before it turns to the next: the older hold takes the younger with it.
    seats.lose(seat('old'), 1);
    standStill(15);
    seats.lose(seat('young'), 20);
    standStill(60);
    await until(() => gone.length === 2);

    assert.deepEqual(gone.sort(), ['old', 'young']);
  });

  it('keeps the room and the place while nobody is told', async (t) => {
    const server = await start(t, { timings: quick });
    const a = connect(t, server, { userid: 'a', query: { maxParticipantsAllowed: '1' } });
    const asker = connect(t, server);
    await open(a, 'r');

    breakTransport(a);
    await until(() => server.stats().sockets === 1);

    assert.deepEqual((await ask(asker, 'check-presence', 'r'))[2]._room.isFull, true);
    await until(async () => !(await ask(asker, 'check-presence', 'r'))[0]);
  });

  it('is not told when the seat returns in time', async (t) => {
    const server = await start(t, { timings: { ...quick, transportGrace: 600 } });
    const me = identity();
    const a = connect(t, server, { userid: 'a', kit: true });
    const b = connect(t, server, { ...me, kit: true });
    await meet('r', a, b);
    await settle(a);
    const lists = times(a, 'rtc:members');

    breakTransport(b);
    await until(() => server.stats().sockets === 1);
    const again = connect(t, server, { ...me, kit: true });
    const [joined, , admission] = await join(again, 'r');

    assert.equal(joined, true);
    assert.deepEqual(
      admission.members.map(({ userid }) => userid),
      ['a', me.userid],
    );
    // Somebody else who goes later is told of: by then the first grace is over as well.
    const c = connect(t, server, { userid: 'c' });
    await join(c, 'r');
    await told(a, 'c', () => breakTransport(c));
    assert.equal(times(a, 'user-disconnected'), 1);
    assert.equal(times(a, 'rtc:members'), lists + 2);
  });

  it('lets a stock page that lost its socket keep its place', async (t) => {
    const server = await start(t, { timings: quick });
    const [a, b] = ['a', 'b'].map((userid) => connect(t, server, { userid }));
    await meet('r', a, b);

    breakTransport(b);
    await until(() => server.stats().sockets === 1);
    const again = connect(t, server, { userid: 'b' });
    await settle(again);
    again.emit('RTCMultiConnection-Message', { remoteUserId: 'a', message: { candidate: 'c' }, sender: 'b' });

    await hear(a, 'RTCMultiConnection-Message');
    assert.equal(times(a, 'user-disconnected'), 0);
  });

  it('keeps the id for its holder after telling, who joins as a newcomer', async (t) => {
    const server = await start(t, { timings: quick });
    const me = { userid: 'ada', auth: { secret: 's'.repeat(32), instance: 'i' } };
    const a = connect(t, server, { userid: 'a', kit: true });
    const b = connect(t, server, { ...me, kit: true });
    await meet('r', a, b);
    await told(a, 'ada', () => b.disconnect());

    const thief = connect(t, server, { userid: 'ada', kit: true });
    assert.equal((await hear(thief, 'userid-already-taken')).args[0], 'ada');
    const again = connect(t, server, { ...me, kit: true });
    const lists = times(a, 'rtc:members');
    assert.equal((await join(again, 'r'))[0], true);

    await settle(a);
    assert.equal(times(a, 'rtc:members'), lists + 1);
  });

  it('frees the id after the hold, and at once after rtc:leave', async (t) => {
    const server = await start(t, { timings: quick });
    const auth = { secret: 's'.repeat(32), instance: 'i' };
    const a = connect(t, server, { userid: 'ada', auth, kit: true });
    const b = connect(t, server, { userid: 'bob', auth, kit: true });
    await meet('r', a, b);

    await ask(b, 'rtc:leave');
    b.disconnect();
    await until(() => server.stats().seats === 1);
    const from = performance.now();
    a.disconnect();
    await until(() => server.stats().seats === 0);

    const after = performance.now() - from;
    assert.ok(after >= quick.hold - 20, String(after));
  });

  it('does not keep a ghost of a reloaded page that stays in the lobby', async (t) => {
    const server = await start(t, { timings: quick });
    const { userid, auth } = identity();
    const a = connect(t, server, { userid: 'a', kit: true });
    const b = connect(t, server, { userid, auth, kit: true });
    await meet('r', a, b);
    breakTransport(b);
    await until(() => server.stats().sockets === 1);

    const reloaded = connect(t, server, { userid, auth: { ...auth, instance: 'reloaded' }, kit: true });
    await settle(reloaded);

    await hear(a, 'user-disconnected', (id) => id === userid);
    assert.equal((await join(reloaded, 'r'))[0], true);
  });
});

/** Nobody is lost for being slow. */
const patient = { ...quick, pingInterval: 60_000, pingTimeout: 60_000 };

/** What `leave()` of a stock page sends, in one tick: a goodbye to each of the others. The socket stays open. */
function stockLeave(socket, self, ...others) {
  for (const remoteUserId of others) socket.emit(relay, { remoteUserId, message: { userLeft: true }, sender: self });
}

const saysGoodbye = (from) => (envelope) => envelope.sender === from && envelope.message.userLeft === true;

/** Waits until a goodbye that began now would be over: somebody else, in a room of its own, says one and is gone. */
async function goodbyesAreOver(t, server) {
  const before = server.stats().sockets;
  const [a, b] = ['watch-a', 'watch-b'].map((userid) => connect(t, server, { userid }));
  await meet('watch', a, b);
  stockLeave(b, 'watch-b', 'watch-a');
  await hear(a, 'user-disconnected', (id) => id === 'watch-b');
  a.disconnect();
  b.disconnect();
  await until(() => server.stats().sockets === before);
}

describe('a stock page that says goodbye to the others', () => {
  it('has left: all hear it, the room is handed on, the place is free and the socket stays', async (t) => {
    const server = await start(t, { timings: patient });
    const a = connect(t, server, { userid: 'a', query: { maxParticipantsAllowed: '3' } });
    const [b, c, asker] = ['b', 'c', 'x'].map((userid) => connect(t, server, { userid, kit: userid === 'c' }));
    await meet('r', a, b, c);

    stockLeave(a, 'a', 'b', 'c');

    for (const member of [b, c]) {
      await hear(member, relay, saysGoodbye('a'));
      await hear(member, 'user-disconnected', (id) => id === 'a');
      assert.equal(times(member, 'user-disconnected'), 1);
    }
    await hear(b, 'set-isInitiator-true');
    await hear(c, 'rtc:members', ({ owner, members }) => owner === 'b' && members.length === 2);
    assert.equal((await ask(asker, 'check-presence', 'r'))[2]._room.isFull, false);
    assert.equal((await join(asker, 'r'))[0], true);
    assert.equal((await open(a, 'own'))[0], true);
  });

  it('has left a room of two, which ends when both go in the same moment', async (t) => {
    const server = await start(t, { timings: patient });
    const [a, b] = ['a', 'b'].map((userid) => connect(t, server, { userid }));
    await meet('r', a, b);

    stockLeave(a, 'a', 'b');
    await hear(b, 'user-disconnected');
    // The one that it says goodbye to is gone already.
    stockLeave(b, 'b', 'a');

    await until(() => server.stats().rooms === 0);
    assert.deepEqual(server.stats(), { sockets: 2, seats: 2, rooms: 0, members: 0 });
  });

  for (const [how, act] of [
    ['joins it again', (a) => join(a, 'r')],
    ['opens it again', (a) => open(a, 'r')],
  ]) {
    it(`stays in the room, and its owner, when it ${how} at once`, async (t) => {
      const server = await start(t, { timings: patient });
      const [a, b] = ['a', 'b'].map((userid) => connect(t, server, { userid }));
      await meet('r', a, b);

      stockLeave(a, 'a', 'b');
      assert.equal((await act(a))[0], true);
      await goodbyesAreOver(t, server);

      assert.equal((await ask(a, 'set-password', 'p'))[0], true);
      assert.equal(times(b, 'user-disconnected'), 0);
    });
  }

  it('is told of once when it goes to another room at once, and stays there', async (t) => {
    const server = await start(t, { timings: patient });
    const [a, b, c] = ['a', 'b', 'c'].map((userid) => connect(t, server, { userid }));
    await meet('old', a, b);
    await meet('new', c);

    stockLeave(a, 'a', 'b');
    assert.equal((await join(a, 'new'))[0], true);
    await goodbyesAreOver(t, server);

    await settle(b, c);
    assert.deepEqual([times(b, 'user-disconnected'), times(c, 'user-disconnected')], [1, 0]);
    assert.equal((await open(b, 'new'))[0], false);
    assert.equal(server.stats().members, 3);
  });

  it('leaves all the same when the room it tries next refuses it', async (t) => {
    const server = await start(t, { timings: patient });
    const [a, b, c] = ['a', 'b', 'c'].map((userid) => connect(t, server, { userid }));
    await meet('r', a, b);
    await open(c, 'locked', { password: 'p' });

    stockLeave(a, 'a', 'b');
    assert.equal((await join(a, 'locked', { password: 'x' }))[0], false);

    await hear(b, 'user-disconnected', (id) => id === 'a');
  });

  it('is told at once, and frees its id, when its socket closes meanwhile', async (t) => {
    const server = await start(t, { timings: { ...patient, goodbye: 60_000, transportGrace: 60_000, hold: 60_000 } });
    const [a, b] = ['a', 'b'].map((userid) => connect(t, server, { userid }));
    await meet('r', a, b);
    stockLeave(a, 'a', 'b');
    await hear(b, relay, saysGoodbye('a'));

    breakTransport(a);

    await hear(b, 'user-disconnected', (id) => id === 'a');
    assert.equal(server.stats().seats, 1);
  });

  it('ends a room that closes with its owner', async (t) => {
    const server = await start(t, { timings: patient });
    const owner = connect(t, server, { userid: 'o', query: { autoCloseEntireSession: 'true' } });
    const member = connect(t, server, { userid: 'm' });
    await meet('r', owner, member);

    stockLeave(owner, 'o', 'm');

    await hear(member, 'closed-entire-session');
    assert.equal(server.stats().rooms, 0);
  });

  it('stays in the room that it opens after the old one was closed over it', async (t) => {
    const server = await start(t, { timings: patient });
    const [owner, b, c] = ['o', 'b', 'c'].map((userid) => connect(t, server, { userid }));
    await meet('r', owner, b, c);

    assert.deepEqual(await ask(owner, 'close-entire-session'), [true]);
    await ask(owner, 'changed-uuid', 'o2');
    // The library's own answer to the end of the session is leave().
    for (const member of [b, c]) await hear(member, 'closed-entire-session');
    stockLeave(b, 'b', 'c', 'o');
    assert.equal((await open(b, 'r'))[0], true);
    assert.equal((await join(owner, 'r'))[0], true);
    await goodbyesAreOver(t, server);

    assert.equal(times(owner, 'set-isInitiator-true'), 0);
    assert.equal((await ask(b, 'set-password', 'p'))[0], true);
  });

  it('is not one that drops a peer, whatever it says it does', async (t) => {
    const server = await start(t, { timings: patient });
    const [a, b] = ['a', 'b'].map((userid) => connect(t, server, { userid }));
    await meet('r', a, b);

    for (const message of ['dropPeerConnection', 'userLeft', { userLeft: false }, ['userLeft']]) {
      a.emit(relay, { remoteUserId: 'b', message, sender: 'a' });
    }
    await ask(a, 'disconnect-with', 'b');
    await goodbyesAreOver(t, server);

    assert.equal((await ask(a, 'set-password', 'p'))[0], true);
    assert.equal(server.stats().members, 2);
  });

  it('is not a client of the kit, which has a word for leaving', async (t) => {
    const server = await start(t, { timings: patient });
    const [a, b] = ['a', 'b'].map((userid) => connect(t, server, { userid, kit: true }));
    await meet('r', a, b);

    stockLeave(a, 'a', 'b');
    await hear(b, relay, saysGoodbye('a'));
    await goodbyesAreOver(t, server);

    assert.equal((await ask(a, 'set-password', 'p'))[0], true);
  });

  it('cannot speak for another', async (t) => {
    const server = await start(t, { timings: patient });
    const [a, b] = ['a', 'b'].map((userid) => connect(t, server, { userid }));
    await meet('r', a, b);

    stockLeave(b, 'a', 'a', 'b');
    await goodbyesAreOver(t, server);

    assert.equal(server.stats().members, 2);
  });

  it('has time for all its goodbyes: each one begins the wait anew', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const gone = [];
    const seats = new Seats({ probe: 1, hold: 1000, rejoin: 1, goodbye: 500 }, (seat) => gone.push(seat.userid));
    const seat = { userid: 'a', contacts: new Set(), left: false };

    for (let said = 0; said < 5; said += 1) {
      seats.expectLeave(seat);
      t.mock.timers.tick(499);
    }
    assert.deepEqual(gone, []);
    t.mock.timers.tick(1);

    assert.deepEqual([gone, seat.left], [['a'], true]);
  });
});

describe('an owner that goes', () => {
  it('hands the room to the longest present, who is told', async (t) => {
    const server = await start(t, { timings: quick });
    const [owner, next, last] = ['o', 'n', 'l'].map((userid) => connect(t, server, { userid, kit: userid === 'l' }));
    await meet('r', owner, next, last);

    owner.disconnect();

    assert.deepEqual((await hear(next, 'set-isInitiator-true')).args, ['r']);
    await hear(last, 'rtc:members', (list) => list.owner === 'n');
    assert.equal(times(last, 'set-isInitiator-true'), 0);
    assert.equal((await ask(next, 'set-password', 'p'))[0], true);
  });

  it('hands it to one who is there, not to one whose socket is lost', async (t) => {
    const server = await start(t, { timings: { ...quick, transportGrace: 1500 } });
    const [owner, lost, there] = ['o', 'l', 't'].map((userid) => connect(t, server, { userid }));
    await meet('r', owner, lost, there);
    breakTransport(lost);
    await until(() => server.stats().sockets === 2);

    owner.disconnect();

    await hear(there, 'set-isInitiator-true');
  });

  it('stays the owner when it is back in time', async (t) => {
    const server = await start(t, { timings: quick });
    const me = identity();
    const owner = connect(t, server, { ...me, kit: true });
    const member = connect(t, server, { userid: 'm', kit: true });
    await meet('r', owner, member);

    breakTransport(owner);
    await until(() => server.stats().sockets === 1);
    const again = connect(t, server, { ...me, kit: true });
    const [opened, , admission] = await open(again, 'r');

    assert.deepEqual([opened, admission.owner, admission.members.length], [true, me.userid, 2]);
    await settle(member);
    assert.equal(times(member, 'set-isInitiator-true'), 0);
  });

  for (const [how, query, session] of [
    ['autoCloseEntireSession', { autoCloseEntireSession: 'true' }, {}],
    ['a one-way room', {}, { oneway: true }],
    ['a broadcast', {}, { broadcast: true }],
  ]) {
    it(`ends the room for all with ${how}`, async (t) => {
      const server = await start(t, { timings: quick });
      const owner = connect(t, server, { userid: 'o', query });
      const member = connect(t, server, { userid: 'm' });
      await open(owner, 'r', { session, extra: { name: 'Ada' } });
      await join(member, 'r');

      owner.disconnect();

      assert.deepEqual((await hear(member, 'closed-entire-session')).args, ['r', { name: 'Ada' }]);
      assert.equal((await ask(member, 'check-presence', 'r'))[0], false);
    });
  }
});
