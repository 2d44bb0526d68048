import { nobody, theClock } from './clock.mjs';

/** Milliseconds. */
const pingInterval = 5000;
const pingTimeout = 5000;

/**
 * The lines between pages and server, and whether the direct ways between pages are open. A line is a TCP connection:
 * what is sent over it comes in order or not at all, and while a page is silent it waits. Lines among each other know no
 * order.
 */
export class Network {
  /** The server process that listens, if one does. */
  server;
  /** Most milliseconds for a packet. */
  latency = 60;
  #lines = new Set();
  #cuts = new Map();

  /** Opens a line for the page whose task runs now. */
  dial(client) {
    const line = new Line(this, theClock().current, client);
    this.#lines.add(line);
    line.up.send({ type: 'open' });
    return line;
  }

  forget(line) {
    this.#lines.delete(line);
  }

  /** Silence: nothing of this page gets out or in, and nobody is told. */
  silence(page) {
    page.silent = true;
    this.#waysChanged([page]);
  }

  restore(page) {
    if (!page.silent) return;
    page.silent = false;
    for (const line of this.#linesOf(page)) line.resume();
    this.#waysChanged([page]);
  }

  /** Pages that have died as well: the system goes on sending what they had said. */
  restoreAll() {
    for (const { page } of [...this.#lines]) this.restore(page);
  }

  /** Breaks the lines of a page in a way that both ends notice. */
  reset(page) {
    for (const line of this.#linesOf(page)) line.reset();
  }

  /** The page's process has died: the system says so to the server, unless the page is silent. */
  died(page) {
    page.dead = true;
    for (const line of this.#linesOf(page)) line.up.send({ type: 'close' });
    this.#waysChanged([page]);
  }

  /** The server's process has died. */
  serverDied(server) {
    server.dead = true;
    if (this.server === server) this.server = undefined;
    for (const line of [...this.#lines]) if (line.isWith(server)) line.down.send({ type: 'close' });
  }

  cut(one, other) {
    this.#cuts.set(pair(one, other), [one, other]);
    this.#waysChanged([one, other]);
  }

  mend(one, other) {
    this.#cuts.delete(pair(one, other));
    this.#waysChanged([one, other]);
  }

  mendAll() {
    const cuts = [...this.#cuts.values()];
    this.#cuts.clear();
    this.#waysChanged(cuts.flat());
  }

  /** Media can go between the two. */
  isOpen(one, other) {
    const works = (page) => !page.dead && !page.silent;
    return works(one) && works(other) && !this.#cuts.has(pair(one, other));
  }

  #linesOf(page) {
    return [...this.#lines].filter((line) => line.page === page);
  }

  #waysChanged(pages) {
    for (const page of pages) for (const peer of [...page.peers]) peer.wayChanged();
    for (const page of pages) for (const peer of [...page.peers]) peer.partner?.wayChanged();
  }
}

const pair = (one, other) => [one.name, other.name].sort().join(' ');

/** One connection of a page with the server. */
class Line {
  connection;

  constructor(network, page, client) {
    this.network = network;
    this.page = page;
    this.client = client;
    const server = () => (this.#server?.dead ? nobody : (this.#server ?? nobody));
    this.up = new Pipe(page, (packet) => this.#toServer(packet), server);
    this.down = new Pipe(
      page,
      (packet) => client.receive(packet),
      () => page,
    );
  }

  isWith(server) {
    return this.connection?.process === server;
  }

  resume() {
    this.up.resume();
    this.down.resume();
  }

  reset() {
    this.up.send({ type: 'close' });
    this.down.send({ type: 'close' });
  }

  get #server() {
    return this.connection?.process ?? this.network.server;
  }

  #toServer(packet) {
    if (packet.type === 'open') {
      const { server } = this.network;
      if (!server) return this.down.send({ type: 'close' });
      this.connection = server.accept(this);
      return this.down.send({ type: 'open' });
    }
    // What comes for a connection that is gone is answered by a reset.
    if (!this.connection || this.connection.process.dead || this.connection.readyState === 'closed') {
      if (packet.type !== 'close') this.down.send({ type: 'close' });
      if (packet.type === 'close') this.network.forget(this);
      return undefined;
    }
    return this.connection.receive(packet);
  }
}

/** One direction of a line. */
class Pipe {
  #held = [];
  /** What has come before an earlier packet, by number. */
  #early = new Map();
  #next = 0;
  /** What has arrived and comes with the next answer, or request, of a line that polls. */
  #payload = [];
  #last = 0;
  #count = 0;

  constructor(page, deliver, receiver) {
    this.page = page;
    this.deliver = deliver;
    this.receiver = receiver;
  }

  send(content) {
    const packet = { number: this.#count++, content };
    if (this.page.silent) this.#held.push(packet);
    else this.#travel(packet, theClock().random.whole(1, this.page.network.latency));
  }

  /** What was held is sent again by the system, which does not look at once whether the way is open again. */
  resume() {
    const delay = theClock().random.whole(0, 1500);
    const held = this.#held.splice(0).sort((one, other) => one.number - other.number);
    for (const packet of held) this.#travel(packet, delay);
  }

  #travel(packet, delay) {
    const clock = theClock();
    this.#last = Math.max(this.#last, clock.now + delay);
    clock.later(this.#last - clock.now, () => this.#arrive(packet), nobody, true);
  }

  #arrive(packet) {
    if (this.page.silent) {
      this.#held.push(packet);
      return;
    }
    this.#early.set(packet.number, packet.content);
    for (; this.#early.has(this.#next); this.#early.delete(this.#next++)) this.#take(this.#early.get(this.#next));
  }

  #take(content) {
    const receiver = this.receiver();
    if (receiver === this.page && receiver.dead) return;
    const clock = theClock();
    const { polls, network } = this.page;
    if (!polls) clock.later(0, () => this.deliver(content), receiver);
    else if (this.#payload.push(content) === 1) {
      const deliverAll = () => this.#payload.splice(0).forEach(this.deliver);
      clock.later(clock.random.whole(0, 2 * network.latency), deliverAll, receiver);
    }
  }
}

/** How the ends of a line find out by themselves that it is dead; the figures are those of the server. */
export const heartbeat = { pingInterval, pingTimeout };
