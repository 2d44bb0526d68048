// Pages with our elements, and what they show.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { closePage, newPage } from './browsers.mjs';
import { waitFor, waitInPage } from './conditions.mjs';
import { hearsPeople, recordMedia, showsRemoteVideo, soundByPeer } from './media.mjs';

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
  await page.goto(url, { waitUntil: 'domcontentloaded' });
  return page;
}

/** Opens a page as `visit` does, for as long as the test runs. */
export async function visitFor(t, browser, url, options) {
  const page = await visit(browser, url, options);
  t.after(() => closePage(page).catch(() => undefined)); // a test may have closed it already
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

/** Opens the room with its button, and is inside. */
export async function opens(page) {
  await press(page, 'rtc-open-button');
  await roomHas(page, 'state', 'connected');
}

/** Joins the room with its button, and is inside. */
export async function joins(page) {
  await press(page, 'rtc-join-button');
  await roomHas(page, 'state', 'connected');
}

/** Clicks the native button that shows, or is labelled with, this text, once it can be clicked. */
export async function clickText(page, text) {
  await waitInPage(
    page,
    (wanted) => {
      const buttonsIn = (root) =>
        [...root.querySelectorAll('*')].flatMap((element) => [
          ...(element.localName === 'button' ? [element] : []),
          ...(element.shadowRoot ? buttonsIn(element.shadowRoot) : []),
        ]);
      const textOf = (node) =>
        node.nodeType === window.Node.TEXT_NODE
          ? node.data
          : node.hidden
            ? ''
            : (node.localName === 'slot' && node.assignedNodes().length ? node.assignedNodes() : [...node.childNodes])
                .map(textOf)
                .join('');
      const button = buttonsIn(window.document).find(
        (one) =>
          !one.disabled && one.checkVisibility() && (one.getAttribute('aria-label') ?? textOf(one)).trim() === wanted,
      );
      button?.click();
      return Boolean(button);
    },
    { args: [text], message: `a button "${text}" that can be clicked` },
  );
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

/** Waits until the tiles of the page are labelled so. */
export async function showsTiles(page, labels) {
  await waitFor(async () => isDeepStrictEqual(await tileLabels(page), labels), {
    message: `the tiles ${labels.join('; ')}`,
  }).catch(async () => assert.deepEqual(await tileLabels(page), labels));
}

/** What a control's native button says: `{ disabled, reason }`. */
export function buttonState(page, selector) {
  return page.evaluate((query) => {
    const root = document.querySelector(query).shadowRoot;
    return {
      disabled: root.querySelector('button').disabled,
      reason: root.querySelector('[part=reason]').textContent.trim(),
    };
  }, selector);
}

/** Waits until a control is disabled for this reason. */
export async function isDisabledBecause(page, selector, reason) {
  await waitFor(async () => isDeepStrictEqual(await buttonState(page, selector), { disabled: true, reason }), {
    message: `${selector} to be disabled because "${reason}"`,
  });
}

/** What a method of the room element ends with: `{ code, message }` of an error, or what it resolves to. */
export function callRoom(page, method, ...values) {
  return page.evaluate(
    async (name, args) => {
      const room = document.querySelector('rtc-room');
      try {
        return JSON.parse(JSON.stringify((await room[name](...args)) ?? null));
      } catch ({ code, message }) {
        return { code, message };
      }
    },
    method,
    values,
  );
}

/** Each page shows moving pictures of `others` people and hears each of them. */
export async function seeAndHear(pages, others = pages.length - 1) {
  await Promise.all(
    pages.map(async (page) => {
      const before = await soundByPeer(page);
      await waitFor(() => showsRemoteVideo(page, { count: others }), { message: `moving pictures of ${others}` });
      await waitFor(() => hearsPeople(page, others, before), { message: `sound of ${others}` });
    }),
  );
}

/** Nothing went wrong unnoticed in these pages. */
export function noProblems(...pages) {
  for (const page of pages) assert.deepEqual(page.problems, []);
}
