// A real TURN server, coturn, on loopback and on a free port; it ends with the test.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './stun-client.mjs';
import { until } from './support.mjs';

export const secret = 'a secret of these tests';

/** Why a test that needs it is skipped; false when it is there. */
export const withoutCoturn = spawnSync('turnserver', ['--version']).error
  ? 'coturn (turnserver) is not installed'
  : false;

/** The configuration that is handed out, with what a machine has of its own replaced. */
export function deployed() {
  return readFileSync(new URL('../../deploy/turnserver.conf', import.meta.url), 'utf8')
    .replace(/^static-auth-secret=.*$/m, `static-auth-secret=${secret}`)
    .replace(/^(tls-)?listening-port=.*\n/gm, '')
    .replace(/^(min|max)-port=.*\n/gm, '');
}

/**
 * Starts it with a configuration, given as text; resolves with the port. `host` is another address than loopback's to
 * listen on and to relay from.
 */
export async function startCoturn(t, configuration, { host, port: chosen } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'coturn-'));
  const port = chosen ?? (await freePort(host));
  const file = join(folder, 'turnserver.conf');
  const addresses = host ? [`relay-ip=${host}`] : ['relay-ip=127.0.0.1', 'relay-ip=::1'];
  const own = [`listening-ip=${host ?? '127.0.0.1'}`, ...addresses, `listening-port=${port}`];
  const quiet = ['no-tls', 'no-dtls', 'log-file=stdout', 'simple-log', `pidfile=${join(folder, 'pid')}`];
  const ports = ['min-port=30000', 'max-port=30999', 'relay-threads=1', `userdb=${join(folder, 'users')}`];
  writeFileSync(file, [configuration, ...own, ...quiet, ...ports, ''].join('\n'));

  const child = spawn('turnserver', ['-c', file], { cwd: folder });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (log += chunk));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const kill = () => {
    child.kill('SIGKILL');
    return ended;
  };
  t.after(async () => {
    await kill();
    rmSync(folder, { recursive: true, force: true });
  });
  await until(() => {
    if (child.exitCode !== null) throw new Error(`coturn ended: ${log}`);
    return log.includes('Relay ports initialization done');
  }, 'coturn');
  return { port, log: () => log, kill };
}
