// What comes before a room: the lobby on a page of its own words, with the room beside it.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { launchChromium } from '../support/browsers.mjs';
import { waitInPage } from '../support/conditions.mjs';
import { clickText, noProblems, plainPage, roomHas, seeAndHear, showsTiles, visitFor } from '../support/rooms.mjs';
import { startServer, startSite } from '../support/servers.mjs';
import { provide } from '../support/world.mjs';

describe('a page with a lobby', { timeout: 120_000 }, () => {
  const world = provide({ browser: launchChromium, server: startServer, site: startSite });

  const visitor = (t, roomId) =>
    visitFor(
      t,
      world.browser,
      world.site.add(
        plainPage(
          world.server.url,
          `<rtc-lobby for="r"></rtc-lobby>
<rtc-room id="r" socket-url="${world.server.url}" room-id="${roomId}" audio video="sd"><rtc-video-grid></rtc-video-grid></rtc-room>`,
        ),
      ),
    );

  /** Checks camera and microphone, says a name and joins, by keyboard. */
  async function enters(page, name) {
    await clickText(page, 'Check camera and microphone');
    await waitInPage(page, showsOwnPicture);
    await page.evaluate(() => document.querySelector('rtc-lobby').shadowRoot.querySelector('input').focus());
    await page.keyboard.type(name);
    await waitInPage(page, mayEnter);
    await page.keyboard.press('Enter');
    await roomHas(page, 'state', 'connected');
  }

  it('takes two people from their own picture into one call, and frees the camera when one leaves', async (t) => {
    const [ada, bob] = [await visitor(t, 'lobby'), await visitor(t, 'lobby')];

    await enters(ada, 'Ada');
    await enters(bob, 'Bob');
    await seeAndHear([ada, bob]);

    await showsTiles(ada, ['Ada (you)', 'Bob']);
    assert.equal(await ada.evaluate(() => document.querySelector('rtc-lobby').checkVisibility()), false);
    const height = await ada.evaluate(() => {
      const [{ stream }] = document.querySelector('rtc-room').connection.state.local.streams;
      return stream.getVideoTracks()[0].getSettings().height;
    });
    assert.equal(height, 360);

    await ada.evaluate(() => {
      const [{ stream }] = document.querySelector('rtc-room').connection.state.local.streams;
      window.own = stream.getTracks();
      return document.querySelector('rtc-room').leave();
    });
    await waitInPage(ada, () => document.querySelector('rtc-lobby').checkVisibility());
    await waitInPage(ada, () => window.own.length === 2 && window.own.every((track) => track.readyState === 'ended'));
    assert.equal(await ada.evaluate(showsOwnPicture), false);
    await roomHas(bob, 'count', '1');
    noProblems(ada, bob);
  });
});

/** In the page: the lobby shows a moving picture. */
function showsOwnPicture() {
  const video = document.querySelector('rtc-lobby')?.shadowRoot.querySelector('video');
  return Boolean(video?.checkVisibility() && video.videoWidth > 0);
}

/** In the page: the way in can be pressed. */
function mayEnter() {
  return document.querySelector('rtc-lobby').shadowRoot.querySelector('rtc-join-button[available]') !== null;
}
