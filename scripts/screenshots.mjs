// Takes the pictures of docs/images anew: real calls between three browsers, whose cameras show drawn people.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchChromium, newPage } from '../test/support/browsers.mjs';
import { waitFor, waitInPage } from '../test/support/conditions.mjs';
import { recordMedia, showsRemoteVideo } from '../test/support/media.mjs';
import { press, roomHas } from '../test/support/rooms.mjs';
import { startServer } from '../test/support/servers.mjs';
import { people, portrait } from './portraits.mjs';

const images = fileURLToPath(new URL('../docs/images/', import.meta.url));
const schemes = ['light', 'dark'];
const sizes = [
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
];

const folder = mkdtempSync(join(tmpdir(), 'rtc-screenshots-'));
mkdirSync(images, { recursive: true });
const server = await startServer();
const studio = await launchChromium();
const browsers = [];
try {
  for (const person of people) {
    const camera = await film(person);
    browsers.push(await launchChromium({ args: [`--use-file-for-fake-video-capture=${camera}`] }));
  }
  await meeting();
  await twoButtons();
  await controller();
  await landing();
} finally {
  await Promise.allSettled([...browsers, studio].map((browser) => browser.close()));
  await server.close();
  rmSync(folder, { recursive: true });
}

/** Three people in a meeting; the first of these pictures is the one of the README. */
async function meeting() {
  const pages = await visit('meeting.html?room=tuesday-coffee', async (page, index) => {
    await page.type('rtc-room >>> rtc-lobby >>> input', people[index].name);
    await page.evaluate(() => document.activeElement.blur());
    await waitInPage(page, () => {
      const button = document.querySelector('rtc-room').shadowRoot.querySelector('rtc-join-button');
      return button?.available && (button.click(), true);
    });
    await roomHas(page, 'count', String(index + 1));
  });
  await allSeen(pages);
  await pages[0].setViewport({ width: 1280, height: 760 });
  await shoot(pages[0], 'room');
  await shootAll(pages[0], 'meeting');
  await leave(pages);

  const [lobby] = await visit('meeting.html?room=tuesday-coffee', undefined, 1);
  await waitInPage(lobby, () => document.querySelector('rtc-room').shadowRoot.querySelector('[available]') !== null);
  await shootAll(lobby, 'meeting-lobby');
  await leave([lobby]);
}

async function twoButtons() {
  const pages = await visit('two-buttons.html', (page, index) =>
    press(page, index === 0 ? 'rtc-open-button' : 'rtc-join-button'),
  );
  await allSeen(pages);
  await shootAll(pages[0], 'two-buttons');
  await leave(pages);
}

async function controller() {
  const pages = await visit('controller.html', async (page, index) => {
    await page.click(index === 0 ? '#open-room' : '#join-room');
    await waitInPage(page, () => document.querySelector('video'));
  });
  await allSeen(pages);
  await shootAll(pages[0], 'controller');
  await leave(pages);
}

async function landing() {
  const pages = await visit('', (page, index) => press(page, index === 0 ? 'rtc-open-button' : 'rtc-join-button'));
  await allSeen(pages);
  await shootAll(pages[0], 'index');
  await leave(pages);
}

/** Opens a page in each browser, one after the other, and does there what gets that person into the room. */
async function visit(path, enter, count = browsers.length) {
  const pages = [];
  for (const [index, browser] of browsers.slice(0, count).entries()) {
    const page = await newPage(browser, { initScripts: [recordMedia] });
    await page.setViewport(sizes.at(-1));
    await page.goto(server.url + path);
    await enter?.(page, index);
    pages.push(page);
  }
  return pages;
}

async function allSeen(pages) {
  for (const page of pages) {
    const others = pages.length - 1;
    await waitFor(() => showsRemoteVideo(page, { count: others, frames: 60 }), {
      message: `${others} moving pictures`,
    });
  }
}

async function leave(pages) {
  for (const page of pages) await page.browserContext().close();
}

async function shootAll(page, name) {
  for (const size of sizes) {
    await page.setViewport(size);
    for (const scheme of schemes) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await shoot(page, `${name}-${size.width}-${scheme}`);
    }
  }
}

async function shoot(page, name) {
  // Long enough for tiles to have moved to their places.
  await new Promise((resolve) => setTimeout(resolve, 600));
  const picture = await page.screenshot({ encoding: 'base64' });
  writeFileSync(join(images, `${name}.png`), Buffer.from(await calm(picture), 'base64'));
  console.log(`docs/images/${name}.png`);
}

/** Rounds colours, for the noise of coded video is most of the size of a picture and nothing that anybody sees. */
async function calm(picture) {
  const page = await studio.newPage();
  const result = await page.evaluate(async (source) => {
    const image = new window.Image();
    image.src = `data:image/png;base64,${source}`;
    await image.decode();
    const canvas = new window.OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const pixels = context.getImageData(0, 0, image.width, image.height);
    pixels.data.forEach((value, index, data) => (data[index] = Math.min(255, Math.round(value / 4) * 4)));
    context.putImageData(pixels, 0, 0);
    const blob = await canvas.convertToBlob({ type: 'image/png' });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  }, picture);
  await page.close();
  return result;
}

/** A file that Chromium takes for a camera: the person breathes a little. */
async function film(person) {
  const page = await studio.newPage();
  await page.setViewport({ width: 960, height: 540 });
  const frames = [];
  for (let frame = 0; frame < 20; frame++) {
    await page.setContent(`<style>body { margin: 0 }</style>${portrait(person, Math.sin((frame / 20) * 2 * Math.PI))}`);
    frames.push(await page.screenshot({ type: 'jpeg', quality: 92 }));
  }
  await page.close();
  const path = join(folder, `${person.name}.mjpeg`);
  writeFileSync(path, Buffer.concat(frames));
  return path;
}
