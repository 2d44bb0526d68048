import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import WebSocket from 'ws';
import {
  ask,
  breakTransport,
  connect,
  hear,
  join,
  meet,
  open,
  relay,
  room,
  settle,
  start,
  times,
  until,
} from './support.mjs';

const rate = (burst, perSecond = 0.001) => ({ burst, perSecond });

/** Emits many times and counts the answers; the last question of another socket shows that all were handled. */
async function answers(socket, times_, event, ...args) {
  const heard = [];
  for (let index = 0; index < times_; index += 1) socket.emit(event, ...args, (...answer) => heard.push(answer));
  return heard;
}

describe('rates', () => {
  it('answer the first refused packet of a window and not the others', async (t) => {
    const server = await start(t, { rates: { messages: rate(5) } });
    const socket = connect(t, server);

    const heard = await answers(socket, 20, 'check-presence', 'r');
    await until(() => heard.length === 6);
    await settle(connect(t, server));

    assert.deepEqual(heard[5].slice(0, 2), [false, 'rate-limited']);
    assert.equal(heard[5][2].code, 'rate-limited');
    assert.ok(heard[5][2].retryAfter > 0);
    assert.equal(heard.length, 6);
  });

  it('hold questions about rooms on their own, watching, joining and opening included, but not of the own room', async (t) => {
    const server = await start(t, { rates: { presence: rate(3) } });
    const [owner, socket] = ['o', 'x'].map((userid) => connect(t, server, { userid }));
    await open(owner, 'locked', { password: 'p' });

    await ask(socket, 'rtc:watch', 'r');
    assert.equal((await join(socket, 'none'))[2].code, 'room-not-found');
    assert.equal((await join(socket, 'locked'))[2].code, 'invalid-password');
    // The first refused one of a window is answered, whether or not there is such a room.
    assert.equal((await join(socket, 'locked'))[2].code, 'rate-limited');
    assert.equal((await open(owner, 'second'))[0], true);
    assert.equal((await open(owner, 'third'))[0], true);
    assert.equal((await open(owner, 'locked'))[2].code, 'rate-limited');
    assert.equal((await join(owner, 'third'))[0], true);
  });

  it('let one who has just left ask for that room once more, and the host is asked again', async (t) => {
    const asked = [];
    let isWelcome = true;
    const authorize = (_, { userid, roomId }) => {
      if (userid === 'x') asked.push(roomId);
      return isWelcome;
    };
    const server = await start(t, { authorize, rates: { presence: rate(2) } });
    const [owner, socket] = ['o', 'x'].map((userid) => connect(t, server, { userid }));
    await meet('r', owner, socket);
    await ask(socket, 'rtc:leave');
    await ask(socket, 'rtc:watch', 'other');
    isWelcome = false;

    const first = await join(socket, 'r');
    const second = await join(socket, 'r');

    assert.equal(first[2].code, 'unauthorized');
    assert.equal(second[2].code, 'rate-limited');
    assert.deepEqual(asked, ['r', 'r']);
  });

  it('let ten passwords a minute be tried, then not even the right one', async (t) => {
    const server = await start(t);
    const [owner, guesser, guest] = ['o', 'g', 'x'].map((userid) => connect(t, server, { userid }));
    await open(owner, 'r', { password: 'right' });

    const codes = [];
    for (let index = 0; index < 6; index += 1) {
      codes.push((await join(guesser, 'r', { password: `p${index}` }))[2].code);
      codes.push((await ask(guesser, 'is-valid-password', `q${index}`, 'r').catch(() => []))[1 + 1]);
      if (codes.length >= 10) break;
    }
    const [joined, text, refusal] = await join(guesser, 'r', { password: 'right' });

    assert.equal(codes.filter((code) => code === 'invalid-password').length, 5);
    assert.deepEqual([joined, text, refusal.code], [false, 'rate-limited', 'rate-limited']);
    assert.ok(refusal.retryAfter > 50 && refusal.retryAfter <= 60, String(refusal.retryAfter));
    assert.equal((await join(guest, 'r', { password: 'right' }))[0], true);
  });

  it('hold an address to a number of wrong passwords for a room, over all its sockets', async (t) => {
    const server = await start(t, { rates: { passwordTriesPerAddressAndRoom: 4 } });
    const [owner, other, ...guessers] = ['o', 'p', 'a', 'b', 'c'].map((userid) => connect(t, server, { userid }));
    await open(owner, 'r', { password: 'right' });
    await open(other, 'second', { password: 'right' });

    const codes = [];
    for (const guesser of guessers) {
      for (let index = 0; index < 2 && !codes.includes('rate-limited'); index += 1) {
        codes.push((await join(guesser, 'r', { password: 'x' }))[2].code);
      }
    }

    assert.deepEqual(codes.slice(0, 4), Array(4).fill('invalid-password'));
    assert.equal(codes[4], 'rate-limited');
    assert.equal((await join(guessers[2], 'second', { password: 'right' }))[0], true);
  });

  it('do not count right passwords or none', async (t) => {
    const server = await start(t, { rates: { passwordTries: 1 } });
    const [owner, guest] = ['o', 'g'].map((userid) => connect(t, server, { userid }));
    await open(owner, 'r', { password: 'right' });

    for (let index = 0; index < 3; index += 1) {
      assert.equal((await join(guest, 'r'))[1], 'Invalid password');
      assert.equal((await join(guest, 'r', { password: 'right' }))[0], true);
      await ask(guest, 'rtc:leave');
    }
  });

  it('cut who goes on, and nobody else', async (t) => {
    const lines = [];
    const server = await start(t, {
      rates: { messages: rate(10), offences: rate(20) },
      log: (line) => lines.push(line),
    });
    const flooder = connect(t, server, { userid: 'f' });
    const honest = connect(t, server, { userid: 'h' });
    await settle(flooder);

    for (let index = 0; index < 50; index += 1) flooder.emit(relay, { remoteUserId: 'h', message: 'x', sender: 'f' });

    await until(() => flooder.disconnected);
    await settle(honest);
    assert.ok(lines.some((line) => line.startsWith('cut a socket')));
    assert.ok(lines.length <= 2, lines.join('\n'));
    await settle(connect(t, server, { userid: 'again' }));
  });

  it('cap the events that a page may call its own', async (t) => {
    const server = await start(t);
    const socket = connect(t, server);
    const taken = [];
    for (let index = 0; index < 40; index += 1) {
      taken.push((await ask(socket, 'set-custom-socket-event-listener', `e${index}`))[0]);
    }

    assert.equal(taken.filter(Boolean).length, 32);
  });
});

