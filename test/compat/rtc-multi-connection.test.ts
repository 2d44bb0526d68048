import { expect } from '@open-wc/testing';
import { liveTracks, openPeers } from '../support/recorded.js';
import { RTCMultiConnection, type EnterCallback } from '../../src/compat/rtc-multi-connection.js';
import type { PageSession } from '../../src/compat/settings.js';
import type { PageStream } from '../../src/compat/page-stream.js';
import type { PeerUser } from '../../src/compat/peers.js';
import type { StreamEvent } from '../../src/compat/stream-events.js';
import { roomName } from '../support/connections.js';
import { fakeDevices, pictureStream } from '../support/fake-devices.js';
import { seePictures } from '../support/local-streams.js';
import { signalingUrl } from '../support/signaling-url.js';
import { until } from '../support/until.js';

const data: PageSession = { data: true };
const made: RTCMultiConnection[] = [];

/** A connection to the real server, as a page makes it; ended after the test. */
async function page(session: PageSession, settings: Partial<RTCMultiConnection> = {}): Promise<RTCMultiConnection> {
  const connection = new RTCMultiConnection();
  made.push(connection);
  return Object.assign(connection, { socketURL: await signalingUrl(), session, ...settings });
}

/** What the callback of `open`, `join` or `openOrJoin` is called with. */
function enter(
  connection: RTCMultiConnection,
  method: 'open' | 'join' | 'openOrJoin',
  room: string,
): Promise<Parameters<EnterCallback>> {
  return new Promise((resolve) => connection[method](room, (...values: Parameters<EnterCallback>) => resolve(values)));
}

/** An owner and a guest in a room. */
async function call(
  session: PageSession,
  ownersSettings: Partial<RTCMultiConnection> = {},
  guestsSettings = ownersSettings,
): Promise<[RTCMultiConnection, RTCMultiConnection, string]> {
  const room = roomName();
  const [owner, guest] = [await page(session, ownersSettings), await page(session, guestsSettings)];
  await enter(owner, 'open', room);
  await enter(guest, 'join', room);
  await until(() => owner.getAllParticipants().length === 1, 'the guest');
  if (session.data) await until(() => channelOf(owner, guest) && channelOf(guest, owner), 'the channel');
  return [owner, guest, room];
}

const userOf = (connection: RTCMultiConnection, other: RTCMultiConnection) =>
  connection.peers[other.userid] as PeerUser | undefined;
const channelOf = (connection: RTCMultiConnection, other: RTCMultiConnection) => userOf(connection, other)?.channels[0];
const remote = (connection: RTCMultiConnection) => connection.streamEvents.selectAll('remote');

/** Collects what a handler hears. */
function hear<Event>(connection: RTCMultiConnection, name: string): Event[] {
  const heard: Event[] = [];
  Object.assign(connection, { [name]: (event: Event) => heard.push(event) });
  return heard;
}

