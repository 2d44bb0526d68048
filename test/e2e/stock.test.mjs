// Pages of ours on the stock signaling server.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { launchChromium } from '../support/browsers.mjs';
import { waitFor, waitInPage } from '../support/conditions.mjs';
import { capturedTracks, untilQuiet, untilStill } from '../support/media.mjs';
import {
  callRoom,
  isDisabledBecause,
  noProblems,
  plainPage,
  press,
  roomHas,
  seeAndHear,
  showsTiles,
  tileLabels,
  twoButtons,
  visitFor,
} from '../support/rooms.mjs';
import { startServer, startSite, startStockServer } from '../support/servers.mjs';

describe('on the stock server,', { timeout: 180_000 }, () => {
  const servers = {};
  let browser;
  let site;

  before(async () => {
    [browser, servers.ours, servers.stock, site] = await Promise.all([
      launchChromium(),
      startServer(),
      startStockServer(),
      startSite(),
    ]);
  });
  after(async () => {
    await browser?.close();
    await servers.ours?.close();
    await servers.stock?.close();
    await site?.close();
  });

  /** A page of ours whose room is on this server. */
  function visitor(t, { url }, roomId, name, attributes) {
    return visitFor(t, browser, site.add(plainPage(servers.ours.url, twoButtons(url, { roomId, name, attributes }))));
  }

  it('two pages of ours on the stock server learn live of the room, meet, and see who is silent and who leaves', async (t) => {
    const { stock } = servers;
    const [ada, bob] = [await visitor(t, stock, 'stock', 'Ada'), await visitor(t, stock, 'stock', 'Bob')];
    await isDisabledBecause(bob, 'rtc-join-button', 'Nobody has opened this room yet.');
    assert.deepEqual(await callRoom(bob, 'join'), { code: 'room-not-found', message: 'Room not available' });

    await press(ada, 'rtc-open-button');
    await roomHas(ada, 'state', 'connected');
    const opened = Date.now();
    await waitInPage(bob, () => document.querySelector('rtc-join-button').available);
    assert.ok(Date.now() - opened < 2500, `the join button was ready after ${Date.now() - opened} ms`);
    await isDisabledBecause(bob, 'rtc-open-button', 'This room is already open: join it.');
    assert.deepEqual(await callRoom(bob, 'open'), { code: 'room-exists', message: 'Room not available' });
    await press(bob, 'rtc-join-button');
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
    const { stock } = servers;
    const pages = [];
    for (const name of ['Ada', 'Bob', 'Cleo']) pages.push(await visitor(t, stock, 'three', name));
    const [ada, bob, cleo] = pages;
    await press(ada, 'rtc-open-button');
    await roomHas(ada, 'state', 'connected');
    await press(bob, 'rtc-join-button');
    await seeAndHear([ada, bob]);
    await callRoom(bob, 'setMicrophone', false);
    await press(cleo, 'rtc-join-button');
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
    await press(ada, 'rtc-join-button');
    await seeAndHear(pages);
    noProblems(...pages);
  });
});
