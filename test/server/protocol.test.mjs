import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ask, connect, hear, join, meet, open, relay, room, settle, start, times, until } from './support.mjs';

const absent = { _room: { isFull: false, isPasswordProtected: false } };
const send = (socket, remoteUserId, message, sender) => socket.emit(relay, { remoteUserId, message, sender });

describe('check-presence', () => {
  it('tells whether a room exists, is full and is locked, with booleans and nothing else', async (t) => {
    const server = await start(t);
    const owner = connect(t, server, { userid: 'o', query: { maxParticipantsAllowed: '2' } });
    const member = connect(t, server, { userid: 'm' });
    const asker = connect(t, server);

    assert.deepEqual(await ask(asker, 'check-presence', 'r'), [false, 'r', absent]);
    await open(owner, 'r', { extra: { name: 'Ada' } });
    assert.deepEqual(await ask(asker, 'check-presence', 'r'), [true, 'r', absent]);
    await ask(owner, 'set-password', 'secret');
    await join(member, 'r', { password: 'secret' });
    const full = { _room: { isFull: true, isPasswordProtected: true } };
    assert.deepEqual(await ask(asker, 'check-presence', 'r'), [true, 'r', full]);
  });
});

describe('open-room and join-room', () => {
  it('answer with the admission: everyone in order of coming, oneself included', async (t) => {
    const server = await start(t, { iceServers: [{ urls: 'stun:s' }] });
    const owner = connect(t, server, { userid: 'o', kit: true });
    const member = connect(t, server, { userid: 'm' });

    const [opened, noError, alone] = await open(owner, 'r', { extra: { name: 'Ada' } });
    const [joined, , both] = await join(member, 'r', { extra: { name: 'Bob & Co' } });

    assert.deepEqual([opened, noError, joined], [true, null, true]);
    assert.deepEqual(alone.members, [{ userid: 'o', extra: { name: 'Ada' }, kit: true }]);
    assert.deepEqual(both, {
      seq: both.seq,
      owner: 'o',
      members: [
        { userid: 'o', extra: { name: 'Ada' }, kit: true },
        { userid: 'm', extra: { name: 'Bob & Co' }, kit: false },
      ],
      iceServers: [{ urls: 'stun:s' }],
    });
    assert.ok(both.seq > alone.seq);
  });

  it('refuse with the texts of the stock server and our codes', async (t) => {
    const server = await start(t);
    const owner = connect(t, server, { userid: 'o', query: { maxParticipantsAllowed: '1' } });
    const other = connect(t, server, { userid: 'x' });
    await open(owner, 'r', { password: 'p' });

    assert.deepEqual(await open(other, 'r'), [false, 'Room not available', { code: 'room-exists' }]);
    assert.deepEqual(await join(other, 'none'), [false, 'Room not available', { code: 'room-not-found' }]);
    assert.deepEqual(await join(other, 'r'), [false, 'Invalid password', { code: 'invalid-password' }]);
    assert.deepEqual(await join(other, 'r', { password: 'x' }), [
      false,
      'Invalid password',
      { code: 'invalid-password' },
    ]);
    assert.deepEqual(await join(other, 'r', { password: 'p' }), [false, 'Room full', { code: 'room-full' }]);
    assert.deepEqual(await join(other, 'r', { password: { p: 1 } }), [
      false,
      'invalid-argument',
      { code: 'invalid-argument' },
    ]);
  });

  it('let exactly one of fifty open at the same time', async (t) => {
    const server = await start(t);
    const sockets = Array.from({ length: 50 }, (_, index) => connect(t, server, { userid: `p${index}` }));

    const opened = await Promise.all(sockets.map((socket) => open(socket, 'r')));
    const losers = sockets.filter((_, index) => !opened[index][0]);
    const joined = await Promise.all(losers.map((socket) => join(socket, 'r')));

    assert.equal(losers.length, 49);
    assert.ok(joined.every(([success]) => success));
    assert.equal(server.stats().members, 50);
  });

  it('keep the old room until the new one is entered, then tell it', async (t) => {
    const server = await start(t);
    const [owner, mover, other] = ['o', 'm', 'x'].map((userid) => connect(t, server, { userid }));
    await meet('old', owner, mover);
    await open(other, 'locked', { password: 'p' });

    await join(mover, 'locked', { password: 'wrong' });
    await open(mover, 'locked');
    await join(mover, 'none');
    await settle(owner);
    assert.equal(times(owner, 'user-disconnected'), 0);

    await join(mover, 'locked', { password: 'p' });
    assert.deepEqual((await hear(owner, 'user-disconnected')).args, ['m']);
    assert.equal(times(owner, 'user-disconnected'), 1);
  });

  it('are idempotent for who is inside already, whom nobody is told of again', async (t) => {
    const server = await start(t);
    const owner = connect(t, server, { userid: 'o', kit: true });
    const member = connect(t, server, { userid: 'm', kit: true });
    await meet('r', owner, member);
    await settle(owner);
    const told = times(owner, 'rtc:members');

    const [joined, , admission] = await join(member, 'r', { password: 'whatever' });
    const [opened] = await open(owner, 'r');

    assert.deepEqual([joined, opened], [true, true]);
    assert.deepEqual(
      admission.members.map(({ userid }) => userid),
      ['o', 'm'],
    );
    await settle(owner, member);
    assert.equal(times(owner, 'rtc:members'), told);
    assert.equal(times(owner, 'user-disconnected'), 0);
  });

  it('ask the host, whose text is the answer, and change nothing when it refuses', async (t) => {
    const answers = {
      late: Object.assign(new Error('Ticket expired'), { code: 'expired' }),
      never: new Error('Members only'),
      no: false,
    };
    const asked = [];
    const server = await start(t, {
      authorize: async (handshake, request) => {
        asked.push([handshake.auth.token, request.action, request.roomId, request.userid]);
        if (request.roomId === 'thrown') throw new Error('Host is down');
        return answers[request.roomId];
      },
    });
    const socket = connect(t, server, { userid: 'a', auth: { token: 't' } });
    await open(socket, 'fine');

    assert.deepEqual(await open(socket, 'late'), [false, 'Ticket expired', { code: 'expired' }]);
    assert.deepEqual(await open(socket, 'never'), [false, 'Members only', { code: 'unauthorized' }]);
    assert.deepEqual(await open(socket, 'no'), [false, 'unauthorized', { code: 'unauthorized' }]);
    assert.deepEqual(await join(socket, 'thrown'), [false, 'Host is down', { code: 'unauthorized' }]);
    assert.deepEqual(asked.at(-1), ['t', 'join', 'thrown', 'a']);
    assert.deepEqual(server.stats(), { sockets: 1, seats: 1, rooms: 1, members: 1 });
    assert.equal((await ask(socket, 'check-presence', 'fine'))[0], true);
    // Who is in is not asked again: the ticket may have ended during the call.
    answers.fine = answers.late;
    assert.equal((await join(socket, 'fine'))[0], true);
    assert.equal((await open(socket, 'fine'))[0], true);
    assert.equal(asked.filter(([, , roomId]) => roomId === 'fine').length, 1);
  });

  it('do not enter a room for a socket that closed while the host thought', async (t) => {
    let decide;
    const server = await start(t, { authorize: () => new Promise((resolve) => (decide = resolve)) });
    const socket = connect(t, server, { userid: 'a' });
    socket.emit('open-room', room('r'));
    await until(() => decide, 'the question');

    socket.disconnect();
    await until(() => server.stats().sockets === 0);
    decide();
    await new Promise(setImmediate);

    assert.equal(server.stats().rooms, 0);
  });

  it('handle what a socket sends meanwhile afterwards, in order', async (t) => {
    const decisions = [];
    const server = await start(t, { authorize: () => new Promise((resolve) => decisions.push(resolve)) });
    const socket = connect(t, server, { userid: 'a' });
    const opened = open(socket, 'r');
    const left = ask(socket, 'rtc:leave');
    const seen = ask(socket, 'check-presence', 'r');
    await until(() => decisions.length, 'the question');

    decisions[0]();

    assert.equal((await opened)[0], true);
    assert.deepEqual(await left, []);
    assert.equal((await seen)[0], false);
  });
});

