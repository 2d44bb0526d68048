// Cameras, microphones and speakers that are refused, missing, busy, lost or paused: none of it costs a call.
import { after, before, describe } from 'node:test';
import { allowDevices, launchChromium } from '../support/browsers.mjs';
import { waitFor } from '../support/conditions.mjs';
import { row } from '../support/fault.mjs';
import { capturedTracks, descriptions, hearsSound, showsRemoteVideo } from '../support/media.mjs';
import {
  callRoom,
  noProblems,
  plainPage,
  press,
  roomHas,
  seeAndHear,
  showsTiles,
  twoButtons,
  visitFor,
} from '../support/rooms.mjs';
import { startServer, startSite } from '../support/servers.mjs';

const both = ['camera', 'microphone'];
const insecure = 'insecure.test';

describe('devices', () => {
  let browser;
  let server;
  let site;

  before(async () => {
    const args = [`--host-resolver-rules=MAP ${insecure} 127.0.0.1`];
    [browser, server, site] = await Promise.all([
      launchChromium({ media: 'by-page', args }),
      startServer({ origins: ['*'] }),
      startSite(),
    ]);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    await site?.close();
  });

  const pageOf = (roomId, name, attributes) =>
    plainPage(server.url, twoButtons(server.url, { roomId, name, attributes }), { file: 'rtc-room' });

  /** A page that may use these devices. */
  async function visitor(t, roomId, name, { allowed = both, attributes, initScripts = [], html } = {}) {
    const page = await visitFor(t, browser, 'about:blank', { initScripts: [watchPage, ...initScripts] });
    await allowDevices(page, new URL(site.url), allowed);
    await page.goto(site.add(html ?? pageOf(roomId, name, attributes)));
    return page;
  }

  async function enterBoth(ada, bob) {
    await press(ada, 'rtc-open-button');
    await roomHas(ada, 'state', 'connected');
    await press(bob, 'rtc-join-button');
    for (const page of [ada, bob]) await roomHas(page, 'count', '2');
  }

  /** Two people who see and hear each other; Bob is the one to whom it happens. */
  async function call(t, roomId, options) {
    const [ada, bob] = [await visitor(t, roomId, 'Ada'), await visitor(t, roomId, 'Bob', options)];
    await enterBoth(ada, bob);
    await seeAndHear([ada, bob]);
    await showsTiles(ada, ['Ada (you)', 'Bob']);
    return { ada, bob };
  }

  const light = { light: true };

  row('D1', 'the camera is blocked, and allowed later', light, async (t, findings) => {
    const [ada, bob] = [await visitor(t, 'D1', 'Ada'), await visitor(t, 'D1', 'Bob', { allowed: [] })];
    await press(ada, 'rtc-open-button');
    await roomHas(ada, 'state', 'connected');

    const told = stopwatch();
    await press(bob, 'rtc-join-button');
    await says(bob, 'Camera or microphone is blocked: allow it beside the address bar, then switch it on.');
    findings.within(1000, 'told', told());
    await roomHas(bob, 'state', 'connected');
    await seeAndHear([bob], 1);
    await showsTiles(bob, ['Bob (you), microphone off: blocked, camera off: blocked', 'Ada']);

    const allowed = stopwatch();
    await allowDevices(bob, new URL(site.url), both);
    await showsTiles(ada, ['Ada (you)', 'Bob']);
    findings.within(3000, 'on without a reload', allowed());
    await seeAndHear([ada, bob]);
    await roomHas(bob, 'error', null);
    noProblems(ada, bob);
  });

  // The question is a stand-in: without a window nobody is asked.
  row('D2', 'the question for the camera is not answered', light, async (t, findings) => {
    const ada = await visitor(t, 'D2', 'Ada');
    const bob = await visitor(t, 'D2', 'Bob', { allowed: [], initScripts: [askForEver] });
    await press(ada, 'rtc-open-button');
    await roomHas(ada, 'state', 'connected');

    const hinted = stopwatch();
    await press(bob, 'rtc-join-button');
    await roomHas(bob, 'state', 'connected');
    findings.within(2000, 'in the room', hinted());
    await says(bob, 'Answer the browser’s question about camera and microphone.');
    findings.within(3000, 'hint', hinted());
    await seeAndHear([bob], 1);

    await callRoom(bob, 'leave');
    await saysNothing(bob);
    await bob.evaluate(() => window.__answer());
    await waitFor(() => bob.evaluate(() => window.__late.every(({ readyState }) => readyState === 'ended')), {
      message: 'the late stream to be stopped',
    });
    findings.count(0, 'tracks left running', (await live(bob)).length);
    noProblems(ada, bob);
  });

  row('D3', 'there is no camera, or nothing at all', light, async (t, findings) => {
    const cameraless = await launchChromium({ media: 'absent' });
    t.after(() => cameraless.close());
    const ada = await visitor(t, 'D3', 'Ada', { initScripts: [`(${failWith})('NotFoundError', 'audio', 'video')`] });
    const bob = await visitFor(t, cameraless, site.add(pageOf('D3', 'Bob')), { initScripts: [watchPage] });

    await press(ada, 'rtc-open-button');
    await roomHas(ada, 'state', 'connected');
    const told = stopwatch();
    await press(bob, 'rtc-join-button');
    await says(bob, 'No camera or microphone found: plug one in, then switch it on.');
    findings.within(1000, 'told', told());

    await waitFor(() => hearsSound(ada), { message: 'the sound of Bob' });
    findings.note('audio only is heard');
    await showsTiles(ada, ['Ada (you), microphone off: not found, camera off: not found', 'Bob, camera off']);
    await showsTiles(bob, ['Bob (you), camera off: not found', 'Ada, microphone off, camera off']);
    await roomHas(ada, 'error', 'media-not-found');
    noProblems(ada, bob);
  });

  // That another program has the camera is a stand-in.
  row('D4', 'the camera is busy', light, async (t, findings) => {
    const ada = await visitor(t, 'D4', 'Ada');
    const bob = await visitor(t, 'D4', 'Bob', { initScripts: [`(${failWith})('NotReadableError', 'video')`] });
    await enterBoth(ada, bob);

    await says(bob, 'Camera or microphone is in use: close the other program, then switch it on.');
    await showsTiles(bob, ['Bob (you), camera off: in use elsewhere', 'Ada']);
    await waitFor(() => hearsSound(ada), { message: 'the sound of Bob' });
    findings.count(
      2,
      'tries of its own',
      await bob.evaluate(() => window.__failed.filter((kinds) => kinds === 'video').length),
    );

    await bob.evaluate(() => (window.__failing = []));
    const replaced = stopwatch();
    await bob.evaluate(() => document.querySelector('rtc-room').shadowRoot.querySelector('[part=retry]').click());
    await showsTiles(ada, ['Ada (you)', 'Bob']);
    await seeAndHear([ada, bob]);
    findings.within(3000, 'seen after the button', replaced());
    await saysNothing(bob);
    noProblems(ada, bob);
  });

  row('D5', 'the camera cannot do what is wished', light, async (t, findings) => {
    const [ada, bob] = [await visitor(t, 'D5', 'Ada'), await visitor(t, 'D5', 'Bob')];
    const wishes = () => bob.evaluate(() => window.__asked.map(({ video }) => video?.width?.exact ?? null));
    await bob.evaluate(() => {
      document.querySelector('rtc-room').connection.mediaConstraints = { video: { width: { exact: 99999 } } };
    });

    await enterBoth(ada, bob);
    await seeAndHear([ada, bob]);
    findings.same('asked', await wishes(), [99999, null]);
    findings.count(1, 'fallback', (await wishes()).length - 1);
    await says(bob, 'Camera or microphone cannot do that: choose other settings.');

    await callRoom(bob, 'leave');
    await press(bob, 'rtc-join-button');
    await seeAndHear([ada, bob]);
    findings.same('asked the next time', (await wishes()).slice(2), [99999, null]);
    noProblems(ada, bob);
  });

  row('D6', 'the page is not secure', light, async (t, findings) => {
    const ada = await visitor(t, 'D6', 'Ada');
    await press(ada, 'rtc-open-button');
    await roomHas(ada, 'state', 'connected');
    const bob = await visitFor(t, browser, 'about:blank', { initScripts: [watchPage] });
    await bob.goto(site.add(pageOf('D6', 'Bob')).replace('127.0.0.1', insecure));
    findings.same('secure', await bob.evaluate(() => window.isSecureContext), false);

    const told = stopwatch();
    await press(bob, 'rtc-join-button');
    await says(bob, 'Camera and microphone need https.');
    findings.within(1000, 'told', told());
    await seeAndHear([bob], 1);
    findings.count(0, 'errors in the page', bob.problems.length);
    noProblems(ada, bob);
  });

  row('D7', 'the page stands in a frame that may not use devices', light, async (t, findings) => {
    const elsewhere = await startSite();
    t.after(() => elsewhere.close());
    const ada = await visitor(t, 'D7', 'Ada');
    await press(ada, 'rtc-open-button');
    await roomHas(ada, 'state', 'connected');
    const inner = elsewhere.add(pageOf('D7', 'Bob'));
    const outer = await visitor(t, 'D7', 'Bob', {
      html: `<!doctype html><iframe src="${inner}" width="800" height="600"></iframe>`,
    });
    await allowDevices(outer, new URL(elsewhere.url), both);
    const bob = await waitFor(() => outer.frames().find((frame) => frame.url() === inner), { message: 'the frame' });

    const told = stopwatch();
    await press(bob, 'rtc-join-button');
    await says(bob, 'This page may not use camera or microphone: see allow="camera; microphone" of the iframe.');
    findings.within(1000, 'told', told());
    await roomHas(bob, 'error', 'media-policy');
    await waitFor(() => bob.evaluate(() => window.__videos().remote.some(({ frames }) => frames > 5)), {
      message: 'the picture of Ada',
    });
    noProblems(ada, outer);
  });

  // That the plug is pulled is a stand-in; the track is ended for good.
  row('D8', 'the camera is unplugged and plugged in again', light, async (t, findings) => {
    const { ada, bob } = await call(t, 'D8');
    const offers = [await descriptions(ada), await descriptions(bob)];

    const lost = stopwatch();
    await bob.evaluate(unplugCamera);
    await Promise.all([
      showsTiles(bob, ['Bob (you), camera off: lost', 'Ada']).then(() => findings.within(1000, 'told', lost())),
      showsTiles(ada, ['Ada (you)', 'Bob, camera off']).then(() => findings.within(3000, 'others', lost())),
    ]);
    await says(bob, 'Camera or microphone was unplugged: plug it in, or choose another.');
    findings.same('heard still', await hearsSound(ada), true);

    const back = stopwatch();
    await bob.evaluate(plugCameraIn);
    await showsTiles(ada, ['Ada (you)', 'Bob']);
    await waitFor(() => showsRemoteVideo(ada), { message: 'the picture of Bob' });
    findings.within(3000, 'seen again', back());
    await saysNothing(bob);
    const after = [await descriptions(ada), await descriptions(bob)];
    findings.count(0, 'negotiations', after[0] + after[1] - offers[0] - offers[1]);
    noProblems(ada, bob);
  });

  row('D9', 'the permission is revoked during a call', light, async (t, findings) => {
    const { ada, bob } = await call(t, 'D9');
    const asked = await bob.evaluate(() => window.__asked.length);

    const lost = stopwatch();
    await bob.browserContext().clearPermissionOverrides();
    await Promise.all([
      showsTiles(bob, ['Bob (you), microphone off: blocked, camera off: blocked', 'Ada']).then(() =>
        findings.within(1000, 'told', lost()),
      ),
      showsTiles(ada, ['Ada (you)', 'Bob, microphone off, camera off']).then(() =>
        findings.within(3000, 'others', lost()),
      ),
    ]);
    findings.same('tracks that run', await live(bob), []);
    await says(bob, 'Camera or microphone is blocked: allow it beside the address bar, then switch it on.');
    await seeAndHear([bob], 1);
    findings.count(0, 'questions to the person', (await bob.evaluate(() => window.__asked.length)) - asked);

    const back = stopwatch();
    await allowDevices(bob, new URL(site.url), both);
    await showsTiles(ada, ['Ada (you)', 'Bob']);
    findings.within(3000, 'back when allowed', back());
    await seeAndHear([ada, bob]);
    noProblems(ada, bob);
  });

  // The system's hand on the microphone is a stand-in.
  row('D10', 'the system pauses the microphone', light, async (t, findings) => {
    const { ada, bob } = await call(t, 'D10');

    const paused = stopwatch();
    await bob.evaluate(setSystemMute, true);
    await Promise.all([
      showsTiles(bob, ['Bob (you), microphone off: paused by the system', 'Ada']).then(() =>
        findings.within(1000, 'told', paused()),
      ),
      showsTiles(ada, ['Ada (you)', 'Bob, microphone off']).then(() => findings.within(3000, 'others', paused())),
    ]);
    await says(bob, 'The system has paused camera or microphone: switch it on again.');

    let back = stopwatch();
    await bob.evaluate(setSystemMute, false);
    await showsTiles(ada, ['Ada (you)', 'Bob']);
    findings.within(1000, 'on again', back());
    await saysNothing(bob);

    await bob.evaluate(setSystemMute, true);
    await showsTiles(ada, ['Ada (you)', 'Bob, microphone off']);
    back = stopwatch();
    await bob.evaluate(() => document.dispatchEvent(new window.Event('visibilitychange')));
    await showsTiles(ada, ['Ada (you)', 'Bob']);
    findings.within(2000, 'fresh track when the page is shown', back());
    findings.count(2, 'tracks that run', (await live(bob)).length);
    await seeAndHear([ada, bob]);
    noProblems(ada, bob);
  });

  // The browser's refusal is a stand-in: without a window the policy for sound does not hold.
  row('D11', 'the browser keeps the sound off', light, async (t, findings) => {
    const ada = await visitor(t, 'D11', 'Ada');
    const bob = await visitor(t, 'D11', 'Bob', { initScripts: [refuseSound] });
    await enterBoth(ada, bob);
    await roomHas(bob, 'count', '2');

    const prompts = () =>
      bob.evaluate(
        () =>
          [...document.querySelector('rtc-room').shadowRoot.querySelectorAll('[part=sound-prompt]')].filter((button) =>
            button.checkVisibility(),
          ).length,
      );
    await waitFor(async () => (await prompts()) === 1, { message: 'the button' });
    findings.count(1, 'button', await prompts());

    const audible = await bob.evaluate(turnSoundOn);
    findings.within(500, 'audible', audible);
    findings.count(0, 'buttons afterwards', await prompts());
    findings.count(0, 'errors in the page', bob.problems.length);
    await seeAndHear([bob]);
    noProblems(ada, bob);
  });
});

