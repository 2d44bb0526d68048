// Who may come in and stay: knocking at a room, the owner's answer, and what an owner may do with a member.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  ask,
  breakTransport,
  connect,
  hear,
  identity,
  join,
  open,
  relay,
  room,
  settle,
  start,
  times,
  until,
} from './support.mjs';

/** Short enough to be waited for. */
const knockTimings = { knockPoll: 200, knockPatience: 400, knockLimit: 20_000 };

const moderate = (socket, act, userid) => ask(socket, 'rtc:moderate', act, userid);

/** Joins as a page of the kit does: asks again while the owner has not decided. */
async function knock(socket, roomId, more) {
  for (;;) {
    const answer = await join(socket, roomId, more);
    if (!answer[2]?.knocking) return answer;
    socket.polls = (socket.polls ?? 0) + 1;
  }
}

/** The ids of those who knock, as an owner was told last. */
function knocks(owner) {
  const last = owner.heard.findLast(({ event, args }) => event === 'rtc:moderate' && args[0].kind === 'knocks');
  return last?.args[0].knocks.map(({ userid }) => userid) ?? [];
}

const knocking = (owner, ...userids) =>
  until(() => JSON.stringify(knocks(owner)) === JSON.stringify(userids), `${userids} to knock, not ${knocks(owner)}`);

/** A page of the kit. */
function person(t, server, more = {}) {
  const who = identity();
  const socket = connect(t, server, { ...who, kit: true, ...more });
  return Object.assign(socket, { userid: who.userid, who });
}

/** A room of Ada's at which one knocks. */
async function guarded(t, { options, ...more } = {}) {
  const server = await start(t, { timings: knockTimings, ...options });
  const ada = person(t, server);
  assert.equal((await open(ada, 'home', { knock: true, ...more }))[0], true);
  return { server, ada };
}

