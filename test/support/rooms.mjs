// Pages with our elements, and what they show.
import assert from 'node:assert/strict';
import { newPage } from './browsers.mjs';
import { waitFor, waitInPage } from './conditions.mjs';
import { hearsSound, received, recordMedia, showsRemoteVideo } from './media.mjs';

/** A page as a person would write it: one script and markup. */
export function plainPage(server, body, { file = 'rtc-elements' } = {}) {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>room</title>
<style>body { margin: 0 } rtc-video-grid { width: 640px; height: 360px }</style>
<script src="${server}dist/${file}.min.js"></script>
${body}`;
}

/** The first example of the README: two buttons and a grid. */
export function twoButtons(socketUrl, { roomId = 'room-id', attributes = 'audio video', name = '' } = {}) {
  return `<rtc-room socket-url="${socketUrl}" room-id="${roomId}" name="${name}" ${attributes}>
  <rtc-open-button>Open room</rtc-open-button>
  <rtc-join-button>Join room</rtc-join-button>
  <rtc-video-grid></rtc-video-grid>
</rtc-room>`;
}

/** Opens a page that counts frames and sound. */
export async function visit(browser, url, options = {}) {
  const page = await newPage(browser, { ...options, initScripts: [recordMedia, ...(options.initScripts ?? [])] });
  await page.setViewport?.({ width: 1000, height: 700 }).catch(() => undefined); // Firefox keeps its window's size
  await page.goto(url);
  return page;
}

/** Clicks the native button of a control once it can be clicked. */
export async function press(page, selector) {
  await waitInPage(
    page,
    (query) => document.querySelector(query)?.shadowRoot?.querySelector('button')?.disabled === false,
    {
      args: [selector],
      message: `${selector} to be enabled`,
    },
  );
  await page.evaluate((query) => document.querySelector(query).shadowRoot.querySelector('button').click(), selector);
}

/** Waits for an attribute of the room element: `state`, `count`, `present`, … */
export function roomHas(page, attribute, value, selector = 'rtc-room') {
  return waitFor(
    () =>
      page
        .evaluate((query, name) => document.querySelector(query)?.getAttribute(name), selector, attribute)
        .then((now) => (value instanceof RegExp ? value.test(now) : now === value)),
    { message: `${selector}[${attribute}] to be ${value}` },
  );
}

/** The labels of all tiles, as a screen reader tells them. */
export function tileLabels(page) {
  return page.evaluate(() => {
    const grids = [];
    const look = (root) => {
      for (const element of root.querySelectorAll('*')) {
        if (element.localName === 'rtc-video-grid') grids.push(element);
        if (element.shadowRoot) look(element.shadowRoot);
      }
    };
    look(document);
    return grids.flatMap((grid) =>
      grid.tiles.map((tile) => tile.shadowRoot.querySelector('[part=base]').getAttribute('aria-label')),
    );
  });
}

/** Each page shows moving pictures of `others` people and hears them. */
export async function seeAndHear(pages, others = pages.length - 1) {
  for (const page of pages) {
    const before = await received(page);
    await waitFor(() => showsRemoteVideo(page, { count: others }), { message: `moving pictures of ${others}` });
    await waitFor(() => hearsSound(page, before), { message: 'sound' });
  }
}

/** Nothing went wrong unnoticed in these pages. */
export function noProblems(...pages) {
  for (const page of pages) assert.deepEqual(page.problems, []);
}
