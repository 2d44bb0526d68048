import { sendKeys } from '@web/test-runner-commands';
import { expect, fixture, html } from '@open-wc/testing';
import '../../src/define.js';
import type { RtcLayoutButton, RtcMicButton, RtcRoom } from '../../src/index.js';
import { nativeButton, rendered } from '../support/elements.js';
import { cameraStream, fakeConnection, person } from '../support/fake-connection.js';
import { press } from '../support/keys.js';
import { until } from '../support/until.js';

type Connection = ReturnType<typeof fakeConnection>;

function inRoom(audio: 'on' | 'off' = 'on'): Connection {
  const connection = fakeConnection({ present: true });
  connection.patchLocal({ streams: [cameraStream({ audio })] });
  connection.enter(person({ name: 'Ada' }));
  return connection;
}

async function microphone(attributes: string, connection = inRoom()): Promise<RtcMicButton> {
  const room = await fixture<RtcRoom>(html`<rtc-room lang="en" .connection=${connection}>Call</rtc-room>`);
  room.insertAdjacentHTML('beforeend', `<rtc-mic-button ${attributes}></rtc-mic-button>`);
  const button = room.querySelector('rtc-mic-button')!;
  await rendered(room, button);
  return button;
}

const switched = ({ calls }: Connection) => calls.filter(([name]) => name === 'setMicrophone').map(([, on]) => on);
const keydown = (init: KeyboardEventInit, target: EventTarget = document.body) =>
  target.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, composed: true, cancelable: true, ...init }));

describe('hotkeys', () => {
  it('press the button, and are told', async () => {
    const connection = inRoom();
    const button = await microphone('hotkey="m Control+Shift+d"', connection);
    const { title } = nativeButton(button);
    const keys = nativeButton(button).getAttribute('aria-keyshortcuts');

    await press('m');
    await until(() => button.available, 'the first');
    await press('Control+Shift+D');

    expect(switched(connection)).to.deep.equal([false, false]);
    expect([title, keys]).to.deep.equal(['Turn microphone off (M, Control+Shift+D)', 'M Control+Shift+D']);
    await expect(button).to.be.accessible();
  });

  it('ask for exactly these keys', async () => {
    const connection = inRoom();
    await microphone('hotkey="m Alt+2"', connection);

    for (const init of [
      { key: 'n', code: 'KeyN' },
      { key: 'm', code: 'KeyM', ctrlKey: true },
      { key: 'M', code: 'KeyM', shiftKey: true },
      { key: '2', code: 'Digit2' },
      { key: 'm', code: 'KeyM', repeat: true },
      { key: 'm', code: 'KeyM', isComposing: true },
    ])
      keydown(init);

    expect(switched(connection)).to.be.empty;
  });

  it('are the same place of the keyboard in another alphabet', async () => {
    const connection = inRoom();
    await microphone('hotkey="m"', connection);

    keydown({ key: 'ь', code: 'KeyM' });

    expect(switched(connection)).to.deep.equal([false]);
  });

  it('leave fields alone, and buttons their Space', async () => {
    const connection = inRoom();
    const button = await microphone('hotkey="m Space"', connection);
    const fields = await fixture<HTMLElement>(html`
      <div>
        <input aria-label="text" /><textarea aria-label="text"></textarea>
        <div contenteditable="true">text</div>
        <select aria-label="choice"></select>
      </div>
    `);
    const other = await fixture<HTMLElement>(html`<button>Other</button>`);

    for (const field of fields.children) keydown({ key: 'm', code: 'KeyM' }, field);
    keydown({ key: ' ', code: 'Space' }, other);
    const untouched = switched(connection).length;
    keydown({ key: 'm', code: 'KeyM' }, other);
    await until(() => button.available, 'the press');

    expect([untouched, switched(connection).length]).to.deep.equal([0, 1]);
  });

  it('are off with no-hotkeys on the room, and outside of a call', async () => {
    const connection = inRoom();
    const button = await microphone('hotkey="m"', connection);
    button.closest('rtc-room')!.toggleAttribute('no-hotkeys', true);
    button.requestUpdate();
    await rendered(button);
    const keys = nativeButton(button).getAttribute('aria-keyshortcuts');
    keydown({ key: 'm', code: 'KeyM' });
    button.closest('rtc-room')!.toggleAttribute('no-hotkeys', false);
    connection.patch({ status: 'idle', participants: [] });
    await rendered(button);
    keydown({ key: 'm', code: 'KeyM' });

    expect(keys).to.equal(null);
    expect(switched(connection)).to.be.empty;
  });

  it('are those of the room that has the focus, and of controls outside that belong to it', async () => {
    const [first, second, third] = [inRoom(), inRoom(), inRoom()];
    await microphone('hotkey="m"', first);
    const room = (await microphone('hotkey="m"', second)).closest('rtc-room')!;
    const other = (await microphone('hotkey="k"', third)).closest('rtc-room')!;
    room.id = 'second';
    other.id = 'third';
    const outside = await fixture<HTMLElement>(html`
      <div>
        <rtc-mic-button for="second" hotkey="m"></rtc-mic-button>
        <rtc-mic-button for="third" hotkey="m"></rtc-mic-button>
      </div>
    `);
    await rendered(...outside.querySelectorAll('rtc-mic-button'));

    keydown({ key: 'm', code: 'KeyM' }, nativeButton(room.querySelector('rtc-mic-button')!));
    const own = [first, second, third].map(switched);
    keydown({ key: 'm', code: 'KeyM' }, nativeButton(other.querySelector('rtc-mic-button')!));

    expect(own).to.deep.equal([[], [false], []]);
    expect([first, second, third].map(switched)).to.deep.equal([[], [false], [false]]);
  });

  it('of the layout are those of the room of the grid', async () => {
    const grids = await Promise.all(
      [inRoom(), inRoom()].map(async (connection) => {
        const button = await microphone('', connection);
        button.insertAdjacentHTML(
          'afterend',
          '<rtc-video-grid></rtc-video-grid><rtc-layout-button hotkey="l"></rtc-layout-button>',
        );
        const room = button.closest('rtc-room')!;
        await rendered(...room.querySelectorAll<RtcLayoutButton>('rtc-layout-button'));
        return room.querySelector('rtc-video-grid')!;
      }),
    );

    keydown({ key: 'l', code: 'KeyL' }, grids[1]);

    expect(grids.map(({ layout }) => layout)).to.deep.equal(['grid', 'speaker']);
  });

  it('act once where two controls have the same', async () => {
    const connection = inRoom();
    const button = await microphone('hotkey="m"', connection);
    button.insertAdjacentHTML('afterend', '<rtc-mic-button hotkey="m"></rtc-mic-button>');
    await rendered(button.nextElementSibling as RtcMicButton);

    keydown({ key: 'm', code: 'KeyM' });

    expect(switched(connection)).to.deep.equal([false]);
  });
});

