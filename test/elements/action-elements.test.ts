import { expect, fixture, html } from '@open-wc/testing';
import '../../src/define.js';
import type { RtcRoom } from '../../src/index.js';
import { rendered } from '../support/elements.js';
import { cameraStream, fakeConnection, person } from '../support/fake-connection.js';
import { press } from '../support/keys.js';
import { next, until } from '../support/until.js';

type Connection = ReturnType<typeof fakeConnection>;

/** A room that one is in, and the page around it. */
async function page(content: string, { enter = true } = {}): Promise<{ connection: Connection; wrapper: HTMLElement }> {
  const connection = fakeConnection({ present: true });
  connection.patchLocal({ streams: [cameraStream()] });
  if (enter) connection.enter(person({ name: 'Ada' }));
  const wrapper = await fixture<HTMLElement>(html`<div lang="en"></div>`);
  wrapper.innerHTML = `${content}<rtc-room id="r">Call</rtc-room>`;
  const room = wrapper.querySelector<RtcRoom>('rtc-room')!;
  room.connection = connection;
  await rendered(room);
  return { connection, wrapper };
}

const shows = (element: Element, state: string) =>
  until(() => element.getAttribute('data-rtc-state') === state, `the state ${state}`);
const acts = ({ calls }: Connection) => calls.filter(([name]) => name !== 'connect');

