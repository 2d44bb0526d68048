import { sendMouse } from '@web/test-runner-commands';
import { expect, fixture, html } from '@open-wc/testing';
import type { MediaStreamInfo, Participant } from '../../src/connection/state.js';
import type { RtcRoom } from '../../src/define/rtc-room.js';
import type { RtcVideoTile } from '../../src/define/rtc-video-tile.js';
import '../../src/define/rtc-room.js';
import type { RtcPinRequestEvent } from '../../src/elements/control-events.js';
import '../../src/define/rtc-video-tile.js';
import { initialsOf } from '../../src/elements/tile-name.js';
import { rendered } from '../support/elements.js';
import { cameraStream, fakeConnection, person } from '../support/fake-connection.js';
import { pictureStream } from '../support/fake-devices.js';
import { press } from '../support/keys.js';
import { next, until } from '../support/until.js';

async function tileOf(participant: Partial<Participant> = {}, streamInfo?: MediaStreamInfo): Promise<RtcVideoTile> {
  const tile = await fixture<RtcVideoTile>(
    html`<rtc-video-tile .participant=${person(participant)} .streamInfo=${streamInfo}></rtc-video-tile>`,
  );
  tile.style.cssText = 'width: 320px; height: 180px';
  return tile;
}

const part = (tile: RtcVideoTile, name: string) => tile.shadowRoot!.querySelector<HTMLElement>(`[part=${name}]`);
const label = (tile: RtcVideoTile) => part(tile, 'base')!.getAttribute('aria-label');
const video = (tile: RtcVideoTile) => tile.shadowRoot!.querySelector('video')!;

describe('initialsOf', () => {
  it('takes the first letters of the first and the last word', () => {
    const names = ['Ada', 'ada king lovelace', '  Ada  Lovelace ', 'émile zola', '😀 x', ''];

    expect(names.map(initialsOf)).to.deep.equal(['A', 'AL', 'AL', 'ÉZ', '😀X', '']);
  });
});