describe('a room at which one knocks', () => {
  it('answers in time that the owner has been asked, and lets in whom the owner admits', async (t) => {
    const { server, ada } = await guarded(t);
    const bob = person(t, server);
    const entered = knock(bob, 'home', { extra: { name: ' Bob ', picture: 'x'.repeat(2000) } });
    await until(() => bob.polls > 1, 'two answers');

    const [told] = ada.heard.findLast(({ event }) => event === 'rtc:moderate').args;
    const answer = await moderate(ada, 'admit', bob.userid);
    const [ok, , admission] = await entered;

    assert.deepEqual(told, { kind: 'knocks', knocks: [{ userid: bob.userid, extra: { name: 'Bob' } }] });
    assert.deepEqual(answer, [true]);
    assert.equal(ok, true);
    assert.deepEqual(
      admission.members.map(({ userid }) => userid),
      [ada.userid, bob.userid],
    );
    await knocking(ada);
  });

  it('answers the first question at once, so that who knocks is told so', async (t) => {
    const { server, ada } = await guarded(t, { options: { timings: { ...knockTimings, knockPoll: 60_000 } } });
    const bob = person(t, server);

    const [, , waiting] = await join(bob, 'home');
    const entered = join(bob, 'home');
    await knocking(ada, bob.userid);
    await moderate(ada, 'admit', bob.userid);

    assert.deepEqual(waiting, { code: 'permission-denied', knocking: true });
    assert.equal((await entered)[0], true);
  });

  it('refuses whom the owner refuses, also when the word falls between two questions', async (t) => {
    const { server, ada } = await guarded(t);
    const [bob, cleo] = [person(t, server), person(t, server)];
    const entered = knock(bob, 'home');
    const [waiting] = await Promise.all([join(cleo, 'home'), knocking(ada, bob.userid, cleo.userid)]);

    await moderate(ada, 'refuse', bob.userid);
    await moderate(ada, 'refuse', cleo.userid);

    assert.deepEqual(waiting, [false, 'Room permission denied', { code: 'permission-denied', knocking: true }]);
    const refusal = [false, 'Room permission denied', { code: 'knock-refused' }];
    assert.deepEqual([await entered, await join(cleo, 'home')], [refusal, refusal]);
    await knocking(ada);
  });

  it('lets one in who was admitted between two questions', async (t) => {
    const { server, ada } = await guarded(t);
    const bob = person(t, server);
    await join(bob, 'home');

    await moderate(ada, 'admit', bob.userid);

    assert.equal((await join(bob, 'home'))[0], true);
  });

  it('tells one who knocks nothing, and passes nothing on', async (t) => {
    const { server, ada } = await guarded(t, {
      options: { turnSecret: 'secret', turnUrls: ['turn:127.0.0.1:3478'] },
    });
    const bob = person(t, server);
    await Promise.all([join(bob, 'home'), knocking(ada, bob.userid)]);

    for (const to of [ada.userid, 'home'])
      bob.emit(relay, { remoteUserId: to, message: { newParticipationRequest: true }, sender: bob.userid });
    bob.emit('RTCMultiConnection-Custom-Message', 'hello');
    const extra = await ask(bob, 'get-remote-user-extra-data', ada.userid);
    const acts = await Promise.all(['admit', 'refuse', 'remove', 'mute'].map((act) => moderate(bob, act, bob.userid)));
    await settle(bob, ada);

    assert.deepEqual(
      bob.heard.map(({ event }) => event),
      [],
    );
    assert.equal(times(ada, relay) + times(ada, 'user-connected') + times(ada, 'extra-data-updated'), 0);
    assert.equal(times(ada, 'RTCMultiConnection-Custom-Message'), 0);
    assert.equal(typeof extra[0], 'string');
    for (const [ok, , refusal] of acts) assert.deepEqual([ok, refusal], [false, { code: 'permission-denied' }]);
    assert.equal(server.stats().members, 1);
  });

  it('asks for the password first, and tells of a full room', async (t) => {
    const { server, ada } = await guarded(t, { password: 'key' });
    const bob = person(t, server);

    const [, , { code }] = await join(bob, 'home', { password: 'wrong' });
    await settle(ada);

    assert.equal(code, 'invalid-password');
    assert.deepEqual(knocks(ada), []);
  });

  it('forgets one who leaves, goes, or asks no more', async (t) => {
    const { server, ada } = await guarded(t, { options: { timings: { knockPoll: 1000, knockPatience: 1000 } } });
    const [bob, cleo, dan] = [1, 2, 3].map(() => person(t, server));
    await join(bob, 'home');
    const held = join(bob, 'home');
    for (const one of [cleo, dan]) one.emit('join-room', room('home'));
    await until(() => knocks(ada).length === 3, 'all three');

    await ask(bob, 'rtc:leave');
    cleo.disconnect();

    await knocking(ada, dan.userid);
    assert.equal((await held)[2].code, 'aborted');
    await knocking(ada);
  });

  it('keeps one whose socket is lost for a moment, and lets in who has been there', async (t) => {
    const { server, ada } = await guarded(t);
    const bob = person(t, server);
    bob.emit('join-room', room('home'));
    await knocking(ada, bob.userid);

    breakTransport(bob);
    const again = connect(t, server, { ...bob.who, kit: true });
    const entered = knock(again, 'home');
    await moderate(ada, 'admit', bob.userid);
    assert.equal((await entered)[0], true);
    await ask(again, 'rtc:leave');

    // The owner knows this one already.
    assert.equal((await join(again, 'home'))[0], true);
  });

  it('tells the new owner who knocks, and those who knock that the room is gone', async (t) => {
    const { server, ada } = await guarded(t);
    const [bob, cleo] = [person(t, server), person(t, server)];
    const entered = knock(bob, 'home');
    await knocking(ada, bob.userid);
    await moderate(ada, 'admit', bob.userid);
    await entered;
    const outside = knock(cleo, 'home');
    await knocking(ada, cleo.userid);

    await ask(ada, 'rtc:leave');
    await knocking(bob, cleo.userid);
    await ask(bob, 'close-entire-session');

    assert.deepEqual(await outside, [false, 'Room not available', { code: 'room-not-found' }]);
    // The owner that was is known at its own door, though not at that of a room of the same name.
    assert.equal((await join(ada, 'home'))[1], 'Room not available');
  });

  it('tells an owner who comes back who knocks now', async (t) => {
    const { server, ada } = await guarded(t);
    breakTransport(ada);
    const bob = person(t, server);
    bob.emit('join-room', room('home'));
    await settle(bob);

    const again = connect(t, server, { ...ada.who, kit: true });
    await open(again, 'home', { knock: true });

    await knocking(again, bob.userid);
  });

  it('refuses one whom the owner does not answer in time', async (t) => {
    const { server, ada } = await guarded(t, { options: { timings: { ...knockTimings, knockLimit: 300 } } });
    const bob = person(t, server);

    const [ok, , refusal] = await knock(bob, 'home');

    assert.deepEqual([ok, refusal], [false, { code: 'knock-refused' }]);
    await knocking(ada);
  });

  it('lets a stock page wait for its one answer', async (t) => {
    const { server, ada } = await guarded(t);
    const [bob, cleo] = ['bob', 'cleo'].map((userid) => connect(t, server, { userid }));
    const answers = [join(bob, 'home'), join(cleo, 'home')];
    await until(() => knocks(ada).length === 2, 'both to knock');

    await moderate(ada, 'admit', 'bob');
    await moderate(ada, 'refuse', 'cleo');

    assert.equal((await answers[0])[0], true);
    assert.deepEqual((await answers[1]).slice(0, 2), [false, 'Room permission denied']);
  });

  it('lets nobody in while a stock page owns it, which cannot answer', async (t) => {
    const { server, ada } = await guarded(t);
    const [bob, cleo] = [connect(t, server, { userid: 'bob' }), person(t, server)];
    const entered = join(bob, 'home');
    await knocking(ada, 'bob');
    await moderate(ada, 'admit', 'bob');
    await entered;
    await ask(ada, 'rtc:leave');

    const [ok, , refusal] = await join(cleo, 'home');

    assert.deepEqual([ok, refusal], [false, { code: 'knock-refused' }]);
  });

  it('bears only so many knocks of one address', async (t) => {
    const { server, ada } = await guarded(t, {
      options: { timings: {}, rates: { knocks: { burst: 2, perSecond: 0.01 } } },
    });
    const strangers = [1, 2, 3].map(() => person(t, server));

    const answers = await Promise.all(strangers.map((one) => join(one, 'home')));
    await until(() => knocks(ada).length === 2, 'two to knock');
    const refused = answers.filter(([, , { knocking }]) => !knocking);
    // Asking again is no knock.
    const again = strangers.filter(({ userid }) => knocks(ada).includes(userid)).map((one) => knock(one, 'home'));
    for (const userid of knocks(ada)) await moderate(ada, 'admit', userid);

    assert.deepEqual(
      refused.map(([, , { code }]) => code),
      ['rate-limited'],
    );
    for (const answer of again) assert.equal((await answer)[0], true);
  });

  it('leaves places at the door for others than those of one address', async (t) => {
    const { server, ada } = await guarded(t, {
      options: { trustProxy: true, rates: { knocks: { burst: 1000, perSecond: 1000 } } },
    });
    const from = (address) => person(t, server, { extraHeaders: { 'X-Forwarded-For': address } });
    const many = Array.from({ length: 25 }, () => from('1.1.1.1'));
    for (const one of many) one.emit('join-room', room('home'));
    await until(() => knocks(ada).length === 25, 'all of them to knock');

    const [, , refused] = await join(from('1.1.1.1'), 'home');
    const other = from('2.2.2.2');
    other.emit('join-room', room('home'));

    assert.equal(refused.code, 'rate-limited');
    await until(() => knocks(ada).includes(other.userid), 'another to knock');
  });

  it('knows nobody to admit who does not knock', async (t) => {
    const { ada } = await guarded(t);

    const answers = [await moderate(ada, 'admit', 'nobody'), await moderate(ada, 'sing', 'nobody')];

    assert.deepEqual(
      answers.map(([, , { code }]) => code),
      ['user-not-found', 'invalid-argument'],
    );
  });
});

