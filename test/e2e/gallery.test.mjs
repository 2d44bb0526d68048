// The gallery: every element in every state, on one page without camera and server, at every width.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { launchChromium } from '../support/browsers.mjs';
import { waitInPage } from '../support/conditions.mjs';
import { noProblems, visitFor } from '../support/rooms.mjs';
import { startServer } from '../support/servers.mjs';
import { provide } from '../support/world.mjs';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const tags = readdirSync(new URL('../../src/define/', import.meta.url))
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => name.startsWith('rtc-'));

/** All elements of the page, those in shadow roots as well. */
const everything = () => {
  window.everything = (root = document) =>
    [...root.querySelectorAll('*')].flatMap((one) => [
      one,
      ...(one.shadowRoot ? window.everything(one.shadowRoot) : []),
    ]);
};

describe('the gallery', { timeout: 300_000 }, () => {
  // No device may be had: it needs none.
  const world = provide({ browser: () => launchChromium({ media: 'by-page' }), server: startServer });

  async function gallery(t, settings = '') {
    const page = await visitFor(t, world.browser, 'about:blank', { initScripts: [everything] });
    page.failures = [];
    page.on('requestfailed', (request) => page.failures.push(request.url()));
    page.on('response', (response) => response.status() >= 400 && page.failures.push(response.url()));
    page.on('console', (message) => message.type() === 'error' && page.failures.push(message.text()));
    await page.goto(new URL(`gallery.html?${settings}`, world.server.url));
    await waitInPage(page, () => 'ready' in document.documentElement.dataset, { message: 'all specimens' });
    return page;
  }

  it('shows every element of the kit, without an error and without anything that is missing', async (t) => {
    const page = await gallery(t);
    const shown = await page.evaluate(() => [...new Set(window.everything().map(({ localName }) => localName))]);
    assert.deepEqual(
      tags.filter((tag) => !shown.includes(tag)),
      [],
    );
    assert.deepEqual(page.failures, []);
    noProblems(page);
  });

  it('shows what people open: menus, panels, the small window, the full screen', async (t) => {
    const page = await gallery(t);
    const open = await page.evaluate(() => {
      const all = window.everything();
      const isThere = (selector) => all.some((one) => one.matches(selector) && one.checkVisibility());
      const small = document.querySelector('iframe').contentDocument.querySelector('div').shadowRoot;
      return {
        tileMenu: isThere('dialog[part=menu-panel][open]'),
        tileMenuButton: isThere('[part=menu][aria-expanded=true]'),
        barMenu: isThere('[popover] rtc-mic-button[labelled], [popover][part=menu]'),
        barMenuButton: isThere('[part=more][aria-expanded=true]'),
        people: isThere('#people[aria-expanded=true]'),
        devices: isThere('#panel rtc-device-select'),
        fullScreen: isThere('rtc-fullscreen-button[on]'),
        smallWindow: isThere('rtc-pip-button[on]'),
        inSmallWindow: small.querySelectorAll('video').length > 0 && small.querySelectorAll('button').length,
      };
    });
    assert.deepEqual(open, {
      tileMenu: true,
      tileMenuButton: true,
      barMenu: true,
      barMenuButton: true,
      people: true,
      devices: true,
      fullScreen: true,
      smallWindow: true,
      inSmallWindow: 4,
    });
    assert.equal(await page.evaluate(() => document.activeElement.localName), 'body');
  });

  it('has the room say, at the press of a button, that one speaks with the microphone off', async (t) => {
    const page = await gallery(t);
    await page.click('#bars rtc-room > button');
    await waitInPage(
      page,
      () => document.querySelector('rtc-room:has(> button)').shadowRoot.querySelector('[part=muted-hint]'),
      { message: 'the hint' },
    );
    noProblems(page);
  });

  it('needs no scrolling to the side from 280 to 1280 px, in either direction', async (t) => {
    for (const settings of ['', 'lang=ar']) {
      const page = await gallery(t, settings);
      for (const width of [280, 390, 768, 1280]) {
        await page.setViewport({ width, height: 800 });
        const over = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.equal(over, 0, `${width} px, ${settings || 'lang=en'}`);
      }
    }
  });

  it('tells in forced colours who speaks, where no line is transparent', async (t) => {
    const page = await gallery(t);
    const session = await page.createCDPSession();
    await session.send('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value: 'active' }] });
    const ringed = await page.evaluate(() =>
      window
        .everything()
        .filter((one) => one.matches('rtc-video-tile') && one.shadowRoot.querySelector('[part=ring]').checkVisibility())
        .map((tile) => tile.speaking),
    );
    assert.ok(ringed.length > 0);
    assert.ok(ringed.every(Boolean));
  });

  it('gives each tile a size, and each control one that a finger can hit', async (t) => {
    const page = await gallery(t);
    const small = await page.evaluate(() => {
      const all = window.everything();
      const sizeOf = (one) => one.getBoundingClientRect();
      const told = (one) => `${one.getRootNode().host?.localName ?? ''} ${one.localName} ${one.part.value}`;
      const tiles = all.filter((one) => one.matches('rtc-video-tile, img, video') && one.checkVisibility());
      const controls = all.filter((one) => one.matches('button, select, input, summary') && one.checkVisibility());
      return [
        ...tiles.filter((one) => sizeOf(one).width < 40 || sizeOf(one).height < 24),
        // A pixel may be lost where the page is drawn between two of them.
        ...controls.filter((one) => sizeOf(one).height < 43.5 || sizeOf(one).width < 43.5),
      ].map(told);
    });
    assert.deepEqual(small, []);
  });

  for (const settings of [
    'scheme=light',
    'scheme=dark',
    'scheme=light&lang=ar',
    'theme=contrast',
    'theme=soft',
    'theme=studio',
  ]) {
    it(`has nothing that axe finds fault with: ${settings}`, async (t) => {
      const page = await gallery(t, settings);
      await page.addScriptTag({ path: axe });
      const faults = await page.evaluate(async () => {
        const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
        const { violations } = await window.axe.run(document, { runOnly: tags, resultTypes: ['violations'] });
        return violations.flatMap(({ id, nodes }) =>
          nodes.map(({ target, html }) => `${id}: ${target.flat().join(' ')} ${html}`),
        );
      });
      assert.deepEqual(faults, []);
    });
  }
});