describe('rtc-video-tile', () => {
  let stream: MediaStream;

  beforeEach(() => {
    stream = pictureStream();
  });

  afterEach(() => {
    for (const track of stream.getTracks()) track.stop();
  });

  it('shows the picture, inline, without sound and without a tap', async () => {
    const tile = await tileOf({ name: 'Ada' }, cameraStream({ stream }));

    const element = video(tile);
    expect(element.srcObject === stream).to.equal(true);
    expect([element.muted, element.autoplay, element.hasAttribute('playsinline')]).to.deep.equal([true, true, true]);
    await until(() => element.videoWidth > 0 && !element.paused, 'the picture');
    expect(part(tile, 'avatar')!.hidden).to.equal(true);
  });

  it('shows the name', async () => {
    const tile = await tileOf({ name: 'Ada Lovelace' }, cameraStream());

    expect(part(tile, 'name')!.textContent).to.equal('Ada Lovelace');
    expect(label(tile)).to.equal('Ada Lovelace');
  });

  it('shows initials while there is no picture', async () => {
    const tile = await tileOf({ name: 'Ada Lovelace' }, cameraStream({ video: 'off' }));

    expect(part(tile, 'avatar')!.textContent).to.equal('AL');
    expect(part(tile, 'avatar')!.hidden).to.equal(false);
    expect(getComputedStyle(video(tile)).visibility).to.equal('hidden');
  });

  it('calls people without a name guests', async () => {
    const tile = await tileOf({ name: '' });

    expect(part(tile, 'name')!.textContent).to.equal('Guest');
    expect(part(tile, 'avatar')!.textContent).to.equal('G');
  });

  it('marks the own tile', async () => {
    const named = await tileOf({ name: 'Ada', isLocal: true }, cameraStream());
    const nameless = await tileOf({ isLocal: true }, cameraStream());

    expect(part(named, 'name')!.textContent).to.equal('Ada (you)');
    expect(part(nameless, 'name')!.textContent).to.equal('You');
    expect(named.hasAttribute('local')).to.equal(true);
  });

  it('marks a silent microphone and a camera that is off, for eyes and for screen readers', async () => {
    const tile = await tileOf({ name: 'Ada' }, cameraStream({ audio: 'off', video: 'off' }));
    const off = [label(tile), part(tile, 'mic') !== null, part(tile, 'camera') !== null];

    tile.streamInfo = cameraStream();
    await rendered(tile);

    expect(off).to.deep.equal(['Ada, microphone off, camera off', true, true]);
    expect([label(tile), part(tile, 'mic') !== null, part(tile, 'camera') !== null]).to.deep.equal([
      'Ada',
      false,
      false,
    ]);
    expect([tile.hasAttribute('muted'), tile.hasAttribute('camera-off')]).to.deep.equal([false, false]);
  });

  it('marks a raised hand, for eyes, for screen readers and for styles, and no other data', async () => {
    const tile = await tileOf({ name: 'Ada', extra: { hand: 1 } }, cameraStream());
    await until(() => part(tile, 'hand'), 'the mark');
    const seen = [label(tile), tile.hasAttribute('hand'), tile.matches(':state(hand)')];
    await expect(tile).to.be.accessible();

    tile.participant = person({ name: 'Ada', extra: { hand: '<b>up</b>' } });
    await rendered(tile);

    expect(seen).to.deep.equal(['Ada, hand raised', true, true]);
    expect([label(tile), tile.hasAttribute('hand'), tile.matches(':state(hand)'), part(tile, 'hand')]).to.deep.equal([
      'Ada',
      false,
      false,
      null,
    ]);
  });

  it('has no hand on a screen', async () => {
    const tile = await tileOf({ name: 'Ada', extra: { hand: 1 } }, cameraStream({ source: 'screen' }));
    await until(() => part(tile, 'ring'), 'all marks');

    expect([label(tile), tile.hasAttribute('hand')]).to.deep.equal(['Screen of Ada', false]);
  });

  it('marks as silent who has no microphone at all', async () => {
    const tile = await tileOf({}, cameraStream({ audio: 'none' }));

    expect(tile.hasAttribute('muted')).to.equal(true);
  });

  it('says that somebody is being connected, and nothing of a microphone not heard of yet', async () => {
    const tile = await tileOf({ name: 'Ada', connection: 'connecting' });

    expect(part(tile, 'status')!.textContent).to.equal('connecting…');
    expect(tile.hasAttribute('muted')).to.equal(false);
  });

  it('says that somebody is away', async () => {
    const tile = await tileOf({ name: 'Ada', connection: 'reconnecting' }, cameraStream());

    expect(label(tile)).to.equal('Ada, reconnecting…');
  });

  it('does not say so of oneself: the room does', async () => {
    const tile = await tileOf({ isLocal: true, connection: 'reconnecting' }, cameraStream());

    expect(part(tile, 'status')).to.equal(null);
  });

  it('mirrors the own camera, not the own screen, and nobody else', async () => {
    const own = await tileOf({ isLocal: true }, cameraStream());
    const screen = await tileOf({ isLocal: true }, cameraStream({ source: 'screen' }));
    const other = await tileOf({}, cameraStream());

    const mirrored = [own, screen, other].map((tile) => getComputedStyle(video(tile)).transform);
    expect(mirrored).to.deep.equal(['matrix(-1, 0, 0, 1, 0, 0)', 'none', 'none']);
  });

  it('cuts a picture to the tile unless it is to be shown whole; a screen always is', async () => {
    const tile = await tileOf({}, cameraStream());
    const fit = () => getComputedStyle(video(tile)).objectFit;
    const seen = [fit()];

    tile.fit = 'contain';
    await rendered(tile);
    seen.push(fit());
    tile.fit = 'cover';
    tile.streamInfo = cameraStream({ source: 'screen' });
    await rendered(tile);
    seen.push(fit());

    expect(seen).to.deep.equal(['cover', 'contain', 'contain']);
  });

  it('tells nothing of somebody who is not there', async () => {
    const tile = await fixture<RtcVideoTile>(html`<rtc-video-tile lang="en"></rtc-video-tile>`);
    await until(() => part(tile, 'ring'), 'its tools');

    expect([label(tile), part(tile, 'mic'), part(tile, 'camera')]).to.deep.equal(['Nobody is here yet.', null, null]);
    expect([tile.muted, tile.cameraOff, part(tile, 'avatar')!.hidden]).to.deep.equal([false, false, true]);
    await expect(tile).to.be.accessible();
  });

  it('is as wide as its place and 16 to 9, unless the page says otherwise', async () => {
    const place = await fixture(html`<div style="inline-size: 320px"><rtc-video-tile></rtc-video-tile></div>`);
    const tile = place.firstElementChild as RtcVideoTile;
    const size = () => [part(tile, 'base')!.offsetWidth, part(tile, 'base')!.offsetHeight];
    const sizes = [size()];
    tile.style.blockSize = '300px';
    sizes.push(size());

    expect(sizes).to.deep.equal([
      [320, 180],
      [320, 300],
    ]);
  });

  it('tells of no camera in a room for sound alone, but of one that fails or is off', async () => {
    const tile = await tileOf({ name: 'Ada' }, cameraStream({ video: 'none' }));
    tile.lang = 'en';
    const connection = fakeConnection();
    tile.connection = connection;
    await until(() => part(tile, 'ring'), 'its tools');
    const told: unknown[] = [];
    for (const [session, more] of [
      [{ audio: true, video: true }, {}],
      [{ audio: true, video: false }, {}],
      [{ audio: true }, { video: 'off' }],
      [{ audio: true }, { videoError: 'media-denied' }],
    ] as const) {
      connection.session = session;
      tile.streamInfo = cameraStream({ video: 'none', ...more });
      await rendered(tile);
      told.push([label(tile), part(tile, 'camera')!.checkVisibility()]);
    }

    expect(told).to.deep.equal([
      ['Ada, camera off', true],
      ['Ada', false],
      ['Ada, camera off', true],
      ['Ada, camera off: blocked', true],
    ]);
  });

  it('calls the own screen so', async () => {
    const shared = cameraStream({ source: 'screen' });
    const named = await tileOf({ name: 'Ada', isLocal: true }, shared);
    const nameless = await tileOf({ name: '', isLocal: true }, shared);

    expect([label(named), label(nameless)]).to.deep.equal(['Your screen', 'Your screen']);
  });

  it('names a screen after its owner, without a mark for its silence', async () => {
    const tile = await tileOf({ name: 'Ada' }, cameraStream({ source: 'screen', audio: 'none' }));

    expect(label(tile)).to.equal('Screen of Ada');
    expect(tile.hasAttribute('muted')).to.equal(false);
  });

  it('shows foreign text as text', async () => {
    const name = '<img src=x onerror="window.hacked = true"><script>window.hacked = true</script>';

    const tile = await tileOf({ name }, cameraStream());

    expect(part(tile, 'name')!.textContent).to.equal(name);
    expect(label(tile)).to.equal(name);
    expect(tile.shadowRoot!.querySelector('img, script')).to.equal(null);
  });

  it('does not start its picture anew when something else changes', async () => {
    const info = cameraStream({ stream });
    const tile = await tileOf({ name: 'Ada' }, info);
    const element = video(tile);
    await until(() => element.videoWidth > 0, 'the picture');
    let restarts = 0;
    element.addEventListener('emptied', () => restarts++);
    element.addEventListener('pause', () => restarts++);

    tile.participant = person({ name: 'Ada L.' });
    tile.streamInfo = { ...info, audio: 'off' };
    await rendered(tile);
    const before = element.currentTime;
    await until(() => element.currentTime > before, 'more of the picture');

    expect(video(tile) === element).to.equal(true);
    expect(part(tile, 'name')!.textContent).to.equal('Ada L.');
    expect(restarts).to.equal(0);
  });

  it('lets go of the stream when it is removed, and takes it again', async () => {
    const tile = await tileOf({}, cameraStream({ stream }));
    const parent = tile.parentElement!;

    tile.remove();
    await rendered(tile);
    const removed = video(tile).srcObject;
    parent.append(tile);
    await rendered(tile);

    expect(removed).to.equal(null);
    expect(video(tile).srcObject === stream).to.equal(true);
  });

  it('speaks the language of the page', async () => {
    const page = await fixture(html`<div lang="es"></div>`);
    const tile = await tileOf({ name: 'Ada', isLocal: true }, cameraStream());

    page.append(tile);

    await until(() => label(tile) === 'Ada (tú)', 'Spanish');
  });

  it('stays with the initials, and shows a new name at once', async () => {
    const tile = await tileOf({ name: 'Ada Lovelace' }, cameraStream({ stream }));

    tile.streamInfo = cameraStream({ stream, video: 'off' });
    tile.participant = person({ name: 'Grace Hopper' });
    await rendered(tile);

    expect(part(tile, 'avatar')!.textContent).to.equal('GH');
    expect(part(tile, 'avatar')!.hidden).to.equal(false);
    expect(label(tile)).to.equal('Grace Hopper, camera off');
  });

  it('tells by attributes and custom states who speaks, is connected, is pinned or badly heard', async () => {
    const tile = await tileOf({ speaking: true, quality: 'poor', connection: 'connecting' }, cameraStream());
    await until(() => part(tile, 'ring'), 'the ring');
    tile.pinned = true;
    await rendered(tile);
    const names = ['speaking', 'connecting', 'pinned', 'frozen', 'muted'];
    const has = () => names.filter((name) => tile.hasAttribute(name) && tile.matches(`:state(${name})`));
    const before = [has(), tile.getAttribute('quality')];

    tile.participant = person({ quality: 'frozen' });
    tile.streamInfo = cameraStream({ audio: 'off' });
    tile.pinned = false;
    await rendered(tile);

    expect(before).to.deep.equal([['speaking', 'connecting', 'pinned'], 'poor']);
    expect([has(), tile.getAttribute('quality')]).to.deep.equal([['frozen', 'muted'], 'frozen']);
  });

  it('shows and says that it is pinned', async () => {
    const tile = await tileOf({ name: 'Ada' }, cameraStream());
    await until(() => part(tile, 'ring'), 'the ring');
    expect([part(tile, 'pin'), label(tile)]).to.deep.equal([null, 'Ada']);

    tile.pinned = true;
    await rendered(tile);

    expect(part(tile, 'pin')!.checkVisibility()).to.equal(true);
    expect(label(tile)).to.equal('Ada, pinned');
    await expect(tile).to.be.accessible();
  });

  it('lights a ring around somebody who speaks, and not around the own silence or a screen', async () => {
    const speaking = await tileOf({ speaking: true }, cameraStream());
    const muted = await tileOf({ speaking: true }, cameraStream({ audio: 'off' }));
    const screen = await tileOf({ speaking: true }, cameraStream({ source: 'screen' }));
    const tiles = [speaking, muted, screen];
    await until(() => tiles.every((tile) => part(tile, 'ring')), 'the rings');
    for (const tile of tiles) part(tile, 'ring')!.style.transition = 'none';

    const colors = tiles.map((tile) => getComputedStyle(part(tile, 'ring')!).borderTopColor);

    expect(colors).to.deep.equal(['rgb(74, 222, 128)', 'rgba(0, 0, 0, 0)', 'rgba(0, 0, 0, 0)']);
  });

  it('marks who comes badly, for eyes and for screen readers', async () => {
    const tile = await tileOf({ name: 'Ada', quality: 'good' }, cameraStream());
    await until(() => part(tile, 'ring'), 'the tools');
    const lost = async (quality: Participant['quality']) => {
      tile.participant = person({ name: 'Ada', quality });
      await rendered(tile);
      return [part(tile, 'quality')?.querySelectorAll('.lost').length, label(tile)];
    };

    expect(await lost('good')).to.deep.equal([undefined, 'Ada']);
    expect(await lost('fair')).to.deep.equal([1, 'Ada']);
    expect(await lost('poor')).to.deep.equal([2, 'Ada, poor connection']);
  });

  it('mirrors as the page says', async () => {
    const tile = await tileOf({ isLocal: true }, cameraStream());
    const mirrors = async (mirror: RtcVideoTile['mirror']) => {
      tile.mirror = mirror;
      await rendered(tile);
      return video(tile).classList.contains('mirrored');
    };

    expect([await mirrors('own'), await mirrors('never'), await mirrors('always')]).to.deep.equal([true, false, true]);
  });

  it('shows no name where the page wants none, and is still called by it', async () => {
    const tile = await tileOf({ name: 'Ada' }, cameraStream());

    tile.noName = true;
    await rendered(tile);

    expect(getComputedStyle(part(tile, 'name')!).display).to.equal('none');
    expect(label(tile)).to.equal('Ada');
  });

  it('has room for what the page brings', async () => {
    const tile = await tileOf({ name: 'Ada' }, cameraStream({ video: 'off' }));
    await until(() => part(tile, 'ring'), 'the tools');
    const bring = (slot: string, text: string) => {
      const element = document.createElement('span');
      Object.assign(element, { slot, textContent: text });
      tile.append(element);
      return element;
    };

    const brought = ['avatar', 'name', 'badges', 'overlay'].map((slot) => bring(slot, slot));

    expect(brought.map((element) => element.assignedSlot?.name)).to.deep.equal(['avatar', 'name', 'badges', 'overlay']);
    expect(brought.every((element) => element.checkVisibility())).to.equal(true);
    // Only what the page brings is to be hit.
    const box = tile.getBoundingClientRect();
    const hit = document.elementFromPoint(box.left + box.width / 2, box.top + 45);
    expect(hit === tile).to.equal(true);
  });

  it('is accessible with and without a picture', async () => {
    const tile = await tileOf({ name: 'Ada Lovelace', isLocal: true }, cameraStream({ stream }));
    await expect(tile).to.be.accessible();

    tile.streamInfo = cameraStream({ audio: 'off', video: 'off' });
    await rendered(tile);
    await expect(tile).to.be.accessible();
  });
});

