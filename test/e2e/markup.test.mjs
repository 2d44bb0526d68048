// The two buttons and the grid, with a tile of the page's own, foreign buttons and controls elsewhere: markup alone.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { launchChromium } from '../support/browsers.mjs';
import { waitFor, waitInPage } from '../support/conditions.mjs';
import { capturedTracks, untilMoving, untilQuiet, untilStill } from '../support/media.mjs';
import { joins, noProblems, opens, plainPage, press, roomHas, seeAndHear, visitFor } from '../support/rooms.mjs';
import { startServer, startSite } from '../support/servers.mjs';
import { provide } from '../support/world.mjs';

const card = 'rgb(219, 39, 119)';
const style = `<style>
  rtc-video-grid::part(card) { margin: 0; block-size: 100%; outline: 4px solid ${card} }
  rtc-video-grid::part(picture) { inline-size: 100%; block-size: 80% }
  rtc-video-tile { inline-size: 160px; block-size: 90px }
  rtc-video-tile::part(name) { text-transform: uppercase }
  rtc-mic-button::part(base) { border-radius: 3px }
  [data-rtc-state='off'] { text-decoration: line-through }
</style>`;

/** The first example of the README; what is of the page's own stands inside of it and around it. */
const markup = (socketUrl, name) => `${style}
<button id="mic" data-rtc-action="toggle-mic" data-rtc-for="r">Microphone</button>
<button id="camera" commandfor="r" command="--toggle-camera">Camera</button>
<rtc-mic-button for="r"></rtc-mic-button>
<rtc-leave-button for="r"></rtc-leave-button>
<rtc-status for="r"></rtc-status>
<rtc-participants for="r"></rtc-participants>
<rtc-show for="r" when="connected"><p id="shown">The lesson is on.</p></rtc-show>
<rtc-video-tile for="r" participant="local" no-menu></rtc-video-tile>
<rtc-room id="r" socket-url="${socketUrl}" room-id="room-id" name="${name}" audio video>
  <rtc-open-button>Open room</rtc-open-button>
  <rtc-join-button>Join room</rtc-join-button>
  <rtc-video-grid>
    <template slot="tile">
      <figure part="card">
        <video part="picture"></video>
        <figcaption>
          <b data-rtc="name"></b>
          <i data-rtc-if="muted">silent</i>
          <i data-rtc-if="camera-off">unseen</i>
        </figcaption>
      </figure>
    </template>
  </rtc-video-grid>
</rtc-room>`;

