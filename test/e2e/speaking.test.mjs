// Who speaks is seen on the tiles of both pages; the fake microphone of the browser beeps.
import { describe, it } from 'node:test';
import { launchChromium } from '../support/browsers.mjs';
import { waitInPage } from '../support/conditions.mjs';
import { callRoom, joins, noProblems, opens, plainPage, twoButtons, visitFor } from '../support/rooms.mjs';
import { startServer, startSite } from '../support/servers.mjs';
import { provide } from '../support/world.mjs';

const tileSays = (page, name, attribute, isSaid, message) =>
  waitInPage(
    page,
    (...[who, what, wanted]) =>
      document
        .querySelector('rtc-video-grid')
        .tiles.some((tile) => tile.participant.name === who && tile.hasAttribute(what) === wanted),
    { args: [name, attribute, isSaid], message },
  );

describe('tiles of two pages', { timeout: 60_000 }, () => {
  const world = provide({ browser: launchChromium, dist: startServer, site: startSite });

  for (const file of ['rtc-elements', 'rtc-room']) {
    it(`show who speaks and who does not, with ${file}.min.js`, async (t) => {
      const visitor = (name) => {
        const markup = twoButtons(world.dist.url, { roomId: `speaking-${file}`, name });
        return visitFor(t, world.browser, world.site.add(plainPage(world.dist.url, markup, { file })));
      };
      const [ada, bob] = [await visitor('Ada'), await visitor('Bob')];
      await opens(ada);
      await joins(bob);

      await tileSays(ada, 'Bob', 'speaking', true, 'Bob to speak on the page of Ada');
      await tileSays(bob, 'Ada', 'speaking', true, 'Ada to speak on the page of Bob');
      await tileSays(bob, 'Bob', 'speaking', true, 'Bob to speak on his own page');
      await callRoom(bob, 'setMicrophone', false);
      await tileSays(ada, 'Bob', 'muted', true, 'Bob to be silent on the page of Ada');
      await tileSays(ada, 'Bob', 'speaking', false, 'Bob to speak no more');
      noProblems(ada, bob);
    });
  }
});
