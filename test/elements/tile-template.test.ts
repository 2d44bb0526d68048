import { expect, fixture, html } from '@open-wc/testing';
import type { RtcVideoGrid } from '../../src/define/rtc-video-grid.js';
import type { RtcVideoTile } from '../../src/define/rtc-video-tile.js';
import '../../src/define/rtc-video-grid.js';
import { fillTile } from '../../src/elements/tile-template.js';
import { areSame, rendered } from '../support/elements.js';
import { cameraStream, fakeConnection, person, type FakeConnection } from '../support/fake-connection.js';
import { pictureStream } from '../support/fake-devices.js';
import { until } from '../support/until.js';

async function templated(...others: ReturnType<typeof person>[]) {
  const connection = fakeConnection();
  connection.enter(...others);
  const grid = await fixture<RtcVideoGrid>(html`
    <rtc-video-grid self="hidden" style="width: 640px; height: 360px" .connection=${connection}>
      <template slot="tile">
        <figure>
          <video></video>
          <figcaption data-rtc="name"></figcaption>
          <em data-rtc-if="camera-off">no picture</em>
          <strong data-rtc-if="!camera-off">live</strong>
        </figure>
      </template>
    </rtc-video-grid>
  `);
  const query = <E extends Element = HTMLElement>(selector: string) => grid.shadowRoot!.querySelector<E>(selector)!;
  await until(() => query('figure'), 'a tile of the template');
  return { grid, connection, query };
}

