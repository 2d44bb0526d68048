import { connect, createServer } from 'node:net';

/**
 * A longer way to a server on loopback: all that passes comes half a round trip later, in both directions. Connecting
 * costs a round trip as well, which a proxy cannot delay by itself: the first bytes of the client wait for it instead.
 */
export async function startSlowLine(target, rtt) {
  const { hostname, port } = new URL(target);
  const proxy = createServer({ noDelay: true }, (client) => {
    const server = connect({ host: hostname, port, noDelay: true });
    carry(client, server, rtt / 2, rtt);
    carry(server, client, rtt / 2, 0);
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${proxy.address().port}/`, close: () => proxy.close() };
}

/** Timers of different lengths may overtake each other, so each piece also waits for the one before. */
function carry(from, to, delay, extraForFirst) {
  let previous = Promise.resolve();
  let first = extraForFirst;
  const later = (act) => {
    const passed = new Promise((resolve) => setTimeout(resolve, delay + first));
    first = 0;
    previous = Promise.all([previous, passed]).then(() => to.destroyed || act());
  };
  from.on('data', (piece) => later(() => to.write(piece)));
  from.on('end', () => later(() => to.end()));
  from.on('error', () => to.destroy());
  from.on('close', () => later(() => to.destroy()));
}