describe('sizes', () => {
  it('let a message of 64 KiB through and answer larger ones with too-large', async (t) => {
    const server = await start(t);
    const [a, b] = ['a', 'b'].map((userid) => connect(t, server, { userid }));
    await meet('r', a, b);
    const message = (bytes) => ({ remoteUserId: 'b', message: 'x'.repeat(bytes - 2), sender: 'a' });

    a.emit(relay, message(64 * 1024));
    const [, text, refusal] = await ask(a, relay, message(64 * 1024 + 1));

    assert.equal((await hear(b, relay)).args[0].message.length, 64 * 1024 - 2);
    assert.deepEqual([text, refusal.code], ['too-large', 'too-large']);
    assert.equal((await ask(a, relay, message(900_000)))[2].code, 'too-large');
    assert.equal(times(b, relay), 1);
  });

  const deep = (levels) => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);
  for (const [what, request] of [
    ['a room id', { sessionid: 'r'.repeat(129) }],
    ['extra in bytes', { extra: { name: 'x'.repeat(8 * 1024) } }],
    ['extra in depth', { extra: deep(9) }],
    ['extra of 900 kB', { extra: { name: 'x'.repeat(900_000) } }],
    ['a password', { password: 'x'.repeat(2000) }],
  ]) {
    it(`refuse ${what}, with nothing changed`, async (t) => {
      const server = await start(t);
      const socket = connect(t, server, { userid: 'a' });
      await open(socket, 'old');

      assert.equal((await open(socket, 'r', request))[2].code, 'too-large');
      assert.equal((await ask(socket, 'check-presence', 'old'))[0], true);
      assert.equal(server.stats().rooms, 1);
    });
  }

  it('end a transport that sends more than a megabyte, and only that', async (t) => {
    const server = await start(t);
    const [a, b] = ['a', 'b'].map((userid) => connect(t, server, { userid }));
    await settle(a, b);

    a.emit(relay, 'x'.repeat(1_100_000));

    await until(() => a.disconnected);
    await settle(b);
  });

  it('end a reader that does not read, before it fills the memory', async (t) => {
    const server = await start(t, {
      rates: { messages: rate(1e6, 1e6) },
      timings: { pingInterval: 60_000, pingTimeout: 60_000, transportGrace: 100 },
    });
    const [a, b] = ['a', 'b'].map((userid) => connect(t, server, { userid }));
    await meet('r', a, b);
    b.io.engine.transport.ws._socket.pause();
    const message = 'x'.repeat(60_000);

    await until(async () => {
      for (let index = 0; index < 50; index += 1) a.emit(relay, { remoteUserId: 'b', message, sender: 'a' });
      await settle(a);
      return server.stats().sockets === 1;
    }, 'the end of the reader');
    await hear(a, 'user-disconnected');
  });
});

