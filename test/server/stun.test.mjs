import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { PerSecond } from '../../dist/server/limits.js';
import { resolveOptions } from '../../dist/server/options.js';
import { answerTo } from '../../dist/server/stun.js';
import { iceServersFor } from '../../dist/server/ice.js';
import {
  attributes,
  cookie,
  decode,
  encode,
  errorOf,
  exchange,
  freePort,
  open as openUdp,
  types,
  unmask,
} from './stun-client.mjs';
import { connect, open, start } from './support.mjs';

const hasIPv6 = Object.values(networkInterfaces()).some((list) => list.some(({ address }) => address === '::1'));

/** The address that an answer names. */
const mapped = (packet) => {
  const { attributes: found, transaction } = decode(packet);
  return unmask(found.get(attributes.mappedAddress), transaction);
};

async function startWithStun(t, options) {
  const stunPort = await freePort();
  return { server: await start(t, { stunPort, ...options }), stunPort };
}

describe('STUN', () => {
  it('tells a browser its address and port, in 32 bytes', async (t) => {
    const { stunPort } = await startWithStun(t);
    const socket = await openUdp(t);

    const answer = await exchange(socket, encode(types.binding), stunPort);

    assert.equal(decode(answer).type, types.bindingSuccess);
    assert.deepEqual(mapped(answer), { address: '7f000001', port: socket.address().port });
    assert.equal(answer.length, 32);
  });

  it(
    'tells an IPv6 address, and an IPv4 one as such on the same socket',
    { skip: !hasIPv6 && 'no IPv6' },
    async (t) => {
      const { stunPort } = await startWithStun(t, { host: '::' });
      const [six, four] = [await openUdp(t, '::1'), await openUdp(t)];

      const toSix = await exchange(six, encode(types.binding), stunPort, '::1');
      const toFour = await exchange(four, encode(types.binding), stunPort);

      assert.deepEqual(mapped(toSix), { address: `${'0'.repeat(31)}1`, port: six.address().port });
      assert.equal(toSix.length, 44);
      assert.deepEqual(mapped(toFour), { address: '7f000001', port: four.address().port });
    },
  );

  for (const [address, bytes] of [
    ['203.0.113.9', 'cb007109'],
    ['::ffff:203.0.113.9', 'cb007109'],
    ['2001:db8::1:2', '20010db8000000000000000000010002'],
    ['2001:db8:1:2:3:4:5:6', '20010db8000100020003000400050006'],
    ['fe80::1%eth0', 'fe800000000000000000000000000001'],
    ['::', '00000000000000000000000000000000'],
    ['2001:db8::', '20010db8000000000000000000000000'],
    ['64:ff9b::192.0.2.1', '0064ff9b0000000000000000c0000201'],
  ]) {
    it(`writes ${address} as bytes`, () => {
      assert.deepEqual(mapped(answerTo(encode(types.binding), address, 4567)), { address: bytes, port: 4567 });
    });
  }

  it('signs with a fingerprint who asked with one, and only then', () => {
    const answer = answerTo(encode(types.binding, [[attributes.software, 'x']], { fingerprint: true }), '127.0.0.1', 1);
    const { type, transaction, attributes: found } = decode(answer);

    const again = encode(type, [[attributes.mappedAddress, found.get(attributes.mappedAddress)]], {
      transaction,
      fingerprint: true,
    });

    assert.deepEqual(answer, again);
    assert.equal(decode(answerTo(encode(types.binding), '127.0.0.1', 1)).attributes.size, 1);
  });

  it('ignores credentials, and names what it must understand but does not', () => {
    const known = encode(types.binding, [[attributes.username, 'abc']], { key: 'k', fingerprint: true });
    const strange = encode(types.binding, [
      [0x0003, [0, 0, 0, 4]],
      [0x7ffe, 'x'],
      [0x0003, [0, 0, 0, 2]],
    ]);

    assert.equal(decode(answerTo(known, '127.0.0.1', 1)).type, types.bindingSuccess);
    const refusal = decode(answerTo(strange, '127.0.0.1', 1));
    assert.deepEqual([refusal.type, errorOf(refusal)], [types.bindingError, 420]);
    assert.equal(refusal.attributes.get(attributes.unknown).toString('hex'), '00037ffe');
  });

  it('answers a packet full of unknown attributes with less than it was sent', () => {
    const full = encode(
      types.binding,
      Array.from({ length: 132 }, (_, index) => [index + 0x100, '']),
    );

    assert.ok(answerTo(full, '127.0.0.1', 1).length < full.length);
  });

  it('says nothing to anything else', async (t) => {
    const { stunPort } = await startWithStun(t);
    const socket = await openUdp(t);
    const good = encode(types.binding);
    const signed = encode(types.binding, [], { fingerprint: true });
    const changed = (packet, at, ...bytes) => {
      const copy = Buffer.from(packet);
      Buffer.from(bytes).copy(copy, at);
      return copy;
    };
    const packets = {
      empty: Buffer.alloc(0),
      'one byte': Buffer.from([0]),
      'half a header': good.subarray(0, 10),
      'a header less one byte': good.subarray(0, 19),
      'a byte too many': Buffer.concat([good, Buffer.alloc(1)]),
      'a length that says more': changed(good, 2, 0, 4),
      'a length that says less': Buffer.concat([good, Buffer.alloc(4)]),
      'no magic cookie': changed(good, 4, 0, 0, 0, 0),
      'two leading bits': changed(good, 0, 0x80),
      'an indication': encode(types.bindingIndication),
      'a success': encode(types.bindingSuccess),
      'an error': encode(types.bindingError),
      'an allocation': encode(types.allocate, [[attributes.transport, [17, 0, 0, 0]]]),
      'an attribute longer than the packet': changed(encode(types.binding, [[0x8022, 'abcd']]), 22, 0xff, 0xff),
      'an attribute without a value': changed(encode(types.binding, [[0x8022, '']]), 22, 0, 1),
      'a wrong fingerprint': changed(signed, signed.length - 1, signed.at(-1) ^ 1),
      'a fingerprint of two bytes': encode(types.binding, [[attributes.fingerprint, [1, 2]]]),
      'something after the fingerprint': (() => {
        const tail = encode(types.binding, [[0x8022, 'abcd']]).subarray(20);
        const longer = changed(encode(types.binding), 2, 0, 16);
        return Buffer.concat([longer, signed.subarray(20), tail]);
      })(),
      'a large packet': encode(types.binding, [[0x8022, Buffer.alloc(800)]]),
      noise: randomBytes(64),
      http: Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n'),
    };

    for (const packet of Object.values(packets)) socket.send(packet, stunPort, '127.0.0.1');

    // Loopback keeps the order: what came before this answer would have been answered before.
    const answer = await exchange(socket, good, stunPort);
    assert.deepEqual(socket.heard, [answer]);
    for (const [what, packet] of Object.entries(packets)) assert.equal(answerTo(packet, '::1', 1), undefined, what);
  });

  it('survives random packets', () => {
    for (let index = 0; index < 20_000; index += 1) {
      const packet = randomBytes(20 + 4 * (index % 20));
      packet.writeUInt16BE(1, 0);
      packet.writeUInt16BE(packet.length - 20, 2);
      cookie.copy(packet, 4);

      const answer = answerTo(packet, '127.0.0.1', 1);

      assert.ok(answer === undefined || answer.length <= packet.length + 24);
    }
  });

  it('answers one address so often in a second and no more', async (t) => {
    const { stunPort } = await startWithStun(t, { rates: { stunPerSecond: 5 } });
    const flooder = await openUdp(t);
    const began = performance.now();
    for (let index = 0; index < 200; index += 1) flooder.send(encode(types.binding), stunPort, '127.0.0.1');

    // In the next second there is an answer again; the same loop shows that there was none in between.
    for (;;) {
      const answer = await exchange(flooder, encode(types.binding), stunPort, '127.0.0.1', 100).catch(() => undefined);
      if (answer) break;
    }

    const seconds = Math.ceil((performance.now() - began) / 1000) + 1;
    assert.ok(flooder.heard.length <= 5 * seconds, `${flooder.heard.length} in ${seconds} s`);
    assert.ok(performance.now() - began > 500);
  });

  it('frees its port with the server, and says when it is taken', async (t) => {
    const { server, stunPort } = await startWithStun(t);

    await assert.rejects(start(t, { stunPort }), /EADDRINUSE/);
    await server.close();

    const socket = createSocket('udp4');
    await new Promise((resolve, reject) => socket.once('error', reject).bind(stunPort, '127.0.0.1', resolve));
    socket.close();
  });

  it('frees the port of the server when its own is taken', async (t) => {
    const { stunPort } = await startWithStun(t);
    const port = await freePort();

    await assert.rejects(start(t, { port, stunPort }), /EADDRINUSE/);

    await start(t, { port });
  });

  it('is understood by turnutils_stunclient of coturn', async (t) => {
    const { stunPort } = await startWithStun(t);

    const run = promisify(execFile)('turnutils_stunclient', ['-p', String(stunPort), '127.0.0.1'], { timeout: 5000 });
    const output = await run.catch((error) => error);

    if (output.code === 'ENOENT') return t.skip('turnutils_stunclient is not installed (package coturn)');
    assert.match(String(output.stdout), /UDP reflexive addr: 127\.0\.0\.1:\d+/);
  });
});

