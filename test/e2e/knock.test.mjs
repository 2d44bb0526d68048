// Who may come in and stay, between real pages: two knock, one is let in, one is refused, and one is taken out.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { launchChromium } from '../support/browsers.mjs';
import { waitInPage } from '../support/conditions.mjs';
import { clickText, opens, plainPage, press, roomHas, showsTiles, twoButtons, visitFor } from '../support/rooms.mjs';
import { startServer, startSite } from '../support/servers.mjs';
import { provide } from '../support/world.mjs';

describe('a room at which one knocks', { timeout: 120_000 }, () => {
  const world = provide({ browser: launchChromium, server: startServer, site: startSite });

  for (const file of ['rtc-elements', 'rtc-room']) {
    it(`lets in whom the owner lets in, and lets the owner take out, with ${file}.min.js`, async (t) => {
      const visitor = (name) => {
        const body = twoButtons(world.server.url, { roomId: `door-${file}`, name, attributes: 'audio video knock' });
        return visitFor(t, world.browser, world.site.add(plainPage(world.server.url, body, { file })));
      };
      const [ada, bob, cleo] = await Promise.all(['Ada', 'Bob', 'Cleo'].map(visitor));
      const saysError = (page, text) =>
        waitInPage(
          page,
          (wanted) =>
            document.querySelector('rtc-room').shadowRoot.querySelector('.error')?.textContent.includes(wanted),
          { args: [text], message: `the error "${text}"` },
        );
      await opens(ada);

      const waits = (page, name) =>
        waitInPage(
          page,
          () => document.querySelector('rtc-room').shadowRoot.querySelector('[part=waiting]')?.hidden === false,
          { message: `${name} to be told of waiting` },
        );
      // The owner is asked for one at a time.
      await press(cleo, 'rtc-join-button');
      await waits(cleo, 'Cleo');
      await press(bob, 'rtc-join-button');
      await waits(bob, 'Bob');
      await clickText(ada, 'Refuse Cleo');
      await saysError(cleo, 'The owner did not let you in.');
      await roomHas(cleo, 'state', 'failed');
      await roomHas(bob, 'state', 'connecting');
      await waits(bob, 'Bob');
      await clickText(ada, 'Admit Bob');

      await roomHas(bob, 'state', 'connected');
      await showsTiles(ada, ['Ada (you)', 'Bob']);
      const error = await ada.evaluate(() => {
        const { connection, participants } = document.querySelector('rtc-room');
        return connection.remove(participants[1].userid).then(
          () => null,
          ({ code }) => code,
        );
      });
      assert.equal(error, null);
      await saysError(bob, 'You were removed from the room.');
      await roomHas(bob, 'state', 'failed');
      await showsTiles(ada, ['Ada (you)']);
      await press(bob, 'rtc-join-button');
      await saysError(bob, 'You were removed from the room.');
      await roomHas(bob, 'state', 'failed');
    });
  }
});
