import { ContextConsumer, ContextEvent, createContext } from '@lit/context';
import { expect, fixture, html } from '@open-wc/testing';
import { LitElement } from 'lit';
import type { ConnectionController } from '../../src/connection/connection-controller.js';
import { RtcRoom } from '../../src/define/rtc-room.js';
import { connectionContext } from '../../src/elements/context.js';
import { areSame, defineAs } from '../support/elements.js';
import { fakeConnection } from '../support/fake-connection.js';

/** Asks as any element may, without the library. */
function ask(target: Element, subscribe = false) {
  const answers: ConnectionController[] = [];
  let stop: (() => void) | undefined;
  const event = new ContextEvent(
    connectionContext,
    target,
    (connection, unsubscribe) => {
      answers.push(connection);
      stop = unsubscribe;
    },
    subscribe,
  );
  target.dispatchEvent(event);
  return { answers, stop: () => stop!() };
}

describe('connectionContext', () => {
  it('gives the connection to a consumer of the context library', async () => {
    class Consumer extends LitElement {
      readonly consumer = new ContextConsumer(this, { context: connectionContext, subscribe: true });
    }
    const connection = fakeConnection();
    const room = await fixture(html`<rtc-room .connection=${connection}><p></p></rtc-room>`);

    const consumer = document.createElement(defineAs(Consumer)) as Consumer;
    room.append(consumer);

    expect(consumer.consumer.value).to.equal(connection);
  });

  it('is answered by the nearest room only', async () => {
    const [outer, inner] = [fakeConnection(), fakeConnection()];
    const page = await fixture(html`
      <rtc-room .connection=${outer}>
        <rtc-room .connection=${inner}><p></p></rtc-room>
      </rtc-room>
    `);

    const { answers } = ask(page.querySelector('p')!);

    expect(areSame(answers, [inner])).to.equal(true);
  });

  it('is answered across shadow roots', async () => {
    const connection = fakeConnection();
    const page = await fixture(html`<rtc-room .connection=${connection}><div></div></rtc-room>`);
    const inside = document.createElement('p');
    page.querySelector('div')!.attachShadow({ mode: 'open' }).append(inside);

    const { answers } = ask(inside);

    expect(areSame(answers, [connection])).to.equal(true);
  });

  it('tells a subscriber of a replaced connection until it has had enough', async () => {
    const [first, second, third] = [fakeConnection(), fakeConnection(), fakeConnection()];
    const room = await fixture<RtcRoom>(html`<rtc-room .connection=${first}><p></p></rtc-room>`);
    const { answers, stop } = ask(room.querySelector('p')!, true);

    room.connection = second;
    stop();
    room.connection = third;

    expect(areSame(answers, [first, second])).to.equal(true);
  });

  it('tells others once', async () => {
    const first = fakeConnection();
    const room = await fixture<RtcRoom>(html`<rtc-room .connection=${first}><p></p></rtc-room>`);
    const { answers } = ask(room.querySelector('p')!);

    room.connection = fakeConnection();

    expect(areSame(answers, [first])).to.equal(true);
  });

  it('lets requests for other things pass', async () => {
    const page = await fixture(
      html`<div>
        <rtc-room .connection=${fakeConnection()}><p></p></rtc-room>
      </div>`,
    );
    const inside = page.querySelector('p')!;
    let answered = false;
    let passed = false;
    page.addEventListener('context-request', () => (passed = true));

    inside.dispatchEvent(new ContextEvent(createContext('something else'), inside, () => (answered = true)));

    expect([answered, passed]).to.deep.equal([false, true]);
  });
});
