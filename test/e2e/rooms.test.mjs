// What people do in a room on our server: come, go, hand over, close, fall silent; and why one may not get in.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { closePage, launchChromium } from '../support/browsers.mjs';
import { waitFor, waitInPage } from '../support/conditions.mjs';
import {
  capturedTracks,
  descriptions,
  hearsPeople,
  hearsSound,
  soundByPeer,
  untilMoving,
  untilQuiet,
  untilStill,
} from '../support/media.mjs';
import {
  buttonState,
  callRoom,
  isDisabledBecause,
  joins,
  noProblems,
  opens,
  plainPage,
  press,
  roomHas,
  seeAndHear,
  showsTiles,
  twoButtons,
  visitFor,
} from '../support/rooms.mjs';
import { startServer, startSite } from '../support/servers.mjs';
import { provide } from '../support/world.mjs';

describe('a room on our server', { timeout: 120_000 }, () => {
  const world = provide({ browser: launchChromium, server: startServer, site: startSite });

  /** A page of markup: a room with two buttons and a grid. */
  function visitor(t, roomId, name, attributes = 'audio video') {
    const url = world.site.add(plainPage(world.server.url, twoButtons(world.server.url, { roomId, name, attributes })));
    return visitFor(t, world.browser, url);
  }

  it('lets a third person who comes later see and hear all, and leaves the others to each other when it goes', async (t) => {
    const [ada, bob, cleo] = await Promise.all(['Ada', 'Bob', 'Cleo'].map((name) => visitor(t, 'three', name)));
    await opens(ada);
    await joins(bob);
    await seeAndHear([ada, bob]);
    await joins(cleo);

    await seeAndHear([ada, bob, cleo]);

    for (const page of [ada, bob, cleo]) await roomHas(page, 'count', '3');
    await showsTiles(ada, ['Ada (you)', 'Bob', 'Cleo']);
    await showsTiles(bob, ['Bob (you)', 'Ada', 'Cleo']);
    await showsTiles(cleo, ['Cleo (you)', 'Ada', 'Bob']);

    assert.equal(await callRoom(cleo, 'leave'), null);

    for (const page of [ada, bob]) await roomHas(page, 'count', '2');
    await showsTiles(ada, ['Ada (you)', 'Bob']);
    await showsTiles(bob, ['Bob (you)', 'Ada']);
    await roomHas(cleo, 'state', 'idle');
    await roomHas(cleo, 'count', '0');
    await showsTiles(cleo, []);
    assert.ok((await capturedTracks(cleo)).every(({ readyState }) => readyState === 'ended'));
    await untilMoving(ada);
    await untilMoving(bob);
    const heard = await soundByPeer(ada);
    await waitFor(() => hearsPeople(ada, 1, heard), { message: 'the sound of Bob' });
    noProblems(ada, bob, cleo);
  });

  it('goes to the one longest present when the owner leaves, and lets the old owner come back as a guest', async (t) => {
    const [ada, bob, cleo] = await Promise.all(['Ada', 'Bob', 'Cleo'].map((name) => visitor(t, 'heirs', name)));
    await opens(ada);
    await joins(bob);
    await joins(cleo);
    await roomHas(ada, 'owner', '');
    await roomHas(bob, 'owner', null);

    await callRoom(ada, 'leave');

    await roomHas(bob, 'owner', '');
    await roomHas(cleo, 'owner', null);
    await roomHas(ada, 'owner', null);
    await joins(ada);
    await seeAndHear([ada, bob, cleo]);
    await roomHas(ada, 'owner', null);
    const owners = await cleo.evaluate(() =>
      document.querySelector('rtc-room').participants.flatMap(({ isOwner, name }) => (isOwner ? [name] : [])),
    );
    assert.deepEqual(owners, ['Bob']);
    noProblems(ada, bob, cleo);
  });

  it('ends for all when its owner closes it, and only then', async (t) => {
    const [ada, bob, cleo] = await Promise.all(['Ada', 'Bob', 'Cleo'].map((name) => visitor(t, 'closing', name)));
    await opens(ada);
    await joins(bob);
    await roomHas(ada, 'count', '2');
    await roomHas(cleo, 'present', '');
    assert.equal((await callRoom(bob, 'close')).code, 'permission-denied');
    await roomHas(bob, 'state', 'connected');

    assert.equal(await callRoom(ada, 'close'), null);

    for (const page of [ada, bob]) {
      await roomHas(page, 'state', 'closed');
      await roomHas(page, 'count', '0');
      await showsTiles(page, []);
      assert.ok((await capturedTracks(page)).every(({ readyState }) => readyState === 'ended'));
    }
    await roomHas(bob, 'error', 'closed-by-owner');
    await roomHas(cleo, 'present', null);
    await opens(cleo);
    noProblems(ada, bob, cleo);
  });

  it('takes no more people than it was opened for, until somebody leaves', async (t) => {
    const [ada, bob, cleo] = await Promise.all([
      visitor(t, 'full', 'Ada', 'audio video max-participants="2"'),
      visitor(t, 'full', 'Bob'),
      visitor(t, 'full', 'Cleo'),
    ]);
    await opens(ada);
    await joins(bob);

    await roomHas(cleo, 'full', '', 'rtc-join-button');
    await isDisabledBecause(cleo, 'rtc-join-button', 'This room is full.');
    assert.deepEqual(await callRoom(cleo, 'join'), { code: 'room-full', message: 'Room full' });
    await roomHas(cleo, 'state', 'failed');
    await roomHas(cleo, 'error', 'room-full');
    await roomHas(ada, 'count', '2');

    await callRoom(bob, 'leave');
    await joins(cleo);
    await roomHas(cleo, 'error', null);
    await seeAndHear([ada, cleo]);
    noProblems(ada, bob, cleo);
  });

  it('opens to the right password only', async (t) => {
    const [ada, bob, cleo] = await Promise.all([
      visitor(t, 'locked', 'Ada', 'audio video password="sesame"'),
      visitor(t, 'locked', 'Bob', 'audio video password="guess"'),
      visitor(t, 'locked', 'Cleo'),
    ]);
    await opens(ada);
    await press(bob, 'rtc-join-button');
    await roomHas(bob, 'error', 'invalid-password');
    await roomHas(bob, 'state', 'failed');
    assert.deepEqual(await callRoom(cleo, 'join'), { code: 'invalid-password', message: 'Invalid password' });
    assert.equal((await callRoom(cleo, 'checkPresence')).locked, true);
    await roomHas(ada, 'count', '1');

    await bob.evaluate(() => document.querySelector('rtc-room').setAttribute('password', 'sesame'));
    await joins(bob);

    await roomHas(bob, 'error', null);
    await seeAndHear([ada, bob]);
    noProblems(ada, bob, cleo);
  });

  it('cannot be joined while nobody has opened it, and cannot be opened twice', async (t) => {
    const [ada, bob] = await Promise.all(['Ada', 'Bob'].map((name) => visitor(t, 'absent', name)));
    await isDisabledBecause(bob, 'rtc-join-button', 'Nobody has opened this room yet.');
    assert.deepEqual(await buttonState(bob, 'rtc-open-button'), { disabled: false, reason: '' });
    assert.deepEqual(await callRoom(bob, 'join'), { code: 'room-not-found', message: 'Room not available' });
    await roomHas(bob, 'error', 'room-not-found');
    const told = await bob.evaluate(async () => {
      const calls = [];
      const { connection } = document.querySelector('rtc-room');
      let returned;
      await new Promise((resolve) => {
        returned = connection.join('absent', (...values) => resolve(calls.push(values)));
      });
      await connection.checkPresence('absent'); // a second answer would have come before this one
      return { calls, returned: String(returned) };
    });
    assert.deepEqual(told, { calls: [[false, 'absent', 'Room not available']], returned: 'undefined' });

    await opens(ada);

    await waitInPage(bob, () => document.querySelector('rtc-join-button').available);
    await isDisabledBecause(bob, 'rtc-open-button', 'This room is already open: join it.');
    assert.deepEqual(await callRoom(bob, 'open'), { code: 'room-exists', message: 'Room not available' });
    await roomHas(bob, 'error', 'room-exists');
    await roomHas(bob, 'state', 'failed');
    await roomHas(ada, 'count', '1');
    noProblems(ada, bob);
  });

  it('shows and hears who is muted or has the camera off, without a new offer, and tells who comes later', async (t) => {
    const [ada, bob, cleo] = await Promise.all(['Ada', 'Bob', 'Cleo'].map((name) => visitor(t, 'mute', name)));
    await opens(ada);
    await joins(bob);
    await seeAndHear([ada, bob]);
    const offers = await descriptions(ada);

    await callRoom(bob, 'setMicrophone', false);
    await showsTiles(ada, ['Ada (you)', 'Bob, microphone off']);
    await showsTiles(bob, ['Bob (you), microphone off', 'Ada']);
    await roomHas(bob, 'mic', null);
    const quiet = await untilQuiet(ada);
    await callRoom(bob, 'setCamera', false);
    await showsTiles(ada, ['Ada (you)', 'Bob, microphone off, camera off']);
    await roomHas(bob, 'camera', null);
    await untilStill(ada);
    assert.equal(await hearsSound(ada, quiet), false);
    const cameras = (await capturedTracks(bob)).filter(({ kind }) => kind === 'video');
    assert.ok(cameras.every(({ readyState }) => readyState === 'ended'));
    assert.equal(await descriptions(ada), offers);

    await joins(cleo);
    await showsTiles(cleo, ['Cleo (you)', 'Ada', 'Bob, microphone off, camera off']);
    await showsTiles(ada, ['Ada (you)', 'Bob, microphone off, camera off', 'Cleo']);
    await callRoom(cleo, 'leave');
    await roomHas(ada, 'count', '2');
    const afterCleo = [await descriptions(ada), await descriptions(bob)];

    await callRoom(bob, 'setMicrophone', true);
    await callRoom(bob, 'setCamera', true);
    await showsTiles(ada, ['Ada (you)', 'Bob']);
    await seeAndHear([ada, bob]);
    await untilMoving(ada);
    assert.deepEqual([await descriptions(ada), await descriptions(bob)], afterCleo);
    noProblems(ada, bob, cleo);
  });

  it('can be entered silent and unseen, and both can be switched on inside', async (t) => {
    const [ada, bob] = await Promise.all([
      visitor(t, 'silent', 'Ada'),
      visitor(t, 'silent', 'Bob', 'audio video muted camera-off'),
    ]);
    await opens(ada);
    await joins(bob);
    await showsTiles(ada, ['Ada (you)', 'Bob, microphone off, camera off']);
    await untilQuiet(ada);
    assert.deepEqual(
      (await capturedTracks(bob)).filter(({ kind }) => kind === 'video'),
      [],
    );
    const offers = await descriptions(ada);

    await callRoom(bob, 'setMicrophone', true);
    await callRoom(bob, 'setCamera', true);

    await seeAndHear([ada, bob]);
    await showsTiles(ada, ['Ada (you)', 'Bob']);
    assert.equal(await descriptions(ada), offers);
    noProblems(ada, bob);
  });

  it('is one room with one owner when five pages open or join it at the same moment', async (t) => {
    const pages = await Promise.all(
      ['Ada', 'Bob', 'Cleo', 'Dan', 'Eve'].map((name) => visitor(t, 'race', name, 'audio auto="open-or-join"')),
    );

    for (const page of pages) await roomHas(page, 'count', '5');
    await Promise.all(
      pages.map((page) => waitFor(() => hearsPeople(page, 4), { message: 'the sound of four', timeout: 30_000 })),
    );
    const owners = await Promise.all(
      pages.map((page) => page.evaluate(() => document.querySelector('rtc-room').owner)),
    );
    assert.equal(owners.filter(Boolean).length, 1);
    noProblems(...pages);
    await Promise.all(pages.map(closePage));
  });
});
