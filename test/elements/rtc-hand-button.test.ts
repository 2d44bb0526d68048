import { expect, fixture, html } from '@open-wc/testing';
import { ConnectionController } from '../../src/connection/connection-controller.js';
import type { RtcHandButton } from '../../src/define/rtc-hand-button.js';
import '../../src/define/rtc-hand-button.js';
import type { RtcRoom } from '../../src/define/rtc-room.js';
import '../../src/define/rtc-room.js';
import { raisedAt } from '../../src/elements/hand.js';
import { nativeButton, rendered } from '../support/elements.js';
import { fakeConnection, person } from '../support/fake-connection.js';
import { press } from '../support/keys.js';
import { next, until } from '../support/until.js';

type Connection = ReturnType<typeof fakeConnection>;

/** One who is in a room with Ada; the page has data of its own. */
function inRoom(): Connection {
  const connection = fakeConnection({ present: true });
  connection.sessionid = 'standup';
  connection.extra = { name: 'Me', role: 'pupil' };
  connection.enter(person({ name: 'Ada' }));
  return connection;
}

async function handButton(connection: Connection | undefined, content = '', hotkey = ''): Promise<RtcHandButton> {
  const element = await fixture<RtcHandButton>(
    html`<rtc-hand-button lang="en" hotkey=${hotkey} .connection=${connection}>${content}</rtc-hand-button>`,
  );
  await rendered(element);
  return element;
}

/** Clicks it, and waits until that is done. */
async function click(element: RtcHandButton): Promise<void> {
  element.click();
  await until(() => element.hasAttribute('available'), 'the switch to be done');
  await rendered(element);
}

const nameOf = (element: Element) => nativeButton(element).getAttribute('aria-label');
const stateOf = (element: Element) => [nameOf(element), element.hasAttribute('on')];

describe('raisedAt', () => {
  it('takes a time, and a plain yes, which is before all times', () => {
    const hands = [2, 1_790_000_000_000, true].map((hand) => raisedAt(person({ extra: { hand } })));

    expect(hands).to.deep.equal([2, 1_790_000_000_000, 1]);
  });

  it('takes nothing else for a hand', () => {
    for (const hand of [undefined, null, false, 0, -1, NaN, Infinity, '1', 'true', {}, [1], { valueOf: 1 }])
      expect(raisedAt(person({ extra: { hand } })), JSON.stringify(hand)).to.equal(0);
  });
});

describe('rtc-hand-button', () => {
  it('holds one native button, whose name and reason are told, outside of a room and in it', async () => {
    const connection = fakeConnection({ present: true });
    const element = await handButton(connection);
    const outside = [nativeButton(element).disabled, nativeButton(element).title, nameOf(element)];
    await expect(element).to.be.accessible();

    connection.enter();
    await rendered(element);

    expect(outside).to.deep.equal([true, 'You are not in a room.', 'Raise hand']);
    expect(nativeButton(element).disabled).to.equal(false);
    await expect(element).to.be.accessible();
    expect(nativeButton(await handButton(undefined)).title).to.equal('This control belongs to no room.');
  });

  it('raises the hand and lowers it, says what a click does, and leaves all other data as they are', async () => {
    const connection = inRoom();
    const element = await handButton(connection);
    const seen = [stateOf(element)];
    const before = Date.now();

    await click(element);
    seen.push(stateOf(element));
    const { hand, ...others } = connection.extra;
    await expect(element).to.be.accessible();
    await click(element);
    seen.push(stateOf(element));

    expect(seen).to.deep.equal([
      ['Raise hand', false],
      ['Lower hand', true],
      ['Raise hand', false],
    ]);
    expect(hand).to.be.within(before, Date.now());
    expect(others).to.deep.equal({ name: 'Me', role: 'pupil' });
    expect(JSON.stringify(connection.extra)).to.equal('{"name":"Me","role":"pupil"}');
  });

  it('tells by aria-pressed whether the hand is up where the page has words of its own', async () => {
    const element = await handButton(inRoom(), 'Hand');
    await until(() => nameOf(element) === null, 'the words');
    const before = nativeButton(element).ariaPressed;

    await click(element);

    expect([before, nativeButton(element).ariaPressed]).to.deep.equal(['false', 'true']);
    await expect(element).to.be.accessible();
  });

  it('asks the page, which may say no', async () => {
    const connection = inRoom();
    const element = await handButton(connection);
    element.addEventListener('rtc-hand-request', (event) => event.preventDefault());
    const asked = next<HTMLElementEventMap['rtc-hand-request']>(document.body, 'rtc-hand-request');

    element.click();

    expect((await asked).on).to.equal(true);
    expect(connection.extra).not.to.have.property('hand');
  });

  it('is pressed by its keys and by Enter', async () => {
    const connection = inRoom();
    const element = await handButton(connection, '', 'h');

    await press('h');
    await until(() => nameOf(element) === 'Lower hand', 'the hand to be up');
    element.focus();
    await press('Enter');
    await until(() => nameOf(element) === 'Raise hand', 'the hand to be down');

    expect(nativeButton(element).getAttribute('aria-keyshortcuts')).to.equal('H');
  });

  for (const [what, change] of [
    ['leaves', { status: 'idle', roomId: undefined, participants: [] }],
    ['is removed', { status: 'failed', roomId: undefined, participants: [] }],
    ['leaves and comes again at once', { status: 'connecting' }],
    ['goes over into another room', { roomId: 'other' }],
  ] as const)
    it(`lowers the hand when the person ${what}`, async () => {
      const connection = inRoom();
      const element = await handButton(connection);
      await click(element);
      // Whoever has raised it may be gone by then.
      element.remove();

      connection.patch(change);
      await until(() => !connection.extra.hand, 'the hand to be down');

      expect(JSON.stringify(connection.extra)).to.equal('{"name":"Me","role":"pupil"}');
    });

  it('keeps the hand up while the server is away', async () => {
    const connection = inRoom();
    const element = await handButton(connection);
    await click(element);

    connection.patch({ status: 'reconnecting' });
    await rendered(element);
    connection.patch({ status: 'connected' });
    await rendered(element);

    expect(stateOf(element)).to.deep.equal(['Lower hand', true]);
  });

  it('keeps the hand up when the person takes another name', async () => {
    const connection = inRoom();
    const room = await fixture<RtcRoom>(
      html`<rtc-room lang="en" name="Me" room-id="standup" .connection=${connection}>
        <rtc-hand-button></rtc-hand-button>
      </rtc-room>`,
    );
    const element = room.querySelector('rtc-hand-button')!;
    await until(() => element.available, 'the button');
    await click(element);

    room.name = 'Countess';
    await rendered(room, element);

    expect(stateOf(element)).to.deep.equal(['Lower hand', true]);
    expect(connection.extra).to.include({ name: 'Countess', role: 'pupil' });
  });

  it('tells by the data that every server and every client carries', () => {
    const connection = new ConnectionController();
    connection.extra = { name: 'Me', hand: 5 };

    expect(raisedAt(connection.state.local)).to.equal(5);
    connection.dispose();
  });
});