describe('RTCMultiConnection', () => {
  const { onerror } = window;
  // The browser's own controls of a video measure themselves, and on a busy machine tell the page of it.
  before(() => {
    window.onerror = (message, ...more) =>
      String(message).startsWith('ResizeObserver loop') || (onerror?.call(window, message, ...more) as unknown);
  });
  after(() => (window.onerror = onerror));

  let restore = () => {};

  afterEach(async () => {
    for (const connection of made.splice(0)) {
      connection.attachStreams.forEach((stream) => stream.getTracks().forEach((track) => track.stop()));
      connection.closeSocket();
    }
    restore();
    restore = () => {};
    await until(() => liveTracks().length + openPeers().length === 0, 'all tracks and peers to be freed');
    await until(() => document.querySelectorAll('video, audio').length === 0, 'all elements to be gone');
  });

  it('reads and writes like the object that pages know', () => {
    const connection = new RTCMultiConnection() as RTCMultiConnection & Record<string, unknown>;
    made.push(connection);

    expect(connection.neverHeardOf).to.be.undefined;
    connection.neverHeardOf = 1;
    connection.sdpConstraints.mandatory = { OfferToReceiveAudio: false, OfferToReceiveVideo: true };
    connection.iceServers.push({ urls: 'stun:localhost' });
    connection.codecs.video = 'H264';
    expect(connection.sessionid).to.match(/^[\w-]{1,128}$/);
    expect(connection.channel).to.equal(connection.sessionid);
    expect(new RTCMultiConnection('my-room').sessionid).to.equal('my-room');
    expect(connection.errors.ROOM_FULL).to.equal('Room full');
    expect(connection.peers.getLength()).to.equal(0);
    expect(connection.peers.selectFirst()).to.be.undefined;
    expect(connection.streamEvents.selectAll()).to.deep.equal([]);
    expect(connection.socket).to.be.null;
    expect(connection.token()).not.to.equal(connection.token());
    expect(connection.getExtraData('nobody')).to.deep.equal({});
    connection.send('to nobody');
    connection.removeStream('none');
  });

  it('takes methods without their object, numbers for ids, and a callback in the place of the id', async () => {
    const { open, checkPresence, leave, getAllParticipants, sessionid } = await page(data);

    const [opened, id] = await new Promise<Parameters<EnterCallback>>((resolve) =>
      open((...values) => resolve(values)),
    );
    const presence = await new Promise<unknown[]>((resolve) => checkPresence(null, (...values) => resolve(values)));

    expect([opened, id]).to.deep.equal([true, sessionid]);
    expect(presence).to.deep.equal([true, sessionid, { _room: { isFull: false, isPasswordProtected: false } }]);
    expect(getAllParticipants()).to.deep.equal([]);
    leave();
    const one = await page(data);
    expect(await enter(one, 'openOrJoin', 4711 as unknown as string)).to.deep.equal([true, '4711']);
    expect(one.isInitiator).to.be.true;
  });

  it('opens one room and joins it when both open or join', async () => {
    const room = roomName();
    const [ada, bob] = [await page({ ...data, oneway: true }), await page({ ...data, oneway: true })];

    expect(await enter(ada, 'openOrJoin', room)).to.deep.equal([true, room]);
    expect(await enter(bob, 'openOrJoin', room)).to.deep.equal([true, room]);

    expect([ada.isInitiator, bob.isInitiator]).to.deep.equal([true, false]);
  });

  it('sends to all or to one, text or bytes, and hears who has gone', async () => {
    const [ada, bob, room] = await call(data);
    const cleo = await page(data);
    const [atBob, atCleo] = [bob, cleo].map((one) => hear<{ data: unknown; userid: string }>(one, 'onmessage'));
    const opened = hear<{ userid: string }>(cleo, 'onopen');
    const [left, closed] = [hear<{ userid: string }>(ada, 'onleave'), hear<{ userid: string }>(ada, 'onclose')];
    await enter(cleo, 'join', room);
    await until(() => opened.length === 2 && channelOf(ada, cleo), 'both channels');

    ada.send({ for: 'all' });
    ada.send('for Bob', bob.userid);
    ada.send(new Uint8Array([0, 1, 2, 3]).subarray(1, 3), bob.userid);
    ada.send(undefined, bob.userid);
    await until(() => atBob.length === 4 && atCleo.length === 1, 'the messages');

    expect(atBob.map(({ data: one }) => one).filter((one) => !(one instanceof ArrayBuffer))).to.deep.equal([
      { for: 'all' },
      'for Bob',
      null,
    ]);
    expect([...new Uint8Array(atBob[2].data as ArrayBuffer)]).to.deep.equal([1, 2]);
    expect(atCleo[0]).to.deep.include({ data: { for: 'all' }, userid: ada.userid });
    cleo.leave();
    expect(cleo.getAllParticipants()).to.deep.equal([]);
    await until(() => left.length > 0 && closed.length > 0, 'the goodbye');
    expect([left, closed].map((events) => events.map(({ userid }) => userid))).to.deep.equal([
      [cleo.userid],
      [cleo.userid],
    ]);
  });

  it('keeps its camera when it leaves, and shows it once', async () => {
    const [ada, , room] = await call({ audio: true, video: true });
    await until(() => remote(ada).length === 1, 'the camera of the other');
    const [own] = ada.attachStreams;
    const streams = hear<StreamEvent>(ada, 'onstream');

    ada.leave();
    await until(() => remote(ada).length === 0, 'the other to be gone');
    expect(own.active).to.be.true;
    expect(await enter(ada, 'join', room)).to.deep.equal([true, room]);
    await until(() => streams.some(({ type }) => type === 'remote'), 'the camera of the other again');

    expect(ada.attachStreams).to.deep.equal([own]);
    expect(streams.map(({ type }) => type)).to.deep.equal(['remote']);
  });

  it('tells the end of a stream, one’s own and another’s', async () => {
    const [ada, bob] = await call({ audio: true, video: true });
    await until(() => remote(bob).length === 1, 'the camera');
    const [atAda, atBob] = [ada, bob].map((one) => {
      const { onstreamended } = one;
      const heard: StreamEvent[] = [];
      one.onstreamended = (event) => {
        heard.push(event);
        onstreamended?.(event);
      };
      return heard;
    });
    const [stream] = ada.attachStreams as PageStream[];

    stream.stop();
    await until(() => atAda.length + atBob.length === 2, 'the end');

    expect(atAda[0]).to.include({ type: 'local', streamid: stream.id });
    expect(atBob[0]).to.include({ type: 'remote', userid: ada.userid });
    expect(ada.attachStreams).to.be.empty;
    expect(ada.streamEvents.selectAll('local')).to.be.empty;
    expect(remote(bob)).to.be.empty;
  });

  it('tells muting of sound, of the picture, and of both at once', async () => {
    const [ada, bob] = await call({ audio: true, video: true });
    await until(() => remote(bob).length === 1, 'the camera');
    const [muted, unmuted] = [hear<StreamEvent>(bob, 'onmute'), hear<StreamEvent>(bob, 'onunmute')];
    const types: unknown[] = [];
    bob.onmute = ({ muteType }) => types.push(muteType);
    bob.onunmute = ({ unmuteType }) => types.push(unmuteType);
    const { stream } = ada.streamEvents.selectFirst({ local: true })!;

    for (const type of ['audio', 'video', undefined] as const) {
      const before = types.length;
      stream.mute(type);
      await until(() => types.length > before, 'the mute');
      stream.unmute(type);
      await until(() => types.length > before + 1, 'the unmute');
    }

    expect(types).to.deep.equal(['audio', 'audio', 'video', 'video', 'both', 'both']);
    expect(muted.length + unmuted.length).to.equal(0);
    stream.mute('audio');
    expect(ada.streamEvents.selectFirst('local')!.isAudioMuted).to.be.true;
    expect(stream.getAudioTracks()[0].enabled).to.be.false;
    await until(() => bob.streamEvents.selectFirst('remote')!.isAudioMuted, 'the mark');
  });

  it('mutes another for oneself only', async () => {
    const [ada, bob] = await call({ audio: true, video: true });
    await until(() => remote(ada).length === 1 && remote(bob).length === 1, 'the cameras');
    const { stream } = bob.streamEvents.selectFirst('remote')!;

    stream.mute('audio');

    expect(stream.getAudioTracks()[0].enabled).to.be.false;
    expect(ada.attachStreams[0].getAudioTracks()[0].enabled).to.be.true;
  });

  it('sends further streams beside the camera, each as what it is', async () => {
    const [ada, bob] = await call(
      { audio: true, video: true },
      { autoCreateMediaElement: false },
      { dontCaptureUserMedia: true },
    );
    await until(() => remote(bob).length === 1, 'the camera');
    const [screen, second] = [pictureStream(), pictureStream()];
    Object.assign(screen, { isScreen: true });

    ada.addStream(screen);
    ada.addStream(second);
    await until(() => remote(bob).length === 3, 'all streams');

    const flags = Object.fromEntries(
      remote(bob).map(({ streamid, stream: { isScreen, isVideo } }) => [streamid, { isScreen, isVideo }]),
    );
    const [camera] = ada.attachStreams;
    expect(flags).to.deep.equal({
      [camera.id]: { isScreen: false, isVideo: true },
      [screen.id]: { isScreen: true, isVideo: false },
      [second.id]: { isScreen: false, isVideo: true },
    });
    ada.removeStream(camera.id);
    await until(() => remote(bob).length === 2, 'the camera to be gone');
    expect(remote(bob).map(({ streamid }) => streamid)).to.have.members([screen.id, second.id]);
    await seePictures(bob.streamEvents.selectAll('remote').at(-1)!.stream);
    ada.addStream(camera);
    await until(() => remote(bob).length === 3, 'the camera again');
    for (const { stream } of remote(bob)) await seePictures(stream);
    for (const stream of [screen, second]) stream.getTracks().forEach((track) => track.stop());
    await until(() => remote(bob).length === 1, 'the end of what was added');
    camera.getTracks().forEach((track) => track.stop());
  });

  it('keeps silent what it sends in the place of a muted track', async () => {
    const [ada, bob] = await call({ audio: true, video: true });
    await until(() => remote(bob).length === 1, 'the camera');
    const other = (await navigator.mediaDevices.getUserMedia({ audio: true })).getAudioTracks()[0];
    const own = ada.streamEvents.selectFirst('local')!.stream;

    own.mute('audio');
    ada.replaceTrack(other);
    const senders = userOf(ada, bob)!.peer!.getSenders();
    await until(() => senders.some(({ track }) => track === other), 'the other track');
    expect(other.enabled).to.be.false;
    own.unmute('audio');
    expect(other.enabled).to.be.true;
    ada.resetTrack();
    await until(() => senders.some(({ track }) => track === own.getAudioTracks()[0]), 'the own track');

    other.stop();
  });

  it('replaces a track for one person only', async () => {
    const [ada, bob] = await call({ audio: true, video: true });
    await until(() => remote(bob).length === 1, 'the camera');
    const [track] = pictureStream().getVideoTracks();
    const senders = userOf(ada, bob)!.peer!.getSenders();

    ada.replaceTrack(track, bob.userid);
    await until(() => senders.some((sender) => sender.track === track), 'the other track');
    ada.resetTrack(bob.userid, true);
    await until(() => !senders.some((sender) => sender.track === track), 'the own track');

    track.stop();
  });

  it('captures a screen to put it in the place of the camera, and not beside it', async () => {
    restore = fakeDevices({});
    const [ada, bob] = await call({ video: true }, {}, { dontCaptureUserMedia: true });
    await until(() => remote(bob).length === 1, 'the camera');
    const [camera] = ada.attachStreams[0].getVideoTracks();
    const senders = userOf(ada, bob)!.peer!.getSenders();

    ada.replaceTrack({ screen: true });
    await until(() => senders.every(({ track }) => track !== camera), 'the screen');
    ada.renegotiate();
    ada.send('no channel, and no harm');

    expect(ada.attachStreams.flatMap((stream) => stream.getTracks())).to.deep.equal([camera]);
    const screen = ada.streamEvents.selectFirst('screen')!.stream;
    expect(senders.map(({ track }) => track)).to.include(screen.getVideoTracks()[0]);
    screen.stop();
    ada.resetTrack();
    await until(() => senders.some(({ track }) => track === camera), 'the camera again');
  });

  it('enters with what there is, and tells the browser’s own error', async () => {
    const refusal = new DOMException('nothing there', 'NotFoundError');
    restore = fakeDevices({ getUserMedia: () => Promise.reject(refusal) });
    const ada = await page({ audio: true, video: true });
    const failed = hear<DOMException>(ada, 'onMediaError');

    expect((await enter(ada, 'open', roomName()))[0]).to.be.true;

    expect(failed).to.deep.equal([refusal]);
    expect(ada.attachStreams).to.be.empty;
  });

  it('lets a page try again with other constraints when a device fails', async () => {
    const devices = navigator.mediaDevices;
    restore = fakeDevices({
      getUserMedia: (wanted: MediaStreamConstraints) =>
        wanted.video ? Promise.reject(new DOMException('', 'NotFoundError')) : devices.getUserMedia(wanted),
    });
    const room = roomName();
    const ada = await page({ audio: true, video: true });
    const calls: string[] = [];
    const entered = new Promise<void>((resolve) => {
      ada.onMediaError = () => {
        ada.mediaConstraints.video = false;
        ada.open(room, () => {
          calls.push('again');
          resolve();
        });
      };
    });

    ada.open(room, () => calls.push('first'));
    await entered;

    expect(calls).to.deep.equal(['again']);
    expect(ada.attachStreams.flatMap((stream) => stream.getTracks()).map(({ kind }) => kind)).to.deep.equal(['audio']);
  });

  it('captures nothing to join a room in which only the owner sends', async () => {
    const session: PageSession = { audio: true, video: true, oneway: true };
    const [ada, bob] = await call(session);

    await until(() => remote(bob).length === 1, 'the owner');

    expect(bob.attachStreams).to.be.empty;
    expect(remote(ada)).to.be.empty;
  });

  it('captures a screen and marks it as one', async () => {
    restore = fakeDevices({});
    const [ada, bob] = await call(
      { screen: true, video: true },
      { autoCreateMediaElement: false },
      { dontCaptureUserMedia: true },
    );

    await until(() => remote(bob).length === 2, 'screen and camera');

    expect(ada.attachStreams.map(({ isScreen }) => isScreen)).to.deep.equal([true, false]);
    expect(bob.streamEvents.selectAll('screen').map(({ streamid }) => streamid)).to.deep.equal([
      ada.attachStreams[0].id,
    ]);
  });

  it('sends what a page has captured itself', async () => {
    const stream = pictureStream();
    const settings = { dontCaptureUserMedia: true };
    const [, bob] = await call({ audio: true, video: true }, { ...settings, attachStreams: [stream] }, settings);

    await until(() => remote(bob).length === 1, 'the stream');

    expect(remote(bob)[0].streamid).to.equal(stream.id);
  });

  it('makes no element where the page makes its own', async () => {
    const [, bob] = await call({ video: true }, { autoCreateMediaElement: false });

    await until(() => remote(bob).length === 1, 'the camera');

    expect(remote(bob)[0].mediaElement).to.deep.equal({});
    expect(document.querySelector('video')).to.be.null;
  });

  it('gives no foreign stream the id of an element of the page', async () => {
    const stream = pictureStream();
    const element = document.createElement('div');
    element.id = stream.id;
    document.body.append(element);
    const settings = { dontCaptureUserMedia: true };
    const [, bob] = await call({ video: true }, { ...settings, attachStreams: [stream] }, settings);

    await until(() => remote(bob).length === 1, 'the stream');

    const [{ streamid, mediaElement }] = remote(bob);
    expect(document.getElementById(stream.id)).to.equal(element);
    expect(mediaElement.id).to.equal(streamid);
    expect(streamid).not.to.equal(stream.id);
    element.remove();
  });

  it('keeps an id that is the name of a method out of the peers', async () => {
    const room = roomName();
    const [ada, bob] = [await page(data), await page(data, { userid: 'forEach' })];
    const messages = hear<{ userid: string }>(ada, 'onmessage');
    await enter(ada, 'open', room);
    await enter(bob, 'join', room);
    await until(() => channelOf(bob, ada), 'the channel');

    bob.send('hello');
    await until(() => messages.length === 1, 'the message');

    expect(messages[0].userid).to.equal('forEach');
    expect(ada.peers.getLength()).to.equal(0);
    ada.peers.forEach(() => expect.fail('there is nobody'));
  });

  it('shows the page each description, those that go and those that come', async () => {
    const setups: string[][] = [];
    const settings = () => {
      const seen: string[] = [];
      setups.push(seen);
      return {
        processSdp: (sdp: string) => {
          seen.push(/a=setup:(\w+)/.exec(sdp)?.[1] ?? 'none');
          return sdp;
        },
      };
    };

    await call(data, settings(), settings());

    // An offer and the answer to it, at both ends.
    expect(setups).to.deep.equal([
      ['actpass', 'active'],
      ['actpass', 'active'],
    ]);
  });

  it('limits what it is sent by its bandwidth', async () => {
    const [ada, bob] = await call({ audio: true, video: true }, { bandwidth: { video: 300 } }, {});

    await until(() => userOf(bob, ada)?.peer?.remoteDescription, 'the description');

    expect(userOf(bob, ada)!.peer!.remoteDescription!.sdp).to.include('b=AS:300');
  });

  it('puts all candidates into the description where none may trickle', async () => {
    const room = roomName();
    const [ada, bob] = [await page(data, { trickleIce: false }), await page(data, { trickleIce: false })];
    await enter(ada, 'open', room);
    const messages: { message: Record<string, unknown> }[] = [];
    ada.socket!.on(ada.socketMessageEvent, (envelope: (typeof messages)[number]) => messages.push(envelope));

    await enter(bob, 'join', room);
    await until(() => channelOf(ada, bob), 'the channel');

    expect(messages.map(({ message }) => message.type ?? 'candidate')).to.deep.equal(['offer']);
    expect(messages[0].message.sdp).to.include('a=candidate:');
  });

  it('takes servers for ICE in the old form too, and no address but over them if it says so', async () => {
    const turn = { url: 'turn:127.0.0.1:3478', username: 'ada', credential: 'x' };
    const settings = { candidates: { host: false, stun: false, turn: true }, dontCaptureUserMedia: true };
    const [ada, bob] = await call(
      { audio: true },
      { ...settings, iceServers: [turn, {} as RTCIceServer] },
      { dontCaptureUserMedia: true },
    );
    await until(() => userOf(ada, bob)?.peer, 'the connection');

    const { iceServers, iceTransportPolicy } = userOf(ada, bob)!.peer!.getConfiguration();

    expect(iceServers!.map(({ urls }) => [urls].flat().join())).to.deep.equal([turn.url]);
    expect(iceTransportPolicy).to.equal('relay');
  });

  it('owns the room when the owner has left', async () => {
    const [ada, bob] = await call(data);
    expect([ada.isInitiator, bob.isInitiator]).to.deep.equal([true, false]);

    ada.leave();
    await until(() => bob.isInitiator, 'the room to be handed on');

    expect(ada.isInitiator).to.be.false;
  });

  it('drops one person on both sides', async () => {
    const [ada, bob] = await call(data);
    const left = [ada, bob].map((one) => hear<{ userid: string }>(one, 'onleave'));
    const statuses = hear<{ status: string }>(bob, 'onUserStatusChanged');

    await new Promise<void>((resolve) => ada.disconnectWith(bob.userid, resolve));
    await until(() => left.every((events) => events.length === 1), 'both goodbyes');

    expect(left.map(([{ userid }]) => userid)).to.deep.equal([bob.userid, ada.userid]);
    expect(statuses.at(-1)).to.include({ status: 'offline' });
    expect(ada.getAllParticipants()).to.deep.equal([]);
  });

  it('passes on events of the page’s own, also over the next socket', async () => {
    const [ada, bob, room] = await call(data);
    const heard: unknown[] = [];
    ada.setCustomSocketEvent('drawing');
    bob.setCustomSocketEvent('drawing');
    bob.socket!.on('drawing', (value: unknown) => heard.push(value));

    await until(() => {
      ada.socket!.emit('drawing', 1);
      return heard.includes(1);
    }, 'the event');
    bob.closeSocket();
    expect(bob.socket).to.be.null;
    await enter(bob, 'join', room);
    await until(() => {
      ada.socket!.emit('drawing', 2);
      return heard.includes(2);
    }, 'the event over the next socket');
  });

  it('gives the socket when it is there', async () => {
    const ada = await page(data);

    const first = await new Promise((resolve) => ada.connectSocket(resolve));
    const second = await new Promise((resolve) => ada.getSocket(resolve));

    expect([first, second].every((one) => one === ada.socket)).to.be.true;
    expect(ada.socket!.connected).to.be.true;
    expect(ada.socket!.id).to.be.a('string');
  });

  it('tells of public rooms and who has opened them', async () => {
    const identifier = roomName();
    const ada = await page(data, { publicRoomIdentifier: identifier, extra: { name: 'Ada' } });
    const room = roomName();
    await enter(ada, 'open', room);
    const bob = await page(data);

    const rooms = await new Promise<unknown[]>((resolve) => bob.getPublicRooms(identifier, resolve));
    const owners = await new Promise<unknown[]>((resolve) => bob.getPublicModerators(identifier, resolve));

    expect(rooms).to.have.length(1);
    const [{ sessionid, owner, extra }] = rooms as Record<string, unknown>[];
    expect({ sessionid, extra }).to.deep.equal({ sessionid: room, extra: { name: 'Ada' } });
    expect(owners[0]).to.deep.include({ userid: owner, extra });
    expect(await new Promise((resolve) => bob.getPublicRooms('', resolve))).to.deep.equal([]);
  });

  it('sets a password before and within a room', async () => {
    const ada = await page(data);
    const bob = await page(data);
    const room = roomName();
    const set = (password: string) =>
      new Promise<unknown[]>((resolve) => ada.setPassword(password, (...values) => resolve(values)));
    ada.sessionid = room;
    expect(await set('first')).to.deep.equal([true, room, null]);
    await enter(ada, 'open', room);
    expect(await enter(bob, 'join', room)).to.deep.equal([false, room, 'Invalid password']);

    expect(await set('second')).to.deep.equal([true, room, null]);

    bob.password = 'second';
    expect((await enter(bob, 'join', room))[0]).to.be.true;
  });

  it('comes back as a new person when it changes its id', async () => {
    const [ada, bob] = await call(data);

    await new Promise<void>((resolve) => bob.changeUserId('robert', resolve));
    await until(() => ada.getAllParticipants().join() === 'robert' && channelOf(ada, bob), 'Robert');

    expect(bob.userid).to.equal('robert');
  });

  it('is told that its id is taken, and goes on with another', async () => {
    const name = roomName();
    const room = roomName();
    const [ada, bob] = [await page(data, { userid: name }), await page(data, { userid: name })];
    await enter(ada, 'open', room);
    const told: string[][] = [];
    bob.onUserIdAlreadyTaken = (...values) => told.push(values);

    expect((await enter(bob, 'join', room))[0]).to.be.true;

    expect(told).to.deep.equal([[name, bob.userid]]);
    expect(bob.userid).not.to.equal(name);
    await until(() => ada.getAllParticipants().join() === bob.userid, 'the newcomer');
  });

  it('ends the session for all who are in it', async () => {
    const [ada, bob, room] = await call(data, { extra: { name: 'Ada' } }, {});
    const closed = [ada, bob].map((one) => hear<object>(one, 'onEntireSessionClosed'));

    await new Promise<void>((resolve) => ada.closeEntireSession(resolve));
    await until(() => closed.every((events) => events.length === 1), 'the end');

    const [[atAda], [atBob]] = closed;
    expect(atAda).to.deep.equal({ sessionid: room, userid: ada.userid, extra: { name: 'Ada' } });
    expect(atBob).to.deep.equal({ sessionid: room, userid: room, extra: { name: 'Ada' } });
    expect([ada.isInitiator, ...ada.getAllParticipants(), ...bob.getAllParticipants()]).to.deep.equal([false]);
  });

  it('survives a page’s handler that throws, or is none', async () => {
    const [ada, bob] = await call(data);
    const messages = hear<{ data: unknown }>(bob, 'onmessage');
    Object.assign(bob, { onExtraDataUpdated: null, onleave: 'no function' });

    ada.extra.name = 'Ada';
    ada.updateExtraData();
    await until(() => userOf(bob, ada)?.extra.name === 'Ada', 'the extra');
    ada.send('still there');
    await until(() => messages.length === 1, 'the message');

    expect(bob.getExtraData(ada.userid)).to.deep.equal({ name: 'Ada' });
    bob.onleave = null;
  });
});