describe('a page of markup alone', { timeout: 120_000 }, () => {
  const world = provide({ browser: launchChromium, server: startServer, site: startSite });

  async function visitor(t, name) {
    const { url } = world.server;
    const html = plainPage(url, markup(url, name));
    assert.deepEqual(html.match(/<script[^]*?<\/script>/g), [`<script src="${url}dist/rtc-elements.min.js"></script>`]);
    assert.doesNotMatch(html, /\son\w+\s*=|javascript:/i);
    return visitFor(t, world.browser, world.site.add(html));
  }

  it('has tiles of its own, foreign buttons and controls anywhere, with rtc-elements.min.js', async (t) => {
    const [ada, bob] = [await visitor(t, 'Ada'), await visitor(t, 'Bob')];
    await looks(ada, { status: 'You are not in a room.', shown: false, leaves: false, mic: 'unavailable' });

    await opens(ada);
    await looks(ada, { status: 'You are in the room. Nobody else is here yet.', shown: true, leaves: true, mic: 'on' });
    await joins(bob);
    await seeAndHear([ada, bob]);

    await hasCards(ada, ['Ada (you)', 'Bob']);
    await hasCards(bob, ['Bob (you)', 'Ada']);
    await looks(ada, { status: 'You are in the room.', shown: true, leaves: true, mic: 'on', tile: 'ADA (YOU)' });
    await lists(ada, ['Ada (you) owner microphone on camera on', 'Bob microphone on camera on']);
    const styles = await ada.evaluate(() => {
      const partOf = (selector, part) => document.querySelector(selector).shadowRoot.querySelector(`[part~=${part}]`);
      return {
        card: getComputedStyle(partOf('rtc-video-grid', 'card')).outlineColor,
        button: getComputedStyle(partOf('rtc-mic-button', 'base')).borderRadius,
      };
    });
    assert.deepEqual(styles, { card, button: '3px' });

    await bob.click('#mic');
    await hasCards(ada, ['Ada (you)', 'Bob silent']);
    await hasCards(bob, ['Bob (you) silent', 'Ada']);
    await lists(ada, ['Ada (you) owner microphone on camera on', 'Bob microphone off camera on']);
    await looks(bob, { mic: 'off', pressed: 'false', button: 'Turn microphone on', line: 'line-through' });
    await untilQuiet(ada);

    await press(bob, 'rtc-mic-button');
    await hasCards(ada, ['Ada (you)', 'Bob']);
    await looks(bob, { mic: 'on', pressed: 'true', button: 'Turn microphone off', line: 'none' });

    await bob.click('#camera');
    await hasCards(ada, ['Ada (you)', 'Bob unseen']);
    await untilStill(ada);
    await bob.click('#camera');
    await hasCards(ada, ['Ada (you)', 'Bob']);
    await untilMoving(ada);

    await press(bob, 'rtc-leave-button');
    await roomHas(bob, 'state', 'idle');
    await looks(bob, { status: 'You are not in a room.', shown: false, leaves: false, mic: 'unavailable' });
    await hasCards(bob, []);
    await hasCards(ada, ['Ada (you)']);
    await lists(ada, ['Ada (you) owner microphone on camera on']);
    await looks(ada, { status: 'You are in the room. Nobody else is here yet.' });
    assert.ok((await capturedTracks(bob)).every(({ readyState }) => readyState === 'ended'));
    noProblems(ada, bob);
  });
});

/** Waits until what stands outside of the room looks so. */
async function looks(page, wanted) {
  let seen;
  await waitFor(
    async () => {
      seen = await page.evaluate(look);
      return Object.entries(wanted).every(([name, value]) => seen[name] === value);
    },
    { message: `controls outside of the room: ${JSON.stringify(wanted)}` },
  ).catch(() => assert.deepEqual(seen, { ...seen, ...wanted }));
}

/** In the page: what people see of the controls outside of the room. */
function look() {
  const [mic] = document.querySelectorAll('#mic');
  const rootOf = (selector) => document.querySelector(selector).shadowRoot;
  const tile = rootOf('rtc-video-tile').querySelector('[part=name]');
  const text = tile.innerText;
  return {
    status: rootOf('rtc-status').querySelector('[part=base]').innerText.trim(),
    shown: document.querySelector('#shown').checkVisibility(),
    leaves: !rootOf('rtc-leave-button').querySelector('button').disabled,
    mic: mic.dataset.rtcState,
    pressed: mic.ariaPressed,
    line: getComputedStyle(mic).textDecorationLine,
    button: rootOf('rtc-mic-button').querySelector('button').ariaLabel,
    tile: text,
  };
}

/** Waits until the page's own tiles say this, each with a picture of its size. */
async function hasCards(page, wanted) {
  await waitFor(async () => isDeepStrictEqual(await page.evaluate(cards), wanted), {
    message: `the tiles ${wanted.join('; ')}`,
  }).catch(async () => assert.deepEqual(await page.evaluate(cards), wanted));
}

/** In the page: what is shown in each tile, as text. */
function cards() {
  const figures = document.querySelector('rtc-video-grid').shadowRoot.querySelectorAll('figure');
  return [...figures].map(({ innerText }) => innerText.replace(/\s+/g, ' ').trim());
}

/** Waits until the list of people says this. */
function lists(page, wanted) {
  return waitInPage(
    page,
    (texts) => {
      const rows = document.querySelector('rtc-participants').shadowRoot.querySelectorAll('li .content');
      const now = [...rows].map((row) => [...row.children].map((one) => one.textContent.trim()).join(' '));
      return JSON.stringify(now) === texts;
    },
    { args: [JSON.stringify(wanted)], message: `the people ${wanted.join('; ')}` },
  );
}
