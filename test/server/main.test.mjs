import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { decode, encode, exchange, freePort, open as openUdp, types } from './stun-client.mjs';
import { connect, open, start, until } from './support.mjs';

const main = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url));

/** The server as a process, in a folder that is not the package's. */
function run(t, env) {
  const child = spawn(process.execPath, [main], { cwd: tmpdir(), env: { ...process.env, HOST: '127.0.0.1', ...env } });
  const output = { out: '', error: '' };
  child.stdout.on('data', (chunk) => (output.out += chunk));
  child.stderr.on('data', (chunk) => (output.error += chunk));
  t.after(() => child.kill('SIGKILL'));
  return { child, output, ended: once(child, 'exit') };
}

const ready = async ({ output }) => {
  await until(() => output.out.endsWith('\n'), 'the ready line', 15_000);
  return { url: output.out.match(/http:\S+/)[0] };
};

describe('the process', () => {
  for (const signal of ['SIGTERM', 'SIGINT']) {
    it(`prints one line with its URL, serves, and ends with 0 on ${signal}`, async (t) => {
      const server = run(t, { PORT: '0' });
      const { url } = await ready(server);
      const socket = connect(t, { url }, { userid: 'a' });
      assert.equal((await open(socket, 'r'))[0], true);
      assert.equal((await fetch(`${url}healthz`)).status, 200);

      server.child.kill(signal);

      assert.deepEqual(await server.ended, [0, null]);
      assert.equal(server.output.out.split('\n').length, 2, server.output.out);
      assert.equal(server.output.error, '');
      await until(() => socket.disconnected);
    });
  }

  it('answers STUN on RTC_STUN_PORT, and ends with 0 on SIGTERM all the same', async (t) => {
    const stunPort = await freePort();
    const server = run(t, { PORT: '0', HOST: '0.0.0.0', RTC_STUN_PORT: String(stunPort) });
    await ready(server);
    const answer = await exchange(await openUdp(t), encode(types.binding), stunPort);
    assert.equal(decode(answer).type, types.bindingSuccess);

    server.child.kill('SIGTERM');

    assert.deepEqual(await server.ended, [0, null]);
    assert.equal(server.output.error, '');
  });

  it('says in one line why it cannot start', async (t) => {
    const busy = createServer().listen(0, '127.0.0.1');
    await once(busy, 'listening');
    t.after(() => busy.close());

    for (const [env, reason] of [
      [{ PORT: String(busy.address().port) }, /EADDRINUSE/],
      [{ PORT: 'x' }, /PORT/],
      [{ PORT: '0', RTC_ICE_SERVERS: '{' }, /RTC_ICE_SERVERS/],
    ]) {
      const server = run(t, env);

      assert.equal((await server.ended)[0], 1);
      assert.match(server.output.error, reason);
      assert.equal(server.output.error.trim().split('\n').length, 1);
    }
  });
});

describe('createSignalingServer', () => {
  it('closes once, frees its port and tells nobody that the others left', async (t) => {
    const server = await start(t);
    const [a, b] = ['a', 'b'].map((userid) => connect(t, server, { userid }));
    await open(a, 'r');
    await open(b, 'r');

    await Promise.all([server.close(), server.close()]);

    await until(() => a.disconnected && b.disconnected);
    assert.deepEqual(a.heard, []);
    const again = await start(t, { port: Number(new URL(server.url).port) });
    assert.equal(again.url, server.url);
  });

  it('closes although a connection is stuck', async (t) => {
    const server = await start(t);
    const a = connect(t, server, { userid: 'a' });
    await open(a, 'r');
    a.io.engine.transport.ws._socket.pause();
    const from = performance.now();

    await server.close();

    assert.ok(performance.now() - from < 5000);
  });
});
