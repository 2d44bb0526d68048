import { expect, fixture, html } from '@open-wc/testing';
import type { RtcParticipants } from '../../src/define/rtc-participants.js';
import '../../src/define/rtc-participants.js';
import { timed } from '../support/clock.js';
import { areSame, rendered, shownText } from '../support/elements.js';
import { cameraStream, fakeConnection, person } from '../support/fake-connection.js';
import { press } from '../support/keys.js';
import { next, until } from '../support/until.js';

type Connection = ReturnType<typeof fakeConnection>;

const ada = person({ userid: 'ada', name: 'Ada', streams: [cameraStream({ audio: 'on', video: 'off' })] });
const bob = person({ userid: 'bob', name: 'Bob', connection: 'reconnecting' });
const cy = person({ userid: 'cy', name: 'Cy' });

/** One who is in a room with these. */
function inRoom(...others: ReturnType<typeof person>[]): Connection {
  const connection = fakeConnection();
  connection.patchLocal({ name: 'Me' });
  connection.enter(...others);
  return connection;
}

/** The owner of a room whose connection knows how to mute and to remove. */
function owned(...others: ReturnType<typeof person>[]): Connection {
  const connection = inRoom(...others);
  connection.patch({ isOwner: true });
  const record =
    (method: string) =>
    (...values: unknown[]) =>
      void connection.calls.push([method, ...values]);
  return Object.assign(connection, { askToMute: record('askToMute'), remove: record('remove') });
}

async function list(connection: Connection, content: unknown = ''): Promise<RtcParticipants> {
  const element = await fixture<RtcParticipants>(
    html`<rtc-participants lang="en" .connection=${connection}>${content}</rtc-participants>`,
  );
  await rendered(element);
  return element;
}

const rows = (element: Element) => [...element.shadowRoot!.querySelectorAll<HTMLElement>('[part=row]')];
const texts = (element: Element) => rows(element).map((row) => shownText(row.querySelector('.content')!));
const row = (element: Element, name: string) => rows(element).find((one) => one.textContent!.includes(name))!;
const button = (element: Element, name: string, part: string) =>
  row(element, name).querySelector<HTMLButtonElement>(`[part=${part}]`)!;
/** Presses the button that removes somebody a second after the press before. */
function pressAgain(element: Element, name = 'Ada'): void {
  const { now } = Date;
  const later = now() + 1000;
  Date.now = () => later;
  button(element, name, 'remove').click();
  Date.now = now;
}
const told = (element: Element) => shownText(element.shadowRoot!.querySelector('[role=status]')!);
const focused = (element: Element) => element.shadowRoot!.activeElement;

