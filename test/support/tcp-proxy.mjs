// A line between page and server that can be cut without a word.
import { connect, createServer } from 'node:net';
import { once } from 'node:events';

/**
 * A TCP proxy on a free port of loopback, in front of the server at `url`.
 *
 * `freeze()` lets nothing pass in either direction and closes nothing; `thaw()` passes on what has waited; `reset()` breaks
 * all lines. With `delay` everything comes so many ms later. With `upgrade` WebSockets do not get through: 'refuse' answers
 * 400, 'cut' breaks the line after the server's first word, 'cut-early' before it.
 */
export async function startProxy(t, url, { upgrade, delay = 0 } = {}) {
  const { hostname, port } = new URL(url);
  const sockets = new Set();
  let frozen = false;
  let upgrades = 0;

  const follow = (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined); // a broken line is closed, and the other end of it with it
    socket.on('close', () => sockets.delete(socket));
    if (frozen) socket.pause();
  };
  const server = createServer((client) => {
    const upstream = connect(port, hostname);
    for (const socket of [client, upstream]) follow(socket);
    const pass = (from, to) => {
      from.on('data', (data) => {
        if (delay > 0) setTimeout(() => to.write(data), delay);
        else if (!to.writableEnded) to.write(data);
      });
      from.on('close', () => to.destroy());
      from.on('end', () => to.end());
    };
    client.on('data', (data) => {
      if (!upgrade || !/^upgrade: websocket/im.test(data.toString('latin1'))) return;
      upgrades += 1;
      if (upgrade === 'cut') {
        upstream.on('data', (answer) => answer.includes('"sid"') && setImmediate(() => client.destroy()));
      } else if (upgrade === 'cut-early') {
        // The server's first word may come in one piece with its yes to the upgrade.
        upstream.removeAllListeners('data').once('data', (answer) => {
          client.end(answer.subarray(0, answer.indexOf('\r\n\r\n') + 4));
        });
      } else client.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    });
    pass(client, upstream);
    pass(upstream, client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const reset = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  t.after(() => {
    server.close();
    reset();
  });
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    /** WebSockets asked for so far. */
    upgrades: () => upgrades,
    reset,
    freeze() {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw() {
      frozen = false;
      for (const socket of sockets) socket.resume();
    },
  };
}