describe('a template in rtc-video-grid', () => {
  it('replaces the tiles, and is filled with name, facts and picture', async () => {
    const streamInfo = pictureStream();
    const { grid, connection, query } = await templated(person({ userid: 'ada', name: 'Ada' }));

    expect(grid.tiles).to.deep.equal([]);
    expect(query('figcaption').textContent).to.equal('Ada');
    expect(query('em').hidden).to.equal(false);
    expect(query('strong').hidden).to.equal(true);

    connection.enter(
      person({
        userid: 'ada',
        name: 'Countess',
        streams: [{ id: streamInfo.id, stream: streamInfo, source: 'camera', audio: 'on', video: 'on' }],
      }),
    );
    await until(() => query('figcaption').textContent === 'Countess', 'the new name');

    expect(query<HTMLVideoElement>('video').srcObject).to.equal(streamInfo);
    expect(query<HTMLVideoElement>('video').muted).to.equal(true);
    expect(query('em').hidden).to.equal(true);
    expect(query('strong').hidden).to.equal(false);
  });

  it('cuts a name off at its own end, and keeps a direction that the page has given', async () => {
    const { query } = await templated(person({ userid: 'ada', name: 'Ada' }));
    const given = document.createElement('div');
    given.innerHTML = '<b data-rtc="name" dir="rtl"></b>';

    fillTile(given, {
      participant: person({ userid: 'ada' }),
      streamInfo: undefined,
      name: 'Ada',
      pinned: false,
      connection: undefined,
    });

    expect(query('figcaption').dir).to.equal('auto');
    expect(given.querySelector('b')!.dir).to.equal('rtl');
  });

  it('knows who speaks, who is pinned and how good the line is', async () => {
    const ada = person({ userid: 'ada', name: 'Ada', streams: [cameraStream()] });
    const { grid, connection } = await templated(ada);
    const facts = ['speaking', 'pinned', 'quality', 'good', 'poor', '!poor'];
    grid.querySelector('template')!.remove();
    await until(() => grid.tiles.length === 1, 'the tile of the kit');
    const template = document.createElement('template');
    template.slot = 'tile';
    template.innerHTML =
      facts.map((fact) => `<i data-rtc-if="${fact}">${fact}</i>`).join('') + '<b data-rtc="quality"></b>';
    grid.append(template);
    const shown = () =>
      [...grid.shadowRoot!.querySelectorAll<HTMLElement>('li i, li b')]
        .filter(({ hidden }) => !hidden)
        .map(({ textContent }) => textContent);
    await until(() => shown().length > 0, 'a tile of the new template');
    const before = shown();

    connection.enter({ ...ada, quality: 'poor', ...{ speaking: true } });
    grid.pin('ada');

    await until(() => shown().includes('pinned'), 'the pinned tile');
    expect(before).to.deep.equal(['!poor', 'unknown']);
    expect(shown()).to.deep.equal(['speaking', 'pinned', 'quality', 'poor', 'poor']);
  });

  it('knows whose hand is raised; a screen has none', () => {
    const tile = document.createElement('div');
    tile.innerHTML = '<i data-rtc-if="hand"></i><b data-rtc-if="!hand"></b>';
    const [up, down] = tile.children as unknown as HTMLElement[];
    const seen = [{ hand: 7 }, { hand: '7' }, {}].map((extra) => {
      const facts = { name: '', pinned: false, connection: undefined };
      fillTile(tile, { ...facts, participant: person({ extra }), streamInfo: cameraStream() });
      const camera = [up.hidden, down.hidden];
      fillTile(tile, { ...facts, participant: person({ extra }), streamInfo: cameraStream({ source: 'screen' }) });
      return [...camera, up.hidden];
    });

    expect(seen).to.deep.equal([
      [false, true, true],
      [true, false, true],
      [true, false, true],
    ]);
  });

  it('fills its tile without any style, the picture above the words', async () => {
    const { query } = await templated(person({ name: 'Ada', streams: [cameraStream()] }));
    const boxOf = (selector: string) => query(selector).getBoundingClientRect();
    const [tile, figure, video, caption] = ['li', 'figure', 'video', 'figcaption'].map(boxOf);

    expect([figure.width, figure.height]).to.deep.equal([tile.width, tile.height]);
    expect(video.width).to.equal(tile.width);
    expect(video.height).to.be.greaterThan(tile.height / 2);
    expect(caption.top).to.be.at.least(video.bottom);
    expect(boxOf('strong').bottom).to.be.at.most(tile.bottom);
    expect(getComputedStyle(query('video')).objectFit).to.equal('cover');
  });

  it('shows a screen whole, and pictures as the grid says', async () => {
    const ada = person({ userid: 'ada', name: 'Ada', streams: [cameraStream()] });
    const { grid, connection } = await templated(ada);
    const fits = () =>
      [...grid.shadowRoot!.querySelectorAll('video')].map((video) => getComputedStyle(video).objectFit);
    const before = fits();

    connection.enter({ ...ada, streams: [cameraStream(), cameraStream({ id: 'shared', source: 'screen' })] });
    await until(() => fits().length === 2, 'the screen');
    const withScreen = fits();
    grid.fit = 'contain';
    await rendered(grid);

    expect([before, withScreen, fits()]).to.deep.equal([['cover'], ['cover', 'contain'], ['contain', 'contain']]);
  });

  it('is styled by a style in the template, however weak its rules are', async () => {
    const { grid, query } = await templated(person({ name: 'Ada', streams: [cameraStream()] }));
    grid.querySelector('template')!.remove();
    await until(() => grid.tiles.length === 1, 'the tile of the kit');
    const template = document.createElement('template');
    template.slot = 'tile';
    template.innerHTML = `
      <style>
        * { object-fit: contain; }
        figure { display: block; margin: 8px; }
        figcaption { color: var(--rtc-tile-text, red); }
      </style>
      <figure><video></video><figcaption data-rtc="name"></figcaption></figure>`;
    grid.style.setProperty('--rtc-tile-text', 'rgb(1, 2, 3)');
    grid.append(template);
    await until(() => query('figcaption'), 'a tile of the new template');

    expect(getComputedStyle(query('video')).objectFit).to.equal('contain');
    expect(getComputedStyle(query('figure')).marginTop).to.equal('8px');
    expect(getComputedStyle(query('figure')).display).to.equal('block');
    expect(getComputedStyle(query('figcaption')).color).to.equal('rgb(1, 2, 3)');
  });

  const screen = cameraStream({ source: 'screen', audio: 'off' });
  const camera = cameraStream();
  const silent = cameraStream({ audio: 'off' });
  for (const [what, fields, streamInfo] of [
    ['somebody who speaks', { speaking: true }, camera],
    ['somebody who is said to speak, with a silent microphone', { speaking: true }, silent],
    ['a screen without sound of somebody who speaks', { speaking: true }, screen],
    ['somebody who is being connected', { connection: 'connecting' }, undefined],
    ['somebody who is being connected, of whom something is known', { connection: 'connecting' }, silent],
    ['oneself before anything is connected', { connection: 'connecting', isLocal: true }, undefined],
  ] as const) {
    it(`says the same as a tile of the kit of ${what}`, async () => {
      const participant = person({ ...fields, streams: streamInfo ? [streamInfo] : [] });
      const tile = await fixture<RtcVideoTile>(html`<rtc-video-tile lang="en"></rtc-video-tile>`);
      Object.assign(tile, { participant, streamInfo });
      await rendered(tile);
      const facts = ['muted', 'speaking', 'connecting', 'camera-off', 'local'];
      const own = document.createElement('div');
      own.innerHTML = facts.map((fact) => `<i data-rtc-if="${fact}">${fact}</i>`).join('');

      fillTile(own, { participant, streamInfo, name: '', pinned: false, connection: undefined });

      const said = [...own.querySelectorAll('i')].filter(({ hidden }) => !hidden).map(({ textContent }) => textContent);
      expect(said).to.deep.equal(facts.filter((fact) => tile.hasAttribute(fact)));
    });
  }

  it('hands connection and fit to the tiles of the kit in it, which may say otherwise', async () => {
    const { grid, connection } = await templated(person({ userid: 'ada', name: 'Ada' }));
    grid.fit = 'contain';
    grid.querySelector('template')!.remove();
    await until(() => grid.tiles.length === 1, 'the tile of the kit');
    const template = document.createElement('template');
    template.slot = 'tile';
    template.innerHTML = '<rtc-video-tile></rtc-video-tile><rtc-video-tile fit="cover"></rtc-video-tile>';
    grid.append(template);
    await until(() => grid.tiles.length === 2, 'the tiles of the template');
    const inner = grid.tiles;

    expect(inner.map(({ fit }) => fit)).to.deep.equal(['contain', 'cover']);
    expect(
      areSame(
        inner.map((tile) => tile.connection),
        [connection, connection],
      ),
    ).to.equal(true);
  });

  it('shows foreign text as text', async () => {
    const { query } = await templated(person({ name: '<img src=x onerror=alert(1)>' }));

    expect(query('figcaption').textContent).to.equal('<img src=x onerror=alert(1)>');
    expect(query('img')).to.equal(null);
  });

  for (const [what, goes] of [
    ['the page is turned', (grid) => grid.next()],
    ['the person leaves', (_grid, connection) => connection.enter(person({ userid: 'bob' }))],
    ['the template is taken out', (grid) => grid.querySelector('template')!.remove()],
    ['the grid is taken out', (grid) => grid.remove()],
  ] as [string, (grid: RtcVideoGrid, connection: FakeConnection) => void][]) {
    it(`lets go of the stream when ${what}`, async () => {
      const streams = [cameraStream()];
      const ada = person({ userid: 'ada', streams });
      const { grid, connection, query } = await templated(ada, person({ userid: 'bob', streams }));
      grid.pageSize = 1;
      await rendered(grid);
      const video = query<HTMLVideoElement>('video');
      const before = video.srcObject;

      goes(grid, connection);
      await until(() => !video.isConnected, 'the tile without');
      await rendered(grid);

      expect(areSame([before, video.srcObject], [streams[0].stream, null])).to.equal(true);
    });
  }

  it('gives way to the tiles of the kit when it is taken out', async () => {
    const { grid, query } = await templated(person({ name: 'Ada' }));

    grid.querySelector('template')!.remove();

    await until(() => grid.tiles.length === 1, 'the tile of the kit');
    expect(query('figure')).to.equal(null);
  });
});
