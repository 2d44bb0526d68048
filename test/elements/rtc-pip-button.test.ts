import { expect, fixture, html } from '@open-wc/testing';
import '../../src/define.js';
import type { RtcPipButton } from '../../src/index.js';
import { timed } from '../support/clock.js';
import { nativeButton, rendered } from '../support/elements.js';
import { cameraStream, fakeConnection, person } from '../support/fake-connection.js';
import { until } from '../support/until.js';

type Connection = ReturnType<typeof fakeConnection>;
type PipPage = Window & typeof globalThis;

function inRoom(): Connection {
  const connection = fakeConnection({ present: true });
  connection.patchLocal({ streams: [cameraStream()] });
  connection.enter(person({ name: '<b>Ada</b>', streams: [cameraStream()] }), person({ name: 'Bo', streams: [] }));
  return connection;
}

async function pipButton(connection = inRoom()): Promise<RtcPipButton> {
  const wrapper = await fixture<HTMLElement>(html`<div lang="en" style="color-scheme: dark; --rtc-accent: red"></div>`);
  const element = document.createElement('rtc-pip-button');
  Object.assign(element, { connection });
  wrapper.append(element);
  await rendered(element);
  return element;
}

/** A browser whose small window shows one picture; returns the videos that were shown in it. */
function lendVideoWindow(): HTMLVideoElement[] {
  const asked: HTMLVideoElement[] = [];
  Object.defineProperty(Document.prototype, 'pictureInPictureEnabled', { get: () => true, configurable: true });
  Object.defineProperty(HTMLVideoElement.prototype, 'requestPictureInPicture', {
    configurable: true,
    async value(this: HTMLVideoElement) {
      asked.push(this);
    },
  });
  return asked;
}

/** A camera with a picture that is drawn by `draw`. */
function drawnCamera() {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d')!;
  return {
    camera: cameraStream({ stream: canvas.captureStream(10) }),
    draw: () => context.fillRect(0, 0, Math.random() * 9, 9),
  };
}

/** A frame in the place of the small window: a page and a document of its own as well. */
function lendFrame(): PipPage {
  const frame = document.createElement('iframe');
  frame.width = '420';
  frame.height = '320';
  document.body.append(frame);
  const page = frame.contentWindow as PipPage;
  page.close = () => {
    page.dispatchEvent(new Event('pagehide'));
    frame.remove();
  };
  Object.defineProperty(window, 'documentPictureInPicture', {
    value: { requestWindow: () => Promise.resolve(page) },
    configurable: true,
  });
  // The runner shows tests in a frame, where browsers have no such window.
  Object.defineProperty(Document.prototype, 'pictureInPictureEnabled', { get: () => true, configurable: true });
  return page;
}

const rootOf = (page: PipPage) => page.document.body.firstElementChild!.shadowRoot!;
const buttonsOf = (page: PipPage) => [...rootOf(page).querySelectorAll('button')];
const namesOf = (page: PipPage) => buttonsOf(page).map(({ ariaLabel }) => ariaLabel);