describe('the relay event', () => {
  it('sends a participation request to all members, with the extra of the sender', async (t) => {
    const server = await start(t);
    const [owner, member, newcomer] = ['o', 'm', 'n'].map((userid) => connect(t, server, { userid }));
    await meet('r', owner, member);
    await join(newcomer, 'r', { extra: { name: 'Nan' } });
    const message = { newParticipationRequest: true, isOneWay: false };

    send(newcomer, 'r', message, 'n');

    for (const [socket, remoteUserId] of [
      [owner, 'o'],
      [member, 'm'],
    ]) {
      const { args } = await hear(socket, relay);
      assert.deepEqual(args, [{ remoteUserId, message, sender: 'n', extra: { name: 'Nan' } }]);
    }
    await settle(newcomer);
    assert.equal(times(newcomer, relay), 0);
    assert.equal(times(owner, 'user-connected'), 0);
  });

  for (const kind of ['oneway', 'broadcast']) {
    it(`sends it to the owner only in a ${kind} room`, async (t) => {
      const server = await start(t);
      const [owner, member, newcomer] = ['o', 'm', 'n'].map((userid) => connect(t, server, { userid }));
      await open(owner, 'r', { session: { video: true, [kind]: true } });
      await join(member, 'r');
      await join(newcomer, 'r');

      send(newcomer, 'r', { newParticipationRequest: true }, 'n');

      await hear(owner, relay);
      await settle(member);
      assert.equal(times(member, relay), 0);
    });
  }

  it('tells both of the first contact, once, and passes unknown keys on', async (t) => {
    const server = await start(t);
    const [a, b] = ['a', 'b'].map((userid) => connect(t, server, { userid }));
    await meet('r', a, b);
    const message = { candidate: 'c', sdpMid: '0', gen: 7 };

    send(a, 'b', message, 'a');
    send(a, 'b', message, 'a');
    send(b, 'a', 'dropPeerConnection', 'b');

    assert.deepEqual((await hear(b, relay)).args[0].message, message);
    assert.equal((await hear(a, relay)).args[0].message, 'dropPeerConnection');
    await settle(a, b);
    assert.deepEqual([times(a, 'user-connected'), times(b, 'user-connected'), times(b, relay)], [1, 1, 2]);
    assert.equal(
      b.heard.findIndex(({ event }) => event === 'user-connected') < b.heard.findIndex((e) => e.event === relay),
      true,
    );
  });

  it('makes no contact by a goodbye', async (t) => {
    const server = await start(t);
    const [a, b] = ['a', 'b'].map((userid) => connect(t, server, { userid }));
    await meet('r', a, b);

    send(a, 'b', { userLeft: true }, 'a');

    await hear(b, relay);
    assert.equal(times(b, 'user-connected'), 0);
  });

  it('reaches nobody outside of the room and believes no forged sender', async (t) => {
    const server = await start(t);
    const [a, b, outsider, elsewhere] = ['a', 'b', 'x', 'y'].map((userid) => connect(t, server, { userid }));
    await meet('r', a, b);
    await meet('other', elsewhere);

    for (const forger of [outsider, elsewhere]) {
      const self = forger === outsider ? 'x' : 'y';
      send(forger, 'a', 'dropPeerConnection', self);
      send(forger, 'r', { newParticipationRequest: true }, self);
      send(forger, 'a', { type: 'offer', sdp: 'v=0' }, 'b');
      assert.equal(
        (await ask(forger, relay, { remoteUserId: 'a', message: {}, sender: self }))[2].code,
        'user-not-found',
      );
    }
    const [, , refusal] = await ask(b, relay, { remoteUserId: 'a', message: {}, sender: 'x' });
    await settle(a);

    assert.equal(refusal.code, 'invalid-argument');
    assert.equal(times(a, relay), 0);
    assert.equal(times(a, 'user-connected'), 0);
  });

  it('drops a message to oneself', async (t) => {
    const server = await start(t);
    const a = connect(t, server, { userid: 'a' });
    await meet('r', a);

    send(a, 'a', { candidate: 'c' }, 'a');

    await settle(a);
    assert.equal(times(a, relay), 0);
  });

  it('has the name that each page chose', async (t) => {
    const server = await start(t);
    const a = connect(t, server, { userid: 'a', query: { msgEvent: 'demo-a' } });
    const b = connect(t, server, { userid: 'b', query: { msgEvent: 'demo-b' } });
    await meet('r', a, b);

    a.emit('demo-a', { remoteUserId: 'b', message: { candidate: 'c' }, sender: 'a' });

    assert.equal((await hear(b, 'demo-b')).args[0].sender, 'a');
  });

  it('keeps its default name when a page asks for a reserved one', async (t) => {
    const server = await start(t);
    const a = connect(t, server, { userid: 'a', query: { msgEvent: 'open-room' } });
    const b = connect(t, server, { userid: 'b', query: { msgEvent: 'disconnect' } });
    await meet('r', a, b);

    send(a, 'b', { candidate: 'c' }, 'a');

    await hear(b, relay);
  });

  it('answers the old question for a user, to members only', async (t) => {
    const server = await start(t);
    const [a, b, outsider] = ['a', 'b', 'x'].map((userid) => connect(t, server, { userid }));
    await meet('r', a, b);
    const question = (userid) => ({ remoteUserId: 'system', message: { detectPresence: true, userid } });

    assert.deepEqual(await ask(a, relay, question('b')), [true, 'b']);
    assert.deepEqual(await ask(a, relay, question('a')), [false, 'a']);
    assert.deepEqual(await ask(a, relay, question('x')), [false, 'x']);
    assert.deepEqual(await ask(outsider, relay, question('b')), [false, 'b']);
  });
});

