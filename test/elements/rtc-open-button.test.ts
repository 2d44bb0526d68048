import { sendMouse } from '@web/test-runner-commands';
import { expect, fixture, html } from '@open-wc/testing';
import { RtcError } from '../../src/connection/rtc-error.js';
import type { RtcOpenButton } from '../../src/define/rtc-open-button.js';
import '../../src/define/rtc-room.js';
import '../../src/define/rtc-open-button.js';
import { timed } from '../support/clock.js';
import { description, nativeButton, rendered, shownText } from '../support/elements.js';
import { fakeConnection } from '../support/fake-connection.js';
import { press } from '../support/keys.js';
import { until } from '../support/until.js';

const absent = { present: false };

async function openButton(connection = fakeConnection(absent), content: unknown = undefined): Promise<RtcOpenButton> {
  connection.sessionid = 'standup';
  const button = await fixture<RtcOpenButton>(
    html`<rtc-open-button .connection=${connection}>${content}</rtc-open-button>`,
  );
  await rendered(button);
  return button;
}

describe('rtc-open-button', () => {
  it('holds one native button, named by its text', async () => {
    const button = await openButton();

    expect(button.shadowRoot!.querySelectorAll('button')).to.have.length(1);
    expect(nativeButton(button).part.contains('base')).to.equal(true);
    expect(nativeButton(button).type).to.equal('button');
    expect(shownText(button)).to.equal('Open room');
  });

  it('shows the text of the page', async () => {
    const button = await openButton(undefined, 'Start the class');

    expect(shownText(button)).to.equal('Start the class');
  });

  it('is busy until it is known whether the room exists, then can be clicked', async () => {
    const connection = fakeConnection();
    const button = await openButton(connection);
    const before = [button.hasAttribute('busy'), button.hasAttribute('available'), nativeButton(button).disabled];

    connection.setPresence(absent);
    await rendered(button);

    expect(before).to.deep.equal([true, false, true]);
    expect(button.hasAttribute('busy')).to.equal(false);
    expect(button.hasAttribute('available')).to.equal(true);
    expect(nativeButton(button).disabled).to.equal(false);
  });

  it(
    'waits two seconds for that, not longer',
    timed(async (clock) => {
      const button = await openButton(fakeConnection());
      await clock.pass(1999);
      const before = button.busy;

      await clock.pass(1);
      await rendered(button);

      expect(before).to.equal(true);
      expect([button.busy, button.available]).to.deep.equal([false, true]);
    }),
  );

  it('opens its room on a click and is busy meanwhile', async () => {
    const connection = fakeConnection(absent);
    const button = await openButton(connection);

    nativeButton(button).click();
    await rendered(button);

    expect(connection.calls).to.deep.equal([['open', 'standup']]);
    expect(button.busy).to.equal(true);
    expect(nativeButton(button).getAttribute('aria-busy')).to.equal('true');
    expect(shownText(button)).to.equal('Opening…');
  });

  it('shows the busy text of the page', async () => {
    const connection = fakeConnection(absent);
    const button = await openButton(connection, html`Go<b slot="busy">Just a moment</b>`);

    nativeButton(button).click();
    await rendered(button);

    expect(shownText(button)).to.equal('Just a moment');
  });

  it('opens once, however often it is clicked', async () => {
    const connection = fakeConnection(absent);
    const button = await openButton(connection);

    nativeButton(button).click();
    nativeButton(button).click();
    await rendered(button);
    nativeButton(button).click();

    expect(connection.calls).to.have.length(1);
  });

  it('says that one is inside once the room is open', async () => {
    const connection = fakeConnection(absent);
    const button = await openButton(connection);
    nativeButton(button).click();

    connection.accept();
    await rendered(button);

    expect([button.busy, button.available]).to.deep.equal([false, false]);
    expect(description(button)).to.equal('You are in the room.');
  });

  it('can be clicked again after a failure', async () => {
    const connection = fakeConnection(absent);
    const button = await openButton(connection);
    nativeButton(button).click();
    await until(() => button.busy, 'the opening');

    connection.fail(new RtcError('room-exists'));
    await until(() => !button.busy, 'the end of the opening');
    await rendered(button);

    expect([button.busy, button.available]).to.deep.equal([false, true]);
  });

  it('is disabled with the reason while the room is open, live', async () => {
    const connection = fakeConnection({ present: true });
    const button = await openButton(connection);
    const native = nativeButton(button);
    const before = [native.disabled, description(button), button.shadowRoot!.querySelector('[role=status]')!.id];

    connection.setPresence(absent);
    await rendered(button);

    expect(before).to.deep.equal([true, 'This room is already open: join it.', 'reason']);
    expect(native.disabled).to.equal(false);
    expect(native.hasAttribute('aria-describedby')).to.equal(false);
    expect(shownText(button)).to.equal('Open room');
  });

  it('is disabled with the reason while no room is named', async () => {
    const connection = fakeConnection(absent);

    const button = await fixture<RtcOpenButton>(html`<rtc-open-button .connection=${connection}></rtc-open-button>`);

    expect([button.busy, button.available]).to.deep.equal([false, false]);
    expect(shownText(button)).to.contain('No room has been named.');
  });

  it('opens the room in room-id rather than that of the room around it', async () => {
    const connection = fakeConnection(absent);
    const room = await fixture(html`
      <rtc-room room-id="standup" .connection=${connection}>
        <rtc-open-button room-id="retro"></rtc-open-button>
      </rtc-room>
    `);
    const button = room.querySelector('rtc-open-button')!;
    await rendered(button);

    button.click();

    expect(connection.calls).to.deep.include(['open', 'retro']);
  });

  it('watches the room that it would open, also when that changes', async () => {
    const connection = fakeConnection(absent);
    const button = await openButton(connection);
    const before = [...connection.watched];

    button.setAttribute('room-id', 'retro');
    await rendered(button);

    expect(before).to.deep.equal(['standup']);
    expect(connection.watched).to.deep.equal(['retro']);
  });

  it('follows another room id of the room around it', async () => {
    const connection = fakeConnection(absent);
    const room = await fixture(html`
      <rtc-room room-id="standup" .connection=${connection}><rtc-open-button></rtc-open-button></rtc-room>
    `);
    const button = room.querySelector('rtc-open-button')!;

    room.setAttribute('room-id', 'retro');
    await rendered(room.closest('rtc-room')!, button);
    button.click();

    expect(connection.calls).to.deep.include(['open', 'retro']);
  });

  it('asks the page first, which may say no', async () => {
    const connection = fakeConnection(absent);
    const button = await openButton(connection);
    const asked: (string | undefined)[] = [];
    document.addEventListener(
      'rtc-open-request',
      (event) => {
        asked.push((event as HTMLElementEventMap['rtc-open-request']).roomId);
        event.preventDefault();
      },
      { once: true },
    );

    button.click();
    await rendered(button);

    expect(asked).to.deep.equal(['standup']);
    expect(connection.calls).to.deep.equal([]);
    expect(button.available).to.equal(true);
  });

  it('can be disabled by the page', async () => {
    const connection = fakeConnection(absent);
    const button = await openButton(connection);

    button.setAttribute('disabled', '');
    await rendered(button);
    button.click();

    expect(nativeButton(button).disabled).to.equal(true);
    expect(button.available).to.equal(false);
    expect(connection.calls).to.deep.equal([]);
  });

  it('is focused by focus()', async () => {
    const button = await openButton();

    button.focus();

    expect(document.activeElement).to.equal(button);
    expect(button.shadowRoot!.activeElement).to.equal(nativeButton(button));
  });

  for (const [name, key] of [
    ['Enter', 'Enter'],
    ['the space bar', ' '],
  ]) {
    it(`opens its room with ${name}`, async () => {
      const connection = fakeConnection(absent);
      const button = await openButton(connection);
      button.focus();

      await press(key);
      await until(() => connection.calls.length > 0, 'the press');

      expect(connection.calls).to.deep.equal([['open', 'standup']]);
    });
  }

  it('keeps the focus of who pressed it by keyboard, acts once, and is disabled when that one has gone on', async () => {
    const connection = fakeConnection(absent);
    const button = await openButton(connection);
    const native = nativeButton(button);
    const seen: unknown[] = [];
    const see = () =>
      seen.push([button.shadowRoot!.activeElement === native, native.disabled, native.getAttribute('aria-disabled')]);
    button.focus();
    see();

    await press('Enter');
    await until(() => button.busy, 'the opening');
    await rendered(button);
    await press('Enter');
    see();
    await expect(button).to.be.accessible();
    connection.accept();
    await until(() => !button.busy, 'the room');
    await rendered(button);
    await press('Enter');
    see();
    button.blur();
    await rendered(button);
    see();

    expect(seen).to.deep.equal([
      [true, false, 'false'],
      [true, false, 'true'],
      [true, false, 'true'],
      [false, true, 'true'],
    ]);
    expect(connection.calls).to.deep.equal([['open', 'standup']]);
  });

  it('is disabled for who pressed it with the mouse', async () => {
    const connection = fakeConnection(absent);
    const button = await openButton(connection);
    const { left, top, width, height } = nativeButton(button).getBoundingClientRect();

    await sendMouse({ type: 'click', position: [Math.round(left + width / 2), Math.round(top + height / 2)] });
    await until(() => connection.calls.length > 0, 'the press');
    connection.accept();
    await until(() => !button.busy, 'the room');
    await rendered(button);

    expect(nativeButton(button).disabled).to.equal(true);
  });

  it('is as wide as the page wants it', async () => {
    const button = await openButton();

    button.style.cssText = 'display: block; width: 321px';

    expect(nativeButton(button).offsetWidth).to.equal(321);
  });

  it('does not become wider for a reason', async () => {
    const connection = fakeConnection(absent);
    const button = await openButton(connection);
    const width = button.offsetWidth;

    connection.setPresence({ present: true });
    await rendered(button);

    expect(shownText(button)).to.contain('already open');
    expect(button.offsetWidth).to.equal(width);
  });

  it('is accessible in each state', async () => {
    const connection = fakeConnection();
    const button = await openButton(connection);
    await expect(button).to.be.accessible();

    connection.setPresence(absent);
    await rendered(button);
    await expect(button).to.be.accessible();

    connection.setPresence({ present: true });
    await rendered(button);
    await expect(button).to.be.accessible();
  });
});
