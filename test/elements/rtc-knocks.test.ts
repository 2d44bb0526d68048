import { expect, fixture, html } from '@open-wc/testing';
import { RtcKnockEvent, RtcMuteAskedEvent } from '../../src/connection/events.js';
import type { RtcKnocks } from '../../src/elements/rtc-knocks.js';
import type { RtcRoom } from '../../src/elements/rtc-room.js';
import '../../src/define.js';
import { rendered, shownText } from '../support/elements.js';
import { cameraStream, fakeConnection, person } from '../support/fake-connection.js';
import { press } from '../support/keys.js';
import { until } from '../support/until.js';

const [ada, bob] = [person({ name: 'Ada' }), person({ name: '<b>Bob</b>' })];
const button = (host: Element, label: string) =>
  host.shadowRoot!.querySelector<HTMLButtonElement>(`button[aria-label="${label}"]`)!;

async function list(...knocks: ReturnType<typeof person>[]) {
  const connection = fakeConnection();
  connection.patch({ knocks });
  const wrapper = await fixture(html`<div lang="en"></div>`);
  const element = document.createElement('rtc-knocks');
  Object.assign(element, { connection });
  wrapper.append(element);
  await rendered(element as RtcKnocks);
  return { connection, element: element as RtcKnocks };
}

describe('rtc-knocks', () => {
  it('shows nothing while nobody knocks', async () => {
    const { element } = await list();

    expect([shownText(element), element.getAttribute('count')]).to.deep.equal(['', '0']);
    await expect(element).to.be.accessible();
  });

  it('names all who knock, as text, each with two buttons of its own', async () => {
    const { connection, element } = await list(ada, bob);
    const asked: string[] = [];
    element.addEventListener('rtc-admit-request', ({ participant }) => asked.push(participant.name));
    await expect(element).to.be.accessible();

    button(element, 'Admit Ada').click();
    button(element, 'Refuse <b>Bob</b>').click();

    expect(shownText(element)).to.equal('Ada wants to come in. Admit Refuse <b>Bob</b> wants to come in. Admit Refuse');
    expect(element.count).to.equal(2);
    expect(asked).to.deep.equal(['Ada']);
    expect(connection.calls).to.deep.equal([
      ['admit', ada.userid],
      ['refuse', bob.userid],
    ]);
  });

  it('takes the second click of a double click for nobody', async () => {
    const { connection, element } = await list(ada, bob);
    const click = (label: string, detail: number) => {
      button(element, label).dispatchEvent(new MouseEvent('click', { detail, bubbles: true, composed: true }));
    };

    click('Admit Ada', 1);
    click('Admit Ada', 2);
    connection.patch({ knocks: [bob] });
    await rendered(element);
    click('Admit <b>Bob</b>', 1);

    expect(connection.calls).to.deep.equal([['admit', ada.userid]]);
  });

  it('leaves it to the page that says no', async () => {
    const { connection, element } = await list(ada);
    for (const type of ['rtc-admit-request', 'rtc-refuse-request'])
      element.addEventListener(type, (event) => event.preventDefault());

    button(element, 'Admit Ada').click();
    button(element, 'Refuse Ada').click();

    expect(connection.calls).to.deep.equal([]);
  });

  it('goes on with the next by keyboard', async () => {
    const { connection, element } = await list(ada, bob);
    button(element, 'Admit Ada').focus();
    await press('Enter');

    connection.patch({ knocks: [bob] });
    await rendered(element);

    expect(connection.calls).to.deep.equal([['admit', ada.userid]]);
    expect(element.shadowRoot!.activeElement).to.equal(button(element, 'Admit <b>Bob</b>'));
  });
});

describe('rtc-knocks after the last', () => {
  it('hands the focus on to the call', async () => {
    const { connection, element } = await list(ada);
    const room = await fixture<RtcRoom>(
      html`<rtc-room .connection=${connection}><rtc-control-bar></rtc-control-bar></rtc-room>`,
    );
    connection.enter();
    await rendered(room);
    button(element, 'Refuse Ada').focus();
    await press('Enter');

    connection.patch({ knocks: [] });

    await until(() => room.querySelector('rtc-control-bar')!.matches(':focus-within'), 'the focus on a control');
  });
});