describe('extra', () => {
  it('goes to the other members once, not to the sender and to nobody outside', async (t) => {
    const server = await start(t);
    const [a, b, outsider] = ['a', 'b', 'x'].map((userid) => connect(t, server, { userid, kit: userid === 'b' }));
    await meet('r', a, b);
    await settle(b);
    const lists = times(b, 'rtc:members');

    a.emit('extra-data-updated', { name: 'New' });

    assert.deepEqual((await hear(b, 'extra-data-updated')).args, ['a', { name: 'New' }]);
    await settle(a, b, outsider);
    assert.deepEqual(
      [a, b, outsider].map((socket) => times(socket, 'extra-data-updated')),
      [0, 1, 0],
    );
    assert.equal(times(b, 'rtc:members'), lists);
  });

  it('is read from the handshake, percent-encoded or broken', async (t) => {
    const server = await start(t);
    const a = connect(t, server, { userid: 'a', query: { extra: JSON.stringify({ name: 'Bob & Co' }) } });
    const b = connect(t, server, { userid: 'b', query: { extra: '{"name":"Bob ' } });

    await open(a, 'r', { extra: undefined });
    const [, , { members }] = await join(b, 'r', { extra: undefined });

    assert.deepEqual(
      members.map(({ extra }) => extra),
      [{ name: 'Bob & Co' }, {}],
    );
  });

  it('is told to members on asking, to nobody else', async (t) => {
    const server = await start(t);
    const [a, b, outsider] = ['a', 'b', 'x'].map((userid) => connect(t, server, { userid }));
    await open(a, 'r', { extra: { name: 'Ada' } });
    await join(b, 'r');

    assert.deepEqual(await ask(b, 'get-remote-user-extra-data', 'a'), [{ name: 'Ada' }]);
    assert.deepEqual(await ask(outsider, 'get-remote-user-extra-data', 'a'), ['User ID does not exist']);
    assert.deepEqual(await ask(b, 'get-remote-user-extra-data', 'none'), ['User ID does not exist']);
  });
});

