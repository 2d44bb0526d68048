// The server dies in the middle of a call and comes back: pictures go on, and nobody loses anybody.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { launchChromium } from '../support/browsers.mjs';
import { descriptions, untilMoving } from '../support/media.mjs';
import {
  callRoom,
  noProblems,
  plainPage,
  press,
  roomHas,
  seeAndHear,
  showsTiles,
  twoButtons,
  visitFor,
} from '../support/rooms.mjs';
import { startProcess } from '../support/server-process.mjs';
import { startSite } from '../support/servers.mjs';

describe('a server that is killed and started again', { timeout: 120_000 }, () => {
  it('finds the same people under the same owner, who never stop seeing and hearing each other', async (t) => {
    const browser = await launchChromium();
    t.after(() => browser.close());
    const site = await startSite();
    t.after(() => site.close());
    const { child, url } = await startProcess(t);
    const visitor = (name) =>
      visitFor(
        t,
        browser,
        site.add(plainPage(url, twoButtons(url, { roomId: 'lasting', name }), { file: 'rtc-room' })),
      );
    const [ada, bob, cleo] = [await visitor('Ada'), await visitor('Bob'), await visitor('Cleo')];
    await press(ada, 'rtc-open-button');
    await roomHas(ada, 'state', 'connected');
    await press(bob, 'rtc-join-button');
    await seeAndHear([ada, bob]);
    const people = await bob.evaluate(participants);
    const offers = [await descriptions(ada), await descriptions(bob)];
    await Promise.all([ada, bob].map((page) => page.evaluate(watchFrames)));

    child.kill('SIGKILL');
    await once(child, 'exit');
    for (const page of [ada, bob]) await roomHas(page, 'state', 'reconnecting');
    for (const page of [ada, bob]) await untilMoving(page, 10); // there is no server now
    await startProcess(t, new URL(url).port);

    for (const page of [ada, bob]) await roomHas(page, 'state', 'connected');
    for (const page of [ada, bob]) await roomHas(page, 'count', '2');
    await roomHas(ada, 'owner', '');
    await roomHas(bob, 'owner', null);
    assert.deepEqual(await bob.evaluate(participants), people);
    await press(cleo, 'rtc-join-button');
    await seeAndHear([ada, bob, cleo]);
    await showsTiles(cleo, ['Cleo (you)', 'Ada', 'Bob']);
    // Nothing was negotiated but the answers to the newcomer.
    assert.deepEqual([await descriptions(ada), await descriptions(bob)], [offers[0] + 1, offers[1] + 1]);
    for (const page of [ada, bob]) {
      const longest = await page.evaluate(() => window.__longest);
      assert.ok(longest > 0 && longest < 2000, `the longest time without a new frame was ${longest} ms`);
    }

    await callRoom(ada, 'leave');
    await roomHas(bob, 'owner', '');
    for (const page of [bob, cleo]) await roomHas(page, 'count', '2');
    noProblems(ada, bob, cleo);
  });
});

/** Runs in the page: measures the longest time in which the first remote picture stood still. */
function watchFrames() {
  let last = performance.now();
  let count = window.__videos().remote[0].frames;
  window.__longest = 0;
  setInterval(() => {
    const now = performance.now();
    const frames = window.__videos().remote[0]?.frames;
    window.__longest = Math.max(window.__longest, now - last);
    if (frames !== count) last = now;
    count = frames;
  }, 50);
}

/** Runs in the page: who is in the room, by id, and who owns it. */
function participants() {
  return document
    .querySelector('rtc-room')
    .participants.map(({ userid, name, isOwner }) => ({ userid, name, isOwner }))
    .sort((one, other) => one.name.localeCompare(other.name));
}