describe('an owner', () => {
  /** Ada has a room with Bob and Cleo. */
  async function three(t) {
    const server = await start(t);
    const [ada, bob, cleo] = [1, 2, 3].map(() => person(t, server));
    await open(ada, 'home');
    await join(bob, 'home');
    await join(cleo, 'home');
    return { server, ada, bob, cleo };
  }

  it('takes somebody out, who hears it, does not come back as the same person, and has left for the others', async (t) => {
    const { server, ada, bob, cleo } = await three(t);

    assert.deepEqual(await moderate(ada, 'remove', bob.userid), [true]);

    const { args } = await hear(bob, 'closed-entire-session');
    assert.deepEqual([args[0], args[2]], ['home', 'removed']);
    await hear(cleo, 'user-disconnected', (userid) => userid === bob.userid);
    await hear(cleo, 'rtc:members', ({ members }) => members.length === 2);
    bob.emit(relay, { remoteUserId: cleo.userid, message: { hello: true }, sender: bob.userid });
    const again = connect(t, server, { userid: bob.userid, auth: bob.who.auth, kit: true });
    const answers = [await join(bob, 'home'), await join(again, 'home')];
    for (const answer of answers) assert.deepEqual(answer, [false, 'Room permission denied', { code: 'removed' }]);
    await settle(cleo);
    assert.equal(times(cleo, relay), 0);

    // A new room of this name knows nothing of that.
    await ask(ada, 'close-entire-session');
    await open(ada, 'home');
    assert.equal((await join(again, 'home'))[0], true);
  });

  it('takes a stock page out in words that it knows', async (t) => {
    const { server, ada } = await three(t);
    const dan = connect(t, server, { userid: 'dan' });
    await join(dan, 'home');

    await moderate(ada, 'remove', 'dan');

    await hear(dan, 'closed-entire-session', (roomId) => roomId === 'home');
    assert.equal((await join(dan, 'home'))[1], 'Room permission denied');
  });

  it('asks a member to be silent, and a stock page not', async (t) => {
    const { server, ada, bob, cleo } = await three(t);
    const dan = connect(t, server, { userid: 'dan' });
    await join(dan, 'home');

    const answer = await moderate(ada, 'mute', bob.userid);
    const stock = await moderate(ada, 'mute', 'dan');

    assert.deepEqual(answer, [true]);
    await hear(bob, 'rtc:moderate', ({ kind, from }) => kind === 'mute' && from === ada.userid);
    await settle(cleo);
    assert.equal(times(cleo, 'rtc:moderate'), 0);
    assert.equal(stock[2].code, 'permission-denied');
  });

  it('is the only one who may, in the own room only, and with others only', async (t) => {
    const { server, ada, bob, cleo } = await three(t);
    const dan = person(t, server);
    await open(dan, 'elsewhere');

    const acts = [];
    for (const act of ['remove', 'mute']) {
      acts.push(await moderate(bob, act, cleo.userid), await moderate(dan, act, cleo.userid));
      acts.push(await moderate(ada, act, ada.userid), await moderate(ada, act, 'nobody'));
    }

    const expected = ['permission-denied', 'user-not-found', 'user-not-found', 'user-not-found'];
    assert.deepEqual(
      acts.map(([, , { code }]) => code),
      [...expected, ...expected],
    );
    assert.equal((await join(cleo, 'home'))[2].members.length, 3);
  });
});
