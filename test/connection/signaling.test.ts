import { expect } from '@open-wc/testing';
import type { Socket } from 'socket.io-client';
import type { SignalingSettings } from '../../src/connection/handshake.js';
import { createIdentity } from '../../src/connection/identity.js';
import type { PeerMessage, StreamDescription } from '../../src/connection/peer-message.js';
import type { RtcError } from '../../src/connection/rtc-error.js';
import { Signaling, type SignalingHost } from '../../src/connection/signaling.js';
import type { Remote } from '../../src/connection/topology.js';
import type { RoomRequest } from '../../src/wire.js';
import { timed } from '../support/clock.js';
import { roomName } from '../support/connections.js';
import { signalingUrl } from '../support/signaling-url.js';
import { rejection, until } from '../support/until.js';

/** A connection which only notes what its signaling line tells. */
class Host implements SignalingHost {
  readonly events: unknown[][] = [];
  readonly heard: PeerMessage[] = [];
  readonly signalingSettings: SignalingSettings;
  readonly localDescriptions = new Map<string, StreamDescription>();

  constructor(socketURL: string, change: Partial<SignalingSettings> = {}) {
    const identity = createIdentity();
    this.signalingSettings = {
      socketURL,
      identity,
      userid: identity.userid,
      extra: {},
      session: {},
      sessionid: '',
      messageEvent: 'RTCMultiConnection-Message',
      customParameters: '',
      token: '',
      autoCloseEntireSession: false,
      maxParticipantsAllowed: 1000,
      ...change,
    };
  }

  isAlive = (): boolean => false;
  isConnected = (): boolean => false;
  isLinked = (): boolean => false;
  admitted = (roomId: string, kind: string) => void this.events.push(['admitted', roomId, kind]);
  membersChanged = (): void => undefined;
  networkChanged = () => void this.events.push(['networkChanged']);
  offerDue = ({ userid, kit }: Remote) => void this.events.push(['offerDue', userid, kit]);
  memberReturned = (userid: string) => void this.events.push(['memberReturned', userid]);
  peerMessage = (_: Remote, message: PeerMessage) => void this.heard.push(message);
  peerGone = (userid: string) => void this.events.push(['peerGone', userid]);
  signalingLost = (silence: number) => void this.events.push(['signalingLost', silence]);
  signalingRestored = () => void this.events.push(['signalingRestored']);
  roomEnded = ({ code }: RtcError) => void this.events.push(['roomEnded', code]);
  userIdTaken = () => void this.events.push(['userIdTaken']);
  presenceChanged = () => undefined;
  knocking = () => undefined;
  moderated = (news: unknown) => void this.events.push(['moderated', news]);
}

