import { expect } from '@open-wc/testing';
import { Presence, type PresenceHost } from '../../src/connection/presence.js';
import { kitEvents, type PresenceFacts } from '../../src/wire.js';
import { timed } from '../support/clock.js';

const absent = { present: false, full: false, locked: false };
const open = { ...absent, present: true };

/** A server which answers questions; `rooms` is what it knows. */
class FakeServer implements PresenceHost {
  connected = true;
  inRoom = false;
  rooms: Record<string, Omit<PresenceFacts, 'roomId'>> = {};
  /** Rooms asked for, in order. */
  asked: string[] = [];
  told: unknown[][] = [];
  changes: PresenceFacts[] = [];
  /** Our server answers a watch before it answers a question. */
  pushesTo: Presence | undefined;
  silent = false;

  isConnected = () => this.connected;
  isInRoom = () => this.inRoom;
  presenceChanged = (facts: PresenceFacts) => void this.changes.push(facts);

  tell = (event: string, ...values: unknown[]): void => {
    this.told.push([event, ...values]);
    if (event === kitEvents.watch && this.pushesTo) this.pushesTo.told(this.facts(values[0] as string));
  };

  askPresence = async (roomId: string): Promise<PresenceFacts> => {
    this.asked.push(roomId);
    if (this.silent) throw new Error('no answer');
    return this.facts(roomId);
  };

  facts(roomId: string): PresenceFacts {
    return { roomId, ...(this.rooms[roomId] ?? absent) };
  }
}

describe('Presence', () => {
  let server: FakeServer;
  let presence: Presence;

  beforeEach(() => {
    server = new FakeServer();
    presence = new Presence(server);
  });

  describe('with our server', () => {
    beforeEach(() => (server.pushesTo = presence));

    it(
      'is told each change and never asks again',
      timed(async (clock) => {
        const heard: PresenceFacts[] = [];
        presence.watch('r', (facts) => heard.push(facts));
        await clock.pass(0);
        const askedAtFirst = server.asked.length;

        presence.told({ roomId: 'r', ...open });
        await clock.pass(60_000);

        expect(heard).to.deep.equal([
          { roomId: 'r', ...absent },
          { roomId: 'r', ...open },
        ]);
        expect(server.asked.length).to.equal(askedAtFirst);
      }),
    );

    it(
      'tells the server when the last watcher of a room has gone',
      timed(async (clock) => {
        const endOne = presence.watch('r', () => undefined);
        const endOther = presence.watch('r', () => undefined);
        await clock.pass(0);

        endOne();
        const toldEarly = server.told.some(([event]) => event === kitEvents.unwatch);
        endOther();
        endOther();

        expect(toldEarly).to.be.false;
        expect(server.told.filter(([event]) => event === kitEvents.unwatch)).to.deep.equal([[kitEvents.unwatch, 'r']]);
      }),
    );

    it(
      'ignores what it has not asked for and what is no presence',
      timed(async (clock) => {
        const heard: PresenceFacts[] = [];
        presence.watch('r', (facts) => heard.push(facts));
        await clock.pass(0);

        for (const value of [null, 7, 'r', [], {}, { roomId: 7 }, { roomId: 'other', ...open }]) presence.told(value);
        presence.told({ roomId: 'r', present: 'yes', full: 1, locked: {} });

        expect(heard).to.deep.equal([{ roomId: 'r', ...absent }]);
      }),
    );

    it(
      'does not take an older answer for newer than what it was told since',
      timed(async (clock) => {
        const heard: boolean[] = [];
        server.pushesTo = undefined;
        presence.watch('r', ({ present }) => heard.push(present));

        // In one payload with the answer, before whoever waits for that can go on.
        for (const facts of [absent, open]) presence.told({ roomId: 'r', ...facts });
        await clock.pass(0);

        expect(heard).to.deep.equal([false, true]);
      }),
    );

    it(
      'watches anew after each connect',
      timed(async (clock) => {
        presence.watch('r', () => undefined);
        presence.disconnected();

        presence.connected();
        await clock.pass(0);

        expect(server.told.filter(([event]) => event === kitEvents.watch)).to.have.length(2);
      }),
    );
  });

  describe('with a stock server', () => {
    it(
      'asks each second, once per room however many watch',
      timed(async (clock) => {
        for (let watchers = 0; watchers < 3; watchers++) presence.watch('r', () => undefined);
        presence.watch('other', () => undefined);
        await clock.pass(0);
        server.asked = [];

        await clock.pass(3000);

        expect(server.asked).to.deep.equal(['r', 'other', 'r', 'other', 'r', 'other']);
      }),
    );

    it(
      'tells a change once to each watcher, and once to the page',
      timed(async (clock) => {
        const heard: boolean[] = [];
        presence.watch('r', ({ present }) => heard.push(present));
        presence.watch('r', ({ present }) => heard.push(present));
        await clock.pass(2000);

        server.rooms.r = open;
        await clock.pass(2000);

        expect(heard).to.deep.equal([false, false, true, true]);
        expect(server.changes).to.deep.equal([
          { roomId: 'r', ...absent },
          { roomId: 'r', ...open },
        ]);
      }),
    );

    it(
      'tells who comes late what is known',
      timed(async (clock) => {
        presence.watch('r', () => undefined);
        await clock.pass(0);
        const heard: PresenceFacts[] = [];

        presence.watch('r', (facts) => heard.push(facts));

        expect(heard).to.deep.equal([{ roomId: 'r', ...absent }]);
      }),
    );

    it(
      'does not ask while in a room, and goes on afterwards',
      timed(async (clock) => {
        presence.watch('r', () => undefined);
        await clock.pass(0);
        server.asked = [];

        server.inRoom = true;
        await clock.pass(5000);
        const askedInside = server.asked.length;
        server.inRoom = false;
        await clock.pass(2000);

        expect(askedInside).to.equal(0);
        expect(server.asked).to.deep.equal(['r', 'r']);
      }),
    );

    it(
      'asks each ten seconds while nobody looks at the page',
      timed(async (clock) => {
        presence.pageHidden = true;
        presence.watch('r', () => undefined);
        await clock.pass(0);
        server.asked = [];

        await clock.pass(30_000);

        expect(server.asked).to.have.length(3);
      }),
    );

    it(
      'stops when nobody watches, and without a socket',
      timed(async (clock) => {
        const end = presence.watch('r', () => undefined);
        await clock.pass(0);
        end();
        server.asked = [];
        await clock.pass(5000);
        const askedUnwatched = server.asked.length;
        presence.watch('r', () => undefined);
        await clock.pass(0);
        presence.disconnected();
        server.asked = [];
        await clock.pass(5000);

        expect(askedUnwatched).to.equal(0);
        expect(server.asked).to.be.empty;
      }),
    );

    it(
      'asks again after a question without an answer, even the first',
      timed(async (clock) => {
        const heard: boolean[] = [];
        server.silent = true;
        presence.watch('r', ({ present }) => heard.push(present));
        await clock.pass(0);

        server.silent = false;
        await clock.pass(2000);

        expect(heard).to.deep.equal([false]);
      }),
    );

    it(
      'waits for a socket before it asks',
      timed(async (clock) => {
        server.connected = false;
        presence.watch('r', () => undefined);
        await clock.pass(5000);
        const askedBefore = server.asked.length;

        server.connected = true;
        presence.connected();
        await clock.pass(0);

        expect(askedBefore).to.equal(0);
        expect(server.asked).to.deep.equal(['r']);
      }),
    );
  });
});
