import { setViewport } from '@web/test-runner-commands';
import { expect, fixture, html } from '@open-wc/testing';
import '../../src/define.js';
import type { RtcControlBar } from '../../src/index.js';
import { nativeButton, rendered } from '../support/elements.js';
import { cameraStream, fakeConnection, person } from '../support/fake-connection.js';
import { press } from '../support/keys.js';
import { until } from '../support/until.js';

type Connection = ReturnType<typeof fakeConnection>;

function inRoom(): Connection {
  const connection = fakeConnection({ present: true });
  connection.patchLocal({ streams: [cameraStream()] });
  connection.enter(person({ name: 'Ada' }));
  return connection;
}

async function bar(content = '', { width = 800, dir = 'ltr', connection = inRoom() } = {}): Promise<RtcControlBar> {
  const wrapper = await fixture<HTMLElement>(html`<div lang="en" dir=${dir}></div>`);
  wrapper.style.inlineSize = `${width}px`;
  const element = document.createElement('rtc-control-bar');
  Object.assign(element, { connection, innerHTML: content });
  for (const child of element.children) Object.assign(child, { connection });
  wrapper.append(element);
  await settled(element);
  return element;
}

/** The buttons of the bar have rendered, too, and the bar has taken notice. */
async function settled(element: RtcControlBar): Promise<void> {
  await rendered(element);
  await until(() => element.shadowRoot!.querySelector('[part=base]'), 'the bar');
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  await rendered(element);
}

const inMenu = (element: RtcControlBar) => [
  ...element.shadowRoot!.querySelectorAll('[part=menu] > :not(slot)'),
  ...element.querySelectorAll('[slot=menu]'),
];
const own = (element: RtcControlBar) =>
  [...element.shadowRoot!.querySelectorAll('[part=base] > :not(slot, [part])')].map(({ localName }) => localName);
const more = (element: RtcControlBar) => element.shadowRoot!.querySelector<HTMLButtonElement>('[part=more]')!;
const stops = (element: ParentNode) => [...element.querySelectorAll<HTMLElement>('[tabindex="0"]')];
const isHeld = (element: Element) => element.matches(':focus, :focus-within');

// As wide in one browser as in the other.
const three = ['one', 'two', 'three']
  .map((id) => `<button id="${id}" style="inline-size: 60px">${id}</button>`)
  .join('');