describe('rtc-video-tile by itself', () => {
  async function inRoom(markup: string) {
    const connection = fakeConnection();
    const room = await fixture<RtcRoom>(html`<rtc-room lang="en" .connection=${connection}></rtc-room>`);
    room.innerHTML = markup;
    connection.patchLocal({ name: 'Me' });
    connection.enter(person({ userid: 'ada', name: 'Ada' }), person({ userid: 'bob', name: 'ada' }));
    const tile = room.querySelector('rtc-video-tile')!;
    await rendered(tile);
    return { connection, tile };
  }

  for (const [word, name] of [
    ['ada', 'Ada'],
    ['Ada', 'Ada'],
    ['bob', 'ada'],
    ['local', 'Me (you)'],
    ['nobody', 'Nobody is here yet.'],
  ]) {
    it(`finds ${word} in its room`, async () => {
      const { tile } = await inRoom(`<rtc-video-tile participant="${word}"></rtc-video-tile>`);

      expect(part(tile, 'name')!.textContent).to.equal(name);
    });
  }

  it('shows the stream from the source that it is to show, and follows what becomes of it', async () => {
    const { connection, tile } = await inRoom('<rtc-video-tile participant="ada" source="screen"></rtc-video-tile>');
    const [camera, screen] = [cameraStream(), cameraStream({ source: 'screen' })];
    const before = tile.shown;

    connection.enter(person({ userid: 'ada', name: 'Ada', streams: [camera, screen] }));
    await rendered(tile);
    const shared = [tile.shown === screen, label(tile)];
    tile.source = 'camera';
    await rendered(tile);

    expect(before).to.equal(undefined);
    expect(shared).to.deep.equal([true, 'Screen of Ada']);
    expect([tile.shown === camera, label(tile)]).to.deep.equal([true, 'Ada']);
  });

  it('shows somebody else when it is told to', async () => {
    const { tile } = await inRoom('<rtc-video-tile participant="ada"></rtc-video-tile>');

    tile.setAttribute('participant', 'bob');
    await rendered(tile);

    expect([tile.participant?.userid, part(tile, 'name')!.textContent]).to.deep.equal(['bob', 'ada']);
  });

  it('is shown anew only for its own person', async () => {
    const { connection, tile } = await inRoom('<rtc-video-tile participant="ada"></rtc-video-tile>');
    const [me, ada] = connection.state.participants;
    let updates = 0;
    tile.addController({ hostUpdate: () => (updates += 1) });

    connection.patch({ participants: [me, ada, person({ userid: 'bob', speaking: true })] });
    await rendered(tile);
    const forAnother = updates;
    connection.patch({ participants: [me, person({ userid: 'ada', speaking: true })] });
    await rendered(tile);

    expect([forAnother, updates, tile.speaking]).to.deep.equal([0, 1, false]);
  });
});