describe('passwords', () => {
  it('are set by the owner', async (t) => {
    const server = await start(t);
    const [owner, member, outsider] = ['o', 'm', 'x'].map((userid) => connect(t, server, { userid }));
    await meet('r', owner, member);

    assert.deepEqual(await ask(member, 'set-password', 'p'), [false, 'r', 'Room permission denied']);
    assert.deepEqual(await ask(outsider, 'set-password', 'p'), [null, null, 'Did not join any room yet']);
    assert.deepEqual(await ask(owner, 'set-password', 'p'), [true, 'r', null]);
    assert.equal((await join(outsider, 'r'))[1], 'Invalid password');
    assert.equal((await join(outsider, 'r', { password: 'p' }))[0], true);
  });

  it('are checked with the texts of the stock server', async (t) => {
    const server = await start(t);
    const [owner, open2, asker] = ['o', 'p', 'x'].map((userid) => connect(t, server, { userid }));
    await open(owner, 'r', { password: 'p' });
    await open(open2, 'free');
    const check = (...args) => ask(asker, 'is-valid-password', ...args).then((answer) => answer.slice(0, 3));

    assert.deepEqual(await check('p', 'r'), [true, 'r', false]);
    assert.deepEqual(await check('x', 'r'), [false, 'r', 'Invalid password']);
    assert.deepEqual(await check('', 'r'), [false, 'r', 'You did not enter the password.']);
    assert.deepEqual(await check('p', ''), [false, '', 'You did not enter the room-id.']);
    assert.deepEqual(await check('p', 'nope'), [false, 'nope', 'Room not available']);
    assert.deepEqual(await check('p', 'free'), [false, 'free', 'This room do not have any password.']);
  });
});