describe('rtc-participants', () => {
  it('counts the people in its heading', async () => {
    const connection = inRoom();
    const element = await list(connection);
    const heading = element.shadowRoot!.querySelector('h2')!;
    const seen = [shownText(heading)];

    connection.enter(ada, bob);
    await rendered(element);

    expect([...seen, shownText(heading), element.getAttribute('count')]).to.deep.equal(['1 person', '3 people', '3']);
  });

  it('tells name, owner, devices and line of each', async () => {
    const sharing = person({
      name: 'Dee',
      isOwner: true,
      streams: [cameraStream(), cameraStream({ source: 'screen' })],
    });

    expect(texts(await list(inRoom(ada, bob, sharing)))).to.deep.equal([
      'Me (you) microphone off camera off',
      'Ada microphone on camera off',
      'Bob microphone off camera off reconnecting…',
      'Dee owner microphone on camera on shares the screen',
    ]);
  });

  describe('hands', () => {
    const up = (one: typeof ada, hand: unknown) => ({ ...one, extra: { hand } });
    const names = (element: Element) => rows(element).map((one) => shownText(one.querySelector('.name')!));

    it('are marked and counted', async () => {
      const connection = inRoom(up(ada, 5), bob, cy);
      const element = await list(connection);
      const heading = () => shownText(element.shadowRoot!.querySelector('h2')!);
      const seen = [heading(), texts(element)[1]];
      await expect(element).to.be.accessible();

      connection.enter(up(ada, 5), up(bob, true), up(cy, 'up'));
      await rendered(element);
      seen.push(heading());
      connection.enter(ada, bob, cy);
      await rendered(element);

      expect(seen).to.deep.equal([
        '4 people · 1 hand raised',
        'Ada hand raised microphone on camera off',
        '4 people · 2 hands raised',
      ]);
      expect([heading(), texts(element)[1]]).to.deep.equal(['4 people', 'Ada microphone on camera off']);
    });

    for (const order of ['joined', 'name'] as const)
      it(`come first after oneself, the longest raised before the others (order: ${order})`, async () => {
        const connection = inRoom(cy, bob, ada);
        const element = await list(connection);
        element.order = order;
        const path: string[][] = [];
        for (const others of [
          [cy, up(bob, 9), up(ada, 10)],
          [up(cy, 8), up(bob, 9), up(ada, true)],
          [cy, bob, ada],
        ]) {
          connection.enter(...others);
          await rendered(element);
          path.push(names(element));
        }

        const plain = order === 'name' ? ['Ada', 'Bob', 'Cy'] : ['Cy', 'Bob', 'Ada'];
        expect(path).to.deep.equal([
          ['Me (you)', 'Bob', 'Ada', 'Cy'],
          ['Me (you)', 'Ada', 'Cy', 'Bob'],
          ['Me (you)', ...plain],
        ]);
      });

    it('leave the focus where it is', async () => {
      const connection = inRoom(ada, bob, cy);
      const element = await list(connection);
      button(element, 'Cy', 'pin').focus();

      connection.enter(ada, bob, up(cy, 1));
      await rendered(element);

      expect(rows(element)[1].contains(focused(element))).to.equal(true);
      expect(focused(element) === button(element, 'Cy', 'pin')).to.equal(true);
    });
  });

  it('follows a name that changes, and shows foreign text as text', async () => {
    const connection = inRoom(ada);
    const element = await list(connection);
    const before = row(element, 'Ada');

    connection.enter({ ...ada, name: '<img src=x onerror=alert(1)>' });
    await rendered(element);

    expect(shownText(before)).to.contain('<img src=x onerror=alert(1)>');
    expect(element.shadowRoot!.querySelector('img')).to.equal(null);
    expect(row(element, '<img') === before).to.equal(true);
  });

  it('is accessible, empty, with people, and for the owner', async () => {
    const connection = owned();
    connection.patch({ participants: [] });
    const element = await list(connection);
    await expect(element).to.be.accessible();

    connection.enter(ada, bob);
    await rendered(element);

    expect(button(element, 'Ada', 'remove').ariaLabel).to.equal('Remove Ada from the room');
    await expect(element).to.be.accessible();
  });

  describe('pin', () => {
    it('asks the page, and says what the next click does', async () => {
      const element = await list(inRoom(ada));
      const asked = next<HTMLElementEventMap['rtc-pin-request']>(document.body, 'rtc-pin-request');
      const before = button(element, 'Ada', 'pin').ariaLabel;

      button(element, 'Ada', 'pin').click();
      const { participant, streamInfo, pinned, cancelable } = await asked;
      await rendered(element);

      expect({ id: participant.userid, streamInfo, pinned, cancelable }).to.deep.equal({
        id: 'ada',
        streamInfo: undefined,
        pinned: true,
        cancelable: true,
      });
      expect([before, button(element, 'Ada', 'pin').ariaLabel]).to.deep.equal(['Pin Ada', 'Unpin Ada']);
    });

    it('is not shown where the page says no', async () => {
      const element = await list(inRoom(ada));
      element.addEventListener('rtc-pin-request', (event) => event.preventDefault());

      button(element, 'Ada', 'pin').click();
      await rendered(element);

      expect(button(element, 'Ada', 'pin').ariaLabel).to.equal('Pin Ada');
    });

    it('is of one at a time, whoever asks for it', async () => {
      const connection = inRoom(ada, bob);
      const [element, other] = [await list(connection), await list(connection)];

      button(element, 'Ada', 'pin').click();
      button(other, 'Bob', 'pin').click();
      await rendered(element, other);

      for (const one of [element, other])
        expect([button(one, 'Ada', 'pin').ariaLabel, button(one, 'Bob', 'pin').ariaLabel]).to.deep.equal([
          'Pin Ada',
          'Unpin Bob',
        ]);
    });
  });

  describe('what the owner may do', () => {
    it('is offered to the owner only, for others only, and only where the connection knows how', async () => {
      const count = async (connection: Connection) =>
        (await list(connection)).shadowRoot!.querySelectorAll('[part=mute], [part=remove]').length;
      const guest = owned(ada);
      guest.patch({ isOwner: false });
      const unable = inRoom(ada);
      unable.patch({ isOwner: true });
      Object.assign(unable, { askToMute: undefined, remove: undefined });

      expect([await count(owned(ada)), await count(guest), await count(unable)]).to.deep.equal([2, 0, 0]);
    });

    for (const [part, method] of [
      ['mute', 'askToMute'],
      ['remove', 'remove'],
    ] as const) {
      it(`asks the page before it does ${method}`, async () => {
        const connection = owned(ada);
        const element = await list(connection);
        const answers: string[] = [];
        element.addEventListener(`rtc-${part}-request`, (event) => {
          answers.push(event.participant.userid);
          if (answers.length === 1) event.preventDefault();
        });

        const act = () => {
          button(element, 'Ada', part).click();
          if (part === 'remove') pressAgain(element);
        };

        act();
        const refused = connection.calls.length;
        act();

        expect(refused).to.equal(0);
        expect(answers).to.deep.equal(['ada', 'ada']);
        expect(connection.calls).to.deep.equal([[method, 'ada']]);
      });
    }

    it('tells that somebody has been asked', async () => {
      const element = await list(owned(ada));

      button(element, 'Ada', 'mute').click();

      await until(() => told(element) === 'Ada has been asked.', 'the word');
    });

    it('asks the owner before anybody is removed, and tells that it is done', async () => {
      const connection = owned(ada);
      const element = await list(connection);
      button(element, 'Ada', 'remove').focus();

      await press('Enter');
      await rendered(element);
      const asked = [connection.calls.length, button(element, 'Ada', 'remove').ariaLabel, told(element)];
      await expect(element).to.be.accessible();
      pressAgain(element);
      await until(() => told(element) === 'Ada has been removed.', 'the word');

      const words = 'Really remove Ada from the room? Press again.';
      expect(asked).to.deep.equal([0, words, words]);
      expect(connection.calls).to.deep.equal([['remove', 'ada']]);
      expect(button(element, 'Ada', 'remove').ariaLabel).to.equal('Remove Ada from the room');
    });

    it('takes a double click, and a press for somebody else, for no answer', async () => {
      const connection = owned(ada, bob);
      const element = await list(connection);

      button(element, 'Ada', 'remove').click();
      button(element, 'Ada', 'remove').click();
      pressAgain(element, 'Bob');
      await rendered(element);

      expect(connection.calls).to.be.empty;
      expect(told(element)).to.contain('Bob');
      expect(button(element, 'Ada', 'remove').ariaLabel).to.equal('Remove Ada from the room');
    });

    it(
      'asks anew after a while',
      timed(async (clock) => {
        const connection = owned(ada);
        const element = await list(connection);
        button(element, 'Ada', 'remove').click();
        await rendered(element);
        const during = told(element);

        await clock.pass(8000);
        await rendered(element);
        const after = told(element);
        pressAgain(element);

        expect([during, after]).to.deep.equal(['Really remove Ada from the room? Press again.', '']);
        expect(connection.calls).to.be.empty;
      }),
    );

    it('cannot ask somebody who is muted already, and keeps the button', async () => {
      const connection = owned(bob);
      const element = await list(connection);

      button(element, 'Bob', 'mute').click();

      expect(button(element, 'Bob', 'mute').ariaDisabled).to.equal('true');
      expect(connection.calls).to.be.empty;
    });
  });

  describe('the focus', () => {
    it('reaches every button by keyboard, in the order of the rows', async () => {
      const element = await list(owned(ada));
      const seen: (string | null | undefined)[] = [];

      for (let index = 0; index < 4; index++) {
        await press('Tab');
        seen.push(focused(element)?.ariaLabel);
      }

      expect(seen).to.deep.equal([
        'Pin Me (you)',
        'Pin Ada',
        'Ask Ada to turn the microphone off',
        'Remove Ada from the room',
      ]);
    });

    it('stays on its button, without an interruption, when rows move', async () => {
      const connection = inRoom(ada, bob, cy);
      const element = await list(connection);
      element.order = 'name';
      await rendered(element);
      const held = button(element, 'Bob', 'pin');
      held.focus();
      let blurs = 0;
      held.addEventListener('blur', () => blurs++);

      connection.enter({ ...ada, name: 'Zoe' }, bob, { ...cy, name: 'Abe' }, person({ name: 'Ann' }));
      await rendered(element);

      expect(texts(element).map((text) => text.split(' ')[0])).to.deep.equal(['Me', 'Abe', 'Ann', 'Bob', 'Zoe']);
      expect(focused(element) === held).to.equal(true);
      expect(blurs).to.equal(0);
    });

    it('goes to the next row when its own is gone, and to the heading after the last', async () => {
      const connection = inRoom(ada, bob);
      const element = await list(connection);
      button(element, 'Ada', 'pin').focus();

      connection.enter(bob);
      await rendered(element);
      const afterOne = focused(element)?.ariaLabel;
      connection.patch({ status: 'idle', participants: [] });
      await rendered(element);

      expect(afterOne).to.equal('Pin Bob');
      expect(focused(element)?.localName).to.equal('h2');
    });

    it('stays in its row when its button is gone', async () => {
      const connection = owned(ada);
      const element = await list(connection);
      button(element, 'Ada', 'remove').focus();

      connection.patch({ isOwner: false });
      await rendered(element);

      expect(focused(element)?.ariaLabel).to.equal('Pin Ada');
    });
  });

  describe('a template of the page', () => {
    const template = html`<template slot="row">
      <b data-rtc="name"></b> <i data-rtc-if="muted">silent</i> <u data-rtc-if="sharing">sharing</u>
    </template>`;

    it('makes the content of the rows, beside the buttons', async () => {
      const connection = inRoom(ada, bob);
      const element = await list(connection, template);
      await until(() => row(element, 'Ada').querySelector('b'), 'the template');
      const before = texts(element);

      connection.enter({ ...ada, streams: [] }, { ...bob, streams: [cameraStream({ source: 'screen' })] });
      await rendered(element);

      expect(before).to.deep.equal(['Me (you) silent', 'Ada', 'Bob silent']);
      expect(texts(element)).to.deep.equal(['Me (you) silent', 'Ada silent', 'Bob silent sharing']);
      expect(button(element, 'Ada', 'pin').ariaLabel).to.equal('Pin Ada');
      await expect(element).to.be.accessible();
    });

    it('lets go of the streams in rows that go, and in all when it is taken out', async () => {
      const streams = [cameraStream()];
      const [one, other] = [ada, bob].map((somebody) => ({ ...somebody, streams }));
      const connection = inRoom(one, other);
      const element = await list(
        connection,
        html`<template slot="row"><b data-rtc="name"></b><video></video></template>`,
      );
      const video = (name: string) => row(element, name).querySelector('video')!;
      await until(() => video('Ada')?.srcObject, 'the template');
      const [first, second] = [video('Ada'), video('Bob')];

      connection.enter(other);
      await rendered(element);
      const after = [first.srcObject, second.srcObject];
      element.querySelector('template')!.remove();
      await until(() => !second.isConnected, 'the content of the kit');

      expect(areSame([...after, second.srcObject], [null, streams[0].stream, null])).to.equal(true);
    });

    it('gives way to the content of the kit when it is taken out', async () => {
      const element = await list(inRoom(ada), template);
      await until(() => row(element, 'Ada').querySelector('b'), 'the template');

      element.querySelector('template')!.remove();

      await until(() => texts(element)[1] === 'Ada microphone on camera off', 'the content of the kit');
    });
  });
});