describe('names of prototypes', () => {
  it('in extra are dropped', async (t) => {
    const server = await start(t);
    const [a, b] = ['a', 'b'].map((userid) => connect(t, server, { userid }));
    const extra = JSON.parse(
      '{"name":"A","__proto__":{"polluted":1},"deep":{"constructor":{"prototype":{"polluted":1}}}}',
    );

    await open(a, 'r', { extra });
    const [, , { members }] = await join(b, 'r');

    assert.equal({}.polluted, undefined);
    assert.deepEqual(members[0].extra, { name: 'A', deep: {} });
    assert.equal(Object.hasOwn(members[0].extra, '__proto__'), false);
  });

  it('as events are unknown', async (t) => {
    const server = await start(t);
    const socket = connect(t, server);

    for (const event of ['__proto__', 'constructor', 'toString', 'no-such-event']) {
      assert.equal((await ask(socket, event, 'r'))[2].code, 'invalid-argument', event);
    }
  });
});

const events = [
  'check-presence',
  'open-room',
  'join-room',
  relay,
  'extra-data-updated',
  'get-remote-user-extra-data',
  'set-password',
  'is-valid-password',
  'get-public-rooms',
  'changed-uuid',
  'disconnect-with',
  'close-entire-session',
  'set-custom-socket-event-listener',
  'own',
  'rtc:leave',
  'rtc:watch',
  'rtc:unwatch',
];

const nested = (levels) => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
const oddArguments = {
  nothing: [],
  null: [null],
  'a number': [7],
  true: [true],
  'an empty string': [''],
  'an array': [[]],
  'an object': [{}],
  'control characters': ['a\u0000b'],
  'wrong fields': [{ sessionid: {}, remoteUserId: [], message: null, extra: 'x', sender: 1, password: [] }],
  'a string for the ack': ['r', 'ack'],
  'an object for the ack': [{ sessionid: 'other', remoteUserId: 'b', message: {} }, { call: 1 }],
  'many arguments': Array(50).fill('r'),
  binary: [Buffer.from('binary')],
  'binary inside': [{ sessionid: 'r', remoteUserId: 'b', message: Buffer.from('x'), extra: { a: Buffer.from('x') } }],
};

