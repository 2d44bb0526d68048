import { expect, fixture, html } from '@open-wc/testing';
import { liveTracks, openPeers, openSockets, peers, tracks } from '../support/recorded.js';
import type { RtcRoom } from '../../src/define/rtc-room.js';
import '../../src/define.js';
import { nativeButton } from '../support/elements.js';
import { signalingUrl } from '../support/signaling-url.js';
import { until } from '../support/until.js';

let url: string;

before(async () => {
  url = await signalingUrl();
});

let rooms = 0;
const roomName = () => `call-${Date.now()}-${(rooms += 1)}`;

/** A room of its own on the page, as somebody else would have it. */
async function roomElement(roomId: string, name: string): Promise<RtcRoom> {
  return fixture<RtcRoom>(html`
    <rtc-room lang="en" socket-url=${url} room-id=${roomId} name=${name} audio video>
      <rtc-open-button></rtc-open-button>
      <rtc-join-button></rtc-join-button>
      <rtc-video-grid></rtc-video-grid>
    </rtc-room>
  `);
}

const grid = (room: RtcRoom) => room.querySelector('rtc-video-grid')!;
const tileOf = (room: RtcRoom, name: string) => grid(room).tiles.find(({ participant }) => participant?.name === name);
const videoOf = (room: RtcRoom, name: string) => tileOf(room, name)?.shadowRoot?.querySelector('video');
const has = (room: RtcRoom, attribute: string, value: string) =>
  until(() => room.getAttribute(attribute) === value, `${attribute} to be ${value}`);

async function press(room: RtcRoom, tag: 'rtc-open-button' | 'rtc-join-button'): Promise<void> {
  const control = room.querySelector(tag)!;
  await until(() => control.available, `${tag} to be available`);
  nativeButton(control).click();
}

/** Ada has opened the room and Bob has joined it; each sees the other. */
async function call(): Promise<{ ada: RtcRoom; bob: RtcRoom; roomId: string }> {
  const roomId = roomName();
  const ada = await roomElement(roomId, 'Ada');
  const bob = await roomElement(roomId, 'Bob');
  await press(ada, 'rtc-open-button');
  await press(bob, 'rtc-join-button');
  await until(() => (videoOf(ada, 'Bob')?.videoWidth ?? 0) > 0, 'Ada to see Bob');
  await until(() => (videoOf(bob, 'Ada')?.videoWidth ?? 0) > 0, 'Bob to see Ada');
  return { ada, bob, roomId };
}

