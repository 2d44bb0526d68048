// What happens to the page itself: it is hidden, its machine sleeps, it crashes, people come and go for hours.
import { execFileSync } from 'node:child_process';
import { describe } from 'node:test';
import { row } from '../support/fault.mjs';
import { untilMoving } from '../support/media.mjs';
import { noProblems, press, roomHas } from '../support/rooms.mjs';
import { isAsBefore, last, meetUp, startBrowser, startVisits } from '../support/scene.mjs';
import { startServer } from '../support/servers.mjs';
import {
  everSeen,
  framesAfter,
  framesBack,
  framesBetween,
  isAway,
  isWhole,
  marksOf,
  sawAfter,
  showsNow,
  story,
} from '../support/timeline.mjs';

/** Ada and Bob in a call, Bob in a browser of his own when `apart`. */
async function startCall(t, { apart = false, bobScripts } = {}) {
  const [server, browser] = await Promise.all([startServer(), startBrowser(t)]);
  t.after(() => server.close());
  const other = apart ? await startBrowser(t) : browser;
  const { visit } = await startVisits(t, server.url);
  const [ada, bob] = [await visit(browser, 'Ada'), await visit(other, 'Bob', { initScripts: bobScripts })];
  await meetUp(ada, bob);
  const pages = [ada, bob];
  return { server, ada, bob, pages, other, before: await Promise.all(pages.map(showsNow)) };
}

describe('a page', () => {
  for (const { id, time, text, light, long } of [
    { id: 'D12', time: 5, text: 'hidden for 5 s, timers once a second' },
    { id: 'D12-300', time: 300, text: 'hidden for 5 min, timers once a second', long: true },
  ]) {
    // Headless Chromium neither hides pages nor slows them down, so both are stand-ins.
    row(id, `${text} (stubbed)`, { light, long, timeout: 120_000 + time * 1000 }, async (t, findings) => {
      const { ada, bob, pages, before } = await startCall(t, { bobScripts: [hideable] });

      const hiddenAt = Date.now();
      await bob.evaluate(() => window.__hide(true));
      await last(time * 1000);
      await bob.evaluate(() => window.__hide(false));
      const end = Date.now();

      findings.within(1000, 'picture', (await framesBack([bob], end))[0]);
      findings.count(0, 'departures told', (await marksOf(ada, 'rtc-participant-left', hiddenAt)).length);
      findings.holds('never away', !(await everSeen(bob, isAway, hiddenAt)));
      await isAsBefore(findings, pages, before);
    });
  }

  for (const { id, time, long } of [
    { id: 'D13', time: 15 },
    { id: 'D13-120', time: 120, long: true },
  ]) {
    row(
      id,
      `the whole browser stands still for ${time} s, as if asleep`,
      { long, timeout: 120_000 + time * 1000 },
      async (t, findings) => {
        const { bob, pages, before, other } = await startCall(t, { apart: true });
        const processes = family(other.process().pid);
        t.after(() => signal(processes, 'SIGCONT'));

        const stoppedAt = Date.now();
        signal(processes, 'SIGSTOP');
        await last(time * 1000);
        signal(processes, 'SIGCONT');
        const end = Date.now();
        const whole = await Promise.all(pages.map((page) => sawAfter(page, end, isWhole(2))));
        const frames = await framesBack(pages, end);

        findings.count(0, 'frames meanwhile', await framesBetween(pages[0], stoppedAt + 2000, end));
        for (const index of [0, 1]) {
          findings.within(10_000, `whole at ${['Ada', 'Bob'][index]}`, whole[index]);
          findings.within(10_000, 'frames', frames[index]);
        }
        findings.note(
          `Ada was told ${(await marksOf(pages[0], 'rtc-participant-left', stoppedAt)).length} times that Bob left`,
        );
        await isAsBefore(findings, pages, before);
        for (const page of pages) t.diagnostic(await story(page, stoppedAt));
        void bob;
      },
    );
  }

  for (const { id, cycles } of [
    { id: 'D15', cycles: 20 },
    { id: 'D15-100', cycles: 100 },
  ]) {
    row(id, `${cycles} times in and out of a call`, { timeout: 300_000 }, async (t, findings) => {
      const { ada, bob, pages } = await startCall(t);
      const cycle = async () => {
        await bob.evaluate(() => document.querySelector('rtc-room').leave());
        await roomHas(ada, 'count', '1');
        await press(bob, 'rtc-join-button');
        const joinedAt = Date.now();
        await sawAfter(bob, joinedAt, isWhole(2));
        while (!(await framesAfter(bob, joinedAt))) await untilMoving(bob, 1);
      };
      // What the instruments keep of each peer and each moment is not the page's own.
      const forget = () => Promise.all(pages.map((page) => page.evaluate(forgetInstruments)));
      for (let round = 0; round < 5; round++) await cycle();
      await forget();
      const heapBefore = await Promise.all(pages.map(heapOf));

      for (let round = 0; round < cycles; round++) await cycle();

      const left = await bob.evaluate(() => {
        const peers = window.__peers.filter(({ connectionState }) => connectionState !== 'closed').length;
        const tracks = window.__tracks.filter(({ readyState }) => readyState === 'live').length;
        return { peers, tracks };
      });
      findings.same('open peers and live tracks in the call', left, { peers: 1, tracks: 2 });
      await bob.evaluate(() => document.querySelector('rtc-room').leave());
      await roomHas(ada, 'count', '1');
      const after = await bob.evaluate(() => ({
        peers: window.__peers.filter(({ connectionState }) => connectionState !== 'closed').length,
        tracks: window.__tracks.filter(({ readyState }) => readyState === 'live').length,
      }));
      findings.same('open peers and live tracks at the end', after, { peers: 0, tracks: 0 });
      await press(bob, 'rtc-join-button');
      await sawAfter(bob, Date.now(), isWhole(2));
      await forget();
      const heapAfter = await Promise.all(pages.map(heapOf));
      for (const index of [0, 1]) {
        const growth = (heapAfter[index] - heapBefore[index]) / 1e6;
        findings.note(`heap of ${['Ada', 'Bob'][index]} ${growth.toFixed(2)} MB more`);
        findings.holds(`heap grew by at most 2 MB, not ${growth}`, growth <= 2);
      }
      noProblems(...pages);
    });
  }
});

