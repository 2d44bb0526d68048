// The main thing: two pages of markup alone see and hear each other, on our server and on the stock one.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { closePage, launchChromium } from '../support/browsers.mjs';
import { waitFor } from '../support/conditions.mjs';
import { noProblems, plainPage, press, roomHas, seeAndHear, tileLabels, twoButtons, visit } from '../support/rooms.mjs';
import { startPages, startServer, startStockServer } from '../support/servers.mjs';

const kinds = {
  'our server': { start: startServer, files: ['rtc-elements', 'rtc-room'] },
  'the stock server': { start: startStockServer, files: ['rtc-elements'] },
  'a server that only polls': { start: () => startStockServer({ transports: ['polling'] }), files: ['rtc-room'] },
};

for (const [kind, { start, files }] of Object.entries(kinds)) {
  describe(`two pages of markup on ${kind}`, { timeout: 120_000 }, () => {
    let browser;
    let server;
    let dist;

    before(async () => {
      browser = await launchChromium();
      dist = await startServer();
      server = await start();
    });
    after(async () => {
      await browser?.close();
      await server?.close();
      await dist?.close();
    });

    for (const file of files) {
      it(`see and hear each other with ${file}.min.js`, async (t) => {
        const roomId = `room-${file}`;
        const pages = await startPages({
          '/a.html': plainPage(dist.url, twoButtons(server.url, { roomId, name: 'Ada' }), { file }),
          '/b.html': plainPage(dist.url, twoButtons(server.url, { roomId, name: 'Bob' }), { file }),
        });
        t.after(() => pages.close());
        const ada = await visit(browser, `${pages.url}a.html`);
        const bob = await visit(browser, `${pages.url}b.html`);

        await press(ada, 'rtc-open-button');
        await roomHas(ada, 'state', 'connected');
        await press(bob, 'rtc-join-button');

        await seeAndHear([ada, bob]);
        await roomHas(ada, 'count', '2');
        await roomHas(bob, 'count', '2');
        assert.deepEqual(await tileLabels(ada), ['Ada (you)', 'Bob']);
        assert.deepEqual(await tileLabels(bob), ['Bob (you)', 'Ada']);

        await bob.evaluate(() => document.querySelector('rtc-room').leave());
        await roomHas(ada, 'count', '1');
        await roomHas(bob, 'state', 'idle');
        await waitFor(async () => (await tileLabels(ada)).length === 1, { message: 'one tile' });
        noProblems(ada, bob);
        await Promise.all([closePage(ada), closePage(bob)]);
      });
    }
  });
}
