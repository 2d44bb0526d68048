// What honest people notice while somebody floods the server: `node bench/server-flood.mjs`.
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { io } from 'socket.io-client';
import WebSocket from 'ws';
import { startChild } from '../test/server/child.mjs';
import { startStock } from '../test/server/stock.mjs';
import { quantile } from './statistics.mjs';

const messageEvent = 'RTCMultiConnection-Message';
/** Pause between two questions of the honest client, ms: less than anybody's allowance. */
const between = 15;
/** A flood that is neither cut nor handled by then is over all the same, ms. */
const patience = 20_000;

if (isMainThread) await run();
else await flood(workerData);

async function run() {
  const usage = `node bench/server-flood.mjs [--messages 20000] [--rounds 5] [--only ours,stock]

  --messages  sent by one socket to another member of its room, as fast as it can
  --rounds    floods, each by a new socket; as many quiet times of the same length come in between
  --only      servers: ours as a process with its default limits, and the stock one`;
  const { values } = parseArgs({
    options: {
      messages: { type: 'string', default: '20000' },
      rounds: { type: 'string', default: '5' },
      only: { type: 'string', default: 'ours,stock' },
      help: { type: 'boolean', default: false },
    },
  });
  const [messages, rounds] = [Number(values.messages), Number(values.rounds)];
  const starts = { ours: startOurs, stock: startTheirs };
  const names = values.only.split(',');
  const isWrong = !(messages >= 1) || !(rounds >= 1) || names.some((name) => !starts[name]);
  if (values.help || isWrong) {
    console.log(usage);
    process.exit(isWrong ? 1 : 0);
  }

  const rows = [];
  for (const name of names) rows.push(await measure(name, await starts[name](), messages, rounds));
  console.table(rows);
}

async function startOurs() {
  const server = await startChild({});
  return { url: server.url, stop: server.kill };
}

async function startTheirs() {
  const stops = [];
  const { url } = await startStock({ after: (stop) => stops.push(stop) });
  return { url, stop: () => stops.forEach((stop) => stop()) };
}

async function measure(server, { url, stop }, messages, rounds) {
  const honest = io(url, { transports: ['websocket'], forceNew: true, query: { userid: 'honest' } });
  await once(honest, 'connect');
  const [quiet, flooded, floods] = [[], [], []];
  for (let round = 0; round < rounds; round += 1) {
    const worker = new Worker(new URL(import.meta.url), { workerData: { url, messages, round } });
    await once(worker, 'message');
    let over = false;
    const result = once(worker, 'message').then(([message]) => {
      over = true;
      return message;
    });
    worker.postMessage('go');
    const began = performance.now();
    await askWhile(honest, flooded, () => !over);
    floods.push(await result);
    await worker.terminate();
    const lasted = performance.now() - began;
    const until = performance.now() + lasted;
    await askWhile(honest, quiet, () => performance.now() < until);
  }
  honest.disconnect();
  stop();

  const middle = (values) => quantile(values, 0.5);
  const [before, during] = [quantile(quiet, 0.95), quantile(flooded, 0.95)];
  return {
    server,
    sent: messages,
    arrived: Math.round(middle(floods.map(({ arrived }) => arrived))),
    'cut in': `${floods.filter(({ cut }) => cut).length} of ${rounds}`,
    'after, ms': Math.round(middle(floods.map(({ ms }) => ms))),
    acks: flooded.length,
    'p95 quiet, ms': Number(before.toFixed(1)),
    'p95 flooded, ms': Number(during.toFixed(1)),
    ratio: Number((during / before).toFixed(1)),
  };
}

/** Notes how long each answer takes. */
async function askWhile(socket, answers, goesOn) {
  do {
    const began = performance.now();
    await new Promise((resolve) => socket.emit('get-remote-user-extra-data', 'nobody', resolve));
    answers.push(performance.now() - began);
    await pause(between);
  } while (goesOn());
}

/** In a thread of its own, so that the work of sending does not hold up the honest client. */
async function flood({ url, messages, round }) {
  const [victim, offender] = [await enter('victim', 'open-room'), await enter('offender', 'join-room')];
  let arrived = 0;
  victim.on('message', (data) => {
    if (String(data).startsWith(`42["${messageEvent}"`)) arrived += 1;
  });
  const ended = new Promise((resolve) => {
    offender.once('close', () => resolve(true));
    offender.on('message', (data) => {
      // 41: told to go; 437: everything was handled.
      if (String(data) === '41') resolve(true);
      if (String(data).startsWith('437')) resolve(false);
    });
  });
  parentPort.postMessage('ready');
  await once(parentPort, 'message');

  const began = performance.now();
  const envelope = { remoteUserId: `victim-${round}`, message: 'x'.repeat(100), sender: `offender-${round}` };
  const packet = `42${JSON.stringify([messageEvent, envelope])}`;
  for (let sent = 0; sent < messages; sent += 1) offender.send(packet);
  offender.send('427["check-presence","nowhere"]');
  const cut = await Promise.race([ended, pause(patience, false, { ref: false })]);
  const ms = performance.now() - began;

  // What was sent to the victim before this answer has arrived by then.
  victim.send('427["check-presence","nowhere"]');
  await hear(victim, '437');
  for (const socket of [offender, victim]) socket.terminate();
  parentPort.postMessage({ arrived, cut, ms });

  async function enter(name, event) {
    const userid = `${name}-${round}`;
    const query = new URLSearchParams({ EIO: '4', transport: 'websocket', userid });
    const socket = new WebSocket(`${url.replace('http', 'ws')}socket.io/?${query}`);
    socket.on('message', (data) => {
      if (String(data) === '2') socket.send('3');
    });
    await once(socket, 'open');
    socket.send('40');
    await hear(socket, '40{');
    socket.send(`421${JSON.stringify([event, { sessionid: `flood-${round}`, session: {}, extra: {} }])}`);
    await hear(socket, '431[true');
    return socket;
  }
}

/** Waits for a packet that begins so. */
function hear(socket, beginning) {
  return new Promise((resolve) => {
    const heard = (data) => {
      if (!String(data).startsWith(beginning)) return;
      socket.off('message', heard);
      resolve();
    };
    socket.on('message', heard);
  });
}
