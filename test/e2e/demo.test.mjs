// The demo as it is served: each page, between two people, without an error on the way.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { launchChromium } from '../support/browsers.mjs';
import { waitFor, waitInPage } from '../support/conditions.mjs';
import { showsRemoteVideo } from '../support/media.mjs';
import { clickText, joins, noProblems, opens, roomHas, seeAndHear, visitFor } from '../support/rooms.mjs';
import { startServer } from '../support/servers.mjs';
import { provide } from '../support/world.mjs';

describe('the demo page', { timeout: 120_000 }, () => {
  const world = provide({ browser: launchChromium, server: startServer });

  /** Opens a page of the demo; what it asks for in vain and what it alerts is kept in `failures` and `alerts`. */
  async function visitor(t, path) {
    const page = await visitFor(t, world.browser, 'about:blank');
    page.failures = [];
    page.alerts = [];
    page.on('requestfailed', (request) => page.failures.push(request.url()));
    page.on('response', (response) => response.status() >= 400 && page.failures.push(response.url()));
    page.on('dialog', (dialog) => {
      page.alerts.push(dialog.message());
      dialog.dismiss();
    });
    await page.goto(new URL(path, world.server.url));
    return page;
  }

  function isClean(...pages) {
    for (const page of pages) assert.deepEqual(page.failures, []);
    noProblems(...pages);
  }

  it('with the two buttons brings two people together', async (t) => {
    const [ada, bob] = [await visitor(t, 'two-buttons.html'), await visitor(t, 'two-buttons.html')];
    await opens(ada);
    await joins(bob);
    await seeAndHear([ada, bob]);
    isClean(ada, bob);
  });

  it('that tells of all brings two people together in each of its rooms', async (t) => {
    const [ada, bob] = [await visitor(t, ''), await visitor(t, '')];
    const rooms = await ada.evaluate(() =>
      [...document.querySelectorAll('rtc-room')].map((room) => ({ id: room.roomId, audio: room.audio })),
    );
    assert.ok(rooms.length > 0);
    for (const { id, audio } of rooms) {
      const room = `rtc-room[room-id="${id}"]`;
      await enter(ada, room);
      await roomHas(ada, 'state', 'connected', room);
      await enter(bob, room);
      for (const page of [ada, bob]) await roomHas(page, 'count', '2', room);
      if (audio) await seeAndHear([ada, bob]);
      else await Promise.all([ada, bob].map((page) => waitFor(() => showsRemoteVideo(page), { message: 'a picture' })));
      await Promise.all(
        [ada, bob].map((page) => page.evaluate((query) => document.querySelector(query).leave(), room)),
      );
    }
    isClean(ada, bob);
  });

  it('of the meeting invites by its address, and keeps the name', async (t) => {
    const ada = await visitor(t, 'meeting.html');
    await ada.type('rtc-room >>> rtc-lobby >>> input', 'Ada');
    await ada.keyboard.press('Tab');
    const bob = await visitor(t, ada.url());
    await clickText(ada, 'Open room');
    await clickText(bob, 'Join room');
    await seeAndHear([ada, bob]);
    assert.deepEqual(await bob.evaluate(() => document.querySelector('rtc-room').participants[1].name), 'Ada');
    await ada.reload();
    await waitInPage(ada, () => document.querySelector('rtc-room').connection.extra.name === 'Ada');
    isClean(ada, bob);
  });

  it('of the controller opens, joins and leaves, and tells in an alert what is not possible', async (t) => {
    const [ada, bob] = [await visitor(t, 'controller.html'), await visitor(t, 'controller.html')];
    await bob.click('#join-room');
    await waitFor(() => bob.alerts.length === 1, { message: 'an alert' });
    assert.match(bob.alerts[0], /"controller".*Room not available/);
    await ada.click('#open-room');
    await waitInPage(ada, () => window.eval('connection').state.status === 'connected');
    await bob.click('#open-room');
    await waitFor(() => bob.alerts.length === 2, { message: 'another alert' });
    assert.match(bob.alerts[1], /"controller".*Room not available/);
    await bob.click('#join-room');
    await seeAndHear([ada, bob]);

    await bob.click('#leave-room');
    for (const [page, count] of [
      [ada, 1],
      [bob, 0],
    ]) {
      await waitInPage(page, (wanted) => document.querySelectorAll('video').length === wanted, { args: [count] });
    }
    assert.equal(await bob.$eval('#join-room', ({ disabled }) => disabled), false);
    assert.deepEqual(ada.alerts, []);
    isClean(ada, bob);
  });

  /** Enters a room of a page by its own button, or by the one that names it. */
  async function enter(page, room) {
    await waitInPage(
      page,
      (query) => {
        const element = document.querySelector(query);
        const inside = [element, element.shadowRoot].flatMap((root) => [
          ...root.querySelectorAll('rtc-open-button, rtc-join-button'),
        ]);
        const outside = element.id ? [...document.querySelectorAll(`rtc-join-button[for="${element.id}"]`)] : [];
        const button = [...inside, ...outside].find(({ available }) => available);
        button?.click();
        return Boolean(button);
      },
      { args: [room], message: `a button of ${room} that can be clicked` },
    );
  }
});
