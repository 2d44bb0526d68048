// The stock rtcmulticonnection-server in a process of its own, since some packets end it. Run by itself it is that
// process; imported, it starts one.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startStockServer } from '../support/servers.mjs';

const file = fileURLToPath(import.meta.url);

if (process.argv[1] === file) {
  const { url, io } = await startStockServer();
  process.on('message', () => {
    const clients = Object.values(io.engine.clients);
    const waiting = clients.flatMap(({ writeBuffer }) => writeBuffer.map(({ data }) => data?.length ?? 0));
    process.send({ sockets: clients.length, bytesWaiting: waiting.reduce((sum, length) => sum + length, 0) });
  });
  process.on('disconnect', () => process.exit());
  process.send(url);
}

/** A stock server that ends with the test; `hasEnded` tells whether it ended before. */
export async function startStock(t) {
  const child = fork(file, { stdio: 'ignore' });
  t.after(() => child.kill('SIGKILL'));
  const [url] = await once(child, 'message');
  const stats = async () => {
    child.send('stats');
    return (await once(child, 'message'))[0];
  };
  return { url, stats, hasEnded: () => child.exitCode !== null };
}
