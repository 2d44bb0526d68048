import { expect, fixture, html } from '@open-wc/testing';
import type { MediaStreamInfo, Participant } from '../../src/connection/state.js';
import type { RtcVideoTile } from '../../src/define/rtc-video-tile.js';
import '../../src/define/rtc-video-tile.js';
import { initialsOf } from '../../src/elements/rtc-video-tile.js';
import { rendered } from '../support/elements.js';
import { cameraStream, person } from '../support/fake-connection.js';
import { pictureStream } from '../support/fake-devices.js';
import { until } from '../support/until.js';

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

  it('is accessible with and without a picture', async () => {
    const tile = await tileOf({ name: 'Ada Lovelace', isLocal: true }, cameraStream({ stream }));
    await expect(tile).to.be.accessible();

    tile.streamInfo = cameraStream({ audio: 'off', video: 'off' });
    await rendered(tile);
    await expect(tile).to.be.accessible();
  });
});