function stopwatch() {
  const since = performance.now();
  return () => performance.now() - since;
}

/** Waits until a bar of the room says this. */
function says(page, text) {
  return waitFor(async () => (await bars(page)).some((bar) => bar.includes(text)), {
    message: `the room to say "${text}"`,
  });
}

function saysNothing(page) {
  return waitFor(async () => (await bars(page)).length === 0, { message: 'the room to say nothing' });
}

function bars(page) {
  return page.evaluate(() => {
    const found = document.querySelector('rtc-room').shadowRoot.querySelectorAll('.error, .notice');
    return [...found].filter((bar) => bar.checkVisibility()).map((bar) => bar.textContent.trim());
  });
}

async function live(page) {
  return (await capturedTracks(page)).filter(({ readyState }) => readyState === 'live');
}

/** Runs in the page: keeps what is asked of the devices, and makes rejections that nobody handles known. */
function watchPage() {
  window.__asked = [];
  window.addEventListener('unhandledrejection', ({ reason }) => {
    throw reason;
  });
  if (!window.MediaDevices) return; // about:blank has none
  const capture = window.MediaDevices.prototype.getUserMedia;
  window.MediaDevices.prototype.getUserMedia = function (wanted) {
    window.__asked.push(wanted);
    return capture.call(this, wanted);
  };
}

