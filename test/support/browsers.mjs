// Real browsers with fake cameras: how they are started, for the unit tests and for the end-to-end tests.
import puppeteer from 'puppeteer-core';
import { findFirefox, findHeadlessShell, requireChromium } from '../../scripts/find-browser.mjs';

/** Flags of Chromium: quiet, no network of its own, fake devices, calls over loopback. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
  '--allow-loopback-in-peer-connection',
];
const fakeDevices = '--use-fake-device-for-media-stream';
const grantMedia = '--use-fake-ui-for-media-stream';
export const chromiumTestFlags = [...chromiumFlags, fakeDevices, grantMedia];

/** The same for Firefox. */
export const firefoxPrefs = {
  'media.navigator.streams.fake': true,
  'media.navigator.video.default_fps': 10,
  'media.navigator.permission.disabled': true,
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  // A page may bring its window to the front.
  'dom.disable_window_flip': false,
  // Without a sound card an AudioContext would stay suspended for good.
  'media.cubeb.force_mock_context': true,
  // After sockets that were refused, others to the same server would wait for up to a minute.
  'network.websocket.delay-failed-reconnects': false,
};

/**
 * Starts headless Chromium. `media` is what a page gets that asks for a device: 'granted', 'absent' (granted, but there is
 * no camera), or 'by-page' (denied unless `allowDevices` grants it).
 */
export function launchChromium({ media = 'granted', fps = 10, args = [], ...options } = {}) {
  return puppeteer.launch({
    // Devices that are refused or missing are known to the whole browser only.
    executablePath: (media === 'granted' && findHeadlessShell()) || requireChromium(),
    headless: true,
    args: [
      ...chromiumFlags,
      // Few pictures a second are enough to see that they move, and leave room for more people.
      `${fakeDevices}=fps=${fps}${media === 'absent' ? ',device-count=0' : ''}`,
      ...(media === 'by-page' ? [] : [grantMedia]),
      ...args,
    ],
    ...options,
  });
}

/** Starts headless Firefox over WebDriver BiDi; undefined where there is no Firefox. */
export async function launchFirefox({ prefs = {}, ...options } = {}) {
  const executablePath = findFirefox();
  if (!executablePath) return undefined;
  return puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    extraPrefsFirefox: { ...firefoxPrefs, ...prefs },
    ...options,
  });
}

/** Contexts whose page was closed: each still has its window, which is the slow part of a new page. */
const idle = new WeakMap();
const closed = new WeakSet();

/**
 * A page in a context and a window that no other open page shares: a page in a background tab gets no video frames.
 * `initScripts` (functions without a closure, or source) run before the page's own scripts.
 */
export async function newPage(browser, { initScripts = [] } = {}) {
  const used = idle.get(browser)?.pop();
  const context = used ?? (await browser.createBrowserContext());
  const page = await context.newPage(used ? undefined : { type: 'window' });
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(error.message));
  page.once('error', () => (page.hasCrashed = true));
  for (const script of initScripts) await page.evaluateOnNewDocument(script);
  return page;
}

/** Grants a page of a browser started with `media: 'by-page'` these and no others of 'camera' and 'microphone'. */
export async function allowDevices(page, { origin }, devices) {
  await page.browserContext().overridePermissions(origin, devices);
}

/**
 * Closes a page made by `newPage`, once. What it stored is gone; its window stays for the next page of that browser, unless
 * the test ended the page itself.
 */
export async function closePage(page) {
  if (closed.has(page)) return;
  closed.add(page);
  const context = page.browserContext();
  const browser = page.browser();
  const isChromium = browser.process()?.spawnfile !== findFirefox();
  const isAlive = isChromium && !page.isClosed() && !page.hasCrashed;
  if (!isAlive || !(await page.evaluate(forget).catch(() => false))) return context.close();
  if ((await context.pages()).length === 1) await context.newPage(); // a window without any page would close
  await page.close();
  await context.clearPermissionOverrides();
  if (!idle.has(browser)) idle.set(browser, []);
  idle.get(browser).push(context);
}

function forget() {
  window.localStorage.clear();
  return window.document.cookie === '';
}
