import { EventEmitter } from 'node:events';
import { Server } from 'socket.io';
import { ConnectionController } from '../../dist/esm/connection/index.js';
import { resolveOptions } from '../../dist/server/options.js';
import { Signaling } from '../../dist/server/signaling.js';
import { Clock, Owner, Random, install, nobody } from './clock.mjs';
import { Connection } from './engine-io.mjs';
import { MediaStream, mediaDevices, restartIds } from './fake-media.mjs';
import { PeerConnection, forgetPeers, note } from './fake-peer.mjs';
import { Network } from './network.mjs';

const names = ['ada', 'ben', 'cleo', 'dan', 'eva'];

/** The process of a signaling server: the real protocol, rooms and identities over a real socket.io. */
class ServerProcess extends Owner {
  #engine = new EventEmitter();
  #connections = new Set();

  constructor(report) {
    super('server');
    this.report = report;
  }

  start() {
    this.io = new Server({ serveClient: false, connectTimeout: 10_000 });
    this.io.bind(this.#engine);
    this.signaling = new Signaling(this.io, resolveOptions({ log: (line) => this.#logged(line) }, {}));
    this.#watchOwners();
  }

  accept(line) {
    const connection = new Connection(this, line);
    this.#connections.add(connection);
    connection.once('close', () => this.#connections.delete(connection));
    this.#engine.emit('connection', connection);
    return connection;
  }

  #logged(line) {
    if (line.startsWith('failed on')) this.report(`the server ${line}`);
  }

  /** A room goes to the longest present, but rather to one who is there; here read from the lines, not from the seats. */
  #watchOwners() {
    const { rooms } = this.signaling;
    const leave = rooms.leave.bind(rooms);
    rooms.leave = (userid) => {
      const isOwner = rooms.owner(rooms.roomOf(userid)) === userid;
      const departure = leave(userid);
      if (!isOwner || !departure || departure.closed) return departure;
      const { roomId, rest } = departure;
      const isThere = (member) =>
        [...this.#connections].some(({ hasSpoken, request }) => hasSpoken && request._query.userid === member);
      const heir = rest.find(isThere) ?? rest[0];
      note('heir');
      if (rooms.owner(roomId) !== heir) this.report(`${roomId} went to ${rooms.owner(roomId)} instead of ${heir}`);
      return departure;
    };
  }
}

/** A person's browser with one page in it: the real engine. */
export class Page extends Owner {
  /** Nothing gets out or in. */
  silent = false;
  /** No WebSocket gets through: several packets come in one answer. */
  polls = false;
  peers = new Set();
  /** All tracks that its devices have given. */
  tracks = new Set();
  listeners = new Set();
  /** The room in which the person wants to be. */
  wanted;
  /** Questions to end its room for all that are under way. */
  #closings = 0;
  #entered = 0;
  #known = new Set();

  constructor(world, number) {
    super(names[number]);
    this.world = world;
    this.network = world.network;
    this.number = number;
  }

  open(options) {
    this.controller = new ConnectionController({
      socketURL: 'http://model/',
      extra: { name: this.name },
      ...options,
    });
    this.controller.addEventListener('rtc-participant-joined', ({ participant }) => this.#came(participant));
    this.controller.addEventListener('rtc-participant-left', ({ participant }) => this.#went(participant));
    this.controller.addEventListener('rtc-state-change', ({ state, previous }) => this.#changed(state, previous));
  }

  get isIn() {
    return ['connected', 'reconnecting'].includes(this.controller.state.status);
  }

  /** What was wanted does not come true by a promise that was kept or not. */
  enter(kind, roomId) {
    const number = ++this.#entered;
    this.wanted = roomId;
    this.controller[kind](roomId).catch((error) => {
      if (number !== this.#entered) return;
      // A person who is left outside, and wanted in either way, tries again later.
      if (kind === 'openOrJoin' && error.code !== 'aborted' && !this.isIn) return;
      this.wanted = this.isIn ? this.controller.state.roomId : undefined;
    });
  }

  leave() {
    this.#entered++;
    this.wanted = undefined;
    void this.controller.leave();
  }

  closeRoom() {
    this.#closings++;
    const settled = () => this.#closings--;
    // Not heard, or too late: then one is in the room as before.
    this.controller.close().then(settled, settled);
  }

  pageHidden() {
    for (const { type, listener } of this.listeners) if (type === 'pagehide') listener();
  }

  #came({ userid }) {
    if (this.#known.has(userid)) this.world.report(`${this.name} was told twice that ${userid} came`);
    this.#known.add(userid);
  }

  #went({ userid }) {
    if (!this.#known.delete(userid)) this.world.report(`${this.name} was told that ${userid} went, who was not there`);
  }

  #changed({ status, error, participants }, previous) {
    const ids = participants.map(({ userid }) => userid);
    if (new Set(ids).size < ids.length) this.world.report(`${this.name} sees somebody twice: ${ids}`);
    if (this.wanted === undefined || !['idle', 'closed', 'failed'].includes(status)) return;
    if (status === 'closed' && this.#closings > 0) this.wanted = undefined;
    else if (error?.code === 'closed-by-owner' && this.world.closings > 0) this.wanted = undefined;
    else if (status === 'closed' || ['connected', 'reconnecting'].includes(previous.status)) {
      this.world.report(`${this.name} fell out: ${error?.code}`);
    }
  }
}

/** Pages, a server and the network between them, all in virtual time. */
export class World {
  /** What was wrong on the way. */
  complaints = [];
  network = new Network();
  pages = [];
  /** How often somebody has ended a room for all. */
  closings = 0;
  nobody = nobody;
  #restore;

  constructor(seed) {
    this.clock = new Clock(new Random(seed));
    const restoreClock = install(this.clock);
    const restoreWindow = installWindow(this.clock);
    this.#restore = () => {
      restoreWindow();
      restoreClock();
    };
    restartIds();
    forgetPeers();
    this.startServer();
  }

  end() {
    this.#restore();
  }

  report(complaint) {
    this.complaints.push(complaint);
  }

  startServer() {
    if (this.network.server) return;
    const server = new ServerProcess((complaint) => this.report(complaint));
    this.network.server = server;
    this.run(server, () => server.start());
  }

  killServer() {
    if (this.network.server) this.network.serverDied(this.network.server);
  }

  wake(page) {
    this.network.restore(page);
    this.clock.thaw(page);
  }

  /** All that can still end does: only the dead stay dead. */
  heal() {
    const { clock, network } = this;
    network.latency = 60;
    network.mendAll();
    this.startServer();
    clock.thaw(network.server);
    for (const page of this.pages) if (page && !page.dead) this.wake(page);
    network.restoreAll();
  }

  /** Whoever wanted in, and was told that it could not be, tries again. */
  enterAgain() {
    for (const page of this.pages) {
      if (!page || page.dead || page.wanted === undefined) continue;
      if (['failed', 'idle', 'closed'].includes(page.controller.state.status)) {
        this.run(page, () => page.enter('openOrJoin', page.wanted));
      }
    }
  }

  /** Runs something as the page or server that it is done by. */
  run(owner, action) {
    this.clock.later(0, action, owner);
  }

  openPage(number, options, polls = false) {
    const page = new Page(this, number);
    page.polls = polls;
    this.pages[number] = page;
    this.run(page, () => page.open(options));
  }
}

/** What a page finds in its window. */
function installWindow(clock) {
  const window = {
    RTCPeerConnection: PeerConnection,
    MediaStream,
    navigator: { mediaDevices },
    addEventListener: (type, listener) => void clock.current.listeners.add({ type, listener }),
    removeEventListener: (type, listener) => {
      const { listeners } = clock.current;
      for (const one of listeners) if (one.type === type && one.listener === listener) listeners.delete(one);
    },
  };
  const before = Object.keys(window).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]);
  for (const [name, value] of Object.entries(window)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  return () => {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else delete globalThis[name];
    }
  };
}
