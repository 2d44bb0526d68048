import { expect } from '@open-wc/testing';
import { capacity, layoutGrid, parseAspectRatio, type GridBox } from '../../src/elements/grid-layout.js';

const boxes: Record<string, GridBox> = {
  'a wide box': { width: 1280, height: 720, gap: 8, aspectRatio: 16 / 9 },
  'a tall box': { width: 390, height: 844, gap: 4, aspectRatio: 4 / 3 },
  'a square box without gaps': { width: 500, height: 500, gap: 0, aspectRatio: 1 },
  'a strip': { width: 1600, height: 100, gap: 10, aspectRatio: 16 / 9 },
  'a column': { width: 100.5, height: 1600.25, gap: 6, aspectRatio: 9 / 16 },
};

/** Twenty boxes: phones, windows, strips, columns, with and without gaps. */
const screens: GridBox[] = [
  [320, 480],
  [360, 640],
  [390, 844],
  [844, 390],
  [768, 1024],
  [1024, 768],
  [1280, 720],
  [1366, 650],
  [1920, 1080],
  [1080, 1920],
  [3840, 2160],
  [600, 600],
  [1600, 200],
  [200, 1600],
  [280, 500],
  [500, 280],
  [1000, 999],
  [1234.5, 567.25],
  [2560, 600],
  [640, 1200],
].map(([width, height], index) => ({
  width,
  height,
  gap: [8, 0, 4, 16][index % 4],
  aspectRatio: [16 / 9, 4 / 3, 1][index % 3],
}));

/** Part of a box that the tiles cover at best: ever smaller tiles are laid row by row until all lie inside. */
function bestCoverage(count: number, { width, height, gap, aspectRatio }: GridBox): number {
  for (let tile = width; ; tile *= 0.9998) {
    const tall = tile / aspectRatio;
    let [laid, y] = [0, 0];
    for (; laid < count && y + tall <= height; y += tall + gap) {
      for (let x = 0; laid < count && x + tile <= width; x += tile + gap) laid += 1;
    }
    if (laid === count) return (count * tile * tall) / (width * height);
  }
}

/** The widest tile for which columns × rows places hold everybody, found without any formula for it: by halving. */
function widestTile(count: number, { width, height, gap, aspectRatio }: GridBox): number {
  const holds = (tile: number) => {
    const columns = Math.floor((width + gap + 1e-9) / (tile + gap));
    const rows = Math.floor((height + gap + 1e-9) / (tile / aspectRatio + gap));
    return columns * rows >= count;
  };
  let [small, large] = [0, width];
  for (let step = 0; step < 60; step++) {
    const middle = (small + large) / 2;
    if (holds(middle)) small = middle;
    else large = middle;
  }
  return small;
}

describe('layoutGrid', () => {
  for (const [name, box] of Object.entries(boxes)) {
    it(`makes 1 to 49 tiles as large as they can be in ${name}`, () => {
      for (let count = 1; count <= 49; count++) {
        const { columns, rows, tileWidth, tileHeight } = layoutGrid(count, box);

        const text = `${count} tiles`;
        expect(columns * rows, text).to.be.at.least(count);
        expect(columns * (rows - 1), `${text}: no empty row`).to.be.below(count);
        expect(tileWidth / tileHeight, text).to.be.closeTo(box.aspectRatio, 1e-6);
        expect(columns * tileWidth + (columns - 1) * box.gap, text).to.be.at.most(box.width + 1e-6);
        expect(rows * tileHeight + (rows - 1) * box.gap, text).to.be.at.most(box.height + 1e-6);
        expect(tileWidth, text).to.be.closeTo(Math.max(0, widestTile(count, box)), 1e-5);
      }
    });
  }

  for (const box of screens) {
    it(`covers ${box.width} × ${box.height} within 0.1 % of the best, by 1 to 49 tiles`, () => {
      for (let count = 1; count <= 49; count++) {
        const { tileWidth, tileHeight } = layoutGrid(count, box);
        const coverage = (count * tileWidth * tileHeight) / (box.width * box.height);

        expect(coverage / bestCoverage(count, box), `${count} tiles`).to.be.closeTo(1, 0.001);
      }
    });
  }

  it('leaves as few places empty as it can where tiles are of one size', () => {
    // Three columns, four and five all have two rows, whose height decides.
    const { columns, rows, tileWidth } = layoutGrid(6, { width: 1000, height: 20, gap: 0, aspectRatio: 1 });

    expect([columns, rows, tileWidth]).to.deep.equal([6, 1, 20]);
  });

  it('has no columns for nobody and for a box without room', () => {
    const nothing = { columns: 0, rows: 0, tileWidth: 0, tileHeight: 0 };

    expect(layoutGrid(0, boxes['a wide box'])).to.deep.equal(nothing);
    expect(layoutGrid(3, { width: 0, height: 0, gap: 8, aspectRatio: 1 })).to.deep.equal(nothing);
  });
});

describe('capacity', () => {
  it('is the greatest number of tiles that are not narrower', () => {
    for (const box of Object.values(boxes)) {
      for (const least of [20, 64, 99.5]) {
        const most = capacity(least, box);

        expect(layoutGrid(most, box).tileWidth).to.be.at.least(least - 1e-6);
        expect(layoutGrid(most + 1, box).tileWidth).to.be.below(least);
      }
    }
  });

  it('is one where not even one fits', () => {
    expect(capacity(2000, boxes['a wide box'])).to.equal(1);
  });
});

describe('parseAspectRatio', () => {
  it('reads fractions, pairs and numbers', () => {
    expect(['16/9', '4:3', '1', ' 1.5 ', '3 / 2'].map((text) => parseAspectRatio(text))).to.deep.equal([
      16 / 9,
      4 / 3,
      1,
      1.5,
      1.5,
    ]);
  });

  it('takes 16/9 for anything else', () => {
    for (const text of ['', 'wide', '0', '-1', '16/0', 'Infinity']) {
      expect(parseAspectRatio(text), text).to.equal(16 / 9);
    }
  });
});
