// The example without a framework, as people meet on it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { launchChromium } from '../support/browsers.mjs';
import { waitInPage } from '../support/conditions.mjs';
import { noProblems, press, roomHas, seeAndHear, visitFor } from '../support/rooms.mjs';
import { startServer, startSite } from '../support/servers.mjs';
import { provide } from '../support/world.mjs';

const example = readFileSync(new URL('../../examples/plain/index.html', import.meta.url), 'utf8');

describe('the plain example', { timeout: 120_000 }, () => {
  const world = provide({ browser: launchChromium, server: startServer, site: startSite });

  const visitor = (t) => {
    const { url } = world.server;
    const html = example.replaceAll('"/dist/', `"${url}dist/`).replace('socket-url="/"', `socket-url="${url}"`);
    return visitFor(t, world.browser, world.site.add(html));
  };
  const nameOf = (page, selector, name) =>
    waitInPage(
      page,
      (selector, name) => {
        const button = document.querySelector(selector).shadowRoot.querySelector('button');
        return button.getAttribute('aria-label') === name && button.checkVisibility();
      },
      { args: [selector, name], message: `${selector} to be named ${name}` },
    );

  it('brings people together, in its theme, and changes the language during the call', async (t) => {
    const [ada, bob] = [await visitor(t), await visitor(t)];
    for (const page of [ada, bob]) {
      await press(page, 'rtc-join-button');
      await roomHas(page, 'state', 'connected');
    }
    await seeAndHear([ada, bob]);
    await nameOf(ada, 'rtc-mic-button', 'Turn microphone off');

    await ada.select('select', 'de');

    await nameOf(ada, 'rtc-mic-button', 'Mikrofon ausschalten');
    await nameOf(bob, 'rtc-mic-button', 'Turn microphone off');
    const radius = await ada.evaluate(() =>
      getComputedStyle(document.documentElement).getPropertyValue('--rtc-radius').trim(),
    );
    assert.equal(radius, '1.25rem');
    noProblems(ada, bob);
  });
});
