// The instruments of the other end-to-end tests: silent without a call, moving with one.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { closePage, launchChromium, launchFirefox, newPage } from '../support/browsers.mjs';
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
import { startPages, startStockServer, stockPage } from '../support/servers.mjs';
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

  it('give a page no device, or no permission, when asked', async () => {
    for (const [media, name] of [
      ['absent', 'NotFoundError'],
      ['denied', 'NotAllowedError'],
    ]) {
      const browser = await launchChromium({ media });
      const page = await newPage(browser);
      await page.goto(world.stock.url);

      const error = await page.evaluate(() =>
        navigator.mediaDevices.getUserMedia({ audio: true, video: true }).then(
          () => 'none',
          (reason) => reason.name,
        ),
      );

      await browser.close();
      assert.equal(error, name);
    }
  });

  it('measure in Firefox, inside a shadow root', async (t) => {
    const firefox = await launchFirefox();
    if (!firefox) return t.skip('no Firefox on this machine');
    t.after(() => firefox.close());
    const pages = await startPages({ '/': '<!doctype html><title>pair</title><div id="host"></div>' });
    t.after(() => pages.close());
    const page = await newPage(firefox, { initScripts: [recordMedia] });
    await page.goto(pages.url);
    assert.equal((await received(page)).framesDecoded, 0);

    await page.evaluate(callOneself);

    await waitFor(() => showsRemoteVideo(page), { message: 'five frames in Firefox' });
    await waitFor(() => hearsSound(page), { message: 'sound in Firefox' });
    assert.deepEqual(page.problems, []);
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

/** Runs in the page: one end sends camera and microphone to the other, which shows them in a shadow root. */
async function callOneself() {
  const [from, to] = [new RTCPeerConnection(), new RTCPeerConnection()];
  from.onicecandidate = ({ candidate }) => to.addIceCandidate(candidate);
  to.onicecandidate = ({ candidate }) => from.addIceCandidate(candidate);
  to.ontrack = ({ streams: [stream] }) => {
    const root = document.querySelector('#host');
    const video = (root.shadowRoot ?? root.attachShadow({ mode: 'open' })).appendChild(document.createElement('video'));
    video.srcObject = stream;
    video.play();
  };
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  for (const track of stream.getTracks()) from.addTrack(track, stream);
  await from.setLocalDescription();
  await to.setRemoteDescription(from.localDescription);
  await to.setLocalDescription();
  await from.setRemoteDescription(to.localDescription);
}
