import { expect } from '@open-wc/testing';
import { WayQuality, type WaySample } from '../../src/connection/way-quality.js';

/** Looks a second apart: of 100 packets each so many are lost. */
function looks(way: WayQuality, count: number, lossOf100: number, now: Partial<WaySample> = {}, from?: WaySample) {
  let last = from ?? { at: 0, received: 0, lost: 0, jitter: 0, roundTrip: 0 };
  if (!from) way.add(last);
  for (let look = 0; look < count; look++) {
    const { at, received, lost } = last;
    last = {
      ...{ at: at + 1000, received: received + 100 - lossOf100, lost: lost + lossOf100, jitter: 0.01, roundTrip: 0.05 },
      ...now,
    };
    way.add(last);
  }
  return last;
}

describe('WayQuality', () => {
  it('says nothing before enough has come', () => {
    const way = new WayQuality();

    looks(way, 1, 50);

    expect(way.level).to.equal('unknown');
  });

  const cases: [string, number, Partial<WaySample>][] = [
    ['good', 0, {}],
    ['good', 2, { roundTrip: 0.25, jitter: 0.04 }],
    ['fair', 5, {}],
    ['fair', 0, { jitter: 0.08 }],
    ['fair', 0, { roundTrip: 0.5 }],
    ['poor', 10, {}],
    ['poor', 0, { jitter: 0.2 }],
    ['poor', 0, { roundTrip: 1 }],
  ];
  for (const [level, loss, now] of cases) {
    it(`is ${level} with ${loss} of 100 packets lost and ${JSON.stringify(now)}`, () => {
      const way = new WayQuality();

      looks(way, 3, loss, now);

      expect(way.level).to.equal(level);
    });
  }

  it('does not heed what does not last', () => {
    const way = new WayQuality();
    const last = looks(way, 6, 0);

    const blip = looks(way, 1, 0, { jitter: 0.3 }, last);
    const during = way.level;
    looks(way, 2, 0, {}, blip);

    expect([during, way.level]).to.deep.equal(['good', 'good']);
  });

  it('is good again some seconds after the last loss', () => {
    const way = new WayQuality();
    const last = looks(way, 4, 20);
    const during = way.level;

    looks(way, 8, 0, {}, last);

    expect([during, way.level]).to.deep.equal(['poor', 'good']);
  });

  it('begins anew with a connection that counts from zero', () => {
    const way = new WayQuality();
    const { at } = looks(way, 6, 0);

    looks(way, 3, 10, {}, { at, received: 0, lost: 0, jitter: 0, roundTrip: 0 });

    expect(way.level).to.equal('poor');
  });
});
