// Where a browser is: the one named by the environment, else the first on PATH; Chromium is installed where that is possible.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const chromiumNames = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const shellNames = ['chromium-headless-shell', 'chrome-headless-shell'];
const chromiumPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];
const firefoxNames = ['firefox-esr', 'firefox'];
const firefoxPlaces = [
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

/** Path of Chromium or Chrome; undefined when there is none. */
export function findChromium() {
  return find('CHROME_PATH', chromiumNames, chromiumPlaces);
}

/** Path of the same engine without windows, which needs half the work and knows no permissions; else as findChromium. */
export function findHeadlessShell() {
  return process.env.CHROME_PATH ? findChromium() : (onPath(shellNames) ?? findChromium());
}

/** Path of Firefox; undefined when there is none. */
export function findFirefox() {
  return find('FIREFOX_PATH', firefoxNames, firefoxPlaces);
}

/** Path of Chromium, installed when it is missing and this is a Debian-like Linux as root; throws when impossible. */
export function requireChromium() {
  const path = findChromium() ?? (installChromium() ? findChromium() : undefined);
  if (!path) throw new Error('No Chromium found: install Chrome or Chromium, or set CHROME_PATH to its executable.');
  return path;
}

function find(variable, names, places) {
  const named = process.env[variable];
  if (named) {
    if (isExecutable(named)) return resolve(named);
    throw new Error(`${variable} is set to "${named}", which is not an executable file.`);
  }
  return onPath(names) ?? places.find(isExecutable);
}

function onPath(names) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // absent or not ours to run: both mean "not this one"
  }
}

function installChromium() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !onPath(['apt-get'])) return false;
  console.error('No Chromium found: installing it with apt-get.');
  const options = ['-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=3'];
  const run = (...args) =>
    spawnSync('apt-get', [...options, ...args], {
      stdio: ['ignore', 2, 2],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  run('update'); // a failed update may still leave lists that are good enough to install from
  return run('install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(`Chromium: ${requireChromium()}\nFirefox: ${findFirefox() ?? 'none'}`);
}
