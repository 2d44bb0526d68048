import { expect, fixture, html } from '@open-wc/testing';
import type { LitElement } from 'lit';
import { RtcError } from '../../src/connection/rtc-error.js';
import '../../src/define.js';
import { nativeButton, rendered, shownText } from '../support/elements.js';
import { cameraStream, fakeConnection, person } from '../support/fake-connection.js';
import { press } from '../support/keys.js';
import { next, until } from '../support/until.js';

type Connection = ReturnType<typeof fakeConnection>;

/** One who is in a room with Ada, microphone on and camera off. */
function inRoom(): Connection {
  const connection = fakeConnection({ present: true });
  connection.patchLocal({ streams: [cameraStream({ audio: 'on', video: 'off' })] });
  connection.enter(person({ name: 'Ada' }));
  return connection;
}

async function control(tag: string, connection: Connection | undefined, content = ''): Promise<LitElement> {
  const wrapper = await fixture<HTMLElement>(html`<div lang="en"></div>`);
  const element = document.createElement(tag) as LitElement;
  Object.assign(element, { connection, innerHTML: content });
  wrapper.append(element);
  await rendered(element);
  return element;
}

const nameOf = (element: Element) => nativeButton(element).getAttribute('aria-label');

describe('the buttons of a call', () => {
  const tags = ['mic', 'camera', 'screen', 'leave', 'camera-flip'].map((name) => `rtc-${name}-button`);

  for (const tag of tags) {
    describe(tag, () => {
      it('holds one native button, whose name and reason are told, outside of a room and in it', async () => {
        const connection = fakeConnection({ present: true });
        const element = await control(tag, connection);
        const outside = [nativeButton(element).disabled, nativeButton(element).title, Boolean(nameOf(element))];
        await expect(element).to.be.accessible();

        connection.patchLocal({ streams: [cameraStream()] });
        connection.enter();
        await rendered(element);

        expect(outside).to.deep.equal([true, 'You are not in a room.', true]);
        expect(element.shadowRoot!.querySelectorAll('button[part=base]')).to.have.length(1);
        await expect(element).to.be.accessible();
      });

      it('says so without a room', async () => {
        expect(nativeButton(await control(tag, undefined)).title).to.equal('This control belongs to no room.');
      });

      it('shows the words of the page in the place of a name of its own', async () => {
        const element = await control(tag, inRoom(), 'Mine');
        await until(() => nameOf(element) === null, 'the words');

        expect(shownText(element)).to.equal('Mine');
        await expect(element).to.be.accessible();
      });
    });
  }

  const switches = [
    { name: 'mic', on: ['setMicrophone', false], off: ['setMicrophone', true], kind: 'audio', words: 'microphone' },
    { name: 'camera', on: ['setCamera', false], off: ['setCamera', true], kind: 'video', words: 'camera' },
  ] as const;
  for (const { name, on, off, kind, words } of switches) {
    it(`switch the ${words}, and say what a click does`, async () => {
      const connection = inRoom();
      connection.patchLocal({ streams: [cameraStream({ [kind]: 'on' })] });
      const element = await control(`rtc-${name}-button`, connection);
      const before = [nameOf(element), element.hasAttribute('on')];

      element.click();
      await until(() => element.hasAttribute('available'), 'the switch to be done');
      connection.patchLocal({ streams: [cameraStream({ [kind]: 'off' })] });
      await rendered(element);
      element.click();

      expect(before).to.deep.equal([`Turn ${words} off`, true]);
      expect([nameOf(element), element.hasAttribute('on')]).to.deep.equal([`Turn ${words} on`, false]);
      expect(connection.calls).to.deep.equal([on, off]);
    });
  }

  it('tell by aria-pressed whether it is on where the page has words of its own', async () => {
    const connection = inRoom();
    const element = await control('rtc-mic-button', connection, 'Microphone');
    await until(() => nameOf(element) === null, 'the words');
    const before = nativeButton(element).ariaPressed;

    connection.patchLocal({ streams: [cameraStream({ audio: 'off' })] });
    await rendered(element);

    expect([before, nativeButton(element).ariaPressed]).to.deep.equal(['true', 'false']);
  });

  it('share the screen and end that', async () => {
    const connection = inRoom();
    const element = await control('rtc-screen-button', connection);

    element.click();
    await until(() => element.hasAttribute('available'), 'the first click to be over');
    connection.patchLocal({ streams: [cameraStream(), cameraStream({ source: 'screen' })] });
    await rendered(element);
    const while_ = nameOf(element);
    element.click();

    expect(while_).to.equal('Stop sharing the screen');
    expect(connection.calls).to.deep.equal([['startScreen'], ['stopScreen']]);
  });

  it('say that a browser cannot share screens', async () => {
    const real = Object.getOwnPropertyDescriptor(MediaDevices.prototype, 'getDisplayMedia')!;
    Object.defineProperty(MediaDevices.prototype, 'getDisplayMedia', { value: undefined, configurable: true });
    const element = await control('rtc-screen-button', inRoom());
    Object.defineProperty(MediaDevices.prototype, 'getDisplayMedia', real);

    expect([nativeButton(element).disabled, nativeButton(element).title]).to.deep.equal([
      true,
      'This browser cannot share a screen.',
    ]);
  });

  it('do nothing that the page says no to', async () => {
    const connection = inRoom();
    for (const tag of ['mic', 'camera', 'screen', 'leave']) {
      const element = await control(`rtc-${tag}-button`, connection);
      const asked = next(document.body, `rtc-${tag}-request`);
      element.addEventListener(`rtc-${tag}-request`, (event) => event.preventDefault());
      element.click();
      await asked;
    }

    expect(connection.calls).to.be.empty;
  });

  it('do one thing at a time, and go on after a failure', async () => {
    const connection = inRoom();
    let fail: (error: Error) => void = () => undefined;
    connection.setCamera = () => {
      connection.calls.push(['setCamera']);
      return new Promise((_, reject) => (fail = reject));
    };
    const element = await control('rtc-camera-button', connection);

    element.click();
    element.click();
    await rendered(element);
    const during = [nativeButton(element).ariaBusy, element.hasAttribute('busy')];
    fail(new RtcError('media-denied'));
    await until(() => element.hasAttribute('available'), 'the button to be ready again');

    expect(during).to.deep.equal(['true', true]);
    expect(connection.calls).to.have.length(1);
  });

  it('keep the focus of who presses them by keyboard', async () => {
    const connection = inRoom();
    const element = await control('rtc-leave-button', connection);
    await press('Tab');
    expect(document.activeElement === element).to.equal(true);

    await press('Enter');
    connection.patch({ status: 'idle', participants: [] });
    await rendered(element);

    expect(connection.calls).to.deep.equal([['leave']]);
    expect(document.activeElement === element).to.equal(true);
  });

  describe('rtc-leave-button', () => {
    const dialogOf = (element: Element) => element.shadowRoot!.querySelector('dialog')!;
    const answer = (element: Element, text: string) =>
      [...dialogOf(element).querySelectorAll('button')].find((button) => button.textContent!.trim() === text)!;

    async function asking(isOwner: boolean) {
      const connection = inRoom();
      connection.patch({ isOwner });
      const element = await control('rtc-leave-button', connection);
      Object.assign(element, { confirm: true });
      await rendered(element);
      element.click();
      return { connection, element };
    }

    it('asks first where it is to, in a modal dialog with a name', async () => {
      const { connection, element } = await asking(false);

      expect(dialogOf(element).open).to.equal(true);
      expect(connection.calls).to.be.empty;
      expect(shownText(dialogOf(element))).to.equal('Leave this room? Leave Stay');
      await expect(element).to.be.accessible();
      dialogOf(element).close();
    });

    it('leaves, or stays, as is answered', async () => {
      const { connection, element } = await asking(false);

      answer(element, 'Stay').click();
      await until(() => !dialogOf(element).open, 'the dialog to close');
      element.click();
      answer(element, 'Leave').click();
      await until(() => connection.calls.length > 0, 'the answer');

      expect(connection.calls).to.deep.equal([['leave']]);
    });

    it('lets the owner end the room for all', async () => {
      const { connection, element } = await asking(true);

      answer(element, 'End for everybody').click();
      await until(() => connection.calls.length > 0, 'the answer');

      expect(connection.calls).to.deep.equal([['close']]);
    });

    it('stays when the dialog is closed with Escape', async () => {
      const { connection, element } = await asking(true);

      await press('Escape');
      await until(() => !dialogOf(element).open, 'the dialog to close');

      expect(connection.calls).to.be.empty;
    });

    it('ends the room for all without a question where the page wants it, for its owner only', async () => {
      for (const isOwner of [true, false]) {
        const connection = inRoom();
        connection.patch({ isOwner });
        const element = await control('rtc-leave-button', connection);
        Object.assign(element, { endForAll: true });

        element.click();
        await until(() => connection.calls.length > 0, 'the end');

        expect(connection.calls).to.deep.equal([[isOwner ? 'close' : 'leave']]);
      }
    });

    it('cancels the way into a room', async () => {
      const connection = fakeConnection({ present: true });
      connection.patch({ status: 'connecting' });
      const element = await control('rtc-leave-button', connection);

      element.click();

      expect(connection.calls).to.deep.equal([['leave']]);
    });
  });

  describe('rtc-camera-flip-button', () => {
    const { enumerateDevices } = MediaDevices.prototype;
    afterEach(() => Object.assign(MediaDevices.prototype, { enumerateDevices }));

    function haveCameras(count: number): void {
      const cameras = Array.from({ length: count }, () => ({ kind: 'videoinput' }));
      Object.assign(MediaDevices.prototype, { enumerateDevices: () => Promise.resolve(cameras) });
    }

    it('takes the other camera where there is one and it is on', async () => {
      haveCameras(2);
      const connection = inRoom();
      const element = await control('rtc-camera-flip-button', connection);
      const off = nativeButton(element).title;

      connection.patchLocal({ streams: [cameraStream()] });
      await until(() => element.hasAttribute('available'), 'the cameras to be counted');
      element.click();

      expect(off).to.equal('Your camera is off.');
      expect(connection.calls).to.deep.equal([['flipCamera']]);
    });

    it('notices a camera that is plugged in', async () => {
      haveCameras(1);
      const connection = inRoom();
      connection.patchLocal({ streams: [cameraStream()] });
      const element = await control('rtc-camera-flip-button', connection);
      await until(() => nativeButton(element).title === 'There is no other camera.', 'the count');

      haveCameras(2);
      navigator.mediaDevices.dispatchEvent(new Event('devicechange'));

      await until(() => element.hasAttribute('available'), 'the second camera');
    });
  });
});