describe('the menu of rtc-video-tile', () => {
  async function withMenu(fields: Partial<Participant> = {}) {
    const connection = fakeConnection();
    connection.enter(person({ userid: 'ada', name: 'Ada', streams: [cameraStream()], ...fields }));
    const tile = await fixture<RtcVideoTile>(
      html`<rtc-video-tile lang="en" participant="ada" .connection=${connection}></rtc-video-tile>`,
    );
    tile.style.cssText = 'width: 320px; height: 180px';
    await until(() => part(tile, 'menu'), 'the button');
    return { connection, tile };
  }
  const panel = (tile: RtcVideoTile) => part(tile, 'menu-panel') as HTMLDialogElement | null;
  const items = (tile: RtcVideoTile) => [...tile.shadowRoot!.querySelectorAll<HTMLElement>('[part=menu-item]')];
  const item = (tile: RtcVideoTile, text: string) => items(tile).find((one) => one.textContent!.includes(text));
  const slider = (tile: RtcVideoTile) => tile.shadowRoot!.querySelector('input');
  const isOpen = (tile: RtcVideoTile) => panel(tile)?.open === true;
  const opened = async (tile: RtcVideoTile) => {
    part(tile, 'menu')!.click();
    await until(() => isOpen(tile), 'the menu');
  };

  it('is there once its button is pressed, and goes with Escape, back to the button', async () => {
    const { tile } = await withMenu();
    const before = panel(tile);
    part(tile, 'menu')!.focus();

    await press('Enter');
    await until(() => isOpen(tile), 'the menu');
    await rendered(tile);
    const focused = tile.shadowRoot!.activeElement === items(tile)[0];
    const expanded = part(tile, 'menu')!.ariaExpanded;
    await press('Escape');
    await until(() => !isOpen(tile), 'the end of the menu');
    await rendered(tile);

    expect([before, focused, expanded]).to.deep.equal([null, true, 'true']);
    expect(tile.shadowRoot!.activeElement === part(tile, 'menu')).to.equal(true);
    expect(part(tile, 'menu')!.ariaExpanded).to.equal('false');
  });

  it('goes with a click beside it', async () => {
    const { tile } = await withMenu();
    await opened(tile);

    await sendMouse({ type: 'click', position: [2, 2] });

    await until(() => !isOpen(tile), 'the end of the menu');
  });

  it('is walked through by the arrow keys, of which the page hears nothing', async () => {
    const { tile } = await withMenu();
    let heard = 0;
    tile.addEventListener('keydown', () => (heard += 1));
    await opened(tile);
    const texts: string[] = [];

    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'Home', 'End']) {
      await press(key);
      texts.push(tile.shadowRoot!.activeElement!.textContent!.replace('✓', '').trim());
    }

    expect(texts).to.deep.equal(['Full screen', 'Mute for me', 'Full screen', 'Mute for me', 'Full screen']);
    expect(heard).to.equal(0);
  });

  it('mutes for oneself, and is as loud as before afterwards', async () => {
    const { connection, tile } = await withMenu({ volume: 0.4 });
    const choose = async () => {
      await opened(tile);
      item(tile, 'Mute for me')!.click();
      await rendered(tile);
      return [item(tile, 'Mute for me')!.ariaChecked, slider(tile)!.value, isOpen(tile)];
    };

    const muted = await choose();
    const heard = await choose();

    expect([muted, heard]).to.deep.equal([
      ['true', '0', false],
      ['false', '0.4', false],
    ]);
    expect(connection.calls).to.deep.equal([
      ['setVolume', 'ada', 0],
      ['setVolume', 'ada', 0.4],
    ]);
  });

  it('says how loud somebody is', async () => {
    const { connection, tile } = await withMenu();
    await opened(tile);

    slider(tile)!.focus();
    await press('ArrowLeft');
    await rendered(tile);

    expect(connection.calls).to.deep.equal([['setVolume', 'ada', 0.95]]);
    expect(slider(tile)!.ariaValueText).to.equal('95 %');
    expect(slider(tile)!.labels![0].textContent!.trim()).to.equal('Volume');
  });

  it('asks that the tile be pinned where somebody may do so', async () => {
    const { tile } = await withMenu();
    await opened(tile);
    const alone = item(tile, 'Pin');
    panel(tile)!.close();
    const grid = document.createElement('rtc-video-grid');
    grid.attachShadow({ mode: 'open' }).append(tile);
    tile.parentNode!.append(tile);
    document.body.append(grid);
    await until(() => item(tile, 'Pin'), 'the choice');

    const asked = next<RtcPinRequestEvent>(document.body, 'rtc-pin-request');
    item(tile, 'Pin')!.click();
    const { participant, streamInfo, pinned, cancelable } = await asked;
    const isOwn = participant === tile.participant && streamInfo === tile.shown;
    tile.pinned = true;
    await rendered(tile);
    const checked = item(tile, 'Pin')!.ariaChecked;
    grid.remove();

    expect(alone).to.equal(undefined);
    expect(isOwn).to.equal(true);
    expect([pinned, cancelable]).to.deep.equal([true, true]);
    expect(checked).to.equal('true');
  });

  it('shows the tile on the full screen', async () => {
    const { tile } = await withMenu();
    const asked: Element[] = [];
    tile.requestFullscreen = function (this: Element) {
      asked.push(this);
      return Promise.resolve();
    };
    await opened(tile);

    item(tile, 'Full screen')!.click();

    expect(asked.length === 1 && asked[0] === tile).to.equal(true);
  });

  it('has nothing to say of the own sound, and is not there where the page wants none', async () => {
    const { tile } = await withMenu({ isLocal: true });
    await opened(tile);
    const own = [item(tile, 'Mute for me'), slider(tile)];

    tile.noMenu = true;
    await rendered(tile);

    expect(own).to.deep.equal([undefined, null]);
    expect([part(tile, 'menu'), panel(tile)]).to.deep.equal([null, null]);
  });

  it('stays in the window', async () => {
    const { tile } = await withMenu();
    tile.style.cssText += ';position: fixed; inset-inline-end: 0; inset-block-end: 0; width: 80px; height: 60px';

    await opened(tile);

    const { left, right, top, bottom } = panel(tile)!.getBoundingClientRect();
    expect(left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight).to.equal(true);
  });

  it('is accessible', async () => {
    const { tile } = await withMenu({ speaking: true, quality: 'poor' });
    await expect(tile).to.be.accessible();

    await opened(tile);

    await expect(tile).to.be.accessible();
  });
});