describe('the STUN address in the answer to open and join', () => {
  it('has the host by which the client came, before the TURN servers', async (t) => {
    const { server, stunPort } = await startWithStun(t, { turnSecret: 's', turnUrls: ['turn:t'] });
    const socket = connect(t, { url: server.url.replace('127.0.0.1', 'localhost') }, { userid: 'a' });

    const [, , { iceServers }] = await open(socket, 'r');

    assert.deepEqual(
      iceServers.map(({ urls }) => urls),
      [`stun:localhost:${stunPort}`, ['turn:t']],
    );
  });

  it('has the host of the public URL when there is one', async (t) => {
    const { server, stunPort } = await startWithStun(t, { publicUrl: 'https://signal.example:8443/x' });

    const [, , { iceServers }] = await open(connect(t, server, { userid: 'a' }), 'r');

    assert.deepEqual(iceServers, [{ urls: `stun:signal.example:${stunPort}` }]);
  });

  it('is not there without a port', async (t) => {
    const server = await start(t);

    const [, , { iceServers }] = await open(connect(t, server, { userid: 'a' }), 'r');

    assert.deepEqual(iceServers, []);
  });

  const urls = (host) => iceServersFor('a', { iceServers: [], turnUrls: [], stunPort: 3478 }, host).map((s) => s.urls);

  for (const [header, host] of [
    ['signal.example', 'signal.example'],
    ['signal.example:9001', 'signal.example'],
    ['203.0.113.9:80', '203.0.113.9'],
    ['[2001:db8::1]:443', '[2001:db8::1]'],
    ['[::1]', '[::1]'],
  ]) {
    it(`is taken from the Host header ${header}`, () => assert.deepEqual(urls(header), [`stun:${host}:3478`]));
  }

  for (const header of [
    undefined,
    '',
    ':80',
    'a b',
    'a/b',
    'a@b',
    'a?transport=tcp',
    'a:b',
    'a:1:2',
    'a..b',
    '-a.example',
    'a_b',
    'ä.example',
    '[::1',
    '[1.2.3.4]',
    '[::1%lo]',
    '::1',
    'a\r\nb',
    'a\n',
    `${'a'.repeat(64)}.example`,
    'a.'.repeat(127),
  ]) {
    it(`is not taken from a Host header ${JSON.stringify(header)}`, () => assert.deepEqual(urls(header), []));
  }
});