describe('elements with data-rtc-action', () => {
  for (const { action, call, state } of [
    { action: 'toggle-mic', call: ['setMicrophone', false], state: 'on' },
    { action: 'toggle-camera', call: ['setCamera', false], state: 'on' },
    { action: 'toggle-screen', call: ['startScreen'], state: 'off' },
    { action: 'flip-camera', call: ['flipCamera'], state: 'ready' },
    { action: 'leave', call: ['leave'], state: 'ready' },
  ]) {
    it(`do what they say: ${action}`, async () => {
      const { connection, wrapper } = await page(`<button data-rtc-action="${action}" data-rtc-for="r">Do</button>`);
      const button = wrapper.querySelector('button')!;
      await shows(button, state);
      await expect(button).to.be.accessible();

      button.click();
      await shows(button, state);

      expect(acts(connection)).to.deep.equal([call]);
    });
  }

  it('raise the hand and lower it, also by command', async () => {
    const { connection, wrapper } = await page(
      '<button data-rtc-action="toggle-hand">Hand</button><button commandfor="r" command="--toggle-hand">Hand</button>',
    );
    const [action, command] = wrapper.querySelectorAll('button');
    const asked = next<HTMLElementEventMap['rtc-hand-request']>(action, 'rtc-hand-request');
    await shows(action, 'off');

    action.click();
    await shows(action, 'on');
    const isUp = [(await asked).on, Boolean(connection.extra.hand), command.ariaPressed];
    command.click();
    await shows(action, 'off');

    expect(isUp).to.deep.equal([true, true, 'true']);
    expect(connection.extra.hand).to.equal(undefined);
  });

  it('close the room for its owner only', async () => {
    const { connection, wrapper } = await page('<button data-rtc-action="close">End</button>');
    const button = wrapper.querySelector('button')!;
    await shows(button, 'unavailable');
    const before = button.disabled;

    connection.patch({ isOwner: true });
    await shows(button, 'ready');
    button.click();

    expect([before, button.disabled]).to.deep.equal([true, false]);
    expect(acts(connection)).to.deep.equal([['close']]);
  });

  for (const [action, method] of [
    ['open', 'open'],
    ['join', 'join'],
    ['open-or-join', 'openOrJoin'],
  ]) {
    it(`enter the room: ${action}`, async () => {
      const { connection, wrapper } = await page(`<button data-rtc-action="${action}">Go</button>`, { enter: false });
      connection.setPresence({ present: false });
      const button = wrapper.querySelector('button')!;
      await shows(button, 'ready');

      button.click();
      await shows(button, 'busy');

      expect(acts(connection).map(([name]) => name)).to.deep.equal([method]);
    });
  }

  it('show whether a switch is on, and that they cannot act outside of a call', async () => {
    const { connection, wrapper } = await page('<button data-rtc-action="toggle-mic">Microphone</button>');
    const button = wrapper.querySelector('button')!;
    await shows(button, 'on');
    const pressed = [button.ariaPressed];

    connection.patchLocal({ streams: [cameraStream({ audio: 'off' })] });
    await shows(button, 'off');
    pressed.push(button.ariaPressed);
    connection.patch({ status: 'idle', participants: [] });
    await shows(button, 'unavailable');
    button.click();

    expect(pressed).to.deep.equal(['true', 'false']);
    expect([button.disabled, button.ariaDisabled]).to.deep.equal([true, 'true']);
    expect(acts(connection)).to.be.empty;
  });

  it('leave a button disabled that the page has disabled', async () => {
    const { wrapper } = await page('<button data-rtc-action="toggle-mic" disabled>Microphone</button>');
    const button = wrapper.querySelector('button')!;
    await shows(button, 'on');

    expect(button.disabled).to.equal(true);
  });

  it('may be any element, which is then a button for all', async () => {
    const { connection, wrapper } = await page('<span data-rtc-action="toggle-mic">Microphone</span>');
    const element = wrapper.querySelector('span')!;
    await shows(element, 'on');
    await expect(element).to.be.accessible();

    await press('Tab');
    const isHeld = document.activeElement === element;
    await press('Enter');
    await shows(element, 'on');
    await press(' ');

    expect([isHeld, element.role]).to.deep.equal([true, 'button']);
    expect(acts(connection)).to.have.length(2);
  });

  it('may come later, and within open shadow roots', async () => {
    const { connection, wrapper } = await page('<div></div>');
    const root = wrapper.querySelector('div')!.attachShadow({ mode: 'open' });
    root.innerHTML = '<button data-rtc-action="toggle-camera"><b>Camera</b></button>';
    wrapper.insertAdjacentHTML('beforeend', '<button data-rtc-action="toggle-mic">Microphone</button>');
    await shows(wrapper.querySelector(':scope > button')!, 'on');

    root.querySelector('b')!.click();

    expect(acts(connection)).to.deep.equal([['setCamera', false]]);
  });

  it('belong to the room that they name, and to none by a wrong name', async () => {
    const { connection, wrapper } = await page('<button data-rtc-action="leave" data-rtc-for="other">Leave</button>');
    const button = wrapper.querySelector('button')!;
    await shows(button, 'unavailable');

    button.click();

    expect(acts(connection)).to.be.empty;
  });

  it('ask the page first', async () => {
    const { connection, wrapper } = await page('<button data-rtc-action="toggle-mic">Microphone</button>');
    const button = wrapper.querySelector('button')!;
    await shows(button, 'on');
    const asked = next<Event & { on: boolean }>(wrapper, 'rtc-mic-request');
    wrapper.addEventListener('rtc-mic-request', (event) => event.preventDefault());

    button.click();

    expect((await asked).on).to.equal(false);
    expect(acts(connection)).to.be.empty;
  });

  it('have hotkeys of their own room', async () => {
    const markup = '<button data-rtc-action="toggle-mic" data-rtc-for="r" data-rtc-hotkey="m">Microphone</button>';
    const pages = [await page(markup), await page(markup.replace('"r"', '"other"'))];
    const room = pages[1].wrapper.querySelector('rtc-room')!;
    room.id = 'other';
    await shows(pages[1].wrapper.querySelector('button')!, 'on');

    room.dispatchEvent(new KeyboardEvent('keydown', { key: 'm', code: 'KeyM', bubbles: true, cancelable: true }));

    expect(pages.map(({ connection }) => acts(connection))).to.deep.equal([[], [['setMicrophone', false]]]);
  });

  it('have hotkeys', async () => {
    const { connection, wrapper } = await page(
      '<button data-rtc-action="toggle-mic" data-rtc-hotkey="m">Microphone</button>',
    );
    const button = wrapper.querySelector('button')!;
    await shows(button, 'on');
    const keys = button.getAttribute('aria-keyshortcuts');

    await press('m');

    expect(keys).to.equal('M');
    expect(acts(connection)).to.deep.equal([['setMicrophone', false]]);
  });

  it('go on after a failure', async () => {
    const { connection, wrapper } = await page('<button data-rtc-action="toggle-camera">Camera</button>');
    let fail: (error: Error) => void = () => undefined;
    connection.setCamera = () => new Promise((_, reject) => (fail = reject));
    const button = wrapper.querySelector('button')!;
    await shows(button, 'on');

    button.click();
    await shows(button, 'busy');
    fail(new Error('No camera'));
    await shows(button, 'on');
  });
});

describe('commands', () => {
  it('of buttons reach the room, and its state is shown on them', async () => {
    const { connection, wrapper } = await page('<button commandfor="r" command="--toggle-mic">Microphone</button>');
    const button = wrapper.querySelector('button')!;
    await shows(button, 'on');

    button.click();
    await shows(button, 'on');

    expect(acts(connection)).to.deep.equal([['setMicrophone', false]]);
  });

  it('that are not of a room are left alone', async () => {
    const { connection, wrapper } = await page('<button commandfor="r" command="--dance">Dance</button>');
    const button = wrapper.querySelector('button')!;

    button.click();

    expect(button.hasAttribute('data-rtc-state')).to.equal(false);
    expect(acts(connection)).to.be.empty;
  });
});