/** Runs in the page: asking for one of these kinds fails as long as it is in `__failing`. */
function failWith(name, ...kinds) {
  window.__failing = kinds;
  window.__failed = [];
  if (!window.MediaDevices) return;
  const capture = window.MediaDevices.prototype.getUserMedia;
  window.MediaDevices.prototype.getUserMedia = function (wanted) {
    if (!window.__failing.some((kind) => wanted[kind])) return capture.call(this, wanted);
    window.__failed.push(Object.keys(wanted).join(' '));
    return Promise.reject(new window.DOMException('', name));
  };
}

/** Runs in the page: the person is asked and says yes when the test lets them. */
function askForEver() {
  if (!window.MediaDevices) return;
  window.MediaDevices.prototype.getUserMedia = () =>
    new Promise((resolve) => {
      window.__answer = () => {
        const stream = document.createElement('canvas').captureStream(1);
        window.__late = stream.getTracks();
        resolve(stream);
      };
    });
}

/** Runs in the page: the camera is gone, and so it is from the list. */
function unplugCamera() {
  const { MediaDevices, DOMException } = window;
  const { getUserMedia, enumerateDevices } = MediaDevices.prototype;
  window.__restore = () => Object.assign(MediaDevices.prototype, { getUserMedia, enumerateDevices });
  MediaDevices.prototype.enumerateDevices = async function () {
    return (await enumerateDevices.call(this)).filter(({ kind }) => kind !== 'videoinput');
  };
  MediaDevices.prototype.getUserMedia = function (wanted) {
    if (wanted.video) return Promise.reject(new DOMException('', 'NotFoundError'));
    return getUserMedia.call(this, wanted);
  };
  const track = window.__tracks.find(({ kind, readyState }) => kind === 'video' && readyState === 'live');
  track.stop();
  track.dispatchEvent(new window.Event('ended'));
  navigator.mediaDevices.dispatchEvent(new window.Event('devicechange'));
}