describe('RTC_STUN_PORT', () => {
  const port = (options, env) => resolveOptions(options, env).stunPort;

  it('is off by default, and on loopback unless the option says so', () => {
    assert.equal(port({}, {}), 0);
    assert.equal(port({ host: '0.0.0.0' }, { RTC_STUN_PORT: '3478' }), 3478);
    assert.equal(port({}, { RTC_STUN_PORT: '3478' }), 0);
    assert.equal(port({ stunPort: 3479 }, { RTC_STUN_PORT: '3478' }), 3479);
    assert.equal(port({ host: '0.0.0.0', stunPort: 0 }, { RTC_STUN_PORT: '3478' }), 0);
    assert.throws(() => port({}, { RTC_STUN_PORT: 'x' }), /RTC_STUN_PORT/);
  });

  it('says so when it is not used', () => {
    const lines = [];

    resolveOptions({ log: (line) => lines.push(line) }, { RTC_STUN_PORT: '3478' });

    assert.match(lines.join(), /^RTC_STUN_PORT is not used/);
  });
});

describe('PerSecond', () => {
  it('counts each key for itself and forgets all after a second', () => {
    const calls = new PerSecond(2);

    const taken = (key, now) => [1, 2, 3].map(() => calls.tryTake(key, now));

    assert.deepEqual(
      [taken('a', 0), taken('b', 999), taken('a', 999), taken('a', 1000)],
      [
        [true, true, false],
        [true, true, false],
        [false, false, false],
        [true, true, false],
      ],
    );
  });

  it('holds ten thousand keys at most', () => {
    const calls = new PerSecond(1);

    const taken = Array.from({ length: 12_000 }, (_, index) => calls.tryTake(`k${index}`, 0));

    assert.equal(taken.filter(Boolean).length, 10_000);
    assert.equal(calls.tryTake('k11000', 1000), true);
  });
});