describe('Signaling', () => {
  const lines: Signaling[] = [];
  const never = new AbortController().signal;

  afterEach(() => {
    for (const line of lines.splice(0)) line.disconnect();
  });

  async function end(change?: Partial<SignalingSettings>) {
    const host = new Host(await signalingUrl(), change);
    const line = new Signaling(host);
    let socket: Socket | undefined;
    line.onsocket = (next) => void (socket = next);
    lines.push(line);
    /** Breaks the line as a network does; it comes back by itself. */
    const cut = () => void socket!.io.engine.close();
    /** The line still carries what is said; what the server says is lost. */
    const deafen = () => void socket!.io.engine.off('data');
    /** Keeps what the server says, now or from the next connect on, until `release` lets all of it come at once as a poll does. */
    const gather = (when: 'now' | 'connect') => {
      const packets: string[] = [];
      let listeners: ((packet: string) => void)[] = [];
      const engine = () =>
        socket!.io.engine as unknown as {
          listeners(event: 'data'): typeof listeners;
          off(event: 'data'): void;
          on(event: 'data', listener: (packet: string) => void): void;
          emit(event: 'data', packet: string): void;
        };
      const keep = () => {
        listeners = engine().listeners('data');
        engine().off('data');
        engine().on('data', (packet) => packets.push(packet));
      };
      if (when === 'now') keep();
      else socket!.once('connect', keep);
      const release = () => {
        engine().off('data');
        for (const listener of listeners) engine().on('data', listener);
        for (const packet of packets.splice(0)) engine().emit('data', packet);
      };
      return { packets, release };
    };
    return { host, line, userid: host.signalingSettings.userid, cut, deafen, gather };
  }

  function request(sessionid: string, change: Partial<RoomRequest> = {}): RoomRequest {
    return {
      sessionid,
      session: {},
      mediaConstraints: {},
      sdpConstraints: {},
      streams: [],
      extra: {},
      password: '',
      ...change,
    };
  }

  async function together(session: RoomRequest['session'] = {}) {
    const roomId = roomName();
    const [owner, guest] = [await end(), await end()];
    await owner.line.enter('open', request(roomId, { session }), never);
    await guest.line.enter('join', request(roomId, { session }), never);
    await until(() => owner.line.members.size === 1, 'the guest');
    return { roomId, owner, guest };
  }

  it('lets the newcomer offer to those who are there, and only the newcomer', async () => {
    const { roomId, owner, guest } = await together();

    expect(guest.host.events).to.deep.equal([
      ['admitted', roomId, 'join'],
      ['offerDue', owner.userid, true],
    ]);
    expect(owner.host.events).to.deep.equal([['admitted', roomId, 'open']]);
    expect([owner.line.owner, guest.line.owner]).to.deep.equal([owner.userid, owner.userid]);
    expect([...guest.line.members.keys()]).to.deep.equal([owner.userid]);
  });

  it('offers to who has come and has not offered, after a while', async () => {
    const { owner, guest } = await together();
    expect(owner.host.events.map(([type]) => type)).not.to.include('offerDue');

    await until(() => owner.host.events.length === 2, 'an offer of the owner');

    expect(owner.host.events[1]).to.deep.equal(['offerDue', guest.userid, true]);
  });

  it(
    'offers to a newcomer after three seconds, and does not put that off because others come and go',
    timed(async (clock) => {
      const roomId = roomName();
      const [owner, guest, visitor] = [await end(), await end(), await end()];
      await owner.line.enter('open', request(roomId), never);
      await guest.line.enter('join', request(roomId), never);
      await clock.comes(() => owner.line.members.size === 1, 'the newcomer', 0);
      const offers = () => owner.host.events.filter(([type, id]) => type === 'offerDue' && id === guest.userid).length;

      await clock.pass(1400);
      await visitor.line.enter('join', request(roomId), never);
      await clock.comes(() => owner.line.members.size === 2, 'a visitor', 0);
      await clock.pass(1400);
      const early = offers();
      await visitor.line.leave();
      await clock.comes(() => owner.line.members.size === 1, 'the visitor to go', 0);
      await clock.pass(300);

      expect([early, offers()]).to.deep.equal([0, 1]);
    }),
  );

  it('asks a server that may be gone when the page is online or seen again, and takes another line without leaving', async () => {
    const { owner, guest } = await together();
    const { send } = WebSocket.prototype;
    // The question is lost on its way, and all else comes through.
    WebSocket.prototype.send = function (data) {
      if (!String(data).includes('check-presence')) send.call(this, data);
    };
    try {
      document.dispatchEvent(new Event('visibilitychange'));
      await until(() => owner.host.events.some(([type]) => type === 'signalingLost'), 'the loss', 4000);
    } finally {
      WebSocket.prototype.send = send;
    }
    await until(() => owner.host.events.some(([type]) => type === 'signalingRestored'), 'the return');
    await guest.line.checkPresence('x');

    expect(owner.host.events.filter(([type]) => type === 'roomEnded')).to.be.empty;
    expect(guest.host.events.filter(([type]) => type === 'peerGone')).to.be.empty;
    expect([...guest.line.members.keys(), guest.line.owner]).to.deep.equal([owner.userid, owner.userid]);
  });

  it('knows a line for dead that no ping came over while the page slept', async () => {
    const { owner } = await together();
    const { now } = Date;
    try {
      Date.now = () => now.call(Date) + 60_000;
      await until(() => owner.host.events.some(([type]) => type === 'signalingRestored'), 'the return');
    } finally {
      Object.assign(Date, { now });
    }
    expect(owner.host.events.map(([type]) => type)).not.to.include('roomEnded');
  });

  it('connects with the owner only where only the owner sends', async () => {
    const { roomId, guest } = await together({ oneway: true });
    const third = await end();

    await third.line.enter('join', request(roomId, { session: { oneway: true } }), never);

    expect(third.line.members.size).to.equal(2);
    expect(third.host.events.filter(([type]) => type === 'offerDue')).to.deep.equal([
      ['offerDue', guest.line.owner, true],
    ]);
  });

  it('carries messages from peer to peer as they were', async () => {
    const { owner, guest } = await together();
    const message: PeerMessage = {
      kind: 'description',
      type: 'offer',
      sdp: 'v=0 & = % ü',
      gen: 'g',
      renegotiation: false,
      round: 2,
      streams: new Map([['s', { source: 'screen', audio: 'none', video: 'on' }]]),
    };

    guest.line.send(owner.userid, message);
    await until(() => owner.host.heard.length, 'the message');

    expect(owner.host.heard).to.deep.equal([message]);
    expect(guest.host.heard).to.be.empty;
  });

  it('says nothing to strangers and hears nothing from them', async () => {
    const { owner, guest } = await together();
    const other = await together();

    other.guest.line.send(owner.userid, { kind: 'stream-ended', id: 'from-a-stranger' });
    await other.guest.line.checkPresence('x');
    guest.line.send(owner.userid, { kind: 'stream-ended', id: 'from-a-member' });
    await until(() => owner.host.heard.length, 'the message');

    expect(owner.host.heard).to.deep.equal([{ kind: 'stream-ended', id: 'from-a-member' }]);
  });

  it('reaches those who chose another name for the relay event', async () => {
    const roomId = roomName();
    const [owner, guest] = [await end(), await end({ messageEvent: 'demo' })];
    await owner.line.enter('open', request(roomId), never);
    await guest.line.enter('join', request(roomId), never);

    guest.line.send(owner.userid, { kind: 'stream-ended', id: 's' });
    await until(() => owner.host.heard.length, 'the message');

    // Our server sends to each under the name that each has chosen.
    expect(owner.host.heard).to.deep.equal([{ kind: 'stream-ended', id: 's' }]);
  });

  it('knows each member extra, and a new one', async () => {
    const { owner, guest } = await together();

    guest.line.updateExtra({ name: 'Bob' });
    await until(() => owner.line.members.get(guest.userid)?.extra.name === 'Bob', 'the new extra');

    expect(owner.line.members.get(guest.userid)).to.deep.equal({
      userid: guest.userid,
      extra: { name: 'Bob' },
      kit: true,
    });
  });

  it('tells a name that it was given while it was on its way into the room', async () => {
    const { roomId, owner } = await together();
    const third = await end();

    const entering = third.line.enter('join', request(roomId, { extra: { name: 'before' } }), never);
    Object.assign(third.host.signalingSettings, { extra: { name: 'after' } });
    third.line.updateExtra({ name: 'after' });
    await entering;

    await until(() => owner.line.members.get(third.userid)?.extra.name === 'after', 'the new name');
  });

  for (const way of ['joins', 'comes back']) {
    it(`misses nothing that comes in one payload with the answer when it ${way}`, async () => {
      const { roomId, owner, guest } = await together();
      const [third, fourth] = [await end(), await end()];
      const isBack = way === 'comes back';
      if (isBack) await third.line.enter('join', request(roomId), never);
      else await third.line.checkPresence(roomId);

      const { packets, release } = third.gather(isBack ? 'connect' : 'now');
      if (isBack) third.cut();
      const entering = isBack ? undefined : third.line.enter('join', request(roomId), never);
      await until(() => packets.some((packet) => packet.includes('iceServers')), 'the answer');
      guest.line.send(third.userid, { kind: 'stream-ended', id: 'early' });
      await fourth.line.enter('join', request(roomId), never);
      await until(() => packets.some((packet) => packet.includes(fourth.userid)), 'the list with the fourth');
      release();
      await entering;
      if (isBack) await until(() => third.host.events.some(([type]) => type === 'signalingRestored'), 'the return');

      expect([...third.line.members.keys()]).to.have.members([owner.userid, guest.userid, fourth.userid]);
      expect(third.host.heard).to.deep.equal([{ kind: 'stream-ended', id: 'early' }]);
    });
  }

  it('tells the states of its streams and hears those of the others when its line is back', async () => {
    const { owner, guest } = await together();
    for (const { host } of [owner, guest]) {
      host.isAlive = () => true;
      host.localDescriptions.set(host.signalingSettings.userid, { source: 'camera', audio: 'off', video: 'on' });
    }

    guest.cut();
    const streams = ({ heard }: Host) => heard.filter(({ kind }) => kind === 'streams');
    await until(() => streams(owner.host).length > 0 && streams(guest.host).length > 0, 'the states of both');

    expect(streams(owner.host)).to.deep.equal([{ kind: 'streams', streams: guest.host.localDescriptions }]);
    expect(streams(guest.host)).to.deep.equal([{ kind: 'streams', streams: owner.host.localDescriptions }]);
  });

  it('is not in the room that it ended while its line was away', async () => {
    const { roomId, owner, guest } = await together();

    owner.cut();
    await owner.line.end(() => undefined);
    // Behind all that the way back has asked.
    await owner.line.checkPresence(roomId);

    expect((await guest.line.checkPresence(roomId)).present).to.be.false;
  });

  it('leaves no ghost when it was let in and nobody could tell it so', async () => {
    const { roomId, owner } = await together();
    const third = await end();
    const cancelled = new AbortController();
    await third.line.checkPresence(roomId);
    third.deafen();

    const entering = rejection<RtcError>(third.line.enter('join', request(roomId), cancelled.signal));
    await until(() => owner.line.members.has(third.userid), 'the server to let it in');
    cancelled.abort();

    expect((await entering).code).to.equal('aborted');
    await until(() => !owner.line.members.has(third.userid), 'the ghost to go');
  });

  it('tells the others at once when one leaves', async () => {
    const { owner, guest } = await together();

    await guest.line.leave();
    await until(() => owner.line.members.size === 0, 'the owner to know');

    expect(guest.line.members.size).to.equal(0);
    expect(guest.line.owner).to.be.undefined;
    expect(guest.host.events.some(([type]) => type === 'roomEnded')).to.be.false;
  });

  it('ends the room for all', async () => {
    const { owner, guest } = await together();

    await owner.line.end(() => undefined);
    await until(() => guest.host.events.some(([type]) => type === 'roomEnded'), 'the end');

    expect(guest.host.events.at(-1)).to.deep.equal(['roomEnded', 'closed-by-owner']);
    expect((await guest.line.checkPresence(roomName())).present).to.be.false;
  });

  it('lets only the owner end it', async () => {
    const { guest } = await together();

    const error = await rejection<RtcError>(guest.line.end(() => undefined));

    expect(error).to.include({ code: 'permission-denied', message: 'Room permission denied' });
  });

  it('forgets everything at the end', async () => {
    const { owner, guest } = await together();

    guest.line.disconnect();
    guest.line.disconnect();
    guest.line.send(owner.userid, { kind: 'stream-ended', id: 's' });

    expect(guest.line.members.size).to.equal(0);
    await until(() => owner.line.members.size === 0, 'the owner to know');
    expect(owner.host.heard).to.be.empty;
  });
});