describe('rtc-pip-button', () => {
  const enabled = Object.getOwnPropertyDescriptor(Document.prototype, 'pictureInPictureEnabled')!;
  const requestVideo = Object.getOwnPropertyDescriptor(HTMLVideoElement.prototype, 'requestPictureInPicture');
  afterEach(() => {
    delete (window as { documentPictureInPicture?: unknown }).documentPictureInPicture;
    Object.defineProperty(Document.prototype, 'pictureInPictureEnabled', enabled);
    if (requestVideo) Object.defineProperty(HTMLVideoElement.prototype, 'requestPictureInPicture', requestVideo);
    document.querySelectorAll('iframe').forEach((frame) => frame.remove());
  });

  it('shows people and buttons in a small window, and closes it', async () => {
    const page = lendFrame();
    const element = await pipButton();
    await expect(element).to.be.accessible();
    const before = nativeButton(element).ariaLabel;

    element.click();
    await until(() => element.on, 'the window');
    const during = nativeButton(element).ariaLabel;
    const captions = [...rootOf(page).querySelectorAll('figcaption')].map(({ textContent }) => textContent);
    const pictures = [...rootOf(page).querySelectorAll('video')].map(
      ({ srcObject, muted }) => Boolean(srcObject) && muted,
    );
    const names = namesOf(page);
    element.click();
    await until(() => !element.on, 'the end');

    expect([before, during]).to.deep.equal(['Show in a small window', 'Close the small window']);
    expect(captions).to.deep.equal(['<b>Ada</b>', 'Bo', 'You']);
    expect(pictures).to.deep.equal([true, true]);
    expect(names).to.deep.equal(['Turn microphone off', 'Turn camera off', 'Raise hand', 'Leave']);
  });

  it('has buttons there that work, and that the page may refuse', async () => {
    const page = lendFrame();
    const connection = inRoom();
    const element = await pipButton(connection);
    element.click();
    await until(() => element.on, 'the window');
    const [microphone, camera, hand, leave] = buttonsOf(page);

    element.addEventListener('rtc-camera-request', (event) => event.preventDefault());
    for (const button of [microphone, camera, hand, leave]) button.click();

    expect(connection.calls).to.deep.equal([['setMicrophone', false], ['leave']]);
    expect(connection.extra.hand).to.be.greaterThan(0);
  });

  it('follows the call, and ends with it', async () => {
    const page = lendFrame();
    const connection = inRoom();
    const element = await pipButton(connection);
    element.click();
    await until(() => element.on, 'the window');

    connection.patchLocal({ streams: [cameraStream({ audio: 'off' })] });
    await until(() => namesOf(page)[0] === 'Turn microphone on', 'the name');
    connection.patch({ status: 'idle', participants: [] });
    await until(() => !element.on, 'the end');
  });

  it('looks like the page', async () => {
    const page = lendFrame();
    const element = await pipButton();
    element.click();
    await until(() => element.on, 'the window');
    const host = page.document.body.firstElementChild as HTMLElement;

    expect(host.style.colorScheme).to.equal('dark');
    expect(host.style.getPropertyValue('--rtc-accent')).to.equal('red');
    expect(page.document.documentElement.lang).to.equal('en');
  });

  it('speaks the language of the page in it, in its direction', async () => {
    const page = lendFrame();
    const element = await pipButton();
    const host = await fixture<HTMLElement>(html`<div lang="ar" dir="rtl"></div>`);
    host.attachShadow({ mode: 'open' }).append(element);
    await rendered(element);

    element.click();
    await until(() => element.on, 'the window');

    const { lang, dir } = page.document.documentElement;
    expect([lang, dir]).to.deep.equal(['ar', 'rtl']);
  });

  it('closes the window when it is removed', async () => {
    lendFrame();
    const element = await pipButton();
    element.click();
    await until(() => element.on, 'the window');

    element.remove();

    await until(() => document.querySelector('iframe') === null, 'the window to close');
  });

  it('shows one picture where the browser has a window for that only', async () => {
    const asked = lendVideoWindow();
    const { camera, draw } = drawnCamera();
    const connection = inRoom();
    connection.enter(person({ name: 'Ada', streams: [camera] }));
    const element = await pipButton(connection);

    element.click();
    await until(() => (draw(), element.on), 'the window');
    asked[0].dispatchEvent(new Event('leavepictureinpicture'));
    await until(() => !element.on, 'the end');

    expect(asked).to.have.length(1);
  });

  it('shows the own picture where many others have none', async () => {
    const asked = lendVideoWindow();
    const { camera, draw } = drawnCamera();
    const connection = fakeConnection({ present: true });
    connection.patchLocal({ streams: [camera] });
    connection.enter(...Array.from({ length: 9 }, () => person({ streams: [] })));
    const element = await pipButton(connection);

    element.click();
    await until(() => (draw(), element.on), 'the window', 4000);

    expect(asked.map(({ srcObject }) => srcObject === camera.stream)).to.deep.equal([true]);
  });

  it('says so while there is no picture for such a window', async () => {
    lendVideoWindow();
    const connection = fakeConnection({ present: true });
    connection.enter(person({ name: 'Ada', streams: [cameraStream({ video: 'off' })] }));
    const element = await pipButton(connection);
    const before = [element.available, nativeButton(element).title];

    connection.patchLocal({ streams: [cameraStream()] });
    await rendered(element);

    expect(before).to.deep.equal([false, 'There is no picture to show.']);
    expect([element.available, nativeButton(element).title]).to.deep.equal([true, 'Show in a small window']);
  });

  it(
    'does not wait for good for a picture that does not come',
    timed(async (clock) => {
      const asked = lendVideoWindow();
      const element = await pipButton();

      element.click();
      await until(() => element.busy, 'the wait');
      await clock.comes(() => !element.busy, 'the end of the wait', 100);

      expect([element.available, element.on, asked.length]).to.deep.equal([true, false, 0]);
    }),
  );

  it('says so where there is none', async () => {
    Object.defineProperty(Document.prototype, 'pictureInPictureEnabled', { get: () => false, configurable: true });
    const element = await pipButton();

    expect([nativeButton(element).disabled, nativeButton(element).title]).to.deep.equal([
      true,
      'This browser has no small window for a call.',
    ]);
  });

  it('does nothing that the page says no to', async () => {
    lendFrame();
    const element = await pipButton();
    let asked: boolean | undefined;
    element.addEventListener('rtc-pip-request', (event) => {
      asked = event.on;
      event.preventDefault();
    });

    element.click();
    await until(() => asked !== undefined && element.available, 'the click to be over');

    expect([asked, element.on]).to.deep.equal([true, false]);
  });
});
