import { expect, fixture, html } from '@open-wc/testing';
import type { RtcShow } from '../../src/define/rtc-show.js';
import { RtcError } from '../../src/connection/rtc-error.js';
import '../../src/define/rtc-show.js';
import { rendered } from '../support/elements.js';
import { cameraStream, fakeConnection, person } from '../support/fake-connection.js';

type Connection = ReturnType<typeof fakeConnection>;

async function show(when: string, connection: Connection | undefined = fakeConnection()) {
  return fixture<RtcShow>(html`<rtc-show when=${when} .connection=${connection}><button>Inside</button></rtc-show>`);
}

const isVisible = (element: Element) => element.querySelector('button')!.checkVisibility();

describe('rtc-show', () => {
  const states: Readonly<Record<string, (connection: Connection) => void>> = {
    idle: () => undefined,
    outside: () => undefined,
    connecting: (connection) => connection.patch({ status: 'connecting' }),
    connected: (connection) => connection.enter(person()),
    reconnecting: (connection) => connection.patch({ status: 'reconnecting' }),
    closed: (connection) => connection.patch({ status: 'closed' }),
    failed: (connection) => connection.patch({ status: 'failed' }),
    'in-room': (connection) => connection.enter(person()),
    alone: (connection) => connection.enter(),
    error: (connection) => connection.patch({ error: new RtcError('media-denied') }),
    sharing: (connection) => connection.patchLocal({ streams: [cameraStream({ source: 'screen' })] }),
    owner: (connection) => {
      connection.patch({ isOwner: true });
      connection.enter(person());
    },
  };

  for (const [word, bringAbout] of Object.entries(states)) {
    it(`knows "${word}" and its opposite`, async () => {
      const connection = fakeConnection();
      bringAbout(connection);
      const [shown, hidden] = [await show(word, connection), await show(`!${word}`, connection)];

      expect([isVisible(shown), isVisible(hidden)]).to.deep.equal([true, false]);
    });
  }

  it('does not take the way into a room for the room', async () => {
    const connection = fakeConnection();
    connection.patch({ status: 'connecting' });
    const words = ['in-room', 'alone', 'outside', 'connecting'];

    const seen = await Promise.all(words.map(async (word) => isVisible(await show(word, connection))));

    expect(seen).to.deep.equal([false, false, true, true]);
  });

  it('follows the room', async () => {
    const connection = fakeConnection();
    const element = await show('in-room', connection);
    const before = isVisible(element);

    connection.enter();
    await rendered(element);
    const inside = [isVisible(element), element.hasAttribute('shown')];
    connection.patch({ status: 'idle', participants: [] });
    await rendered(element);

    expect([before, ...inside, isVisible(element)]).to.deep.equal([false, true, true, false]);
  });

  it('wants one of several words, and none of those with ! before them', async () => {
    const connection = fakeConnection();
    const element = await show('closed connected !owner', connection);
    const seen = [isVisible(element)];

    for (const change of [{ status: 'closed' }, { status: 'connected', isOwner: true }, { isOwner: false }] as const) {
      connection.patch({ ...change, participants: [connection.state.local] });
      await rendered(element);
      seen.push(isVisible(element));
    }

    expect(seen).to.deep.equal([false, true, false, true]);
  });

  it('is hidden without a room, for an unknown word, and where the page hides it', async () => {
    const hiddenByPage = await show('idle');
    hiddenByPage.hidden = true;

    for (const element of [await show('!in-room', null as never), await show('constructor'), hiddenByPage])
      expect(isVisible(element)).to.equal(false);
  });

  it('leaves the content to the page, out of reach of the keyboard while it is hidden', async () => {
    const element = await show('connected');
    const button = element.querySelector('button')!;

    button.focus();

    expect(document.activeElement === button).to.equal(false);
    expect(button.parentNode === element).to.equal(true);
    await expect(element).to.be.accessible();
  });
});