/** A process and all that it started. */
function family(pid) {
  const parents = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const childrenOf = (one) =>
    parents.filter(([, parent]) => parent === one).flatMap(([child]) => [child, ...childrenOf(child)]);
  return [pid, ...childrenOf(pid)];
}

function signal(processes, name) {
  for (const pid of processes) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended by itself.
    }
  }
}

/** Bytes of the heap that are in use after a collection. */
async function heapOf(page) {
  const session = await page.createCDPSession();
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}

// What runs in the pages.

function forgetInstruments() {
  window.__samples.length = 0;
  window.__marks.length = 0;
  window.__peers.splice(0, window.__peers.length, ...window.__peers.filter((one) => one.connectionState !== 'closed'));
  window.__tracks.splice(0, window.__tracks.length, ...window.__tracks.filter((one) => one.readyState === 'live'));
}

/** `__hide` makes the page look hidden, with timers that fire once a second at most. */
function hideable() {
  let hidden = false;
  for (const [name, value] of [
    ['hidden', () => hidden],
    ['visibilityState', () => (hidden ? 'hidden' : 'visible')],
  ]) {
    Object.defineProperty(document, name, { get: value, configurable: true });
  }
  for (const name of ['setTimeout', 'setInterval']) {
    const real = window[name];
    window[name] = (run, delay = 0, ...values) => real(run, hidden ? Math.max(1000, delay) : delay, ...values);
  }
  window.__hide = (value) => {
    hidden = value;
    document.dispatchEvent(new Event('visibilitychange'));
  };
}
