// Raised hands between two pages, on our server and on the stock one, as a screen reader tells them.
import { describe, it } from 'node:test';
import { launchChromium } from '../support/browsers.mjs';
import { waitInPage } from '../support/conditions.mjs';
import { clickText, noProblems, plainPage, visitFor } from '../support/rooms.mjs';
import { readScreen } from '../support/screen-reader.mjs';
import { startServer, startSite, startStockServer } from '../support/servers.mjs';
import { provide } from '../support/world.mjs';

describe('a raised hand', { timeout: 120_000 }, () => {
  const world = provide({ browser: launchChromium, ours: startServer, stock: startStockServer, site: startSite });

  for (const server of ['ours', 'stock'])
    it(`is seen and heard by the others until it goes down, or the person leaves: ${server}`, async (t) => {
      const visitor = async (name, file) => {
        const room = `<rtc-room socket-url="${world[server].url}" room-id="hands" name="${name}" auto="open-or-join" hotkeys>`;
        // Beside the small script the tile is the same; the list is of the kit alone.
        const content = file ? '<rtc-video-grid></rtc-video-grid>' : '';
        const html = plainPage(world.ours.url, `<main><h1>Hands</h1>${room}${content}</rtc-room></main>`, { file });
        const page = await visitFor(t, world.browser, world.site.add(html));
        return [page, await readScreen(page)];
      };
      const [adaPage, ada] = await visitor('Ada');
      await ada.hears('You are in the room.');
      await ada.finds('button', 'Raise hand');
      await clickText(adaPage, 'People');
      const [bobPage, bob] = await visitor('Bob');
      await ada.finds('group', 'Bob, microphone off, camera off');
      const [cleoPage, cleo] = await visitor('Cleo', 'rtc-room');
      await ada.finds('group', 'Cleo, microphone off, camera off');
      await cleo.finds('group', 'Bob, microphone off, camera off');

      await bob.finds('button', 'Raise hand');
      await bob.press('h');
      await bob.finds('button', 'Lower hand');
      for (const person of [ada, cleo]) {
        await person.hears('Bob raised a hand.');
        await person.finds('group', /^Bob, hand raised/);
      }
      await ada.finds('heading', /1 hand raised/);
      await ada.breaksNoRule('a hand');

      // A new name leaves the hand as it is.
      await bobPage.evaluate(() => (document.querySelector('rtc-room').name = 'Rob'));
      await ada.finds('group', /^Rob, hand raised/);

      await bob.press('h');
      await bob.finds('button', 'Raise hand');
      await ada.finds('group', 'Rob, microphone off, camera off');
      await ada.finds('heading', '3 people');

      await bob.press('h');
      await ada.finds('group', /^Rob, hand raised/);
      await cleo.finds('group', /^Rob, hand raised/);
      const setHand = (hand) =>
        cleoPage.evaluate((value) => {
          const { connection } = document.querySelector('rtc-room');
          connection.extra = { ...connection.extra, hand: value };
        }, hand);
      // What is no time is no hand.
      await setHand('<b>up</b>');
      await setHand({ up: 1 });
      await bobPage.evaluate(() => document.querySelector('rtc-room').leave());
      await ada.lacks('group', /^Rob/);
      await bobPage.evaluate(() => void document.querySelector('rtc-room').join());
      await ada.finds('group', 'Rob, microphone off, camera off');
      await ada.finds('group', 'Cleo, microphone off, camera off');
      await bob.finds('button', 'Raise hand');
      await waitInPage(adaPage, () => document.querySelector('rtc-room').participants.length === 3);
      noProblems(adaPage, bobPage, cleoPage);
    });
});
