import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
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
