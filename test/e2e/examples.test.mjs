// The examples, each built by the compiler of its framework, as people meet on them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { launchChromium } from '../support/browsers.mjs';
import { waitInPage } from '../support/conditions.mjs';
import { frameworks, manifestOf, startExamples } from '../support/examples.mjs';
import { peers } from '../support/media.mjs';
import { clickText, joins, noProblems, press, roomHas, seeAndHear, showsTiles, visitFor } from '../support/rooms.mjs';
import { startServer } from '../support/servers.mjs';
import { provide } from '../support/world.mjs';

describe('the example', { timeout: 240_000 }, () => {
  const world = provide({ browser: launchChromium, server: startServer });
  const built = provide({ examples: () => startExamples(world.server.url) });

  const visitor = (t, example, options) =>
    visitFor(t, world.browser, `${built.examples.url}${example}/index.html`, options);

  for (const framework of frameworks) {
    it(`for ${framework} shows what happens in the call, and the call follows what is clicked and typed`, async (t) => {
      const [ada, bob] = [await visitor(t, framework), await visitor(t, framework)];
      await typesName(bob, 'Bob');
      await joins(ada);
      await says(ada, '1 in the room');
      await joins(bob);

      await seeAndHear([ada, bob]);
      for (const page of [ada, bob]) await says(page, '2 in the room');
      await showsTiles(ada, ['Ada (you)', 'Bob']);
      await showsTiles(bob, ['Bob (you)', 'Ada']);

      await clickText(bob, 'Be silent');
      await showsTiles(ada, ['Ada (you)', 'Bob, microphone off']);
      await nameOf(bob, 'rtc-mic-button', 'Turn microphone on');
      await clickText(bob, 'Be heard');
      await showsTiles(ada, ['Ada (you)', 'Bob']);
      await press(bob, 'rtc-mic-button');
      await offers(bob, 'Be heard');

      await typesName(bob, 'Grace');
      await showsTiles(ada, ['Ada (you)', 'Grace, microphone off']);

      await press(ada, 'rtc-leave-button');
      await says(ada, '0 in the room');
      await says(bob, '1 in the room');
      noProblems(ada, bob);
    });

    it(`for ${framework} ends the call where it takes the room away, and can bring it back`, async (t) => {
      const [ada, bob] = [await visitor(t, framework), await visitor(t, framework)];
      await joins(ada);
      await joins(bob);
      await seeAndHear([ada, bob]);

      await clickText(bob, 'Close the room');

      await says(ada, '1 in the room');
      await isFree(bob);
      assert.equal(await bob.$('rtc-room'), null);

      await clickText(bob, 'Show the room');
      await says(bob, '0 in the room');
      await joins(bob);
      await says(ada, '2 in the room');
      await seeAndHear([ada, bob]);
      noProblems(ada, bob);
    });

    it(`for ${framework} tells in a place of its own what went wrong, and no longer when that is over`, async (t) => {
      const ada = await visitor(t, framework, { initScripts: [denyDevices] });
      await joins(ada);
      await roomHas(ada, 'error', 'media-denied');
      const help = await ada.evaluate(() => document.querySelector('rtc-room').error.help);
      await waitInPage(ada, tells, { args: [help] });

      await press(ada, 'rtc-leave-button');
      await ada.evaluate(() => delete window.navigator.mediaDevices.getUserMedia);
      await joins(ada);
      await waitInPage(ada, tells, { args: [''] });
      noProblems(ada);
    });

    it(`for ${framework} asks for the versions that it was tried with`, () => {
      const { dependencies, devDependencies } = manifestOf(`examples/${framework}`);
      const asked = Object.entries({ ...dependencies, ...devDependencies }).filter(([name]) => name !== 'rtc-elements');

      const major = (version) => version.match(/\d+/)[0];
      const tried = asked.map(([name]) => [name, major(manifestOf(`node_modules/${name}`).version)]);
      assert.deepEqual(
        asked.map(([name, range]) => [name, major(range)]),
        tried,
      );
    });
  }

  it('in plain HTML brings people together, in its theme, and changes the language during the call', async (t) => {
    const [ada, bob] = [await visitor(t, 'plain'), await visitor(t, 'plain')];
    await typesName(bob, 'Bob');
    await joins(ada);
    await joins(bob);
    await seeAndHear([ada, bob]);
    await says(ada, '2 in the room');
    await showsTiles(ada, ['Ada (you)', 'Bob']);

    await clickText(bob, 'Microphone');
    await showsTiles(ada, ['Ada (you)', 'Bob, microphone off']);
    await typesName(bob, 'Grace');
    await showsTiles(ada, ['Ada (you)', 'Grace, microphone off']);

    await nameOf(ada, 'rtc-camera-button', 'Turn camera off');
    await ada.select('select', 'de');
    await nameOf(ada, 'rtc-camera-button', 'Kamera ausschalten');
    await nameOf(bob, 'rtc-camera-button', 'Turn camera off');
    const radius = await ada.evaluate(() =>
      getComputedStyle(document.documentElement).getPropertyValue('--rtc-radius').trim(),
    );
    assert.equal(radius, '1.25rem');

    await press(bob, 'rtc-leave-button');
    await says(ada, '1 in the room');
    await says(bob, '0 in the room');
    await isFree(bob);
    noProblems(ada, bob);
  });
});

/** Types it over what stands in the field, as a person does. */
async function typesName(page, name) {
  await page.click('input', { count: 3 });
  await page.keyboard.type(name);
}

/** The page shows this text, outside of the room's own elements. */
function says(page, text) {
  const shows = (wanted) => document.body.innerText.includes(wanted);
  return waitInPage(page, shows, { args: [text], message: `the text "${text}"` });
}

/** A button of the page's own is labelled so. */
function offers(page, text) {
  const shows = (wanted) => [...document.querySelectorAll('button')].some((one) => one.innerText === wanted);
  return waitInPage(page, shows, { args: [text], message: `a button "${text}"` });
}

/** The native button of a control is named so, and seen. */
function nameOf(page, selector, name) {
  const isNamed = (query, wanted) => {
    const button = document.querySelector(query).shadowRoot.querySelector('button');
    return button.getAttribute('aria-label') === wanted && button.checkVisibility();
  };
  return waitInPage(page, isNamed, { args: [selector, name], message: `${selector} to be named ${name}` });
}

/** Camera and microphone are no longer in use, and nobody is connected. */
async function isFree(page) {
  const isEnded = () => window.__tracks.length > 0 && window.__tracks.every(({ readyState }) => readyState === 'ended');
  await waitInPage(page, isEnded, { message: 'camera and microphone to be free' });
  assert.ok((await peers(page)).every(({ connectionState }) => connectionState === 'closed'));
}

/** Runs in the page: what stands in its place for errors is this text; an empty one is not shown. */
function tells(text) {
  const place = document.querySelector('[slot=error]');
  return place.innerText === text && place.checkVisibility() === (text !== '');
}

/** Runs in the page, before its scripts: camera and microphone are refused. */
function denyDevices() {
  const refusal = new window.DOMException('Permission denied', 'NotAllowedError');
  window.navigator.mediaDevices.getUserMedia = () => Promise.reject(refusal);
}
