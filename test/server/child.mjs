// Our server in a process of its own, where its memory can be measured. Run by itself it is that process; imported, it
// starts one.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createSignalingServer } from '../../dist/server/index.js';

const file = fileURLToPath(import.meta.url);

if (process.argv[1] === file) {
  const server = await createSignalingServer({ port: 0, host: '127.0.0.1', ...JSON.parse(process.argv[2]) });
  process.on('message', async () => {
    // What finalizers and the event loop still hold is gone after some rounds.
    for (let round = 0; round < 4; round += 1) {
      await turn();
      globalThis.gc();
    }
    const { heapUsed, rss } = process.memoryUsage();
    process.send({ ...server.stats(), heapUsed, rss, cpu: process.cpuUsage() });
  });
  process.on('disconnect', () => process.exit());
  process.send(server.url);
}

/**
 * A server whose `look()` collects garbage and tells its tables, its memory in bytes and its time in µs.
 *
 * @param flags For Node, besides `--expose-gc`.
 */
export async function startChild(options, flags = []) {
  const child = fork(file, [JSON.stringify(options)], { execArgv: ['--expose-gc', ...flags] });
  const [url] = await once(child, 'message');
  const look = async () => {
    child.send('look');
    return (await once(child, 'message'))[0];
  };
  return { url, look, kill: () => child.kill('SIGKILL') };
}