describe('get-public-rooms', () => {
  it('lists the rooms of exactly one identifier', async (t) => {
    const server = await start(t);
    const [a, b, asker] = ['a', 'b', 'x'].map((userid) => connect(t, server, { userid }));
    await open(a, 'r', { identifier: 'pub', extra: { name: 'Ada' } });
    await open(b, 'hidden');

    const [rooms] = await ask(asker, 'get-public-rooms', 'pub');

    assert.deepEqual(
      rooms.map(({ sessionid, isRoomFull, isPasswordProtected }) => ({ sessionid, isRoomFull, isPasswordProtected })),
      [{ sessionid: 'r', isRoomFull: false, isPasswordProtected: false }],
    );
    assert.deepEqual(rooms[0].extra, { name: 'Ada' });
    assert.notEqual(rooms[0].owner, 'a');
    assert.deepEqual(await ask(asker, 'get-public-rooms', 'other'), [[]]);
    assert.deepEqual(await ask(asker, 'get-public-rooms', ''), [null, 'publicRoomIdentifier is required']);
  });
});

describe('changed-uuid', () => {
  it('renames at the place in the room', async (t) => {
    const server = await start(t);
    const owner = connect(t, server, { userid: 'o' });
    const member = connect(t, server, { userid: 'm', kit: true });
    await meet('r', owner, member);

    assert.deepEqual(await ask(owner, 'changed-uuid', 'z'), []);
    assert.deepEqual(await ask(owner, 'changed-uuid', 'z'), []);

    const { args } = await hear(member, 'rtc:members', ({ owner: id }) => id === 'z');
    assert.deepEqual(
      args[0].members.map(({ userid }) => userid),
      ['z', 'm'],
    );
    send(member, 'z', { candidate: 'c' }, 'm');
    await hear(owner, relay);
    assert.equal((await ask(owner, 'set-password', 'p'))[0], true);
  });

  it('refuses an id that is taken, guarded or reserved', async (t) => {
    const server = await start(t);
    const [a, b] = ['a', 'b'].map((userid) => connect(t, server, { userid }));
    await meet('r', a, b);

    for (const id of ['a', `u${'0'.repeat(32)}`, 'system', 'admin']) {
      assert.equal((await ask(b, 'changed-uuid', id))[2].code, 'userid-taken', id);
    }
    assert.equal((await ask(b, 'set-password', 'p'))[2], 'Room permission denied');
  });
});

