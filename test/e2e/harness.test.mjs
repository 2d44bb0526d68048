// The instruments of the other end-to-end tests: silent without a call, moving with one.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { closePage, launchChromium, newPage } from '../support/browsers.mjs';
import { waitFor, waitInPage } from '../support/conditions.mjs';
import {
  capturedTracks,
  hearsSound,
  peers,
  received,
  recordMedia,
  remoteVideos,
  showsRemoteVideo,
  untilQuiet,
} from '../support/media.mjs';
import { startStockServer, stockPage } from '../support/servers.mjs';
import { provide } from '../support/world.mjs';

describe('the instruments', { timeout: 90_000 }, () => {
  const startStock = () => startStockServer({ pages: { '/stock.html': stockPage } });
  const world = provide({ chromium: launchChromium, stock: startStock });

  it('measure nothing without a call, and both directions of a stock call', async () => {
    const owner = await stockClient(world.chromium, world.stock);
    const guest = await stockClient(world.chromium, world.stock);
    for (const page of [owner, guest]) {
      assert.deepEqual(await remoteVideos(page), []);
      assert.deepEqual(await received(page), { framesDecoded: 0, audioEnergy: 0, audioPackets: 0, bytes: 0 });
    }

    await owner.evaluate(() => window.connection.open('harness'));
    await waitInPage(owner, () => window.connection.isInitiator && window.__tracks.length === 2);
    assert.deepEqual(await remoteVideos(owner), []);
    assert.equal((await received(owner)).audioEnergy, 0);
    await guest.evaluate(() => window.connection.join('harness'));

    for (const page of [owner, guest]) {
      await waitFor(() => showsRemoteVideo(page), { message: 'five frames of the other' });
      await waitFor(() => hearsSound(page), { message: 'the sound of the other' });
      assert.ok((await received(page)).framesDecoded > 0);
      assert.ok((await peers(page)).some(({ connectionState }) => connectionState === 'connected'));
      assert.deepEqual((await capturedTracks(page)).map(({ kind }) => kind).sort(), ['audio', 'video']);
    }

    await owner.evaluate(() => window.__tracks.forEach((track) => (track.enabled = false)));
    const muted = await untilQuiet(guest);
    await waitFor(async () => (await received(guest)).audioPackets > muted.audioPackets + 100, { message: 'packets' });
    assert.equal(await hearsSound(guest, muted), false);
    await Promise.all([closePage(owner), closePage(guest)]);
  });

  it('keep each stock server apart', async (t) => {
    const other = await startStock();
    t.after(() => other.close());
    const owner = await stockClient(world.chromium, world.stock);
    const visitor = await stockClient(world.chromium, other);

    await owner.evaluate(() => new Promise((resolve) => window.connection.open('apart', resolve)));
    const seen = await visitor.evaluate(
      () => new Promise((resolve) => window.connection.checkPresence('apart', (isThere) => resolve(isThere))),
    );

    assert.equal(seen, false);
    await Promise.all([closePage(owner), closePage(visitor)]);
  });
});

async function stockClient(browser, { url }) {
  const page = await newPage(browser, { initScripts: [recordMedia] });
  await page.goto(`${url}stock.html`);
  await page.evaluate(() => {
    const connection = (window.connection = new RTCMultiConnection());
    connection.socketURL = '/';
    connection.session = { audio: true, video: true };
    connection.sdpConstraints.mandatory = { OfferToReceiveAudio: true, OfferToReceiveVideo: true };
    connection.iceServers = [];
    connection.onstream = ({ mediaElement }) => document.body.append(mediaElement);
  });
  return page;
}