describe('malformed packets', () => {
  for (const [what, args] of Object.entries(oddArguments)) {
    it(`of ${what} change nothing for others, on every event`, async (t) => {
      const server = await start(t);
      const [a, b] = ['a', 'b'].map((userid) => connect(t, server, { userid }));
      const attacker = connect(t, server, { userid: 'x', query: { socketCustomEvent: 'own' } });
      await meet('r', a, b);

      for (const event of events) {
        attacker.emit(event, ...args);
        attacker.emit(event, ...args, () => {});
      }

      await settle(attacker, a, b);
      assert.deepEqual(
        [...a.heard, ...b.heard].map(({ event }) => event),
        [],
      );
      assert.equal((await ask(a, 'set-password', 'p'))[0], true);
    });
  }

  it('of a wrong shape are answered as errors where there is an ack', async (t) => {
    const server = await start(t);
    const socket = connect(t, server, { userid: 'x' });

    for (const event of ['open-room', 'join-room', 'check-presence', relay, 'changed-uuid', 'rtc:watch']) {
      assert.deepEqual((await ask(socket, event, null)).slice(0, 2), [false, 'invalid-argument'], event);
    }
  });

  it('of a hundred thousand levels are answered, on every event', async (t) => {
    const server = await start(t);
    const socket = connect(t, server, { userid: 'x', query: { socketCustomEvent: 'own' } });
    const member = connect(t, server, { userid: 'm' });
    await meet('r', member, socket);
    // Written as text: the client's own encoder would not survive it.
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const inside = `{"sessionid":"r","remoteUserId":"m","sender":"x","message":${deep},"extra":{"a":${deep}}}`;

    for (const event of events) {
      socket.io.engine.write(`2${JSON.stringify([event]).slice(0, -1)},${deep}]`);
      socket.io.engine.write(`29${JSON.stringify([event]).slice(0, -1)},${inside}]`);
    }

    await settle(socket, member);
    assert.equal(times(member, relay) + times(member, 'own') + times(member, 'extra-data-updated'), 0);
    assert.ok(nested(3));
  });

  it('as raw frames end their own connection only', async (t) => {
    const server = await start(t);
    const honest = connect(t, server, { userid: 'h' });
    await settle(honest);
    const url = `${server.url.replace('http', 'ws')}socket.io/?EIO=4&transport=websocket`;
    const frames = [
      '',
      '4',
      '40',
      '42',
      '42[]',
      '42[1]',
      '42["x"',
      '42{}',
      '42[null]',
      '43',
      '430[]',
      '431["x"]',
      '41',
      '44{}',
      '45-["x"]',
      '451-["open-room",{"_placeholder":true,"num":9}]',
      '459999-["x"]',
      '46',
      '4a',
      '5',
      '6',
      '2probe',
      '3',
      '1',
      '0{}',
      '42/admin,["x"]',
      '40/other,',
      '42["disconnect"]',
      '42["error",1]',
      '42["newListener"]',
      '42["__proto__"]',
      `42["open-room",${'{"a":'.repeat(5)}`,
      Buffer.from([1, 2, 3]),
      Buffer.alloc(0),
    ];

    for (const frame of frames) {
      for (const first of ['40', '40{"secret":[]}', null]) {
        const socket = new WebSocket(url);
        await new Promise((resolve, reject) => {
          socket.on('error', reject).on('open', () => {
            if (first) socket.send(first);
            socket.send(frame);
            socket.send('42["check-presence",null]');
            socket.close();
          });
          socket.on('close', resolve);
        });
      }
    }

    await settle(honest);
    await until(() => server.stats().sockets === 1);
  });

  it('over polling end nothing either', async (t) => {
    const server = await start(t);
    const honest = connect(t, server, { transports: ['polling'] });
    const url = `${server.url}socket.io/?EIO=4&transport=polling`;

    for (const body of [
      '',
      '4',
      '40',
      'x',
      '42["open-room"]',
      'b!!!!',
      '40\u001e42[1]\u001e42["open-room",null]',
      '1',
    ]) {
      const { sid } = JSON.parse((await (await fetch(url)).text()).slice(1));
      await (await fetch(`${url}&sid=${sid}`, { method: 'POST', body })).text();
    }

    await settle(honest);
  });

  it('leave the server with nobody when all have gone', async (t) => {
    const server = await start(t, { timings: { transportGrace: 50, hold: 50 } });
    const sockets = Array.from({ length: 20 }, (_, index) => connect(t, server, { userid: `p${index}` }));
    await Promise.all(sockets.map((socket, index) => ask(socket, 'open-room', room(`r${index % 5}`))));
    await settle(...sockets);

    for (const socket of sockets) breakTransport(socket);

    await until(() => Object.values(server.stats()).every((count) => count === 0));
  });
});