describe('rtc-room in a call', () => {
  afterEach(async () => {
    // Each test's rooms are taken off the page by its fixture; what they held must be free before the next one.
    for (const room of document.querySelectorAll('rtc-room')) room.remove();
    await until(() => liveTracks().length + openPeers().length + openSockets().length === 0, 'everything to be free');
  });

  it('opens and joins by its buttons, sees and hears', async () => {
    const { ada, bob } = await call();

    await has(ada, 'count', '2');
    expect(['state', 'owner', 'mic', 'camera', 'present'].map((name) => ada.getAttribute(name))).to.deep.equal([
      'connected',
      '',
      '',
      '',
      '',
    ]);
    expect(bob.hasAttribute('owner')).to.equal(false);
    await until(
      () => [...bob.shadowRoot!.querySelectorAll('audio')].some((audio) => !audio.paused && audio.srcObject),
      'sound',
    );
    expect(ada.shadowRoot!.querySelectorAll('audio')).to.have.length(1);
  });

  it('tells who speaks, oneself included, and how well the other comes', async () => {
    const { ada, bob } = await call();

    // The fake microphone beeps twice a second.
    await until(() => tileOf(ada, 'Bob')?.hasAttribute('speaking'), 'Bob to be heard');
    await until(() => tileOf(bob, 'Bob')?.hasAttribute('speaking'), 'Bob to hear himself');
    void bob.connection.setMicrophone(false);
    await until(() => !tileOf(ada, 'Bob')?.hasAttribute('speaking'), 'the end of it');
    await until(() => tileOf(ada, 'Bob')?.quality !== 'unknown', 'the quality');

    expect(tileOf(bob, 'Bob')!.quality).to.equal('unknown');
  });

  it('frees tracks, peers and socket when it is removed, and tells the others', async () => {
    const { ada, bob } = await call();
    const others = { tracks: liveTracks().length, sockets: openSockets().length };

    ada.remove();

    await has(bob, 'count', '1');
    await until(() => openPeers().length === 0, 'closed peers');
    await until(() => openSockets().length === others.sockets - 1, 'a closed socket');
    expect(liveTracks().length).to.equal(others.tracks / 2);
    expect(ada.getAttribute('state')).to.equal('idle');
    await has(bob, 'owner', '');
  });

  it('frees everything even when it is removed while it enters', async () => {
    const ada = await roomElement(roomName(), 'Ada');
    await press(ada, 'rtc-open-button');

    ada.remove();

    await until(() => ada.connection.state.status === 'idle', 'the end');
    await until(() => liveTracks().length + openPeers().length + openSockets().length === 0, 'everything to be free');
  });

  it('keeps its call when it is moved: the same peer, tile, video and picture', async () => {
    const { ada, bob } = await call();
    const [tile, video, audio] = [tileOf(ada, 'Bob'), videoOf(ada, 'Bob')!, ada.shadowRoot!.querySelector('audio')!];
    const made = { peers: peers.length, tracks: tracks.length };
    let left = 0;
    for (const room of [ada, bob]) room.addEventListener('rtc-participant-left', () => left++);
    const place = await fixture(html`<section></section>`);

    place.append(ada);
    const { currentTime } = video;
    await until(() => video.currentTime > currentTime && !video.paused, 'the picture to go on');

    expect(tileOf(ada, 'Bob') === tile && videoOf(ada, 'Bob') === video).to.equal(true);
    expect(ada.shadowRoot!.querySelector('audio') === audio && !audio.paused).to.equal(true);
    expect({ peers: peers.length, tracks: tracks.length }).to.deep.equal(made);
    expect(openPeers()).to.have.length(2);
    expect([left, ada.getAttribute('state'), bob.getAttribute('count')]).to.deep.equal([0, 'connected', '2']);
  });

  it('enters again after it was removed and came back', async () => {
    const ada = await roomElement(roomName(), 'Ada');
    await press(ada, 'rtc-open-button');
    await has(ada, 'state', 'connected');
    const parent = ada.parentElement!;
    ada.remove();
    await until(() => openSockets().length === 0, 'a closed socket');

    parent.append(ada);
    await press(ada, 'rtc-open-button');

    await has(ada, 'state', 'connected');
    expect(ada.getAttribute('count')).to.equal('1');
  });

  it('does not disturb another room of the page', async () => {
    const one = await roomElement(roomName(), 'Ada');
    const other = await roomElement(roomName(), 'Bob');
    await press(one, 'rtc-open-button');
    await has(one, 'state', 'connected');
    await has(one, 'camera', '');
    await press(other, 'rtc-open-button');
    await has(other, 'state', 'connected');
    await has(other, 'camera', '');

    await other.leave();
    await has(other, 'state', 'idle');

    expect(['state', 'count', 'camera', 'mic'].map((name) => one.getAttribute(name))).to.deep.equal([
      'connected',
      '1',
      '',
      '',
    ]);
    expect(liveTracks().length).to.be.at.least(2);
    await until(() => other.querySelector('rtc-open-button')!.available, 'the way back in');
  });

  it('tells why it could not join, and lets one try again', async () => {
    const room = await roomElement(roomName(), 'Ada');
    let callback: unknown[] = [];

    room.join('nobody-is-here', (...values: unknown[]) => (callback = values));

    await has(room, 'error', 'room-not-found');
    await has(room, 'state', 'failed');
    expect(callback).to.deep.equal([false, 'nobody-is-here', 'Room not available']);
    await press(room, 'rtc-open-button');
    await has(room, 'state', 'connected');
    expect(room.hasAttribute('error')).to.equal(false);
  });

  it('says that the owner has closed it', async () => {
    const { ada, bob } = await call();
    let closed = 0;
    bob.addEventListener('rtc-closed', () => closed++);

    await ada.close();

    await has(bob, 'state', 'closed');
    await until(() => closed === 1, 'rtc-closed');
    expect(bob.getAttribute('error')).to.equal('closed-by-owner');
    await until(() => openPeers().length + liveTracks().length === 0, 'everything to be free');
  });

  it('makes a meeting without children: lobby, stage, and out again', async () => {
    const room = await fixture<RtcRoom>(
      html`<rtc-room lang="en" socket-url=${url} room-id=${roomName()} audio video></rtc-room>`,
    );
    const inside = (selector: string) => room.shadowRoot!.querySelector(selector);
    await until(() => inside('rtc-join-button')?.hasAttribute('available'), 'the lobby');

    (inside('rtc-join-button') as HTMLElement).click();
    await until(() => inside('rtc-video-grid')?.getAttribute('count') === '1', 'the stage');
    const leave = () => inside('rtc-meeting')?.shadowRoot?.querySelector('rtc-leave-button');
    await until(() => leave()?.hasAttribute('available'), 'the way out');
    leave()!.click();

    await until(() => inside('rtc-join-button')?.hasAttribute('available'), 'the lobby again');
    expect(liveTracks()).to.have.length(0);
  });
});
