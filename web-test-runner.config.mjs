// Unit tests in Chromium; with TEST_BROWSER=firefox the same files in Firefox.
import { existsSync } from 'node:fs';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { playwrightLauncher } from '@web/test-runner-playwright';
import puppeteer from 'puppeteer-core';
import { findFirefox, findHeadlessShell, requireChromium } from './scripts/find-browser.mjs';
import { jsonReporter } from './scripts/report-unit.mjs';
import { chromiumTestFlags, firefoxPrefs } from './test/support/browsers.mjs';

/** Lets a test see that something is freed; see test/support/garbage.ts. */
const exposeGc = '--js-flags=--expose-gc';
const browser = process.env.TEST_BROWSER ?? 'chromium';
const launchers = { chromium, firefox };
if (!launchers[browser]) throw new Error(`TEST_BROWSER is "${browser}": expected chromium or firefox`);

export default {
  files: 'test/{compat,connection,elements,i18n}/**/*.test.ts',
  nodeResolve: { browser: true, exportConditions: ['browser', 'production'] },
  plugins: [
    esbuildPlugin({ ts: true, target: 'es2022', tsconfig: 'tsconfig.json' }),
    signalingServer(),
    noOtherSockets(),
  ],
  browsers: [launchers[browser]()],
  // In Firefox two windows would take turns at the front, and keys and full screen work there only.
  concurrency: browser === 'firefox' ? 1 : 2,
  testFramework: { config: { timeout: 20_000 } },
  testsFinishTimeout: 120_000,
  coverageConfig: { include: ['src/**/*.ts'], reporters: ['text', 'lcov'] },
  reporters: [
    defaultReporter({ reportTestResults: true, reportTestProgress: false }),
    jsonReporter(`test-results/unit-${browser}.json`),
  ],
};

function chromium() {
  return playwrightLauncher({
    product: 'chromium',
    launchOptions: { executablePath: findHeadlessShell() ?? requireChromium(), args: [...chromiumTestFlags, exposeGc] },
    createBrowserContext: ({ browser }) => browser.newContext({ permissions: ['camera', 'microphone'] }),
  });
}

// Stock Firefox speaks BiDi; a window for each page, since a background tab gets no video frames.
function firefox() {
  const executablePath = findFirefox();
  if (!executablePath) throw new Error('No Firefox found: install it, or set FIREFOX_PATH to its executable.');
  return chromeLauncher({
    puppeteer,
    concurrency: 1,
    createPage: async ({ context }) => (await context.browser().createBrowserContext()).newPage({ type: 'window' }),
    launchOptions: { browser: 'firefox', executablePath, headless: true, extraPrefsFirefox: firefoxPrefs },
  });
}

/**
 * The built signaling server for tests that want a real one, and another one that names a relay, which is not there;
 * test/support/signaling-url.ts asks for their addresses.
 */
function signalingServer() {
  const entry = new URL('dist/server/index.js', import.meta.url);
  // Firefox refuses the ports below 1024 of other services.
  const turn = { turnSecret: 'secret', turnUrls: ['turn:127.0.0.1:3478?transport=tcp'] };
  let servers = [];
  return {
    name: 'signaling-server',
    async serverStart() {
      if (!existsSync(entry)) return;
      const { createSignalingServer } = await import(entry.href);
      const start = (options) => createSignalingServer({ port: 0, host: '127.0.0.1', ...options });
      servers = await Promise.all([start(), start(turn)]);
    },
    serverStop: () => Promise.all(servers.map((server) => server.close())),
    serve: ({ path }) => {
      const index = ['/__signaling-url', '/__signaling-url/relay'].indexOf(path);
      return index < 0 ? undefined : { body: servers[index]?.url ?? '', type: 'text' };
    },
  };
}

/**
 * Refuses WebSockets that are not the test runner's own, such as that of a room without an address. The runner would let
 * them wait for ever, and Firefox opens one at a time to a server: no later page could begin.
 */
function noOtherSockets() {
  return {
    name: 'no-other-sockets',
    serverStart({ server }) {
      server.on('upgrade', ({ url }, socket) => {
        if (url === '/wds') return;
        socket.on('error', () => undefined); // gone before it was refused
        socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
      });
    },
  };
}
