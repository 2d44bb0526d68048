// People without a camera, a microphone or the permission: they enter with what there is.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { allowDevices, launchChromium } from '../support/browsers.mjs';
import { waitFor } from '../support/conditions.mjs';
import { capturedTracks, hearsPeople, hearsSound, received, showsRemoteVideo, soundByPeer } from '../support/media.mjs';
import {
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

describe('somebody', { timeout: 120_000 }, () => {
  const world = provide({
    browser: () => launchChromium({ media: 'by-page' }),
    server: startServer,
    site: startSite,
  });

  /** A page that may use these devices; its getUserMedia throws this error for those that are missing. */
  async function visitor(t, roomId, name, { allowed = [], missing = '', error = '', attributes } = {}) {
    const page = await visitFor(t, world.browser, 'about:blank', {
      initScripts: missing ? [`(${failFor})(${JSON.stringify(missing)}, '${error}')`] : [],
    });
    await allowDevices(page, new URL(world.site.url), allowed);
    await page.goto(
      world.site.add(plainPage(world.server.url, twoButtons(world.server.url, { roomId, name, attributes }))),
    );
    return page;
  }

  async function enterBoth(ada, bob) {
    await opens(ada);
    await joins(bob);
    for (const page of [ada, bob]) await roomHas(page, 'count', '2');
  }

  const both = ['camera', 'microphone'];

  it('who has denied camera and microphone enters, is told, sees and hears the others', async (t) => {
    const [ada, bob] = [await visitor(t, 'denied', 'Ada', { allowed: both }), await visitor(t, 'denied', 'Bob')];

    await enterBoth(ada, bob);

    await roomHas(bob, 'state', 'connected');
    await roomHas(bob, 'error', 'media-denied');
    await seeAndHear([bob], 1);
    await showsTiles(ada, ['Ada (you)', 'Bob, microphone off, camera off']);
    await showsTiles(bob, ['Bob (you), microphone off: blocked, camera off: blocked', 'Ada']);
    assert.deepEqual(await capturedTracks(bob), []);
    noProblems(ada, bob);
  });

  it('who has denied only the camera is heard', async (t) => {
    const ada = await visitor(t, 'unseen', 'Ada', { allowed: both });
    const bob = await visitor(t, 'unseen', 'Bob', { allowed: ['microphone'] });

    await enterBoth(ada, bob);

    await roomHas(bob, 'error', 'media-denied');
    await waitFor(() => hearsSound(ada), { message: 'the sound of Bob' });
    await showsTiles(ada, ['Ada (you)', 'Bob, camera off']);
    await seeAndHear([bob], 1);
    noProblems(ada, bob);
  });

  it('who opens a room without any device is met by others with theirs', async (t) => {
    const bob = await visitor(t, 'none', 'Bob', { missing: ['audio', 'video'], error: 'NotFoundError' });
    const ada = await visitor(t, 'none', 'Ada', { allowed: both });

    await enterBoth(bob, ada);

    await roomHas(bob, 'error', 'media-not-found');
    await roomHas(bob, 'mic', null);
    await roomHas(bob, 'camera', null);
    await seeAndHear([bob], 1);
    await showsTiles(ada, ['Ada (you)', 'Bob, microphone off, camera off']);
    noProblems(ada, bob);
  });

  it('whose camera is missing is heard, and whose microphone is in use is seen', async (t) => {
    const bob = await visitor(t, 'half', 'Bob', { allowed: both, missing: ['video'], error: 'NotFoundError' });
    const cleo = await visitor(t, 'half', 'Cleo', { allowed: both, missing: ['audio'], error: 'NotReadableError' });

    await enterBoth(bob, cleo);

    await roomHas(bob, 'error', 'media-not-found');
    await roomHas(cleo, 'error', 'media-in-use');
    await showsTiles(bob, ['Bob (you), camera off: not found', 'Cleo, microphone off']);
    await showsTiles(cleo, ['Cleo (you), microphone off: in use elsewhere', 'Bob, camera off']);
    await waitFor(() => showsRemoteVideo(bob), { message: 'the picture of Cleo' });
    const before = await soundByPeer(cleo);
    await waitFor(() => hearsPeople(cleo, 1, before), { message: 'the sound of Bob' });
    assert.equal(await hearsSound(bob), false);
    noProblems(bob, cleo);
  });

  it('who only wants to watch is asked for nothing', async (t) => {
    const ada = await visitor(t, 'watch', 'Ada', { allowed: both });
    const bob = await visitor(t, 'watch', 'Bob', { attributes: 'data' });

    await enterBoth(ada, bob);

    await seeAndHear([bob], 1);
    await roomHas(bob, 'error', null);
    assert.deepEqual(await capturedTracks(bob), []);
    await showsTiles(ada, ['Ada (you)', 'Bob, microphone off, camera off']);
    assert.equal((await received(ada)).bytes, 0);
    noProblems(ada, bob);
  });
});

/** Runs in the page: asking for one of these kinds fails, as it does where there is no such device. */
function failFor(missing, error) {
  if (!window.MediaDevices) return; // about:blank has none
  const capture = window.MediaDevices.prototype.getUserMedia;
  window.MediaDevices.prototype.getUserMedia = function (wanted) {
    if (missing.some((kind) => wanted[kind])) return Promise.reject(new window.DOMException('No such device', error));
    return capture.call(this, wanted);
  };
}
