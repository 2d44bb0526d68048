// Both ends of engine.io over the lines of the model. Everything above, socket.io of client and server, is the real one.
import { EventEmitter } from 'node:events';
import { Emitter } from '@socket.io/component-emitter';
import { theClock } from './clock.mjs';
import { heartbeat } from './network.mjs';

export { Fetch, NodeWebSocket, NodeXHR, WebSocket, WebTransport, XHR, parse } from 'engine.io-client';

export function installTimerFunctions(target) {
  target.setTimeoutFn = (run, delay) => setTimeout(run, delay);
  target.clearTimeoutFn = (timer) => clearTimeout(timer);
}

export const nextTick = (run) => void Promise.resolve().then(run);

/** The client's end. */
export class Socket extends Emitter {
  readyState = 'opening';
  transport = { writable: true };
  #line;
  /** When the next sign of life of the server is overdue. */
  #deadline = Infinity;
  #watch;

  constructor(_address, options) {
    super();
    this.query = options.query;
    this.#line = theClock().current.network.dial(this);
  }

  write(data) {
    if (this.readyState === 'open') this.#line.up.send({ type: 'data', data });
    return this;
  }

  close() {
    this.#end('forced close');
    return this;
  }

  /** socket.io asks before it sends: timers of a page that was asleep come late. */
  _hasPingExpired() {
    if (theClock().now <= this.#deadline) return false;
    nextTick(() => this.#end('ping timeout'));
    return true;
  }

  receive({ type, data }) {
    if (this.readyState === 'closed') {
      if (type !== 'close') this.#line.up.send({ type: 'close' });
      return;
    }
    if (type === 'open') {
      this.readyState = 'open';
      this.#alive();
      this.emitReserved('open');
    } else if (type === 'ping') {
      this.#alive();
      this.#line.up.send({ type: 'pong' });
    } else if (type === 'data') {
      this.emitReserved('data', data);
    } else if (type === 'close') {
      if (this.readyState === 'opening') this.#refused();
      else this.#end('transport close');
    }
  }

  #refused() {
    this.readyState = 'closed';
    this.#line.network.forget(this.#line);
    this.emitReserved('error', new Error('websocket error'));
  }

  #alive() {
    this.#deadline = theClock().now + heartbeat.pingInterval + heartbeat.pingTimeout;
    this.#watch ??= this.#look();
  }

  #look() {
    return theClock().later(this.#deadline - theClock().now, () => {
      if (this.readyState !== 'open') return;
      if (theClock().now >= this.#deadline) this.#end('ping timeout');
      else this.#watch = this.#look();
    });
  }

  #end(reason) {
    if (this.readyState === 'closed') return;
    this.readyState = 'closed';
    if (this.#watch) this.#watch.over = true;
    this.#line.up.send({ type: 'close' });
    this.emitReserved('close', reason);
  }
}

let connections = 0;

/** The server's end. */
export class Connection extends EventEmitter {
  readyState = 'open';
  protocol = 4;
  transport = { name: 'websocket', writable: true };
  writeBuffer = [];
  remoteAddress;
  /** The client has said who it is. */
  hasSpoken = false;
  #line;
  #ping;
  #isProbed = false;

  constructor(process, line) {
    super();
    this.process = process;
    this.id = `connection-${++connections}`;
    this.#line = line;
    this.remoteAddress = `10.0.0.${line.page.number}`;
    const address = { remoteAddress: this.remoteAddress };
    this.request = { url: '/', headers: { host: 'model' }, _query: { ...line.client.query }, connection: address };
    this.request.socket = address;
    this.#pingLater();
  }

  write(data) {
    if (this.readyState === 'open') this.#line.down.send({ type: 'data', data });
  }

  sendPacket(type) {
    if (type !== 'ping') throw new Error(`the model knows no packet ${type}`);
    this.#isProbed = true;
    this.#line.down.send({ type });
  }

  close() {
    this.end('forced close');
  }

  receive({ type, data }) {
    if (type === 'data') {
      this.hasSpoken = true;
      this.emit('data', data);
    } else if (type === 'pong') this.#answered();
    else if (type === 'close') this.end('transport close');
  }

  end(reason) {
    if (this.readyState === 'closed') return;
    this.readyState = 'closed';
    this.#ping.over = true;
    this.#line.down.send({ type: 'close' });
    this.emit('close', reason);
  }

  #answered() {
    if (this.#isProbed) {
      this.#isProbed = false;
      this.emit('heartbeat');
    }
    this.#ping.over = true;
    this.#pingLater();
  }

  #pingLater() {
    const { process } = this;
    this.#ping = theClock().later(
      heartbeat.pingInterval,
      () => {
        this.#line.down.send({ type: 'ping' });
        this.#ping = theClock().later(heartbeat.pingTimeout, () => this.end('ping timeout'), process);
        this.#ping.isTimer = true;
      },
      process,
      true,
    );
    this.#ping.isTimer = true;
  }
}