describe('rtc-room and who may come in and stay', () => {
  async function room(content = html`<p>Hello</p>`) {
    const connection = fakeConnection();
    connection.sessionid = 'home';
    const element = await fixture<RtcRoom>(html`<rtc-room lang="en" .connection=${connection}>${content}</rtc-room>`);
    // What it tells is a part of its own.
    await until(() => element.shadowRoot!.querySelector('[part=hint]'), 'the bars');
    return { connection, element };
  }
  const bar = (element: RtcRoom, part: string) => element.shadowRoot!.querySelector<HTMLElement>(`[part=${part}]`);
  const live = (element: RtcRoom) => element.shadowRoot!.querySelector('[role=status]')!.textContent;
  const press = (element: RtcRoom, part: string, index = 0) =>
    bar(element, part)!.querySelectorAll('button')[index].click();

  it('hands knock on', async () => {
    const { connection, element } = await room();

    element.knock = true;
    await rendered(element);

    expect(connection.knock).to.be.true;
  });

  it('asks the owner about each who knocks, unless the page has a place for that', async () => {
    const { connection, element } = await room();
    connection.enter();
    connection.patch({ isOwner: true, knocks: [ada] });
    connection.dispatchEvent(new RtcKnockEvent({ participant: ada }));
    await until(() => bar(element, 'knock'), 'the bar');
    await expect(element).to.be.accessible();
    press(element, 'knock');
    press(element, 'knock', 1);

    expect(connection.calls.filter(([method]) => method !== 'connect')).to.deep.equal([
      ['admit', ada.userid],
      ['refuse', ada.userid],
    ]);
    await until(() => live(element)!.includes('Ada wants to come in.'), 'the sentence');

    const placed = await room(html`<rtc-knocks></rtc-knocks>`);
    placed.connection.patch({ knocks: [ada] });
    await rendered(placed.element);
    expect(bar(placed.element, 'knock')).to.be.null;
  });

  it('takes the second click of a double click for nobody, and keys for whom they are', async () => {
    const { connection, element } = await room();
    connection.enter();
    connection.patch({ isOwner: true, knocks: [ada, bob] });
    await until(() => bar(element, 'knock'), 'the bar');
    const click = () => {
      const admit = bar(element, 'knock')!.querySelector('button')!;
      admit.dispatchEvent(new MouseEvent('click', { detail: 1, bubbles: true, composed: true }));
    };
    const admitted = () => connection.calls.filter(([method]) => method === 'admit').map(([, id]) => id);

    click();
    connection.patch({ knocks: [bob] });
    await rendered(element);
    click();
    expect(admitted()).to.deep.equal([ada.userid]);

    press(element, 'knock');
    expect(admitted()).to.deep.equal([ada.userid, bob.userid]);
    const now = Date.now;
    Date.now = () => now() + 1000;
    click();
    Date.now = now;
    expect(admitted()).to.deep.equal([ada.userid, bob.userid, bob.userid]);
  });

  it('asks for one at a time, with buttons that stay those of the same person', async () => {
    const { connection, element } = await room();
    const long = person({ name: 'x'.repeat(128) });
    connection.enter();
    connection.patch({ isOwner: true, knocks: [ada, bob, long] });
    const asked = await until(() => bar(element, 'knock'), 'the bar');
    const [admit] = asked.querySelectorAll('button');
    expect(shownText(asked)).to.equal('Ada wants to come in. Admit Refuse 2 more are waiting.');
    await expect(element).to.be.accessible();

    connection.patch({ knocks: [bob, long] });
    await rendered(element);
    expect(shownText(bar(element, 'knock')!)).to.equal('<b>Bob</b> wants to come in. Admit Refuse 1 more is waiting.');
    expect(admit.isConnected).to.equal(false);
    element.style.inlineSize = '280px';
    connection.patch({ knocks: [long] });
    await rendered(element);

    const box = bar(element, 'knock')!.getBoundingClientRect();
    const lasts = [...bar(element, 'knock')!.children].map((one) => one.getBoundingClientRect().right);
    expect(Math.max(...lasts)).to.be.at.most(box.right);
    expect(box.width).to.be.at.most(280);
  });

  it('tells that one waits, unless a lobby of the page does', async () => {
    const { connection, element } = await room(html`<rtc-lobby></rtc-lobby>`);

    connection.patch({ status: 'connecting', roomId: 'home', knocking: true });
    await rendered(element);
    const atTheDoor = bar(element, 'waiting')!.hidden;
    connection.enter();
    await rendered(element);

    expect([atTheDoor, bar(element, 'waiting')!.hidden]).to.deep.equal([true, false]);
  });

  it('tells that one waits, with a way back', async () => {
    const { connection, element } = await room();
    const before = bar(element, 'waiting')!.hidden;
    connection.patch({ status: 'connecting', roomId: 'home', knocking: true });
    await rendered(element);

    expect([before, bar(element, 'waiting')!.hidden]).to.deep.equal([true, false]);
    await expect(element).to.be.accessible();
    await until(() => live(element)!.includes('You have knocked.'), 'the sentence');
    press(element, 'waiting');
    expect(connection.calls.at(-1)).to.deep.equal(['leave']);
  });

  it('asks before the owner’s wish for silence is followed, once if the answer is no', async () => {
    const { connection, element } = await room();
    connection.patchLocal({ streams: [cameraStream({ audio: 'on' })] });
    connection.enter(ada);
    const ask = () => connection.dispatchEvent(new RtcMuteAskedEvent({ participant: ada }));

    ask();
    await until(() => bar(element, 'question'), 'the question');
    expect(bar(element, 'question')!.textContent).to.include('Ada asks you to turn your microphone off.');
    expect(connection.calls.flat()).not.to.include('setMicrophone');
    press(element, 'question');
    expect(connection.calls.at(-1)).to.deep.equal(['setMicrophone', false]);

    ask();
    await until(() => bar(element, 'question'), 'the question again');
    press(element, 'question', 1);
    ask();
    await rendered(element);
    expect(bar(element, 'question')).to.be.null;
  });
});
