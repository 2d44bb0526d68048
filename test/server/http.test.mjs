import assert from 'node:assert/strict';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect as tcpConnect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import WebSocket from 'ws';
import { ask, connect, settle, start, until } from './support.mjs';

const polling = 'socket.io/?EIO=4&transport=polling';
const socketUrl = (server) => `${server.url.replace('http', 'ws')}socket.io/?EIO=4&transport=websocket`;

/** The status with which a WebSocket is turned away, or 101. */
const upgrade = (server, headers) =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(socketUrl(server), { headers });
    socket.on('open', () => (socket.terminate(), resolve(101)));
    socket.on('unexpected-response', (_, response) => (response.resume(), resolve(response.statusCode)));
    socket.on('error', reject);
  });

/** A request whose path is sent as it is, which `fetch` does not do. */
const raw = (server, path, method = 'GET') =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    const sent = httpRequest({ hostname, port, path, method, agent: false }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    });
    sent.on('error', reject).end();
  });

describe('origins at the handshake', () => {
  const cases = [
    ['none', undefined, {}, true],
    ['loopback', 'http://localhost:8000', {}, true],
    ['a foreign one', 'https://evil.example', {}, false],
    ['an opaque one', 'null', {}, false],
    ['one that is named', 'https://app.example', { origins: ['https://app.example'] }, true],
    ['that of the public URL', 'https://signal.example', { publicUrl: 'https://signal.example/' }, true],
    ['one beside those named', 'https://evil.example', { origins: ['https://app.example'] }, false],
  ];

  for (const [what, origin, options, accepted] of cases) {
    it(`${accepted ? 'accepts' : 'refuses'} ${what}, polling and WebSocket`, async (t) => {
      const server = await start(t, options);
      const headers = origin === undefined ? {} : { Origin: origin };

      const polled = await fetch(server.url + polling, { headers });
      await polled.text();

      assert.equal(polled.status, accepted ? 200 : 403);
      assert.equal(polled.headers.get('access-control-allow-origin'), accepted && origin ? origin : null);
      assert.equal(await upgrade(server, headers), accepted ? 101 : 403);
    });
  }

  it('keeps a foreign page out of a session that is there already', async (t) => {
    const server = await start(t);
    const { sid } = JSON.parse((await (await fetch(server.url + polling)).text()).slice(1));
    const headers = { Origin: 'https://evil.example' };

    const stolen = await fetch(`${server.url}${polling}&sid=${sid}`, { headers });

    assert.equal(stolen.status, 403);
    assert.equal(await upgrade({ url: server.url }, headers), 403);
  });
});

describe('the cap of an address', () => {
  it('refuses one socket too many with 429, and gives the place back', async (t) => {
    const server = await start(t, { maxSocketsPerAddress: 2 });
    const sockets = [connect(t, server), connect(t, server, { transports: ['polling'] })];
    await settle(...sockets);

    assert.equal((await fetch(server.url + polling)).status, 429);
    assert.equal(await upgrade(server, {}), 429);
    assert.equal((await ask(sockets[0], 'check-presence', 'r'))[0], false);

    sockets[0].disconnect();
    await until(async () => (await upgrade(server, {})) === 101);
  });

  it('counts by X-Forwarded-For when the proxy is trusted', async (t) => {
    const server = await start(t, { maxSocketsPerAddress: 1, trustProxy: true });
    await settle(connect(t, server, { extraHeaders: { 'X-Forwarded-For': '1.1.1.1' } }));

    assert.equal(await upgrade(server, { 'X-Forwarded-For': '9.9.9.9, 1.1.1.1' }), 429);
    assert.equal(await upgrade(server, { 'X-Forwarded-For': '1.1.1.1, 2.2.2.2' }), 101);
  });
});

describe('files', () => {
  // What the build and the demo hold is not known here, so a file of one's own stands for them.
  const root = new URL('../../', import.meta.url);
  const folder = new URL('dist/server-test/', root);
  before(async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(new URL('probe.js', folder), 'export {};\n');
    await symlink(new URL('package.json', root), new URL('link.json', folder));
  });
  after(() => rm(folder, { recursive: true }));

  it('answers /healthz', async (t) => {
    const server = await start(t);

    assert.equal((await fetch(`${server.url}healthz`)).status, 200);
    assert.equal((await raw(server, '/healthz', 'POST')).status, 405);
  });

  for (const path of ['dist/server-test/probe.js', 'socket.io/socket.io.js', 'socket.io/socket.io.min.js?x=1']) {
    it(`serves /${path} to pages of any origin`, async (t) => {
      const server = await start(t);

      const { status, headers, body } = await raw(server, `/${path}`);

      assert.equal(status, 200);
      assert.equal(headers['access-control-allow-origin'], '*');
      assert.equal(headers['cross-origin-resource-policy'], 'cross-origin');
      assert.equal(headers['content-type'], 'text/javascript; charset=utf-8');
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(body.length > 0, true);
    });
  }

  it('answers HEAD without a body and a known tag with 304', async (t) => {
    const server = await start(t);
    const path = `${server.url}dist/server-test/probe.js`;

    const head = await fetch(path, { method: 'HEAD' });
    const again = await fetch(path, { headers: { 'If-None-Match': head.headers.get('etag') } });

    assert.equal(head.headers.get('content-length'), '11');
    assert.equal(await head.text(), '');
    assert.equal(again.status, 304);
  });

  for (const path of [
    '/../package.json',
    '/dist/../package.json',
    '/dist/%2e%2e/package.json',
    '/dist/..%2f..%2fpackage.json',
    '/dist/..%5cpackage.json',
    '/dist/server-test',
    '/dist/server-test/link.json',
    '/dist/server-test/',
    '/.git/config',
    '/%00',
    '/%zz',
    '/dist//etc/passwd',
    '/socket.io/socket.io.js/../../package.json',
    '/none.html',
    '//',
  ]) {
    it(`serves nothing at ${path}`, async (t) => {
      const server = await start(t);

      const { status, body } = await raw(server, path);

      assert.ok(status === 404 || status === 400, String(status));
      assert.ok(body.length < 60, body);
    });
  }

  it('outlives requests that are none', async (t) => {
    const server = await start(t);
    const { hostname, port } = new URL(server.url);
    for (const text of [
      '\0\0\0',
      'GET /socket.io/?EIO=4&transport=x HTTP/1.1\r\n\r\n',
      'GET http://[/socket.io/ HTTP/1.1\r\nHost: x\r\n\r\n',
    ]) {
      await new Promise((resolve) => {
        const socket = tcpConnect(Number(port), hostname, () => socket.end(text));
        socket.on('error', resolve).on('close', resolve).resume();
      });
    }

    assert.equal((await fetch(`${server.url}healthz`)).status, 200);
  });
});