describe('disconnect-with', () => {
  it('parts two people who were in contact', async (t) => {
    const server = await start(t);
    const [a, b] = ['a', 'b'].map((userid) => connect(t, server, { userid }));
    await meet('r', a, b);

    assert.deepEqual(await ask(a, 'disconnect-with', 'b'), []);
    assert.equal(times(b, 'user-disconnected'), 0);
    send(a, 'b', { candidate: 'c' }, 'a');
    await hear(b, relay);
    assert.deepEqual(await ask(a, 'disconnect-with', 'b'), []);

    assert.deepEqual((await hear(a, 'user-disconnected')).args, ['b']);
    assert.deepEqual((await hear(b, 'user-disconnected')).args, ['a']);
    assert.equal(server.stats().members, 2);
  });
});

describe('close-entire-session', () => {
  it('ends the room for all, and empties the closer’s list of peers before the answer', async (t) => {
    const server = await start(t);
    const [owner, member, other] = ['o', 'm', 'n'].map((userid) => connect(t, server, { userid }));
    await open(owner, 'r', { extra: { name: 'Ada' } });
    await join(member, 'r');
    await join(other, 'r');

    assert.deepEqual((await ask(member, 'close-entire-session')).slice(0, 2), [false, 'Room permission denied']);
    const answer = await ask(owner, 'close-entire-session');

    assert.deepEqual(answer, [true]);
    assert.deepEqual(
      owner.heard.filter(({ event }) => event === 'user-disconnected').map(({ args }) => args[0]),
      ['m', 'n'],
    );
    for (const socket of [member, other]) {
      assert.deepEqual((await hear(socket, 'closed-entire-session')).args, ['r', { name: 'Ada' }]);
    }
    assert.equal(server.stats().rooms, 0);
    assert.deepEqual((await ask(owner, 'close-entire-session')).slice(0, 2), [false, 'Room not available']);
    assert.deepEqual(await ask(owner, 'changed-uuid', 'fresh'), []);
  });
});

describe('custom events', () => {
  it('go to the room only, with their first argument', async (t) => {
    const server = await start(t);
    const [a, b, outsider] = ['a', 'b', 'x'].map((userid) => connect(t, server, { userid }));
    await meet('r', a, b);
    await open(outsider, 'other');

    a.emit('set-custom-socket-event-listener', 'draw');
    a.emit('draw', { x: 1 }, 'more');
    outsider.emit('set-custom-socket-event-listener', 'draw');
    outsider.emit('draw', { x: 2 });

    assert.deepEqual((await hear(b, 'draw')).args, [{ x: 1 }]);
    await settle(outsider, a, b);
    assert.deepEqual(
      [a, b, outsider].map((socket) => times(socket, 'draw')),
      [0, 1, 0],
    );
  });

  it('are known under the name of the handshake', async (t) => {
    const server = await start(t);
    const name = 'RTCMultiConnection-Custom-Message';
    const a = connect(t, server, { userid: 'a', query: { socketCustomEvent: name } });
    const b = connect(t, server, { userid: 'b' });
    await meet('r', a, b);

    a.emit(name, 'hello');

    assert.deepEqual((await hear(b, name)).args, ['hello']);
  });

  it('cannot pass for events of the server or for messages', async (t) => {
    const server = await start(t);
    const a = connect(t, server, { userid: 'a' });
    const b = connect(t, server, { userid: 'b', query: { msgEvent: 'demo' } });
    await meet('r', a, b);

    for (const name of [
      'user-disconnected',
      'closed-entire-session',
      'rtc:members',
      relay,
      'disconnect',
      '__proto__x',
      7,
    ]) {
      const [accepted] = await ask(a, 'set-custom-socket-event-listener', name);
      assert.equal(accepted, name === '__proto__x', String(name));
      a.emit(String(name) === 'disconnect' ? 'harmless' : String(name), 'b');
    }
    await ask(a, 'set-custom-socket-event-listener', 'demo');
    a.emit('demo', { remoteUserId: 'b', message: 'dropPeerConnection', sender: 'b' });
    await settle(a, b);

    assert.deepEqual(
      b.heard.map(({ event }) => event),
      ['__proto__x'],
    );
  });
});

