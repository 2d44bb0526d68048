import { expect, nextFrame } from '@open-wc/testing';
import type { RtcVideoGrid } from '../../src/define/rtc-video-grid.js';
import '../../src/define/rtc-video-grid.js';
import { layoutGrid } from '../../src/elements/grid-layout.js';
import { areSame, rendered, shownText } from '../support/elements.js';
import { cameraStream, person } from '../support/fake-connection.js';
import { pictureStream } from '../support/fake-devices.js';
import { box, gridOf, nobody, people, shown } from '../support/grids.js';
import { until } from '../support/until.js';

const pagerButtons = (grid: RtcVideoGrid) => [
  ...grid.shadowRoot!.querySelectorAll<HTMLButtonElement>('[part=pager] button'),
];

describe('rtc-video-grid', () => {
  it('shows everybody, oneself first', async () => {
    const { grid } = await gridOf(people(2));

    expect(await shown(grid)).to.deep.equal(['Me (you)', 'P1', 'P2']);
    expect(grid.getAttribute('count')).to.equal('3');
    expect(grid.hasAttribute('empty')).to.equal(false);
    expect(grid.tiles.every((tile) => tile.part.contains('tile'))).to.equal(true);
  });

  for (const count of [1, 2, 3, 5, 8, 12]) {
    it(`fills its box with ${count} tiles, none over another`, async () => {
      const { grid } = await gridOf(people(count - 1), { 'no-paging': '' });
      const { columns, rows, tileWidth, tileHeight } = layoutGrid(count, box);

      const places = grid.tiles.map((tile) => tile.getBoundingClientRect());
      const frame = grid.getBoundingClientRect();
      expect([grid.getAttribute('columns'), grid.getAttribute('rows')]).to.deep.equal([`${columns}`, `${rows}`]);
      expect(new Set(places.map(({ top }) => Math.round(top))).size).to.equal(rows);
      expect(Math.max(...places.map(({ top }) => places.filter((place) => place.top === top).length))).to.equal(
        columns,
      );
      for (const place of places) {
        expect(place.width).to.be.closeTo(tileWidth, 0.1);
        expect(place.height).to.be.closeTo(tileHeight, 0.1);
        expect(place.left).to.be.at.least(frame.left - 0.1);
        expect(place.right).to.be.at.most(frame.right + 0.1);
        expect(place.bottom).to.be.at.most(frame.bottom + 0.1);
      }
    });
  }

  it('tells its layout to the page in custom properties', async () => {
    const { grid } = await gridOf(people(3));
    const { tileWidth, tileHeight } = layoutGrid(4, box);

    const read = (name: string) => parseFloat(getComputedStyle(grid).getPropertyValue(name));
    expect([read('--rtc-columns'), read('--rtc-rows')]).to.deep.equal([2, 2]);
    expect(read('--rtc-tile-width')).to.be.closeTo(tileWidth, 0.011);
    expect(read('--rtc-tile-height')).to.be.closeTo(tileHeight, 0.011);
  });

  it('follows the size of its box', async () => {
    const { grid } = await gridOf(people(1));
    const before = [grid.columns, grid.rows];

    grid.style.cssText = 'width: 200px; height: 600px';

    await until(() => grid.columns === 1 && grid.rows === 2, 'one above the other');
    expect(before).to.deep.equal([2, 1]);
  });

  it('follows the size of its box after it was moved', async () => {
    const { grid } = await gridOf(people(1));
    const parent = grid.parentElement!;
    grid.remove();
    parent.append(grid);

    grid.style.cssText = 'width: 200px; height: 600px';

    await until(() => grid.columns === 1 && grid.rows === 2, 'one above the other');
  });

  it('makes tiles of the aspect ratio wanted', async () => {
    const { grid } = await gridOf(people(1), { 'aspect-ratio': '1' });

    const { width, height } = grid.tiles[0].getBoundingClientRect();

    expect(width / height).to.be.closeTo(1, 0.01);
  });

  it('gives its fit to the tiles', async () => {
    const { grid } = await gridOf(people(1), { fit: 'contain' });

    expect(grid.tiles.map((tile) => tile.fit)).to.deep.equal(['contain', 'contain']);
  });

  it('says that nobody is there', async () => {
    const { grid, connection } = await gridOf(nobody);
    const before = [grid.hasAttribute('empty'), grid.getAttribute('count'), shownText(grid)];

    connection.enter();
    await rendered(grid);

    expect(before).to.deep.equal([true, '0', 'Nobody is here yet.']);
    expect(grid.hasAttribute('empty')).to.equal(false);
    expect(shownText(grid)).not.to.contain('Nobody');
  });

  it('says it in the words of the page', async () => {
    const { grid } = await gridOf(nobody);

    grid.innerHTML = '<b slot="empty">Waiting for the band</b>';

    expect(shownText(grid)).to.equal('Waiting for the band');
  });

  it('keeps each picture running while others come and go', async () => {
    const stream = pictureStream();
    const ada = person({ name: 'Ada', streams: [cameraStream({ stream })] });
    const [one, other] = people(2);
    const { grid, connection } = await gridOf([one, ada]);
    const video = () =>
      grid.tiles.find(({ participant }) => participant?.name === 'Ada')!.shadowRoot!.querySelector('video')!;
    await until(() => video()?.videoWidth > 0, 'the picture');
    const before = video();
    const disturbed: string[] = [];
    for (const type of ['emptied', 'pause', 'loadstart']) before.addEventListener(type, () => disturbed.push(type));

    connection.enter(one, ada, other);
    await shown(grid);
    connection.enter(ada, other);
    await shown(grid);
    grid.requestUpdate();
    await shown(grid);
    const { currentTime } = before;
    await until(() => before.currentTime > currentTime, 'more of the picture');

    expect(await shown(grid)).to.deep.equal(['Me (you)', 'Ada', 'P2']);
    expect(video() === before).to.equal(true);
    expect(disturbed).to.deep.equal([]);
    for (const track of stream.getTracks()) track.stop();
  });

  it('keeps the tile of a person whose camera comes and goes', async () => {
    const ada = person({ name: 'Ada' });
    const { grid, connection } = await gridOf([ada]);
    const [, before] = grid.tiles;

    connection.enter({ ...ada, streams: [cameraStream()] });
    await shown(grid);
    const [, during] = grid.tiles;
    connection.enter(ada);
    await shown(grid);

    expect(areSame([during, grid.tiles[1]], [before, before])).to.equal(true);
  });

  it('shows a screen beside its owner', async () => {
    const ada = person({ name: 'Ada', streams: [cameraStream(), cameraStream({ source: 'screen' })] });
    const { grid } = await gridOf([ada, ...people(1)]);

    expect(await shown(grid)).to.deep.equal(['Me (you)', 'Ada', 'Screen of Ada', 'P1']);
  });

  it('puts oneself last, or hides oneself', async () => {
    const { grid } = await gridOf(people(2));

    grid.self = 'last';
    const last = await shown(grid);
    grid.self = 'hidden';

    expect(last).to.deep.equal(['P1', 'P2', 'Me (you)']);
    expect(await shown(grid)).to.deep.equal(['P1', 'P2']);
    expect(grid.getAttribute('count')).to.equal('2');
  });

  it('orders by name, oneself apart', async () => {
    const others = ['Zoe', 'émile', 'Ada'].map((name) => person({ name }));
    const { grid } = await gridOf(others);
    const joined = await shown(grid);

    grid.order = 'name';

    expect(joined).to.deep.equal(['Me (you)', 'Zoe', 'émile', 'Ada']);
    expect(await shown(grid)).to.deep.equal(['Me (you)', 'Ada', 'émile', 'Zoe']);
  });

  it('filters', async () => {
    const ada = person({ name: 'Ada', streams: [cameraStream(), cameraStream({ source: 'screen' })] });
    const dark = person({ name: 'Dark', streams: [cameraStream({ video: 'off' })] });
    const { grid } = await gridOf([ada, dark]);
    const seen: Record<string, unknown> = {};

    for (const filter of ['camera', 'screen', 'video', 'all'] as const) {
      grid.filter = filter;
      seen[filter] = await shown(grid);
    }

    expect(seen).to.deep.equal({
      camera: ['Me (you)', 'Ada', 'Dark'],
      screen: ['Screen of Ada'],
      video: ['Ada', 'Screen of Ada'],
      all: ['Me (you)', 'Ada', 'Screen of Ada', 'Dark'],
    });
  });

  it('has no pager for one page', async () => {
    const { grid } = await gridOf(people(3));

    expect(grid.getAttribute('pages')).to.equal('1');
    expect(pagerButtons(grid)).to.have.length(0);
  });

  it('shows page by page', async () => {
    const { grid } = await gridOf(people(4), { 'page-size': '2' });
    const seen = [[await shown(grid), grid.getAttribute('pages'), grid.getAttribute('page')]];

    for (const turn of ['next', 'next', 'next', 'previous'] as const) {
      grid[turn]();
      seen.push([await shown(grid), grid.getAttribute('pages'), grid.getAttribute('page')]);
    }

    expect(seen).to.deep.equal([
      [['Me (you)', 'P1'], '3', '1'],
      [['P2', 'P3'], '3', '2'],
      [['P4'], '3', '3'],
      [['P4'], '3', '3'],
      [['P2', 'P3'], '3', '2'],
    ]);
  });

  it('has buttons that turn the page', async () => {
    const { grid } = await gridOf(people(2), { 'page-size': '2' });
    const areOff = () => pagerButtons(grid).map(({ ariaDisabled }) => ariaDisabled);
    const before = areOff();

    pagerButtons(grid)[1].click();

    expect(await shown(grid)).to.deep.equal(['P2']);
    expect(before).to.deep.equal(['true', 'false']);
    expect(areOff()).to.deep.equal(['false', 'true']);
    expect(shownText(grid.shadowRoot!.querySelector('[part=pager]')!)).to.contain('Page 2 of 2');
  });

  it('goes back to a page that exists when people leave', async () => {
    const { grid, connection } = await gridOf(people(4), { 'page-size': '2' });
    grid.page = 3;
    await shown(grid);

    connection.enter(...people(1));
    await shown(grid);

    expect([grid.page, grid.pages]).to.deep.equal([1, 1]);
  });

  it('makes tiles no narrower than min-tile', async () => {
    const { grid } = await gridOf(people(8), { 'min-tile': '300' });

    await until(() => grid.pages > 1, 'pages');
    await shown(grid);

    const widths = grid.tiles.map((tile) => tile.getBoundingClientRect().width);
    expect(Math.min(...widths)).to.be.at.least(300);
    expect(grid.tiles.length).to.be.below(9);
    expect(grid.count).to.equal(9);
  });

  for (const [layout, most] of [
    ['grid', 8],
    ['speaker', 3],
  ] as const) {
    it(`has the same pages for the same people, whoever was there before: ${layout}`, async () => {
      const { grid, connection } = await gridOf(people(most), { layout, 'min-tile': '200' });
      const pages = new Set<string>();

      for (const count of [most, most + 1, most - 1, most + 1, most]) {
        connection.enter(...people(count));
        await shown(grid);
        pages.add(`${count - most}: ${grid.pages}`);
        // They stay when the grid has seen what room the pager takes or leaves.
        await nextFrame();
        await nextFrame();
        pages.add(`${count - most}: ${grid.pages}`);
      }

      expect([...pages]).to.deep.equal(['0: 1', '1: 2', '-1: 1']);
    });
  }

  it('has a least width again when min-tile is taken away, or is no number', async () => {
    const { grid } = await gridOf(people(48), { 'min-tile': '200' });
    await until(() => grid.pages > 1, 'pages');
    const widths: number[] = [];

    for (const take of [() => grid.removeAttribute('min-tile'), () => grid.setAttribute('min-tile', 'small')]) {
      take();
      await shown(grid);
      widths.push(grid.tiles[0].getBoundingClientRect().width);
    }

    for (const width of widths) expect(width).to.be.within(120, 199);
  });

  it('shows all at once with no-paging, however small', async () => {
    const { grid } = await gridOf(people(8), { 'min-tile': '300', 'no-paging': '' });

    expect(grid.pages).to.equal(1);
    expect(grid.tiles).to.have.length(9);
  });

  it('is empty again when it is removed from its room', async () => {
    const { grid } = await gridOf(people(2));

    grid.connection = undefined;
    await rendered(grid);

    expect([grid.count, grid.tiles.length]).to.deep.equal([0, 0]);
  });

  it('is accessible empty, with people and with pages', async () => {
    const { grid, connection } = await gridOf(nobody);
    await expect(grid).to.be.accessible();

    connection.enter(person({ name: 'Ada' }), ...people(3));
    await shown(grid);
    await expect(grid).to.be.accessible();

    grid.pageSize = 2;
    await shown(grid);
    await expect(grid).to.be.accessible();
  });
});
