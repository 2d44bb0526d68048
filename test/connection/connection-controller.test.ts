import { expect } from '@open-wc/testing';
import { ConnectionController, type Room } from '../../src/connection/connection-controller.js';
import { RtcError } from '../../src/connection/rtc-error.js';
import { limits } from '../../src/wire.js';
import { liveTracks, openPeers, openSockets } from '../support/recorded.js';
import { connection, disposeAll, others, roomName, userids } from '../support/connections.js';
import { signalingUrl } from '../support/signaling-url.js';
import { next, rejection, until } from '../support/until.js';

/** What a callback of RTCMultiConnection was called with, once it was. */
function heard() {
  const calls: unknown[][] = [];
  return { calls, callback: (...values: unknown[]) => void calls.push(values) };
}

describe('ConnectionController', () => {
  afterEach(disposeAll);

  describe('properties', () => {
    it('have the defaults of the contract', () => {
      const { socketURL, socketMessageEvent, state, iceServers } = new ConnectionController();

      expect(socketURL).to.equal('/');
      expect(socketMessageEvent).to.equal('RTCMultiConnection-Message');
      expect(iceServers).to.be.undefined;
      expect(state).to.include({ status: 'idle', roomId: undefined, isOwner: false, error: undefined });
      expect(state.participants).to.be.empty;
      expect(state.local).to.include({ isLocal: true, name: '' });
      expect(openSockets()).to.be.empty;
    });

    it('add the slash that is missing at the end of socketURL', () => {
      const one = new ConnectionController({ socketURL: 'https://signal.example:443' });
      const first = one.socketURL;

      one.socketURL = '';

      expect(first).to.equal('https://signal.example:443/');
      expect(one.socketURL).to.equal('/');
    });

    it('give each connection an id of its own, or the chosen one', () => {
      const [one, other] = [new ConnectionController(), new ConnectionController({ userid: 'ada' })];

      expect(one.userid).to.match(/^u[0-9a-f]{32}$/);
      expect(one.userid).not.to.equal(new ConnectionController().userid);
      expect(one.state.local.userid).to.equal(one.userid);
      expect(other.userid).to.equal('ada');
      expect(other.state.local.userid).to.equal('ada');
    });

    it('refuse what cannot be', () => {
      const one = new ConnectionController();

      for (const act of [
        () => (one.userid = ''),
        () => (one.userid = 'x'.repeat(65)),
        () => (one.extra = null as never),
        () => (one.extra = [] as never),
        () => (one.extra = 'Ada' as never),
      ]) {
        expect(act).to.throw(RtcError).with.property('code', 'invalid-argument');
      }
      expect(() => (one.extra = { name: 'x'.repeat(limits.extraBytes) }))
        .to.throw(RtcError)
        .with.property('code', 'too-large');
      expect(one.extra).to.deep.equal({});
    });

    it('show the name that is in extra', () => {
      const one = new ConnectionController({ extra: { fullName: 'Ada Lovelace' } });
      const first = one.state.local.name;

      one.extra = { name: 'Ada' };

      expect(first).to.equal('Ada Lovelace');
      expect(one.state.local).to.deep.include({ name: 'Ada', extra: { name: 'Ada' } });
    });
  });

  describe('open and join', () => {
    it('give a promise of the room', async () => {
      const roomId = roomName();
      const [owner, guest] = [await connection(), await connection()];

      const opened = await owner.open(roomId);
      const joined = await guest.join(roomId);

      expect(opened).to.deep.include({ roomId, isOwner: true });
      expect(opened.participants.map(({ userid }) => userid)).to.deep.equal([owner.userid]);
      expect(joined).to.deep.include({ roomId, isOwner: false });
      expect(joined.participants.map(({ userid }) => userid)).to.deep.equal([guest.userid, owner.userid]);
      expect(owner.isInitiator).to.be.true;
      expect(guest.isInitiator).to.be.false;
      expect(guest.state).to.include({ status: 'connected', roomId, isOwner: false, error: undefined });
    });

    it('call a callback exactly once and return undefined', async () => {
      const roomId = roomName();
      const [owner, guest, third] = [await connection(), await connection(), await connection()];
      const [opened, joined, either, refused] = [heard(), heard(), heard(), heard()];

      const returned = [owner.open(roomId, opened.callback)];
      await until(() => opened.calls.length, 'the answer to open');
      returned.push(guest.join(roomId, {}, joined.callback));
      returned.push(third.openOrJoin(roomId, either.callback));
      await until(() => joined.calls.length && either.calls.length, 'the answers to join');
      third.open(roomId.slice(1), heard().callback);
      await until(() => third.state.roomId === roomId.slice(1), 'the other room');
      returned.push(third.open(roomId, refused.callback));
      await until(() => refused.calls.length, 'the refusal');

      expect(returned).to.deep.equal([undefined, undefined, undefined, undefined]);
      expect([opened.calls, joined.calls, either.calls]).to.deep.equal(Array(3).fill([[true, roomId]]));
      expect(refused.calls).to.deep.equal([[false, roomId, 'Room not available']]);
    });

    it('go on when a callback throws, whose error surfaces as uncaught', async () => {
      const one = await connection();
      const mistake = new Error('mistake of a callback');
      const { onerror } = window;
      const uncaught = new Promise((resolve) => {
        window.onerror = (...values) => {
          resolve(values[4]);
          return true;
        };
      });

      one.open(roomName(), () => {
        throw mistake;
      });
      const error = await uncaught;
      window.onerror = onerror;

      expect(error).to.equal(mistake);
      expect(one.state).to.include({ status: 'connected', error: undefined });
    });

    it('take sessionid when no room is named, and reject when there is none either', async () => {
      const one = await connection({ sessionid: roomName() });
      const nameless = await connection();
      const { calls, callback } = heard();

      const room = await one.open();
      const error = await rejection<RtcError>(nameless.join());
      nameless.open(undefined, callback);
      await until(() => calls.length, 'the callback');

      expect(room.roomId).to.equal(one.sessionid);
      expect(error).to.be.instanceOf(RtcError).and.include({ code: 'invalid-argument', retryable: false });
      expect(nameless.state.error?.code).to.equal('invalid-argument');
      expect(calls[0].slice(0, 2)).to.deep.equal([false, '']);
    });

    it('refuse a name that is too long', async () => {
      const one = await connection();

      const error = await rejection<RtcError>(one.open('x'.repeat(limits.roomIdCharacters + 1)));

      expect(error.code).to.equal('invalid-argument');
    });

    it('tell each refusal by its code and the text of the server', async () => {
      const [taken, locked, full] = [roomName(), roomName(), roomName()];
      await (await connection()).open(taken);
      await (await connection({ password: 'secret' })).open(locked);
      await (await connection({ maxParticipantsAllowed: 1 })).open(full);
      const guest = await connection({ password: 'wrong' });

      const errors: RtcError[] = [];
      for (const attempt of [
        () => guest.join(roomName()),
        () => guest.open(taken),
        () => guest.join(locked),
        () => guest.join(full),
      ]) {
        const fired = next<Event & { error: RtcError }>(guest, 'rtc-error');
        const error = await rejection<RtcError>(attempt());
        errors.push(error);
        expect(guest.state).to.include({ status: 'failed', roomId: undefined, error });
        expect((await fired).error).to.equal(error);
      }
      guest.password = 'secret';
      const room = await guest.join(locked);

      expect(errors.map(({ code, message }) => [code, message])).to.deep.equal([
        ['room-not-found', 'Room not available'],
        ['room-exists', 'Room not available'],
        ['invalid-password', 'Invalid password'],
        ['room-full', 'Room full'],
      ]);
      expect(room.roomId).to.equal(locked);
      expect(guest.state.error).to.be.undefined;
    });

    it('make one wish of the same wish twice', async () => {
      const roomId = roomName();
      const one = await connection();
      let opened = 0;
      one.addEventListener('rtc-opened', () => opened++);

      const [first, second] = await Promise.all([one.open(roomId), one.open(roomId)]);
      const third = await one.open(roomId);

      expect(first.roomId).to.equal(second.roomId);
      expect(third).to.deep.include({ roomId, isOwner: true });
      expect(opened).to.equal(1);
    });

    it('put another wish in the place of one under way', async () => {
      const [first, second] = [roomName(), roomName()];
      const one = await connection();

      const early = rejection<RtcError>(one.open(first));
      const room = await one.open(second);

      expect((await early).code).to.equal('aborted');
      expect(room.roomId).to.equal(second);
      expect(one.state).to.include({ status: 'connected', roomId: second, error: undefined });
      await until(async () => !(await one.checkPresence(first)).exists, 'the first room to be gone');
    });

    it('are cancelled by a signal, before and while they run', async () => {
      const roomId = roomName();
      const [one, other] = [await connection(), await connection()];
      const abort = new AbortController();

      const before = await rejection<RtcError>(one.open(roomId, { signal: AbortSignal.abort() }));
      const running = rejection<RtcError>(one.open(roomId, { signal: abort.signal }));
      abort.abort();
      const during = await running;

      expect([before.code, during.code]).to.deep.equal(['aborted', 'aborted']);
      expect(one.state).to.include({ status: 'idle', roomId: undefined });
      await until(async () => !(await other.checkPresence(roomId)).exists, 'the room to be gone');
    });

    it('are not undone by a signal that comes too late', async () => {
      const one = await connection();
      const abort = new AbortController();
      await one.open(roomName(), { signal: abort.signal });

      abort.abort();
      await Promise.resolve();

      expect(one.state.status).to.equal('connected');
    });

    it('are cancelled by leaving, and the server forgets them', async () => {
      const roomId = roomName();
      const [owner, guest] = [await connection(), await connection()];
      await owner.open(roomId);

      const joining = rejection<RtcError>(guest.join(roomId));
      const left = guest.leave();
      const statusAtOnce = guest.state.status;
      await left;

      expect((await joining).code).to.equal('aborted');
      expect(statusAtOnce).to.equal('idle');
      expect(guest.state).to.include({ status: 'idle', roomId: undefined, error: undefined });
      await until(() => userids(owner).length === 1, 'the guest to be gone');
      expect((await guest.join(roomId)).participants).to.have.length(2);
    });

    it('stay in the room that was wanted last, whatever was cancelled before', async () => {
      const [first, second] = [roomName(), roomName()];
      const [owner, guest] = [await connection(), await connection()];
      await owner.open(first);
      await guest.checkPresence(first);

      // On an open socket the answer to what was cancelled comes while the next wish is under way.
      const cancelled = [rejection(guest.join(first))];
      void guest.leave();
      cancelled.push(rejection(guest.join(first)));
      void guest.leave();
      const again = await guest.join(first);
      await owner.checkPresence(first);
      const seen = [again.participants.length, userids(owner)];
      cancelled.push(rejection(guest.open(second)));
      void guest.leave();
      await guest.open(second);
      const { exists } = await owner.checkPresence(second);

      await Promise.all(cancelled);
      expect(seen).to.deep.equal([2, [owner.userid, guest.userid]]);
      expect(exists).to.be.true;
    });

    it('leave nothing behind when the next wish is refused', async () => {
      const [first, locked] = [roomName(), roomName()];
      const [owner, other, guest] = [await connection(), await connection({ password: 'x' }), await connection()];
      await owner.open(first);
      await other.open(locked);
      await guest.checkPresence(first);

      const cancelled = rejection(guest.join(first));
      void guest.leave();
      const refused = await rejection<RtcError>(guest.join(locked));
      await cancelled;

      expect(refused.code).to.equal('invalid-password');
      await until(() => userids(owner).length === 1, 'the owner to be alone');
    });

    it('stay where one is when the way to another room is cancelled', async () => {
      const [first, second] = [roomName(), roomName()];
      const [owner, guest] = [await connection(), await connection()];
      const abort = new AbortController();
      await owner.open(first);
      await guest.join(first);

      const switching = rejection<RtcError>(guest.open(second, { signal: abort.signal }));
      abort.abort();
      const error = await switching;
      await until(async () => !(await owner.checkPresence(second)).exists, 'the other room to be gone');
      await until(() => userids(owner).length === 2, 'both to be together');

      expect(error.code).to.equal('aborted');
      expect(guest.state).to.include({ status: 'connected', roomId: first });
      expect(userids(guest)).to.deep.equal([guest.userid, owner.userid]);
    });

    it('work again after leaving', async () => {
      const roomId = roomName();
      const one = await connection();

      await one.open(roomId);
      await one.leave();
      await one.open(roomId);
      void one.leave();
      const room = await one.open(roomId);

      expect(room).to.deep.include({ roomId, isOwner: true });
      expect(one.state).to.include({ status: 'connected', roomId });
    });

    it('go from one room to another', async () => {
      const [first, second] = [roomName(), roomName()];
      const [owner, guest] = [await connection(), await connection()];
      await owner.open(first);
      await guest.join(first);

      await guest.open(second);

      expect(userids(guest)).to.deep.equal([guest.userid]);
      expect(guest.state).to.include({ roomId: second, isOwner: true });
      await until(() => userids(owner).length === 1, 'the first room to be left');
    });

    it('stay where one is when the other room refuses', async () => {
      const roomId = roomName();
      const one = await connection();
      await one.open(roomId);

      const error = await rejection<RtcError>(one.join(roomName()));

      expect(error.code).to.equal('room-not-found');
      expect(one.state).to.include({ status: 'connected', roomId, error });
    });

    it('reject an address that is none, and work once it is right', async () => {
      const one = new ConnectionController({ socketURL: 'javascript:alert(1)', session: {} });

      const error = await rejection<RtcError>(one.open(roomName()));
      const failed = one.state.status;
      one.socketURL = await signalingUrl();
      const room: Room = await one.open(roomName());
      one.dispose();

      expect(error.code).to.equal('invalid-argument');
      expect(failed).to.equal('failed');
      expect(room.isOwner).to.be.true;
    });

    it('give up after 10 s when there is no server, and work once there is one', async function () {
      this.timeout(30_000);
      // Nobody listens there: the port of the server is the only one of this address that we know to be used.
      const one = await connection({ socketURL: 'http://127.0.0.2:41999/' });
      const start = performance.now();

      const error = await rejection<RtcError>(one.open(roomName()));
      const took = performance.now() - start;
      const failed = one.state;
      one.socketURL = await signalingUrl();
      const room = await one.open(roomName());

      expect(error).to.include({ code: 'signaling-unreachable', retryable: true });
      expect(error.cause).to.exist;
      expect(took).to.be.below(11_500);
      expect(failed).to.include({ status: 'failed', roomId: undefined, error });
      expect(room.isOwner).to.be.true;
    });
  });

  describe('openOrJoin', () => {
    it('opens what is absent and joins what is there', async () => {
      const roomId = roomName();
      const [one, other] = [await connection(), await connection()];

      const first = await one.openOrJoin(roomId);
      const second = await other.openOrJoin(roomId);

      expect([first.isOwner, second.isOwner]).to.deep.equal([true, false]);
    });

    it('makes one room when several come at once', async () => {
      const roomId = roomName();
      const all = await Promise.all([connection(), connection(), connection(), connection()]);

      const rooms = await Promise.all(all.map((one) => one.openOrJoin(roomId)));

      expect(rooms.filter(({ isOwner }) => isOwner)).to.have.length(1);
      await until(() => all.every((one) => userids(one).length === 4), 'everybody to see everybody');
    });
  });

  describe('checkPresence', () => {
    it('gives a promise of what anybody may know', async () => {
      const roomId = roomName();
      const [owner, visitor] = [await connection({ password: 'x', maxParticipantsAllowed: 1 }), await connection()];

      const before = await visitor.checkPresence(roomId);
      await owner.open(roomId);
      const after = await visitor.checkPresence(roomId);

      expect(before).to.deep.equal({ exists: false, roomId, full: false, locked: false });
      expect(after).to.deep.equal({ exists: true, roomId, full: true, locked: true });
      expect(visitor.state.status).to.equal('idle');
    });

    it("calls a callback once in RTCMultiConnection's form", async () => {
      const roomId = roomName();
      const [owner, visitor] = [await connection({ password: 'x' }), await connection()];
      const [absent, present] = [heard(), heard()];

      const returned = visitor.checkPresence(roomId, absent.callback);
      await until(() => absent.calls.length, 'the first answer');
      await owner.open(roomId);
      visitor.checkPresence(roomId, present.callback);
      await until(() => present.calls.length, 'the second answer');

      expect(returned).to.be.undefined;
      expect(absent.calls).to.deep.equal([[false, roomId, { _room: { isFull: false, isPasswordProtected: false } }]]);
      expect(present.calls).to.deep.equal([[true, roomId, { _room: { isFull: false, isPasswordProtected: true } }]]);
    });

    it('answers a callback even when nothing can be asked', async () => {
      const one = await connection();
      const { calls, callback } = heard();

      one.checkPresence(undefined, callback);
      await until(() => calls.length, 'the callback');

      expect(calls).to.deep.equal([[false, '', { _room: { isFull: false, isPasswordProtected: false } }]]);
      expect((await rejection<RtcError>(one.checkPresence())).code).to.equal('invalid-argument');
    });
  });

  describe('watchPresence', () => {
    it('is told each change by our server', async () => {
      const roomId = roomName();
      const [owner, visitor] = [await connection({ maxParticipantsAllowed: 1 }), await connection()];
      const facts: unknown[] = [];
      const events: unknown[] = [];
      visitor.addEventListener('rtc-presence-change', ({ present }) => events.push(present));
      const end = visitor.watchPresence(roomId, ({ present, full }) => facts.push([present, full]));
      visitor.connect();
      await until(() => facts.length === 1, 'the first word');

      await owner.open(roomId);
      await until(() => facts.length === 2, 'the room to appear');
      await owner.leave();
      await until(() => facts.length === 3, 'the room to vanish');
      end();
      await owner.open(roomId);
      await visitor.checkPresence(roomId);

      expect(facts).to.deep.equal([
        [false, false],
        [true, true],
        [false, false],
      ]);
      expect(events).to.deep.equal([false, true, false]);
      expect(visitor.state.status).to.equal('idle');
    });
  });

  describe('getPublicRooms', () => {
    it('lists the rooms of a name, and no others', async () => {
      const identifier = roomName();
      const [listed, unlisted, visitor] = [
        await connection({ publicRoomIdentifier: identifier }),
        await connection(),
        await connection(),
      ];
      const { roomId } = await listed.open(roomName());
      await unlisted.open(roomName());

      const rooms = (await visitor.getPublicRooms(identifier)) as { sessionid: string }[];

      expect(rooms.map(({ sessionid }) => sessionid)).to.deep.equal([roomId]);
    });

    it('rejects without a name', async () => {
      const error = await rejection<RtcError>((await connection()).getPublicRooms(''));

      expect(error).to.include({ code: 'invalid-argument', message: 'publicRoomIdentifier is required' });
    });
  });

  describe('state', () => {
    it('is one frozen snapshot, with oneself first', async () => {
      const roomId = roomName();
      const [owner, guest] = [await connection(), await connection({ extra: { name: 'Bob' } })];
      await owner.open(roomId);
      await guest.join(roomId);
      await until(() => userids(owner).length === 2, 'the guest');

      for (const { state } of [owner, guest]) {
        const [first, second] = state.participants;
        expect(Object.isFrozen(state) && Object.isFrozen(state.participants)).to.be.true;
        expect(state.participants.every((one) => Object.isFrozen(one))).to.be.true;
        expect([first.isLocal, second.isLocal]).to.deep.equal([true, false]);
        expect(first).to.equal(state.local);
        expect(() => Object.assign(state, { status: 'idle' })).to.throw(TypeError);
      }
      expect(others(owner)[0]).to.deep.include({ name: 'Bob', extra: { name: 'Bob' }, isOwner: false });
      expect(others(guest)[0]).to.include({ isOwner: true, userid: owner.userid });
    });

    it('is connecting from the call on, and true at once', async () => {
      const roomId = roomName();
      const one = await connection();
      const seen: string[] = [];
      one.subscribe(() => seen.push(one.state.status));

      const opening = one.open(roomId);
      const atOnce = { ...one.state };
      await opening;
      const opened = one.state.status;
      await one.leave();

      expect(atOnce).to.include({ status: 'connecting', roomId });
      expect(opened).to.equal('connected');
      await until(() => seen.includes('idle'), 'the end');
      expect([...new Set(seen)]).to.deep.equal(['connecting', 'connected', 'idle']);
    });

    it('fires each event once, after the state in which it is true', async () => {
      const one = await connection();
      const fired: string[] = [];
      for (const type of ['rtc-opened', 'rtc-joined', 'rtc-left', 'rtc-closed'] as const) {
        one.addEventListener(type, () => fired.push(`${type} ${one.state.status}`));
      }
      one.addEventListener('rtc-state-change', ({ state }) => fired.push(state.status));

      await one.open(roomName());
      await until(() => fired.includes('rtc-opened connected'), 'the event');
      await one.leave();
      await one.leave();
      await until(() => fired.includes('idle'), 'the last snapshot');

      expect(fired.filter((type) => type.startsWith('rtc'))).to.deep.equal(['rtc-opened connected', 'rtc-left idle']);
      expect(fired.indexOf('connected')).to.be.below(fired.indexOf('rtc-opened connected'));
    });
  });

  describe('startDevices', () => {
    it('opens what a room needs before there is one, and the room goes on with it', async () => {
      const one = await connection({ session: { audio: true, video: true } });

      await one.startDevices();
      const [before] = one.state.local.streams;
      const tracks = before.stream.getTracks();
      await one.setMicrophone(false);
      await one.open(roomName());
      const [after] = one.state.local.streams;

      expect([before.audio, before.video, tracks.length]).to.deep.equal(['on', 'on', 2]);
      expect([after.id, after.audio, after.video]).to.deep.equal([before.id, 'off', 'on']);
      expect(liveTracks()).to.have.length(2);
      expect(after.stream.getTracks().every((track) => tracks.includes(track))).to.equal(true);
    });

    it('needs no server, and leaving frees what it has opened', async () => {
      const one = new ConnectionController({ socketURL: 'https://nowhere.invalid/' });

      await one.startDevices();
      const open = liveTracks().length;
      await one.leave();

      expect(open).to.equal(2);
      expect(liveTracks()).to.be.empty;
      expect(openSockets()).to.be.empty;
    });
  });

  describe('dispose', () => {
    it('frees tracks, peers and socket, and a later call starts anew', async () => {
      const roomId = roomName();
      const owner = await connection({ session: { audio: true, video: true, data: true } });
      const guest = await connection({ session: { audio: true, video: true, data: true } });
      await owner.open(roomId);
      await guest.join(roomId);
      await until(() => others(guest)[0]?.connection === 'connected', 'the call');
      await until(() => liveTracks().length === 4, 'all devices');

      guest.dispose();
      guest.dispose();
      await until(() => userids(owner).length === 1, 'the owner to be told');
      owner.dispose();

      expect(liveTracks()).to.be.empty;
      expect(openPeers()).to.be.empty;
      await until(() => openSockets().length === 0, 'the sockets to close');
      expect(owner.state).to.include({ status: 'idle', roomId: undefined });
      expect((await owner.open(roomId)).isOwner).to.be.true;
    });

    it('frees a capture and a join that are under way', async () => {
      const one = await connection({ session: { audio: true, video: true } });

      const opening = rejection<RtcError>(one.open(roomName()));
      one.dispose();

      expect((await opening).code).to.equal('aborted');
      await until(() => openSockets().length === 0 && liveTracks().length === 0, 'everything to be freed');
    });
  });
});