describe('rtc:watch', () => {
  const facts = (socket) => socket.heard.filter(({ event }) => event === 'rtc:presence').map(({ args }) => args[0]);

  it('answers at once and after each change until it ends', async (t) => {
    const server = await start(t);
    const owner = connect(t, server, { userid: 'o', kit: true, query: { maxParticipantsAllowed: '2' } });
    const member = connect(t, server, { userid: 'm', kit: true });
    const watcher = connect(t, server, { kit: true });

    await ask(watcher, 'rtc:watch', 'r');
    await open(owner, 'r');
    await join(member, 'r');
    await ask(owner, 'set-password', 'p');
    await ask(owner, 'extra-data-updated', { name: 'x' });
    await ask(member, 'rtc:leave');
    await ask(owner, 'rtc:leave');
    await hear(watcher, 'rtc:presence', ({ present, locked }) => !present && !locked && facts(watcher).length > 1);
    await ask(watcher, 'rtc:unwatch', 'r');
    await open(owner, 'r');
    await settle(watcher);

    assert.deepEqual(
      facts(watcher).map(({ present, full, locked }) => [present, full, locked]),
      [
        [false, false, false],
        [true, false, false],
        [true, true, false],
        [true, true, true],
        [true, false, true],
        [false, false, false],
      ],
    );
    assert.ok(facts(watcher).every((entry) => entry.roomId === 'r'));
  });

  it('is capped per socket', async (t) => {
    const server = await start(t);
    const watcher = connect(t, server, { kit: true });
    for (let index = 0; index < 32; index += 1) assert.deepEqual(await ask(watcher, 'rtc:watch', `r${index}`), []);

    assert.equal((await ask(watcher, 'rtc:watch', 'one-more'))[2].code, 'rate-limited');
    assert.deepEqual(await ask(watcher, 'rtc:watch', 'r0'), []);
    await ask(watcher, 'rtc:unwatch', 'r0');
    assert.deepEqual(await ask(watcher, 'rtc:watch', 'one-more'), []);
  });
});

describe('rtc:members', () => {
  it('goes to the kit’s clients in the room, with a rising number', async (t) => {
    const server = await start(t);
    const kit = connect(t, server, { userid: 'k', kit: true });
    const stock = connect(t, server, { userid: 's' });
    const late = connect(t, server, { userid: 'l' });
    await meet('r', kit, stock, late);
    await ask(stock, 'rtc:leave');
    await settle(kit, late);

    const lists = kit.heard.filter(({ event }) => event === 'rtc:members').map(({ args }) => args[0]);
    assert.deepEqual(
      lists.map(({ members }) => members.map(({ userid }) => userid)),
      [
        ['k', 's'],
        ['k', 's', 'l'],
        ['k', 'l'],
      ],
    );
    assert.ok(lists.every(({ seq }, index) => index === 0 || seq > lists[index - 1].seq));
    assert.ok(lists.every(({ owner }) => owner === 'k'));
    assert.equal(times(stock, 'rtc:members') + times(late, 'rtc:members'), 0);
  });
});
