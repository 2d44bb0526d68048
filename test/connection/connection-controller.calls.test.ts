import { expect } from '@open-wc/testing';
import type { ConnectionController } from '../../src/connection/connection-controller.js';
import type { RtcError } from '../../src/connection/rtc-error.js';
import { liveTracks, openPeers, openSockets, peers } from '../support/recorded.js';
import { connection, disposeAll, others, roomName, userids } from '../support/connections.js';
import { fakeDevices } from '../support/fake-devices.js';
import { seePictures } from '../support/local-streams.js';
import { next, rejection, until } from '../support/until.js';

const media = { session: { audio: true, video: true } };

/** An owner and a guest in a room. */
async function call(options: object = {}): Promise<[ConnectionController, ConnectionController]> {
  const roomId = roomName();
  const [owner, guest] = [await connection(options), await connection(options)];
  await owner.open(roomId);
  await guest.join(roomId);
  await until(() => userids(owner).length === 2, 'the guest');
  return [owner, guest];
}

const connected = (...all: ConnectionController[]) =>
  until(() => all.every((one) => others(one).every(({ connection: link }) => link === 'connected')), 'all links');

describe('ConnectionController in company', () => {
  let restore = () => {};

  afterEach(async () => {
    disposeAll();
    restore();
    restore = () => {};
    await until(() => liveTracks().length + openPeers().length === 0, 'all tracks and peers to be freed');
  });

  it('lets two people see and hear each other', async () => {
    const [owner, guest] = await call(media);
    await connected(owner, guest);

    for (const one of [owner, guest]) {
      await until(() => others(one)[0].streams[0]?.video === 'on', 'the camera of the other');
      const [{ streams }] = others(one);
      expect(streams.map(({ source, audio, video }) => [source, audio, video])).to.deep.equal([['camera', 'on', 'on']]);
      await seePictures(streams[0].stream);
    }
    expect(owner.state.error).to.be.undefined;
    expect(others(owner)[0].streams[0].id).to.equal(guest.state.local.streams[0].id);
    // One connection to each other, whoever was quicker.
    expect(openPeers()).to.have.length(2);
  });

  it('remembers how loud somebody is to be heard, also when they come again', async () => {
    const [owner, guest] = await call();
    const volume = () => others(owner)[0]?.volume;
    const wishes: (number | undefined)[] = [volume()];

    for (const wish of [0.3, 7, -1, NaN, 0.5]) {
      owner.setVolume(guest.userid, wish);
      wishes.push(volume());
    }
    await guest.leave();
    await until(() => others(owner).length === 0, 'the guest to leave');
    await guest.join(owner.state.roomId);
    await until(() => others(owner).length === 1, 'the guest to come again');

    expect(wishes).to.deep.equal([1, 0.3, 1, 0, 0, 0.5]);
    expect(volume()).to.equal(0.5);
    expect(others(guest)[0].volume).to.equal(1);
  });

  it('connects everybody with everybody', async () => {
    const [owner, guest] = await call({ session: { data: true } });
    const third = await connection({ session: { data: true } });

    await third.join(owner.state.roomId);
    await until(() => [owner, guest].every((one) => userids(one).length === 3), 'all to know all');
    await connected(owner, guest, third);

    expect(others(third).map(({ userid }) => userid)).to.deep.equal([owner.userid, guest.userid]);
    expect(openPeers()).to.have.length(6);
  });

  it('enters without any device, and tells why', async () => {
    restore = fakeDevices({ getUserMedia: () => Promise.reject(new DOMException('', 'NotFoundError')) });
    const one = await connection(media);
    const failed = next<Event & { error: RtcError }>(one, 'rtc-error');

    const room = await one.open(roomName());
    const { error } = await failed;

    expect(room.isOwner).to.be.true;
    expect(error.code).to.equal('media-not-found');
    expect(one.state).to.include({ status: 'connected', error });
  });

  it('enters with the one device that there is', async () => {
    const real = navigator.mediaDevices;
    restore = fakeDevices({
      getUserMedia: (wanted: MediaStreamConstraints) =>
        wanted.video
          ? Promise.reject(new DOMException('', 'NotFoundError'))
          : MediaDevices.prototype.getUserMedia.call(real, wanted),
    });

    const [owner, guest] = await call(media);
    await until(() => others(guest)[0].streams[0]?.audio === 'on', 'the voice of the owner');

    expect(owner.state.local.streams.map(({ audio, video }) => [audio, video])).to.deep.equal([['on', 'none']]);
    expect(owner.state.error?.code).to.equal('media-not-found');
  });

  it('enters while the devices have not answered yet', async () => {
    let answer!: () => void;
    const real = navigator.mediaDevices;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    restore = fakeDevices({
      getUserMedia: async (wanted: MediaStreamConstraints) => {
        await answered;
        return MediaDevices.prototype.getUserMedia.call(real, wanted);
      },
    });
    const [owner, guest] = await call(media);
    await connected(owner, guest);
    const early = others(guest)[0].streams.map(({ audio, video }) => [audio, video]);

    answer();
    await until(() => others(guest)[0].streams[0].video === 'on', 'the camera');

    expect(early).to.deep.equal([['off', 'off']]);
    await seePictures(others(guest)[0].streams[0].stream);
  });

  it('tells the others what is switched, without another connection', async () => {
    const [owner, guest] = await call(media);
    await connected(owner, guest);
    await until(() => others(guest)[0].streams[0]?.video === 'on', 'the camera');
    const seen = () => others(guest)[0].streams.map(({ id, audio, video }) => [id, audio, video]);
    const [[id]] = seen();
    const made = peers.length;

    await owner.setMicrophone(false);
    await owner.setCamera(false);
    await until(() => `${seen()}` === `${id},off,off`, 'both to be off');
    await owner.setCamera(true);
    await owner.setMicrophone(true);
    await until(() => `${seen()}` === `${id},on,on`, 'both to be on');

    expect(peers.length).to.equal(made);
    expect(owner.state.local.streams[0].id).to.equal(id);
    expect(owner.state.local).to.equal(owner.state.participants[0]);
  });

  it('tells who comes later what is off', async () => {
    const [owner] = await call(media);
    await until(() => owner.state.local.streams[0]?.audio === 'on', 'the microphone');
    await owner.setMicrophone(false);
    const late = await connection();

    await late.join(owner.state.roomId);
    await until(() => others(late)[0].streams.length > 0, 'the stream');

    expect(others(late)[0].streams[0].audio).to.equal('off');
  });

  it('shares a screen and tells of its beginning and end', async () => {
    restore = fakeDevices({});
    const [owner, guest] = await call();
    const added = next<Event & { streamInfo: object; participant: object }>(guest, 'rtc-stream-added');
    const removed = next(guest, 'rtc-stream-removed');

    await owner.startScreen();
    const event = await added;
    owner.stopScreen();
    await removed;

    expect(event.streamInfo).to.include({ source: 'screen', audio: 'none', video: 'on' });
    expect(event.participant).to.include({ userid: owner.userid });
    expect(others(guest)[0].streams).to.be.empty;
    expect(owner.state.local.streams).to.be.empty;
  });

  it('survives both sides starting a screen in the same tick', async () => {
    restore = fakeDevices({});
    const [owner, guest] = await call();
    await connected(owner, guest);

    await Promise.all([owner.startScreen(), guest.startScreen()]);

    for (const one of [owner, guest]) {
      await until(() => others(one)[0].streams[0]?.source === 'screen', 'the screen of the other');
      await seePictures(others(one)[0].streams[0].stream);
    }
  });

  it('ends the room for all when the owner closes it', async () => {
    const [owner, guest] = await call(media);
    await connected(owner, guest);
    const closed = [next(owner, 'rtc-closed'), next(guest, 'rtc-closed')];

    await owner.close();
    await Promise.all(closed);

    expect(owner.state).to.include({ status: 'closed', roomId: undefined, error: undefined });
    expect(guest.state).to.include({ status: 'closed', roomId: undefined });
    expect(guest.state.error?.code).to.equal('closed-by-owner');
    expect(openPeers()).to.be.empty;
    expect(liveTracks()).to.be.empty;
    expect((await guest.open(roomName())).isOwner).to.be.true;
  });

  it('lets nobody but the owner close the room', async () => {
    const [owner, guest] = await call();

    const error = await rejection<RtcError>(guest.close());
    const outside = await rejection<RtcError>((await connection()).close());

    expect([error.code, outside.code]).to.deep.equal(['permission-denied', 'permission-denied']);
    expect(guest.state).to.include({ status: 'connected', error });
    expect(owner.state.status).to.equal('connected');
  });

  it('hands the room to the one who is there the longest', async () => {
    const [owner, guest] = await call();
    const third = await connection();
    await third.join(owner.state.roomId);
    const left = next<Event & { participant: object }>(third, 'rtc-participant-left');

    await owner.leave();
    await until(() => guest.isInitiator && userids(guest).length === 2, 'the new owner');
    await until(() => others(third)[0].isOwner, 'the third to know');

    expect((await left).participant).to.include({ userid: owner.userid });
    expect(third.isInitiator).to.be.false;
    expect(userids(third)).to.deep.equal([third.userid, guest.userid]);
    expect(owner.state).to.include({ status: 'idle', isOwner: false });
    await guest.close();
    await until(() => third.state.status === 'closed', 'the new owner to have the power');
  });

  it('ends the room with its owner where that was asked for', async () => {
    const [owner, guest] = await call({ autoCloseEntireSession: true });

    await owner.leave();
    await until(() => guest.state.status === 'closed', 'the end');

    expect(guest.state.error?.code).to.equal('closed-by-owner');
  });

  it('tells the others of a new extra', async () => {
    const [owner, guest] = await call();
    const told: unknown[] = [];
    guest.addEventListener('rtc-participant-change', ({ participant }) => {
      if (participant.name === 'Ada') told.push([participant.userid, participant.extra]);
    });

    owner.extra = { name: 'Ada', colour: 'blue' };
    await until(() => told.length, 'the event');

    expect(told[0]).to.deep.equal([owner.userid, { name: 'Ada', colour: 'blue' }]);
    expect(others(guest)[0].name).to.equal('Ada');
  });

  it('carries an extra of any characters to those who come later', async () => {
    const extra = { name: 'Bob & Co = 100 % "ü😀"', long: 'x'.repeat(3000) };
    const [owner, guest] = [await connection({ extra }), await connection({ extra: { name: '#?&' } })];
    await owner.open(roomName());

    await guest.join(owner.state.roomId);
    await until(() => userids(owner).length === 2, 'the guest');

    expect(others(guest)[0].extra).to.deep.equal(extra);
    expect(others(owner)[0].name).to.equal('#?&');
  });

  it('sends data to all and to one', async () => {
    const [owner, guest] = await call({ session: { data: true } });
    const third = await connection({ session: { data: true } });
    await third.join(owner.state.roomId);
    await until(() => [owner, guest].every((one) => userids(one).length === 3), 'all to know all');
    await connected(owner, guest, third);
    const heard: Record<string, unknown[]> = { guest: [], third: [] };
    guest.addEventListener('rtc-message', ({ from, data }) => heard.guest.push([from, data]));
    third.addEventListener('rtc-message', ({ from, data }) => heard.third.push([from, data]));

    await until(() => {
      for (const one of [owner, guest]) one.send('ping');
      return heard.guest.length > 0 && new Set(heard.third.map((message) => (message as unknown[])[0])).size === 2;
    }, 'open channels');
    owner.send({ text: 'x'.repeat(100_000) }, guest.userid);
    guest.send('last', third.userid);
    await until(() => heard.third.at(-1) !== undefined && `${heard.third.at(-1)}`.endsWith('last'), 'the last message');
    await until(() => typeof (heard.guest.at(-1) as unknown[])[1] === 'object', 'the message to one');

    expect(heard.guest.at(-1)).to.deep.equal([owner.userid, { text: 'x'.repeat(100_000) }]);
    expect(heard.third.at(-1)).to.deep.equal([guest.userid, 'last']);
    expect(heard.third.filter((message) => `${message}`.includes('xxx'))).to.be.empty;
    expect(() => owner.send('x', 'stranger'))
      .to.throw()
      .with.property('code', 'user-not-found');
  });

  it('refuses to send in a room without data', async () => {
    const [owner] = await call();

    expect(() => owner.send('x'))
      .to.throw()
      .with.property('code', 'invalid-argument');
  });

  it('uses a chosen user id, and gives another to who comes second', async () => {
    const userid = roomName();
    const [owner, guest] = [await connection({ userid }), await connection({ userid })];
    await owner.open(roomName());
    const failed = next<Event & { error: RtcError }>(guest, 'rtc-error');

    const room = await guest.join(owner.state.roomId);
    const { error } = await failed;
    await until(() => userids(owner).length === 2, 'the guest');

    expect(owner.userid).to.equal(userid);
    expect(error.code).to.equal('userid-taken');
    expect(guest.userid).to.match(/^u[0-9a-f]{32}$/);
    expect(userids(owner)).to.deep.equal([userid, guest.userid]);
    expect(room.participants.map((one) => one.userid)).to.deep.equal([guest.userid, userid]);
    await connected(owner, guest);
  });

  it('keeps two connections of one page apart', async () => {
    const [owner, guest] = await call(media);
    const [otherOwner, otherGuest] = await call({ session: { data: true } });
    await connected(owner, guest, otherOwner, otherGuest);
    await until(() => liveTracks().length === 4, 'the devices of the first two');

    otherOwner.dispose();
    otherGuest.dispose();
    await until(() => openSockets().length === 2, 'the sockets of the others to close');

    expect(userids(owner)).to.deep.equal([owner.userid, guest.userid]);
    expect(owner.state.status).to.equal('connected');
    expect(others(guest)[0].connection).to.equal('connected');
    expect(liveTracks()).to.have.length(4);
    expect(openPeers()).to.have.length(2);
  });

  it('leaves no track and no peer behind, however often one comes and goes', async function () {
    this.timeout(90_000);
    const owner = await connection(media);
    const guest = await connection(media);
    await owner.open(roomName());
    const { roomId } = owner.state;

    for (let cycle = 0; cycle < 20; cycle++) {
      await guest.join(roomId);
      // Some cycles end before the call has begun.
      if (cycle % 4 === 0) await connected(guest);
      await guest.leave();
    }
    await until(() => userids(owner).length === 1, 'the owner to be alone');
    const guestTracks = liveTracks().length;
    await owner.leave();

    await until(() => liveTracks().length === 0 && openPeers().length === 0, 'everything to be freed');
    expect(guestTracks).to.be.at.most(2);
    expect(openSockets()).to.have.length(2);
  });

  it('keeps the room when only the socket is lost', async () => {
    const [owner, guest] = await call({ session: { data: true } });
    await connected(owner, guest);
    const made = peers.length;
    const [lost, back] = [next(guest, 'rtc-reconnecting'), next(guest, 'rtc-reconnected')];

    // Any of the sockets may be the guest's: both are cut.
    for (const socket of openSockets()) socket.close();
    await lost;
    const during = { ...guest.state };
    await back;
    await until(() => owner.state.status === 'connected', 'the owner to be back');

    expect(during).to.include({ status: 'reconnecting', roomId: owner.state.roomId });
    expect(guest.state).to.include({ status: 'connected', error: undefined });
    expect(owner.isInitiator).to.be.true;
    expect(userids(guest)).to.deep.equal([guest.userid, owner.userid]);
    expect(others(guest)[0].connection).to.equal('connected');
    expect(peers.length).to.equal(made);
  });
});
