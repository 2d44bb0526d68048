import { expect, fixture, html } from '@open-wc/testing';
import { RtcError } from '../../src/connection/rtc-error.js';
import type { RtcJoinButton } from '../../src/define/rtc-join-button.js';
import '../../src/define/rtc-join-button.js';
import { description, nativeButton, rendered, shownText } from '../support/elements.js';
import { fakeConnection, type FakeConnection } from '../support/fake-connection.js';
import { press } from '../support/keys.js';
import { until } from '../support/until.js';

const present = { present: true };

async function joinButton(connection = fakeConnection(present), mode = 'join', content: unknown = undefined) {
  connection.sessionid = 'standup';
  const button = await fixture<RtcJoinButton>(
    html`<rtc-join-button .connection=${connection} mode=${mode}>${content}</rtc-join-button>`,
  );
  await rendered(button);
  return button;
}

const methods = ({ calls }: FakeConnection) => calls.map(([method]) => method);

describe('rtc-join-button', () => {
  it('holds one native button, named by its text', async () => {
    const button = await joinButton();

    expect(button.shadowRoot!.querySelectorAll('button')).to.have.length(1);
    expect(nativeButton(button).part.contains('base')).to.equal(true);
    expect(shownText(button)).to.equal('Join room');
  });

  it('is busy until it is known whether the room exists', async () => {
    const connection = fakeConnection();
    const button = await joinButton(connection);
    const before = [button.hasAttribute('busy'), nativeButton(button).disabled];

    connection.setPresence(present);
    await rendered(button);

    expect(before).to.deep.equal([true, true]);
    expect([button.hasAttribute('busy'), nativeButton(button).disabled]).to.deep.equal([false, false]);
  });

  it('waits for an absent room with the reason, and sees it come and go', async () => {
    const connection = fakeConnection({ present: false });
    const button = await joinButton(connection);
    const seen = [];

    for (const facts of [{ present: false }, present, { present: false }]) {
      connection.setPresence(facts);
      await rendered(button);
      seen.push([button.hasAttribute('present'), button.hasAttribute('available'), shownText(button)]);
    }

    const waiting = [false, false, 'Join room Nobody has opened this room yet.'];
    expect(seen).to.deep.equal([waiting, [true, true, 'Join room'], waiting]);
  });

  it('says that the room is full', async () => {
    const button = await joinButton(fakeConnection({ present: true, full: true }));

    expect(button.hasAttribute('full')).to.equal(true);
    expect(nativeButton(button).disabled).to.equal(true);
    expect(shownText(button)).to.contain('This room is full.');
  });

  it('joins on a click and is busy meanwhile', async () => {
    const connection = fakeConnection(present);
    const button = await joinButton(connection);

    button.click();
    await rendered(button);

    expect(connection.calls).to.deep.equal([['join', 'standup']]);
    expect(button.busy).to.equal(true);
    expect(shownText(button)).to.equal('Joining…');
  });

  it('can be clicked again after a failure', async () => {
    const connection = fakeConnection(present);
    const button = await joinButton(connection);
    button.click();
    await until(() => button.busy, 'the joining');

    connection.fail(new RtcError('room-full'));
    await until(() => !button.busy, 'the end of the joining');
    await rendered(button);
    button.click();

    expect(methods(connection)).to.deep.equal(['join', 'join']);
  });

  it('opens an absent room with mode="auto"', async () => {
    const connection = fakeConnection({ present: false });
    const button = await joinButton(connection, 'auto');

    button.click();

    expect(shownText(button)).to.equal('Join');
    expect(connection.calls).to.deep.equal([['openOrJoin', 'standup']]);
  });

  it('does not open a full room with mode="auto"', async () => {
    const connection = fakeConnection({ present: true, full: true });
    const button = await joinButton(connection, 'auto');

    button.click();

    expect(connection.calls).to.deep.equal([]);
  });

  it('is disabled inside of the room', async () => {
    const connection = fakeConnection(present);
    const button = await joinButton(connection);

    connection.enter();
    await rendered(button);

    expect(button.available).to.equal(false);
    expect(description(button)).to.equal('You are in the room.');
  });

  it('shows the texts of the page for an absent and a full room', async () => {
    const connection = fakeConnection({ present: false });
    const content = html`Enter<i slot="absent">Not yet</i><i slot="full">No seat</i><i slot="busy">Hold on</i>`;
    const button = await joinButton(connection, 'join', content);
    const label = () => shownText(button).replace(/ ?(Nobody|This room).*/, '');
    const seen = [label()];

    for (const facts of [present, { present: true, full: true }]) {
      connection.setPresence(facts);
      await rendered(button);
      seen.push(label());
    }
    connection.setPresence(present);
    await rendered(button);
    button.click();
    await rendered(button);
    seen.push(label());

    expect(seen).to.deep.equal(['Not yet', 'Enter', 'No seat', 'Hold on']);
  });

  it('shows a text for an absent room that the page adds later', async () => {
    const button = await joinButton(fakeConnection({ present: false }));
    const text = document.createElement('i');
    text.slot = 'absent';
    text.textContent = 'Not yet';

    button.append(text);
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await rendered(button);

    expect(shownText(button)).to.contain('Not yet');
  });

  it('shows no text for an absent room with mode="auto"', async () => {
    const button = await joinButton(fakeConnection({ present: false }), 'auto', html`Go<i slot="absent">Not yet</i>`);

    expect(shownText(button)).to.equal('Go');
  });

  it('asks the page first, which may say no', async () => {
    const connection = fakeConnection(present);
    const button = await joinButton(connection);
    const asked: (string | undefined)[] = [];
    button.addEventListener('rtc-join-request', (event) => {
      asked.push(event.roomId);
      event.preventDefault();
    });

    button.click();

    expect(asked).to.deep.equal(['standup']);
    expect(connection.calls).to.deep.equal([]);
  });

  it('can be disabled by the page', async () => {
    const connection = fakeConnection(present);
    const button = await joinButton(connection);

    button.disabled = true;
    await rendered(button);
    button.click();

    expect(connection.calls).to.deep.equal([]);
    expect(button.hasAttribute('available')).to.equal(false);
  });

  for (const [name, key] of [
    ['Enter', 'Enter'],
    ['the space bar', ' '],
  ]) {
    it(`joins with ${name}`, async () => {
      const connection = fakeConnection(present);
      const button = await joinButton(connection);
      button.focus();

      await press(key);
      await until(() => connection.calls.length > 0, 'the press');

      expect(connection.calls).to.deep.equal([['join', 'standup']]);
    });
  }

  it('is accessible in each state', async () => {
    const connection = fakeConnection();
    const button = await joinButton(connection);
    await expect(button).to.be.accessible();

    for (const facts of [{ present: false }, present, { present: true, full: true }]) {
      connection.setPresence(facts);
      await rendered(button);
      await expect(button).to.be.accessible();
    }
  });
});
