// Takes the pictures of docs/images/gallery anew, from the gallery page: widths, light and dark, right to left, forced colours.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchChromium, newPage } from '../test/support/browsers.mjs';
import { waitInPage } from '../test/support/conditions.mjs';
import { startServer } from '../test/support/servers.mjs';

const images = fileURLToPath(new URL('../docs/images/gallery/', import.meta.url));
/** Which part of the page, how wide the window, and how it is shown. */
const pictures = [
  ['tiles', '#tiles', 1280, 'light'],
  ['tiles-dark', '#tiles', 768, 'dark'],
  ['tiles-forced-colours', '#tiles', 1280, 'forced'],
  ['grids', '#grids', 1280, 'light'],
  ['entrance', '#entrance', 1280, 'light'],
  ['controls', '#controls', 768, 'light'],
  ['controls-dark', '#controls', 768, 'dark'],
  ['controls-forced-colours', '#controls', 768, 'forced'],
  ['lobby', '#rtc-lobby', 1280, 'light'],
  ['lobby-phone', '#rtc-lobby', 390, 'dark'],
  ['room', '#rtc-room', 1280, 'dark'],
  ['bars', '#bars', 1280, 'light'],
  ['bars-right-to-left', '#bars', 768, 'rtl'],
  ['people', '#people', 1280, 'light'],
  ['people-right-to-left', '#people', 768, 'rtl'],
];
const settings = { light: 'scheme=light', dark: 'scheme=dark', rtl: 'scheme=light&lang=ar', forced: 'scheme=light' };

rmSync(images, { recursive: true, force: true });
mkdirSync(images, { recursive: true });
const server = await startServer();
const browser = await launchChromium({ media: 'by-page' });
try {
  for (const picture of pictures) await take(...picture);
} finally {
  await browser.close();
  await server.close();
}

async function take(name, part, width, look) {
  const page = await newPage(browser);
  // So high that nothing has to be scrolled to, and no bar sticks to an edge.
  await page.setViewport({ width, height: 6000 });
  if (look === 'forced') {
    const session = await page.createCDPSession();
    await session.send('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value: 'active' }] });
  }
  await page.goto(`${server.url}gallery.html?${settings[look]}`);
  await waitInPage(page, () => 'ready' in document.documentElement.dataset, { message: 'all specimens' });
  await page.addStyleTag({
    content: `main > section:not(:has(${part}), ${part}) { display: none } #settings { position: static }`,
  });
  // The hint comes after some words, and stays for a while.
  if (part === '#bars') {
    await page.click('#bars rtc-room > button');
    await waitInPage(page, () =>
      document.querySelector('rtc-room:has(> button)').shadowRoot.querySelector('[part=muted-hint]'),
    );
  }
  // A lost line is told when it has lasted two seconds.
  await waitInPage(page, () => document.querySelector('rtc-status[state=reconnecting]') !== null);
  await waitInPage(
    page,
    () => document.querySelector('rtc-video-tile').shadowRoot.querySelector('video').readyState > 1,
  );
  const element = await page.$(part);
  await element.screenshot({ path: join(images, `${name}.webp`), type: 'webp', quality: 70 });
  console.log(`docs/images/gallery/${name}.webp`);
  await page.browserContext().close();
}
