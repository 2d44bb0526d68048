// The ways in which people put the kit into a page, and what may happen to a page.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { launchChromium } from '../support/browsers.mjs';
import { waitFor, waitInPage } from '../support/conditions.mjs';
import { descriptions, peers, untilMoving, untilQuiet } from '../support/media.mjs';
import {
  buttonState,
  clickText,
  isDisabledBecause,
  joins,
  noProblems,
  opens,
  plainPage,
  roomHas,
  seeAndHear,
  showsTiles,
  twoButtons,
  visit,
  visitFor,
} from '../support/rooms.mjs';
import { startServer, startSite } from '../support/servers.mjs';
import { provide } from '../support/world.mjs';

describe('a page', { timeout: 120_000 }, () => {
  const world = provide({ browser: launchChromium, server: startServer, site: startSite });

  const script = (file) => `<script src="${world.server.url}dist/${file}.min.js"></script>`;
  const document = (markup) =>
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>room</title>
<style>rtc-video-grid { width: 640px; height: 360px }</style>${markup}`;
  const plain = (roomId, name, options) =>
    plainPage(world.server.url, twoButtons(world.server.url, { roomId, name, ...options }));
  const visitor = (t, html, headers) => visitFor(t, world.browser, world.site.add(html, headers));

  /** One opens by the open button, the other joins by the join button. */
  async function meet(ada, bob) {
    await opens(ada);
    await joins(bob);
    await seeAndHear([ada, bob]);
    await showsTiles(ada, ['Ada (you)', 'Bob']);
    await showsTiles(bob, ['Bob (you)', 'Ada']);
    noProblems(ada, bob);
  }

  it('may have the script in the head or at the end', async (t) => {
    const head = document(`<head>${script('rtc-elements')}</head><body>${markup('head', 'Ada')}</body>`);
    const end = document(`<body>${markup('head', 'Bob')}${script('rtc-elements')}</body>`);
    await meet(await visitor(t, head), await visitor(t, end));
  });

  it('may load a file twice, or the small file and then the large one', async (t) => {
    const twice = document(script('rtc-elements').repeat(2) + markup('twice', 'Ada'));
    const mixed = document(script('rtc-room') + markup('twice', 'Bob') + script('rtc-elements'));
    await meet(await visitor(t, twice), await visitor(t, mixed));
  });

  it('may create the script long after the markup, and shows its own children until then', async (t) => {
    const late = (name) => document(`<body>${markup('late', name)}</body>`);
    const [ada, bob] = [await visitor(t, late('Ada')), await visitor(t, late('Bob'))];
    const [text, isSeen] = await ada.evaluate(() => {
      const button = window.document.querySelector('rtc-open-button');
      return [button.innerText, button.checkVisibility() && button.getBoundingClientRect().width > 0];
    });
    assert.equal(text, 'Open room');
    assert.equal(isSeen, true);

    for (const page of [ada, bob]) {
      await page.evaluate((src) => {
        const element = window.document.createElement('script');
        element.src = src;
        window.document.body.append(element);
      }, `${world.server.url}dist/rtc-elements.min.js`);
    }

    await meet(ada, bob);
  });

  it('has a whole meeting in a room without children: lobby, grid, controls, way out', async (t) => {
    const meeting = (name) =>
      document(`${script('rtc-room')}<rtc-room socket-url="${world.server.url}" room-id="whole" name="${name}"
        audio video style="height: 500px"></rtc-room>`);
    const [ada, bob] = [await visitor(t, meeting('Ada')), await visitor(t, meeting('Bob'))];
    await waitInPage(ada, sees, { args: ['Ready to join?'] });
    await clickText(ada, 'Open room');
    await clickText(bob, 'Join room');
    await seeAndHear([ada, bob]);
    await showsTiles(ada, ['Ada (you)', 'Bob']);
    assert.equal(await bob.evaluate(sees, 'Ready to join?'), false);

    await clickText(bob, 'Turn microphone off');
    await showsTiles(ada, ['Ada (you)', 'Bob, microphone off']);
    await untilQuiet(ada);
    await clickText(bob, 'Turn microphone on');
    await showsTiles(ada, ['Ada (you)', 'Bob']);
    await clickText(bob, 'Turn camera off');
    await showsTiles(ada, ['Ada (you)', 'Bob, camera off']);

    await clickText(bob, 'Leave');
    await roomHas(ada, 'count', '1');
    await showsTiles(ada, ['Ada (you)']);
    await waitInPage(bob, sees, { args: ['You have left the room.'] });
    await waitInPage(bob, () => window.__tracks.every(({ readyState }) => readyState === 'ended'));
    await clickText(bob, 'Join room');
    await roomHas(ada, 'count', '2');
    noProblems(ada, bob);
  });

  it('names its room in its address, and whoever opens that address is in the same room', async (t) => {
    const url = world.site.add(
      plainPage(
        world.server.url,
        `<rtc-join-button for="r" mode="auto"></rtc-join-button>
<rtc-room id="r" socket-url="${world.server.url}" room-param="room" audio video><rtc-video-grid></rtc-video-grid></rtc-room>`,
      ),
    );
    const ada = await visitFor(t, world.browser, url);
    await waitFor(() => new URL(ada.url()).searchParams.get('room'), { message: 'a room in the address' });
    const bob = await visitFor(t, world.browser, ada.url());
    const other = await visitFor(t, world.browser, url);
    await joins(ada);
    await joins(bob);

    await seeAndHear([ada, bob]);

    assert.equal(bob.url(), ada.url());
    await waitFor(() => new URL(other.url()).searchParams.get('room'), { message: 'a room in the address' });
    assert.notEqual(other.url(), ada.url());
    await roomHas(other, 'present', null);
    noProblems(ada, bob, other);
  });

  for (const file of ['rtc-elements', 'rtc-room']) {
    it(`in Spanish is told everything in Spanish by ${file}.min.js`, async (t) => {
      const spanish = (markup) => document(script(file) + markup).replace('lang="en"', 'lang="es"');
      const ada = await visitor(t, spanish(markup(`sala-${file}`, 'Ada')));
      const bob = await visitor(
        t,
        spanish(`<rtc-room socket-url="${world.server.url}" room-id="sala-${file}" name="Bob" audio video></rtc-room>`),
      );
      await isDisabledBecause(ada, 'rtc-join-button', 'Nadie ha abierto esta sala todavía.');
      await waitInPage(bob, sees, { args: ['¿Listo para entrar?'] });
      await opens(ada);
      await waitInPage(bob, sees, { args: ['La sala está abierta.'] });
      await clickText(bob, 'Entrar en la sala');
      await showsTiles(ada, ['Ada (tú)', 'Bob']);
      await clickText(bob, 'Apagar el micrófono');
      await showsTiles(ada, ['Ada (tú)', 'Bob, micrófono apagado']);
      await clickText(bob, 'Salir');
      await roomHas(ada, 'count', '1');
      noProblems(ada, bob);
    });
  }

  it('that is closed, or crashes, leaves the others within four seconds', async (t) => {
    const ada = await visitor(t, plain('abrupt', 'Ada'));
    const [bob, cleo] = [
      await visit(world.browser, world.site.add(plain('abrupt', 'Bob'))),
      await visitor(t, plain('abrupt', 'Cleo')),
    ];
    await meet(ada, bob);
    await joins(cleo);
    await roomHas(ada, 'count', '3');

    const closing = Date.now();
    await bob.close();
    await roomHas(ada, 'count', '2');
    const closed = Date.now() - closing;
    const crashing = Date.now();
    cleo.goto('chrome://crash').catch(() => undefined); // it never answers
    await roomHas(ada, 'count', '1');
    const crashed = Date.now() - crashing;

    assert.ok(closed < 4000, `closed: ${closed} ms`);
    assert.ok(crashed < 4000, `crashed: ${crashed} ms`);
    await showsTiles(ada, ['Ada (you)']);
    noProblems(ada);
  });

  it('may move the room elsewhere during a call, which goes on', async (t) => {
    const [ada, bob] = [await visitor(t, plain('moved', 'Ada')), await visitor(t, plain('moved', 'Bob'))];
    await meet(ada, bob);
    const before = [await descriptions(ada), await descriptions(bob)];

    await ada.evaluate(() => {
      const elsewhere = window.document.createElement('section');
      window.document.body.append(elsewhere);
      elsewhere.append(window.document.querySelector('rtc-room'));
    });

    await untilMoving(ada, 20);
    await seeAndHear([ada, bob]);
    await showsTiles(ada, ['Ada (you)', 'Bob']);
    await roomHas(ada, 'state', 'connected');
    await roomHas(bob, 'count', '2');
    assert.deepEqual([await descriptions(ada), await descriptions(bob)], before);
    assert.deepEqual(
      (await peers(ada)).map(({ connectionState }) => connectionState),
      ['connected'],
    );
    noProblems(ada, bob);
  });

  it('that takes the room out frees camera, microphone and peers, and the others see it go', async (t) => {
    const [ada, bob] = [await visitor(t, plain('removed', 'Ada')), await visitor(t, plain('removed', 'Bob'))];
    await meet(ada, bob);

    await bob.evaluate(() => window.document.querySelector('rtc-room').remove());

    await roomHas(ada, 'count', '1');
    await waitInPage(bob, () => window.__tracks.every(({ readyState }) => readyState === 'ended'));
    assert.ok((await peers(bob)).every(({ connectionState }) => connectionState === 'closed'));
    noProblems(ada, bob);
  });

  it('may allow nothing but the scripts and sockets of the server by its content security policy', async (t) => {
    const { origin, host } = new URL(world.server.url);
    const policy = `default-src 'none'; script-src ${origin}; connect-src ${origin} ws://${host}`;
    const strict = (body, file) =>
      `<!doctype html><html lang="es"><meta charset="utf-8"><title>room</title>${script(file)}${body}`;
    const headers = { 'Content-Security-Policy': policy };
    const childless = `<rtc-room socket-url="${world.server.url}" room-id="strict" name="Bob" audio video></rtc-room>`;
    const pages = [
      await visitFor(
        t,
        world.browser,
        world.site.add(strict(markup('strict', 'Ada'), 'rtc-elements'), headers),
        recordViolations,
      ),
      await visitFor(t, world.browser, world.site.add(strict(childless, 'rtc-room'), headers), recordViolations),
    ];
    const [ada, bob] = pages;

    await opens(ada);
    await clickText(bob, 'Entrar en la sala');
    await seeAndHear(pages);
    await clickText(bob, 'Apagar la cámara');
    await showsTiles(ada, ['Ada (tú)', 'Bob, cámara apagada']);

    for (const page of pages) assert.deepEqual(await page.evaluate(() => window.__violations), []);
    noProblems(...pages);
  });

  it('that enters by itself finishes loading, though there is no picture to wait for', async (t) => {
    for (const attributes of ['audio', 'audio video camera-off']) {
      const page = await visitor(t, plain(`load-${attributes}`, 'Ada', { attributes: `${attributes} auto="open"` }));
      await roomHas(page, 'state', 'connected');
      await waitInPage(page, () => window.document.readyState === 'complete', { timeout: 5000 });
    }
  });

  it('whose control names a room that is not there disables it, even if there is another', async (t) => {
    const page = await visitor(
      t,
      document(`${script('rtc-elements')}<rtc-join-button for="nobody" mode="auto"></rtc-join-button>
        <rtc-room id="somebody" socket-url="${world.server.url}" room-id="named"></rtc-room>`),
    );
    await isDisabledBecause(page, 'rtc-join-button', 'This control belongs to no room.');
    await page.evaluate(() => (window.document.querySelector('rtc-room').id = 'nobody'));
    await waitFor(async () => !(await buttonState(page, 'rtc-join-button')).disabled, { message: 'an enabled button' });
    noProblems(page);
  });

  function markup(roomId, name) {
    return twoButtons(world.server.url, { roomId, name });
  }
});

const recordViolations = {
  initScripts: [
    () => {
      window.__violations = [];
      window.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) =>
        window.__violations.push(`${effectiveDirective} ${blockedURI} ${sample}`),
      );
    },
  ],
};

/** Runs in the page: whether a text can be seen on it, shadow roots included. */
function sees(text) {
  const look = (root) =>
    [...root.querySelectorAll('*')].some(
      (element) =>
        (element.shadowRoot && look(element.shadowRoot)) ||
        ([...element.childNodes].some((node) => node.nodeType === window.Node.TEXT_NODE && node.data.trim() === text) &&
          element.checkVisibility({ visibilityProperty: true })),
    );
  return look(window.document);
}
