import { expect } from '@open-wc/testing';
import type { RtcError } from '../../src/connection/rtc-error.js';
import { openSockets } from '../support/recorded.js';
import { connection, disposeAll, roomName, userids } from '../support/connections.js';
import { fakeDevices } from '../support/fake-devices.js';
import { next, rejection, until } from '../support/until.js';

describe('ConnectionController at the edges', () => {
  let restore = () => {};

  afterEach(() => {
    disposeAll();
    restore();
    restore = () => {};
  });

  it('asks for no device when it was cancelled beforehand', async () => {
    let asked = 0;
    restore = fakeDevices({ getUserMedia: () => (asked++, Promise.resolve(new MediaStream())) });
    const one = await connection({ session: { audio: true, video: true } });

    const error = await rejection<RtcError>(one.open(roomName(), { signal: AbortSignal.abort() }));

    expect(error.code).to.equal('aborted');
    expect(asked).to.equal(0);
    expect(one.state.status).to.equal('idle');
  });

  it('keeps its user id while it is in a room', async () => {
    const one = await connection();
    await one.open(roomName());
    const before = one.userid;

    expect(() => (one.userid = 'another')).to.throw('Leave the room');

    expect(one.userid).to.equal(before);
    await one.leave();
    one.userid = 'another';
    expect(one.userid).to.equal('another');
  });

  it('forgets what was said of a device once it works', async () => {
    restore = fakeDevices({
      getUserMedia: () => Promise.reject(new DOMException('Permission denied', 'NotAllowedError')),
    });
    const one = await connection({ session: { audio: true } });
    await one.open(roomName());
    await until(() => one.state.error?.code === 'media-denied', 'the refusal');
    restore();

    await one.setMicrophone(true);

    expect(one.state.error).to.equal(undefined);
    expect(one.state.local.streams[0].audio).to.equal('on');
  });

  it('stays in the room when an ICE server is odd', async () => {
    const roomId = roomName();
    const owner = await connection();
    await owner.open(roomId);
    const guest = await connection({ iceServers: [{ urls: 'nonsense' }] });

    const room = await guest.join(roomId);

    expect(room.participants).to.have.length(2);
    expect(guest.state.status).to.equal('connected');
    expect(guest.state.error?.code).to.equal('peer-failed');
  });

  it('knows of a room without having been told to connect', async () => {
    const roomId = roomName();
    await (await connection()).open(roomId);
    const watcher = await connection();
    let present: boolean | undefined;

    watcher.watchPresence(roomId, (facts) => (present = facts.present));

    await until(() => present === true, 'the room');
  });

  it('tells a refused question from an absent room', async () => {
    const one = await connection();

    const error = await rejection<RtcError>(one.checkPresence('a\u0000b'));

    expect(error.code).to.equal('invalid-argument');
  });

  it('goes to the other room when the socket breaks on the way', async () => {
    const [from, to] = [roomName(), roomName()];
    const host = await connection();
    await host.open(to);
    const before = new Set(openSockets());
    const one = await connection();
    await one.open(from);
    const lost = next(one, 'rtc-reconnecting');
    for (const socket of openSockets()) if (!before.has(socket)) socket.close();
    await lost;

    const room = await one.join(to);

    expect(room.roomId).to.equal(to);
    await until(() => userids(host).includes(one.userid), 'the newcomer');
    expect(one.state.status).to.equal('connected');
    expect((await host.checkPresence(from)).exists).to.equal(false);
  });

  it('keeps its devices when it ends its room on the way into another', async () => {
    const one = await connection({ session: { audio: true } });
    const isOn = () => one.state.local.streams.some(({ audio }) => audio === 'on');
    await one.open(roomName());
    await until(isOn, 'the microphone');
    const to = roomName();

    const closing = one.close();
    await one.open(to);
    await closing;

    expect(one.state).to.include({ status: 'connected', roomId: to, isOwner: true });
    expect(isOn()).to.be.true;
  });

  it('leaves no ghost when it leaves while the socket is away', async () => {
    const roomId = roomName();
    const host = await connection();
    await host.open(roomId);
    const before = new Set(openSockets());
    const one = await connection();
    await one.join(roomId);
    await until(() => userids(host).length === 2, 'the guest');
    const lost = next(one, 'rtc-reconnecting');
    for (const socket of openSockets()) if (!before.has(socket)) socket.close();
    await lost;

    await one.leave();

    await until(() => userids(host).length === 1, 'the guest to be gone');
  });
});
