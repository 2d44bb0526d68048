import { expect } from '@open-wc/testing';
import * as slim from '../../src/bundle/slim/client.js';
import { randomHex } from '../../src/connection/identity.js';
import * as library from '../../src/connection/socket.js';
import { signalingUrl } from '../support/signaling-url.js';
import { until } from '../support/until.js';

/** What the engine uses of a socket; both clients have it. */
interface Socket {
  readonly connected: boolean;
  on(event: string, listener: (...values: unknown[]) => void): unknown;
  off(): unknown;
  emit(event: string, ...values: unknown[]): unknown;
  timeout(ms: number): { emit(event: string, ...values: unknown[]): unknown };
  connect(): unknown;
  disconnect(): unknown;
}

const clients: Record<string, { openSocket: (url: string, options: object) => Socket; dropLine(socket: never): void }> =
  {
    'the library': library as never,
    'the slim client': slim as never,
  };

for (const [name, { openSocket, dropLine }] of Object.entries(clients)) {
  describe(`socket.io by ${name}`, () => {
    const realSend = WebSocket.prototype.send;
    const realNow = Date.now;
    /** Milliseconds by which the clock of the page goes ahead. */
    let later = 0;
    const sockets: Socket[] = [];
    let lines = new Set<WebSocket>();

    beforeEach(() => {
      lines = new Set();
      later = 0;
      Date.now = () => realNow() + later;
      WebSocket.prototype.send = function (...values) {
        lines.add(this);
        return realSend.apply(this, values);
      };
    });
    afterEach(() => {
      WebSocket.prototype.send = realSend;
      Date.now = realNow;
      for (const socket of sockets.splice(0)) socket.disconnect();
    });

    async function open({ path = '', ...more }: { path?: string; [option: string]: unknown } = {}) {
      const log: unknown[][] = [];
      const socket = openSocket((await signalingUrl()) + path, {
        query: { userid: randomHex(8), kit: '1' },
        auth: (send: (auth: object) => void) => send({}),
        forceNew: true,
        transports: ['websocket'],
        reconnectionDelay: 50,
        reconnectionDelayMax: 100,
        randomizationFactor: 0.5,
        timeout: 5000,
        ...more,
      });
      sockets.push(socket);
      for (const event of ['connect', 'disconnect', 'connect_error']) {
        socket.on(event, (...values) => log.push([event, ...values]));
      }
      return { socket, log };
    }

    const ask = (socket: Socket, event: string, ...values: unknown[]) =>
      new Promise<unknown[]>((resolve) =>
        socket.timeout(3000).emit(event, ...values, (...answer: unknown[]) => resolve(answer)),
      );

    it('keeps what is sent before there is a connection, in order, and gives each its answer', async () => {
      const { socket, log } = await open();
      const room = randomHex(8);

      const answers = await Promise.all([
        ask(socket, 'check-presence', room),
        ask(socket, 'open-room', { sessionid: room, session: {}, extra: { name: 'Ädä "\u2028' }, password: '' }),
        ask(socket, 'check-presence', room),
      ]);

      expect(answers.map(([failure, exists]) => [failure, exists])).to.deep.equal([
        [null, false],
        [null, true],
        [null, true],
      ]);
      expect(log).to.deep.equal([['connect']]);
      expect(socket.connected).to.be.true;
    });

    it('hears the events of the server', async () => {
      const { socket } = await open();
      const heard: unknown[] = [];
      socket.on('rtc:presence', (facts) => heard.push(facts));

      socket.emit('rtc:watch', 'watched');

      await until(() => heard.length > 0, 'presence');
      expect(heard[0]).to.include({ roomId: 'watched', present: false });
      socket.off();
      const next = ask(socket, 'rtc:unwatch', 'watched');
      socket.emit('rtc:watch', 'watched');
      await next;
      await ask(socket, 'check-presence', 'watched');
      expect(heard).to.have.length(1);
    });

    it('gives an error to who waits for an answer that does not come', async () => {
      const userid = randomHex(8);
      const { socket } = await open({ query: { userid, kit: '1' } });

      // What one says to oneself is not answered.
      const answer = await new Promise<unknown[]>((resolve) =>
        socket
          .timeout(300)
          .emit('RTCMultiConnection-Message', { remoteUserId: userid, message: {} }, (...values: unknown[]) =>
            resolve(values),
          ),
      );

      expect(String(answer[0])).to.match(/timed out/);
      expect(socket.connected).to.be.true;
    });

    it('takes no notice of a browser that takes itself for offline', async () => {
      const { socket, log } = await open();
      await until(() => socket.connected, 'a connection');

      window.dispatchEvent(new Event('offline'));

      expect((await ask(socket, 'check-presence', 'r'))[0]).to.equal(null);
      expect(log).to.deep.equal([['connect']]);
    });

    it('comes back when the line breaks, and tells who waited for an answer', async () => {
      const { socket, log } = await open();
      await until(() => socket.connected, 'a connection');
      const line = [...lines].at(-1)!;

      const lost = ask(socket, 'check-presence', 'r');
      line.close();
      const kept = lost.then(() => ask(socket, 'check-presence', 'r'));

      expect(String((await lost)[0])).to.match(/disconnected/);
      expect((await kept)[0]).to.equal(null);
      expect(log.map(([event, reason]) => (event === 'disconnect' ? [event, reason] : event))).to.deep.equal([
        'connect',
        ['disconnect', 'transport close'],
        'connect',
      ]);
    });

    it('polls where WebSockets end as soon as they have begun', async () => {
      WebSocket.prototype.send = function () {
        lines.add(this);
        this.close();
      };
      const { socket } = await open({ transports: ['websocket', 'polling'] });
      await until(() => socket.connected && lines.size >= 2, 'a connection');

      expect((await ask(socket, 'check-presence', 'r'))[0]).to.equal(null);
      expect(lines.size).to.equal(2);
    });

    it('polls at once where WebSockets end before the first word of the server', async () => {
      const onclose = Object.getOwnPropertyDescriptor(WebSocket.prototype, 'onclose')!;
      let begun = 0;
      // Nothing that comes after its closing is heard.
      const set = function (this: WebSocket, listener: unknown) {
        begun++;
        this.addEventListener('open', () => this.close());
        onclose.set!.call(this, listener);
      };
      Object.defineProperty(WebSocket.prototype, 'onclose', { ...onclose, set });
      try {
        const { socket, log } = await open({ transports: ['websocket', 'polling'], tryAllTransports: true });

        expect((await ask(socket, 'check-presence', 'r'))[0]).to.equal(null);
        expect(log).to.deep.equal([['connect']]);
        expect(begun).to.be.within(1, 2); // the library asks whether its polling line can become a WebSocket
      } finally {
        Object.defineProperty(WebSocket.prototype, 'onclose', onclose);
      }
    });

    it('looks for the server by polling first after many WebSockets that failed, and takes a WebSocket then', async () => {
      const onclose = Object.getOwnPropertyDescriptor(WebSocket.prototype, 'onclose')!;
      const { open: openRequest } = XMLHttpRequest.prototype;
      const { fetch: request } = window;
      let isAway = true;
      /** How many there had been of them before each try that failed. */
      const begun: number[] = [];
      let webSockets = 0;
      const set = function (this: WebSocket, listener: unknown) {
        webSockets++;
        if (isAway) this.addEventListener('open', () => this.close());
        onclose.set!.call(this, listener);
      };
      Object.defineProperty(WebSocket.prototype, 'onclose', { ...onclose, set });
      XMLHttpRequest.prototype.open = function (this: XMLHttpRequest, method: string, url: string | URL) {
        openRequest.call(this, method, isAway ? 'data:,' : url, true);
      };
      try {
        const { socket } = await open({ transports: ['websocket', 'polling'], tryAllTransports: true });
        window.fetch = (...values) => (isAway ? Promise.reject(new Error('away')) : request(...values));
        socket.on('connect_error', () => begun.push(webSockets));
        await until(() => begun.length > 14, 'many tries');

        isAway = false;
        await until(() => socket.connected && [...lines].some((line) => line.readyState === WebSocket.OPEN), 'a line');

        // Tries 1, 2 … 8 and 12 by WebSocket; the first one is no try again.
        expect(begun.slice(0, 14).map((count) => count - begun[0])).to.deep.equal([
          0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8, 9, 9,
        ]);
        expect((await ask(socket, 'check-presence', 'r'))[0]).to.equal(null);
      } finally {
        Object.defineProperty(WebSocket.prototype, 'onclose', onclose);
        XMLHttpRequest.prototype.open = openRequest;
        window.fetch = request;
      }
    });

    it('takes a WebSocket again when a line that has polled for some minutes ends', async () => {
      WebSocket.prototype.send = function () {
        lines.add(this);
        this.close();
      };
      const { socket, log } = await open({ transports: ['websocket', 'polling'] });
      await until(() => socket.connected && lines.size >= 2, 'a connection');
      const connects = () => log.filter(([event]) => event === 'connect').length;
      const before = connects();
      WebSocket.prototype.send = function (...values) {
        lines.add(this);
        return realSend.apply(this, values);
      };

      later = 6 * 60_000;
      dropLine(socket as never);
      await until(() => connects() > before && socket.connected, 'another connection');

      expect((await ask(socket, 'check-presence', 'r'))[0]).to.equal(null);
      expect(lines.size).to.equal(3);
    });

    it('stays away after disconnect, until connect', async () => {
      const { socket, log } = await open();
      await until(() => socket.connected, 'a connection');

      socket.disconnect();
      expect(socket.connected).to.be.false;
      expect(log.at(-1)!.slice(0, 2)).to.deep.equal(['disconnect', 'io client disconnect']);
      socket.connect();

      expect((await ask(socket, 'check-presence', 'r'))[0]).to.equal(null);
    });

    it('stays away when the server has ended the connection', async () => {
      const userid = randomHex(8);
      const first = await open({ query: { userid, kit: '1' } });
      await until(() => first.socket.connected, 'a connection');

      const second = await open({ query: { userid, kit: '1' } });

      await until(() => second.log.some(([event]) => event === 'disconnect'), 'the end');
      expect(second.log.find(([event]) => event === 'disconnect')![1]).to.equal('io server disconnect');
      expect(second.socket.connected).to.be.false;
      expect(first.socket.connected).to.be.true;
    });

    it('tells why the server does not let it in', async () => {
      const { log } = await open({ path: 'no-such-namespace/' });

      await until(() => log.some(([event]) => event === 'connect_error'), 'an error');

      expect((log.find(([event]) => event === 'connect_error')![1] as Error).message).to.equal('Invalid namespace');
    });
  });
}
