// Pages of ours on the stock signaling server.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { launchChromium } from '../support/browsers.mjs';
import { waitFor, waitInPage } from '../support/conditions.mjs';
import { capturedTracks, untilQuiet, untilStill } from '../support/media.mjs';
import {
  callRoom,
  isDisabledBecause,
  joins,
  noProblems,
  opens,
  plainPage,
  roomHas,
  seeAndHear,
  showsTiles,
  tileLabels,
  twoButtons,
  visitFor,
} from '../support/rooms.mjs';
import { startServer, startSite, startStockServer } from '../support/servers.mjs';
import { provide } from '../support/world.mjs';

describe('on the stock server,', { timeout: 180_000 }, () => {
  const world = provide({ browser: launchChromium, ours: startServer, stock: startStockServer, site: startSite });

  /** A page of ours whose room is on the stock server. */
  function visitor(t, roomId, name) {
    const markup = plainPage(world.ours.url, twoButtons(world.stock.url, { roomId, name }));
    return visitFor(t, world.browser, world.site.add(markup));
  }

  it('two pages of ours on the stock server learn live of the room, meet, and see who is silent and who leaves', async (t) => {
    const [ada, bob] = [await visitor(t, 'stock', 'Ada'), await visitor(t, 'stock', 'Bob')];
    await isDisabledBecause(bob, 'rtc-join-button', 'Nobody has opened this room yet.');
    assert.deepEqual(await callRoom(bob, 'join'), { code: 'room-not-found', message: 'Room not available' });

    await opens(ada);
    const opened = Date.now();
    await waitInPage(bob, () => document.querySelector('rtc-join-button').available);
    assert.ok(Date.now() - opened < 2500, `the join button was ready after ${Date.now() - opened} ms`);
    await isDisabledBecause(bob, 'rtc-open-button', 'This room is already open: join it.');
    assert.deepEqual(await callRoom(bob, 'open'), { code: 'room-exists', message: 'Room not available' });
    await joins(bob);
    await seeAndHear([ada, bob]);

    await callRoom(bob, 'setMicrophone', false);
    await callRoom(bob, 'setCamera', false);
    await showsTiles(ada, ['Ada (you)', 'Bob, microphone off, camera off']);
    await untilQuiet(ada);
    await untilStill(ada);
    await callRoom(bob, 'setMicrophone', true);
    await callRoom(bob, 'setCamera', true);
    await showsTiles(ada, ['Ada (you)', 'Bob']);
    await seeAndHear([ada, bob]);

    await callRoom(bob, 'leave');
    await roomHas(ada, 'count', '1');
    await showsTiles(ada, ['Ada (you)']);
    assert.ok((await capturedTracks(bob)).every(({ readyState }) => readyState === 'ended'));
    noProblems(ada, bob);
  });

  it('three pages of ours on the stock server all meet, and go on when the owner has left', async (t) => {
    const pages = [];
    for (const name of ['Ada', 'Bob', 'Cleo']) pages.push(await visitor(t, 'three', name));
    const [ada, bob, cleo] = pages;
    await opens(ada);
    await joins(bob);
    await seeAndHear([ada, bob]);
    await callRoom(bob, 'setMicrophone', false);
    await joins(cleo);
    // A stock server names nobody: who answers first stands first.
    const everybody = ['Ada', 'Bob, microphone off', 'Cleo (you)'];
    await waitFor(async () => isDeepStrictEqual((await tileLabels(cleo)).sort(), everybody), { message: 'all tiles' });
    await callRoom(bob, 'setMicrophone', true);
    await seeAndHear(pages);

    await callRoom(ada, 'leave');

    await roomHas(bob, 'owner', '');
    for (const page of [bob, cleo]) await roomHas(page, 'count', '2');
    await showsTiles(cleo, ['Cleo (you)', 'Bob']);
    await seeAndHear([bob, cleo]);
    await joins(ada);
    await seeAndHear(pages);
    noProblems(...pages);
  });
});
