import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { describe, it } from 'node:test';
import { iceServersFor } from '../../dist/server/ice.js';
import { turnCredentialSeconds } from '../../dist/wire.js';
import { deployed, secret, startCoturn, withoutCoturn } from './coturn.mjs';
import { errorOf, open as openUdp, turnClient } from './stun-client.mjs';
import { connect, join, meet, open, settle, start } from './support.mjs';

const turn = { iceServers: [], turnSecret: secret, turnUrls: ['turn:turn.example'] };
const credentials = (userid = 'ada', settings = turn) => iceServersFor(userid, settings)[0];
const withoutIPv6 = Object.values(networkInterfaces()).some((list) => list.some(({ address }) => address === '::1'))
  ? false
  : 'no IPv6';

/** A coturn that relays to anybody at all, to show that the requests of these tests would go through. */
const careless = `use-auth-secret\nstatic-auth-secret=${secret}\nrealm=r\nno-cli\nallow-loopback-peers`;

describe('a TURN credential', () => {
  it('is renewed by joining the same room again, of which nobody is told', async (t) => {
    // Pings are as rare as the leap of the clock is long: this process is the client as well.
    const server = await start(t, { ...turn, timings: { pingInterval: 24 * 3600_000 } });
    const [owner, member] = ['o', 'm'].map((userid) => connect(t, server, { userid, kit: true }));
    await meet('r', owner, member);
    await settle(owner, member);
    const heard = owner.heard.length + member.heard.length;
    const began = Date.now();
    t.mock.method(Date, 'now', () => began + 6 * 3600_000);

    const [joined, , later] = await join(member, 'r');
    const [opened, , forOwner] = await open(owner, 'r');

    assert.deepEqual([joined, opened], [true, true]);
    for (const [{ iceServers }, userid] of [
      [later, 'm'],
      [forOwner, 'o'],
    ]) {
      const ends = Math.floor(began / 1000) + 6 * 3600 + turnCredentialSeconds;
      assert.equal(iceServers[0].username, `${ends}:${userid}`);
      assert.deepEqual(iceServers, iceServersFor(userid, turn));
    }
    await settle(owner, member);
    assert.equal(owner.heard.length + member.heard.length, heard);
    assert.equal(later.seq, forOwner.seq);
  });
});

describe('coturn with deploy/turnserver.conf', { skip: withoutCoturn }, () => {
  const allocation = async (t, port, who, family) => turnClient(await openUdp(t), port, who).allocate(family);

  it('gives a relay to a credential of the server, and to no other', async (t) => {
    const { port } = await startCoturn(t, deployed());
    const good = credentials();
    const wrong = credentials('ada', { ...turn, turnSecret: 'guessed' });
    const renamed = { ...good, username: good.username.replace('ada', 'bob') };
    const prolonged = { ...good, username: good.username.replace(/^\d+/, (end) => String(Number(end) + 3600)) };

    assert.equal(errorOf(await allocation(t, port, good)), undefined);
    for (const userid of ['ada & bob', `'"\\`, 'a:b', 'Zoë', '日'.repeat(64)]) {
      assert.equal(errorOf(await allocation(t, port, credentials(userid))), undefined, userid);
    }
    for (const who of [wrong, renamed, prolonged, { ...good, credential: '' }, { username: 'ada', credential: 'x' }]) {
      assert.equal(errorOf(await allocation(t, port, who)), 401, JSON.stringify(who));
    }
  });

  it('gives one credential twelve relays at a time, and others theirs', async (t) => {
    const { port } = await startCoturn(t, deployed());

    const codes = [];
    for (let index = 0; index < 14; index += 1) codes.push(errorOf(await allocation(t, port, credentials())));

    assert.deepEqual(codes, [...Array(12).fill(undefined), 486, 486]);
    assert.equal(errorOf(await allocation(t, port, credentials('bob'))), undefined);
  });

  const address = (text) =>
    text.includes(':') ? new URL(`http://[${text}]`).hostname.slice(1, -1) : text.split('.').map(Number);
  const bytes = (text) => {
    const plain = address(text);
    if (typeof plain !== 'string') return Buffer.from(plain);
    const [front, back] = plain.split('::').map((part) => (part === '' ? [] : part.split(':')));
    const groups = [...front, ...Array(8 - front.length - (back?.length ?? 0)).fill('0'), ...(back ?? [])];
    return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
  };

  const denied4 = [
    ['this network', '0.0.0.1', '0.255.255.255'],
    ['private', '10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255', '192.168.0.0', '192.168.255.255'],
    ['carrier-grade NAT', '100.64.0.0', '100.127.255.255'],
    ['loopback', '127.0.0.1', '127.255.255.255'],
    ['link-local, with the metadata of clouds', '169.254.0.0', '169.254.169.254', '169.254.255.255'],
    ['special', '192.0.0.1', '192.88.99.1', '198.18.0.1', '198.19.255.255'],
    ['documentation', '192.0.2.1', '198.51.100.1', '203.0.113.1'],
    ['multicast, reserved, broadcast', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
  ];
  const denied6 = [
    ['loopback and unspecified', '::1', '::'],
    ['IPv4-compatible', '::10.0.0.1', '::127.0.0.1'],
    [
      'IPv4-mapped',
      '::ffff:10.0.0.1',
      '::ffff:127.0.0.1',
      '::ffff:169.254.169.254',
      '::ffff:192.168.0.1',
      '::ffff:8.8.8.8',
    ],
    ['NAT64, 6to4, Teredo', '64:ff9b::a00:1', '64:ff9b:1::a00:1', '2002:a00:1::1', '2001:0:a00:1::1'],
    ['unique local', 'fc00::1', 'fd00::1', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['link-local and site-local', 'fe80::1', 'febf::1', 'fec0::1'],
    ['multicast', 'ff02::1', 'ff0e::1'],
    ['documentation and discard', '2001:db8::1', '100::1'],
  ];
  const allowed = {
    4: [
      '1.1.1.1',
      '8.8.8.8',
      '9.255.255.255',
      '11.0.0.0',
      '172.15.255.255',
      '172.32.0.0',
      '192.169.0.0',
      '223.255.255.254',
    ],
    6: ['2001:4860:4860::8888', '2606:4700::1111', '2a00:1450::1', '2003::1', 'fbff::1'],
  };

  for (const [family, ranges, skip] of [
    [4, denied4, false],
    [6, denied6, withoutIPv6],
  ]) {
    it(`lets nobody talk to an IPv${family} address that is not public`, { skip }, async (t) => {
      const [ours, open] = [await startCoturn(t, deployed()), await startCoturn(t, careless)];
      const [strict, lax] = [
        turnClient(await openUdp(t), ours.port, credentials()),
        turnClient(await openUdp(t), open.port, credentials()),
      ];
      for (const client of [strict, lax]) assert.equal(errorOf(await client.allocate(family)), undefined);

      for (const [what, ...list] of ranges) {
        for (const peer of list) {
          assert.equal(errorOf(await strict.permit(bytes(peer))), 403, `${what}: ${peer}`);
          // These coturn refuses by itself.
          if (!/^(::|0\..*)$/.test(peer))
            assert.equal(errorOf(await lax.permit(bytes(peer))), undefined, `the attack: ${peer}`);
        }
      }
      for (const peer of allowed[family]) assert.equal(errorOf(await strict.permit(bytes(peer))), undefined, peer);
    });
  }
});
