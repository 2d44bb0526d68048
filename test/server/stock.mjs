// The stock rtcmulticonnection-server in a process of its own, since some packets end it. Run by itself it is that
// process; imported, it starts one.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startStockServer } from '../support/servers.mjs';

const file = fileURLToPath(import.meta.url);

if (process.argv[1] === file) {
  const { url, io } = await startStockServer({ port: Number(process.argv[2]) });
  process.on('message', () => {
    const clients = Object.values(io.engine.clients);
    const waiting = clients.flatMap(({ writeBuffer }) => writeBuffer.map(({ data }) => data?.length ?? 0));
    process.send({ sockets: clients.length, bytesWaiting: waiting.reduce((sum, length) => sum + length, 0) });
  });
  process.on('disconnect', () => process.exit());
  process.send(url);
}

/** A stock server that ends with the test, on a port of loopback, 0 for any; `hasEnded` tells whether it ended before. */
export async function startStock(t, port = 0) {
  const child = fork(file, [String(port)], { stdio: 'ignore' });
  t.after(() => child.kill('SIGKILL'));
  const [url] = await once(child, 'message');
  const stats = async () => {
    child.send('stats');
    return (await once(child, 'message'))[0];
  };
  return { child, url, stats, hasEnded: () => child.exitCode !== null };
}