describe('rtc-control-bar', () => {
  it('is a toolbar with the usual controls, in and outside of a call', async () => {
    const connection = inRoom();
    const element = await bar('', { connection });

    expect(element.shadowRoot!.querySelector('[role=toolbar]')!.getAttribute('aria-label')).to.equal('Call controls');
    expect(own(element)).to.deep.equal(
      ['mic', 'camera', 'screen', 'hand', 'layout', 'leave'].map((name) => `rtc-${name}-button`),
    );
    await expect(element).to.be.accessible();

    connection.patch({ status: 'idle', participants: [] });
    await settled(element);
    await expect(element).to.be.accessible();
  });

  it('reaches each control of a group, and no group', async () => {
    const connection = inRoom();
    const element = await bar(
      `<div><rtc-mic-button></rtc-mic-button><rtc-camera-button></rtc-camera-button></div>
       <rtc-show when="in-room"><span><rtc-leave-button></rtc-leave-button></span></rtc-show>`,
      { connection },
    );
    for (const part of element.querySelectorAll('rtc-show, rtc-show *, div *')) Object.assign(part, { connection });
    const [mic, camera, leave] = ['mic', 'camera', 'leave'].map((name) => element.querySelector(`rtc-${name}-button`)!);
    await until(() => [mic, camera, leave].every((one) => one.hasAttribute('available')), 'the controls');
    await settled(element);

    await press('Tab');
    const seen = [[mic, camera, leave].findIndex(isHeld)];
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'End']) {
      await press(key);
      seen.push([mic, camera, leave].findIndex(isHeld));
    }

    expect(seen).to.deep.equal([0, 1, 2, 0, 2]);
    expect(stops(element)).to.deep.equal([leave]);
    await expect(element).to.be.accessible();
  });

  it('holds what the page puts inside in the place of its own', async () => {
    const element = await bar(three);

    expect(own(element)).to.be.empty;
    await expect(element).to.be.accessible();
  });

  it('passes its connection on to its own controls', async () => {
    const connection = inRoom();
    const element = await bar('', { connection });

    element.shadowRoot!.querySelector('rtc-camera-button')!.click();

    expect(connection.calls).to.deep.equal([['setCamera', false]]);
  });

  for (const { dir, forward, back } of [
    { dir: 'ltr', forward: 'ArrowRight', back: 'ArrowLeft' },
    { dir: 'rtl', forward: 'ArrowLeft', back: 'ArrowRight' },
  ]) {
    it(`is one stop of the Tab key, with arrows, Home and End between the controls (${dir})`, async () => {
      const element = await bar(three, { dir });
      const after = document.createElement('button');
      element.after(after);
      const path: string[] = [];
      const go = async (key: string) => {
        await press(key);
        path.push(document.activeElement!.id);
      };

      await go('Tab');
      for (const key of [forward, forward, forward, back, 'Home', 'End', back]) await go(key);
      await press('Tab');
      const isOutside = document.activeElement === after;
      await press('Shift+Tab');
      path.push(document.activeElement!.id);

      expect(path).to.deep.equal(['one', 'two', 'three', 'one', 'three', 'one', 'three', 'two', 'two']);
      expect(isOutside).to.equal(true);
    });
  }

  it('goes by keyboard through the buttons of the kit, and past those that are disabled', async () => {
    const element = await bar(
      '<rtc-mic-button></rtc-mic-button><button disabled>No</button><rtc-leave-button></rtc-leave-button>',
    );
    const [mic, , leave] = element.children;

    await press('Tab');
    const first = isHeld(mic);
    await press('ArrowRight');

    expect([first, isHeld(leave)]).to.deep.equal([true, true]);
    expect(stops(element)).to.have.length(1);
  });

  it('begins with the first control, also where a button of the page comes later', async () => {
    const element = await bar('<rtc-mic-button></rtc-mic-button><button>People</button>');

    await press('Tab');

    expect(isHeld(element.children[0])).to.equal(true);
  });

  it('gives the Tab key another stop when the one it had is disabled', async () => {
    const element = await bar(three);
    element.querySelector('button')!.disabled = true;
    await settled(element);

    expect(stops(element).map(({ id }) => id)).to.deep.equal(['two']);
  });

  it('moves what does not fit into a menu, from the end on but for the leave button, and back', async () => {
    const element = await bar();
    const wide = inMenu(element).length;

    element.parentElement!.style.inlineSize = '190px';
    await until(() => inMenu(element).length > 0, 'the menu');
    const narrow = inMenu(element).map(({ localName }) => localName);
    const fits = element.shadowRoot!.querySelector('[part=base]')!.scrollWidth <= element.clientWidth;
    element.parentElement!.style.inlineSize = '800px';
    await until(() => inMenu(element).length === 0, 'the row');

    expect(wide).to.equal(0);
    expect(narrow).to.deep.equal(['rtc-camera-button', 'rtc-screen-button', 'rtc-hand-button']);
    expect(fits).to.equal(true);
    expect(more(element).hidden).to.equal(true);
  });

  it("does so with the page's controls, of which some are to stay", async () => {
    const element = await bar(three.replace('id="three"', 'id="three" data-rtc-keep'), { width: 150 });
    await until(() => inMenu(element).length > 0, 'the menu');

    expect(inMenu(element).map(({ id }) => id)).to.include('two');
    expect(element.querySelector('#three')!.slot).to.equal('');
  });

  it('shows the rest, with their names, by keyboard; Escape returns', async () => {
    const element = await bar('', { width: 190 });
    await until(() => inMenu(element).length > 0, 'the menu');
    const [camera, screen] = inMenu(element);
    await press('Tab');
    await press('End');
    const isAtMore = element.shadowRoot!.activeElement === more(element);

    await press('Enter');
    await until(() => isHeld(camera), 'the menu to have the focus');
    const label = nativeButton(camera).textContent!.trim();
    await expect(element).to.be.accessible();
    await press('ArrowDown');
    const isAtScreen = isHeld(screen);
    await press('Escape');
    await until(() => more(element).ariaExpanded === 'false', 'the menu to close');

    expect([isAtMore, isAtScreen]).to.deep.equal([true, true]);
    expect(label).to.equal('Turn camera off');
    expect(element.shadowRoot!.activeElement === more(element)).to.equal(true);
  });

  it('closes the menu after a choice', async () => {
    const connection = inRoom();
    const element = await bar('', { width: 190, connection });
    await until(() => inMenu(element).length > 0, 'the menu');

    more(element).click();
    await until(() => more(element).ariaExpanded === 'true', 'the menu');
    (inMenu(element)[0] as HTMLElement).click();
    await until(() => more(element).ariaExpanded === 'false', 'the menu to close');

    expect(connection.calls).to.deep.equal([['setCamera', false]]);
  });

  it('gives its own controls keys where the page wants it', async () => {
    const connection = inRoom();
    const element = await bar('', { connection });
    const keysOf = (name: string) =>
      nativeButton(element.shadowRoot!.querySelector(`rtc-${name}-button`)!).getAttribute('aria-keyshortcuts');
    const without = keysOf('mic');

    element.setAttribute('hotkeys', '');
    await settled(element);
    const standard = [keysOf('mic'), keysOf('camera')];
    element.setAttribute('hotkeys', 'mic:Control+d');
    await settled(element);
    await press('Control+d');

    expect(without).to.equal(null);
    expect(standard).to.deep.equal(['M', 'V']);
    expect([keysOf('mic'), keysOf('camera')]).to.deep.equal(['Control+D', null]);
    expect(connection.calls).to.deep.equal([['setMicrophone', false]]);
  });

  it('shows its menu on a phone', async () => {
    await setViewport({ width: 280, height: 600 });
    const element = await bar('', { width: 190 });
    await until(() => inMenu(element).length > 0, 'the menu');

    more(element).click();
    await until(() => more(element).ariaExpanded === 'true', 'the menu');
    const { left, right, top, bottom } = element.shadowRoot!.querySelector('[part=menu]')!.getBoundingClientRect();
    await setViewport({ width: 800, height: 600 });

    expect(left >= 0 && right <= 280 && top >= 0 && bottom <= 600).to.equal(true);
  });
});