describe('push-to-talk', () => {
  it('has the microphone on while the key is held', async () => {
    const connection = inRoom('off');
    const button = await microphone('push-to-talk=" "', connection);
    const { title } = nativeButton(button);

    await sendKeys({ down: ' ' });
    const during = switched(connection);
    connection.patchLocal({ streams: [cameraStream({ audio: 'on' })] });
    await rendered(button);
    await sendKeys({ down: ' ' });
    await sendKeys({ up: ' ' });

    expect(during).to.deep.equal([true]);
    expect(switched(connection)).to.deep.equal([true, false]);
    expect(title).to.equal('Turn microphone on (hold Space to talk)');
  });

  it('is that of the room that has the focus', async () => {
    const [first, second] = [inRoom('off'), inRoom('off')];
    await microphone('push-to-talk="Space"', first);
    const room = (await microphone('push-to-talk="Space"', second)).closest('rtc-room')!;

    keydown({ key: ' ', code: 'Space' }, room);

    expect([switched(first), switched(second)]).to.deep.equal([[], [true]]);
  });

  it('lets go when the window is left', async () => {
    const connection = inRoom('off');
    await microphone('push-to-talk="Space"', connection);

    keydown({ key: ' ', code: 'Space' });
    window.dispatchEvent(new Event('blur'));

    expect(switched(connection)).to.deep.equal([true, false]);
  });

  it('lets go when the button is taken out', async () => {
    const connection = inRoom('off');
    const button = await microphone('push-to-talk="Space"', connection);

    keydown({ key: ' ', code: 'Space' });
    button.remove();

    expect(switched(connection)).to.deep.equal([true, false]);
  });

  it('switches off where it has switched on, whatever room the button has by then', async () => {
    const [connection, other] = [inRoom('off'), inRoom('off')];
    const button = await microphone('push-to-talk="Space"', connection);

    keydown({ key: ' ', code: 'Space' });
    button.connection = other;
    await rendered(button);
    document.body.dispatchEvent(new KeyboardEvent('keyup', { key: ' ', bubbles: true }));

    expect([switched(connection), switched(other)]).to.deep.equal([[true, false], []]);
  });

  it('leaves a microphone on that was on', async () => {
    const connection = inRoom('on');
    await microphone('push-to-talk="Space"', connection);

    keydown({ key: ' ', code: 'Space' });
    document.body.dispatchEvent(new KeyboardEvent('keyup', { key: ' ', bubbles: true }));

    expect(switched(connection)).to.be.empty;
  });

  it('asks the page, which may say no to talking but not to silence', async () => {
    const connection = inRoom('off');
    const button = await microphone('push-to-talk="Space"', connection);
    button.addEventListener('rtc-mic-request', (event) => event.preventDefault());

    keydown({ key: ' ', code: 'Space' });
    document.body.dispatchEvent(new KeyboardEvent('keyup', { key: ' ', bubbles: true }));

    expect(switched(connection)).to.deep.equal([false]);
  });
});
