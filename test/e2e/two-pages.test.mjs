// The main thing: two pages of markup alone see and hear each other, on our server and on the stock one.
import { describe, it } from 'node:test';
import { launchChromium } from '../support/browsers.mjs';
import {
  callRoom,
  joins,
  noProblems,
  opens,
  plainPage,
  roomHas,
  seeAndHear,
  showsTiles,
  twoButtons,
  visitFor,
} from '../support/rooms.mjs';
import { startServer, startSite, startStockServer } from '../support/servers.mjs';
import { provide } from '../support/world.mjs';

describe('two pages of markup', { timeout: 120_000 }, () => {
  const world = provide({ browser: launchChromium, dist: startServer, site: startSite });
  const servers = provide({
    'our server': startServer,
    'the stock server': startStockServer,
    'a server that only polls': () => startStockServer({ transports: ['polling'] }),
  });

  for (const [kind, file] of [
    ['our server', 'rtc-elements'],
    ['our server', 'rtc-room'],
    ['the stock server', 'rtc-elements'],
    ['a server that only polls', 'rtc-room'],
  ]) {
    it(`see and hear each other with ${file}.min.js on ${kind}`, async (t) => {
      const visitor = (name) => {
        const markup = twoButtons(servers[kind].url, { roomId: `room-${file}`, name });
        return visitFor(t, world.browser, world.site.add(plainPage(world.dist.url, markup, { file })));
      };
      const [ada, bob] = [await visitor('Ada'), await visitor('Bob')];
      await opens(ada);
      await joins(bob);

      await seeAndHear([ada, bob]);
      await roomHas(ada, 'count', '2');
      await roomHas(bob, 'count', '2');
      await showsTiles(ada, ['Ada (you)', 'Bob']);
      await showsTiles(bob, ['Bob (you)', 'Ada']);

      await callRoom(bob, 'leave');
      await roomHas(ada, 'count', '1');
      await roomHas(bob, 'state', 'idle');
      await showsTiles(ada, ['Ada (you)']);
      noProblems(ada, bob);
    });
  }
});
