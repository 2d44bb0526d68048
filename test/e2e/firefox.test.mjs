// Chromium and Firefox in one room, whoever opens it.
import { describe, it } from 'node:test';
import { launchChromium, launchFirefox } from '../support/browsers.mjs';
import { findFirefox } from '../../scripts/find-browser.mjs';
import { untilMoving, untilQuiet, untilStill } from '../support/media.mjs';
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
import { startServer, startSite } from '../support/servers.mjs';
import { provide } from '../support/world.mjs';

const skip = findFirefox() ? false : 'no Firefox on this machine';

describe('Firefox', { timeout: 120_000, skip }, () => {
  const browsers = provide({ Chromium: launchChromium, Firefox: launchFirefox });
  const world = provide({ server: startServer, site: startSite });

  for (const [opener, joiner] of [
    ['Chromium', 'Firefox'],
    ['Firefox', 'Chromium'],
    ['Firefox', 'Firefox'],
  ]) {
    it(`meets in a room that ${opener} opens and ${joiner} joins, with mute, camera and leaving`, async (t) => {
      const visitor = (kind, name) => {
        const markup = twoButtons(world.server.url, { roomId: `${opener}-${joiner}`, name });
        return visitFor(t, browsers[kind], world.site.add(plainPage(world.server.url, markup)));
      };
      const [ada, bob] = [await visitor(opener, 'Ada'), await visitor(joiner, 'Bob')];
      await opens(ada);
      await joins(bob);

      await seeAndHear([ada, bob]);
      await showsTiles(ada, ['Ada (you)', 'Bob']);
      await showsTiles(bob, ['Bob (you)', 'Ada']);

      await callRoom(bob, 'setMicrophone', false);
      await callRoom(bob, 'setCamera', false);
      await showsTiles(ada, ['Ada (you)', 'Bob, microphone off, camera off']);
      await untilQuiet(ada);
      await untilStill(ada);
      await callRoom(bob, 'setCamera', true);
      await callRoom(bob, 'setMicrophone', true);
      await untilMoving(ada);
      await seeAndHear([ada], 1);

      await callRoom(ada, 'leave');
      await roomHas(bob, 'owner', '');
      await roomHas(bob, 'count', '1');
      await showsTiles(bob, ['Bob (you)']);
      noProblems(ada, bob);
    });
  }
});
