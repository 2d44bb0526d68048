// The way of the pictures is lost, changes, or gets narrow, while the server is there.
import { describe } from 'node:test';
import { row } from '../support/fault.mjs';
import { isAsBefore, last, meetUp, startApart } from '../support/scene.mjs';
import {
  everSeen,
  framesBack,
  framesBetween,
  isAway,
  marksOf,
  sawAfter,
  seenAfter,
  showsNow,
  story,
  tileReconnects,
} from '../support/timeline.mjs';

const both = ['Ada', 'Bob'];

describe('the direct path lost in silence', () => {
  for (const { id, cut, bound, long } of [
    { id: 'M1', cut: 8, bound: 3000 },
    { id: 'M2', cut: 20, bound: 5000 },
    { id: 'M2-60', cut: 60, bound: 8000, long: true },
    { id: 'M2-120', cut: 120, bound: 10_000, long: true },
  ]) {
    const options = { long, needs: ['namespaces'], timeout: 120_000 + cut * 1000 };
    row(id, `direct path silent for ${cut} s`, options, async (t, findings) => {
      const { network, ada, bob, pages } = await startApart(t);
      await meetUp(ada, bob);
      const before = await Promise.all(pages.map(showsNow));

      const cutAt = Date.now();
      network.cutDirectPath();
      const badges = await Promise.all(pages.map((page) => sawAfter(page, cutAt, tileReconnects, 10_000)));
      await last(cutAt + cut * 1000 - Date.now());
      network.mendDirectPath();
      const end = Date.now();
      const frames = await framesBack(pages, end);

      for (const [index, page] of pages.entries()) {
        findings.within(3000, `badge at ${both[index]}`, badges[index]);
        findings.within(bound, `frames at ${both[index]}`, frames[index]);
        findings.count(0, 'frames in the cut', await framesBetween(page, cutAt + 1500, end));
        findings.holds('the server was there', !(await everSeen(page, isAway, cutAt, end)));
      }
      await isRepairedByOne(findings, pages, cutAt, end);
      await isAsBefore(findings, pages, before);
      findings.within(bound, 'badge gone', await lastBadge(pages, end));
      for (const [index, page] of pages.entries()) t.diagnostic(`${both[index]}: ${await story(page, cutAt)}`);
    });
  }
});

/** The one with the smaller id restarts ICE, at most 5 s after it was told of the loss, and the other does not. */
async function isRepairedByOne(findings, pages, cutAt, end) {
  const lost = await Promise.all(pages.map((page) => marksOf(page, 'connectionState', cutAt, end)));
  const restarts = await Promise.all(pages.map((page) => marksOf(page, 'restart', cutAt)));
  const ids = await Promise.all(pages.map(async (page) => (await showsNow(page)).tiles[0]));
  // Each shows the other: whose tile has the greater id is the smaller one.
  const first = ids[0] > ids[1] ? 0 : 1;
  const second = 1 - first;
  const toldAt = lost[first].find(({ what }) => what.endsWith('disconnected'))?.at;
  findings.note(`restarts: ${restarts[first].length} by the smaller id, ${restarts[second].length} by the other`);
  if (end - cutAt < 15_000) return;
  findings.holds('the loss was noticed by the browser', toldAt !== undefined);
  findings.within(5000, 'restart', restarts[first].length ? restarts[first][0].at - toldAt : undefined);
  findings.holds('one side restarts', restarts[second].length === 0);
}

/** Milliseconds from `from` until no tile of any page said `reconnecting`. */
async function lastBadge(pages, from) {
  const times = await Promise.all(pages.map((page) => seenAfter(page, from, (sample) => !tileReconnects(sample))));
  return times.includes(undefined) ? undefined : Math.max(...times);
}