function plugCameraIn() {
  window.__restore();
  navigator.mediaDevices.dispatchEvent(new window.Event('devicechange'));
}

function setSystemMute(muted) {
  const track = window.__tracks.find(({ kind, readyState }) => kind === 'audio' && readyState === 'live');
  Object.defineProperty(track, 'muted', { configurable: true, value: muted });
  track.dispatchEvent(new window.Event(muted ? 'mute' : 'unmute'));
}

/** Runs in the page: nothing may sound before a click. */
function refuseSound() {
  const { prototype } = window.HTMLMediaElement;
  const { play } = prototype;
  window.__allowSound = () => (prototype.play = play);
  prototype.play = function () {
    if (this.localName !== 'audio') return play.call(this);
    this.pause();
    return Promise.reject(new window.DOMException('', 'NotAllowedError'));
  };
}

/** Runs in the page. @returns milliseconds from the click until all sounds. */
async function turnSoundOn() {
  const root = document.querySelector('rtc-room').shadowRoot;
  const since = performance.now();
  window.__allowSound();
  const silent = [...root.querySelectorAll('audio')].filter(({ paused }) => paused);
  const playing = silent.map(
    (audio) => new Promise((resolve) => audio.addEventListener('play', resolve, { once: true })),
  );
  root.querySelector('[part=sound-prompt]').click();
  await Promise.all(playing);
  return performance.now() - since;
}
