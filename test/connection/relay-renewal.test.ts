import { expect } from '@open-wc/testing';
import { openPeers } from '../support/recorded.js';
import type { ConnectionController, ConnectionControllerOptions } from '../../src/connection/connection-controller.js';
import { connection, disposeAll, others, roomName } from '../support/connections.js';
import { signalingUrl } from '../support/signaling-url.js';
import { until } from '../support/until.js';

/** Of a way that is looked for anew: when, and with which name at the relay. */
interface Restart {
  readonly at: number;
  readonly username: string | undefined;
}

describe('ICE servers with credentials', () => {
  const { now } = Date;
  const { send } = WebSocket.prototype;
  const { restartIce } = RTCPeerConnection.prototype;
  let restarts: Restart[] = [];
  /** The sockets on which it was asked to be let in, once for each question. */
  let questions: WebSocket[] = [];
  /** Such questions are lost on their way, and all else comes through. */
  let isSilent = false;

  beforeEach(() => {
    [restarts, questions, isSilent] = [[], [], false];
    RTCPeerConnection.prototype.restartIce = function () {
      restarts.push({ at: performance.now(), username: usernameOf(this) });
      restartIce.call(this);
    };
    WebSocket.prototype.send = function (data) {
      const isQuestion = String(data).includes('"join-room"');
      if (isQuestion) questions.push(this);
      if (!isQuestion || !isSilent) send.call(this, data);
    };
  });
  afterEach(() => {
    disposeAll();
    Object.assign(WebSocket.prototype, { send });
    Object.assign(RTCPeerConnection.prototype, { restartIce });
    Object.assign(Date, { now });
  });

  function usernameOf(one: RTCPeerConnection): string | undefined {
    return one.getConfiguration().iceServers?.find(({ credential }) => credential)?.username;
  }

  /** So many people who are connected with each other; gives the names at the relay with which their ways were made. */
  async function meet(count: number, socketURL: string, options: ConnectionControllerOptions = {}) {
    const roomId = roomName();
    const people: ConnectionController[] = [];
    for (let index = 0; index < count; index++) {
      const one = await connection({ socketURL, session: { audio: true }, ...options });
      await (index === 0 ? one.open(roomId) : one.join(roomId));
      people.push(one);
    }
    const isWhole = () =>
      people.every((one) => others(one).filter((other) => other.connection === 'connected').length === count - 1);
    await until(isWhole, 'all to be connected');
    questions = [];
    return [...new Set(openPeers().map(usernameOf))];
  }

  /** What was taken on entering is old, and its name can no longer be given again: it counts whole seconds. */
  async function growOld(): Promise<void> {
    const second = Math.floor(now() / 1000);
    await until(() => Math.floor(now() / 1000) > second, 'another second');
    Date.now = () => now() + 4000;
  }

  /** Another network: all connections of the page look for another way. */
  function move(): void {
    dispatchEvent(new Event('online'));
  }

  it('are asked for once for all who look for another way, which they do with the fresh ones', async () => {
    const before = await meet(4, await signalingUrl('/relay'));
    await growOld();

    move();
    await until(() => restarts.length === 12, 'the restarts');

    expect(questions).to.have.length(4);
    expect(new Set(questions).size).to.equal(4);
    for (const { username } of restarts) expect(username).to.be.a('string').that.is.not.oneOf(before);
  });

  it('hold nothing up for more than a second when the server does not answer', async () => {
    const before = await meet(2, await signalingUrl('/relay'));
    await growOld();
    isSilent = true;

    const from = performance.now();
    move();
    await until(() => restarts.length === 2, 'the restarts');

    expect(questions).to.have.length(2);
    for (const { at, username } of restarts) {
      // Before the question itself is given up, which is after five seconds.
      expect(at - from).to.be.within(900, 4500);
      expect(username).to.be.oneOf(before);
    }
  });

  it('are not asked for while those at hand are fresh', async () => {
    await meet(2, await signalingUrl('/relay'));

    move();

    expect(restarts).to.have.length(2);
    expect(questions).to.be.empty;
  });

  it('are not asked for where there are none, nor where the page has its own', async () => {
    const own = [{ urls: 'turn:127.0.0.1:3478?transport=tcp', username: 'own', credential: 'c' }];

    for (const [url, options] of [
      [await signalingUrl(), {}],
      [await signalingUrl('/relay'), { iceServers: own }],
    ] as const) {
      restarts = [];
      await meet(2, url, options);
      await growOld();
      move();

      expect(restarts).to.have.length(2);
      expect(questions).to.be.empty;
      disposeAll();
      Object.assign(Date, { now });
    }
  });
});
