import { expect, fixture, html } from '@open-wc/testing';
import type { LitElement } from 'lit';
import * as kit from '../../src/define.js';
import { rendered } from '../support/elements.js';
import { cameraStream, fakeConnection } from '../support/fake-connection.js';
import { people } from '../support/grids.js';

/** Each element of the kit: its tag, and what Lit and frameworks set on it. */
const kinds = Object.values(kit).flatMap((value) => {
  const constructor = value as unknown as typeof LitElement;
  const tag = typeof value === 'function' ? customElements.getName(constructor) : null;
  if (!tag) return [];
  const own = [...constructor.elementProperties].filter(([, { state }]) => !state).map(([name]) => String(name));
  return [{ tag, attributes: constructor.observedAttributes, properties: new Set([...own, 'connection']) }];
});

const address = location.href;

/** One of these elements in a call with two others. */
async function inCall(tag: string): Promise<LitElement> {
  const connection = fakeConnection({ present: true });
  connection.patchLocal({ streams: [cameraStream()] });
  connection.enter(...people(2));
  const room = document.createElement('rtc-room');
  const element = tag === 'rtc-room' ? room : (document.createElement(tag) as LitElement);
  room.lang = 'en';
  room.connection = connection;
  room.append('Call');
  if (element !== room) room.append(element);
  await fixture(html`${room}`);
  await rendered(room, element);
  return element;
}

/** What an element that has been changed shows, after a key was pressed, which is none of its own. */
async function outcome(element: LitElement): Promise<Element> {
  await rendered(element);
  for (const type of ['keydown', 'keyup'])
    document.body.dispatchEvent(new KeyboardEvent(type, { key: 'F9', bubbles: true }));
  const seen = document.createElement('div');
  seen.append(...[...element.shadowRoot!.childNodes].map((node) => node.cloneNode(true)));
  element.closest('rtc-room')!.remove();
  return seen;
}

describe('what is taken away', () => {
  afterEach(() => history.replaceState(null, '', address));

  it('is of the whole kit', () => {
    expect(kinds.length).to.be.at.least(25);
  });

  for (const { tag, attributes, properties } of kinds) {
    it(`leaves <${tag}> as one that never had the attribute`, async () => {
      const untouched = await outcome(await inCall(tag));

      for (const name of attributes) {
        const element = await inCall(tag);
        element.setAttribute(name, '1');
        await rendered(element);
        element.removeAttribute(name);

        expect((await outcome(element)).isEqualNode(untouched), name).to.equal(true);
      }
    });

    it(`leaves <${tag}> working where a property is set to nothing`, async () => {
      const untouched = await outcome(await inCall(tag));

      for (const name of properties)
        for (const nothing of [undefined, null]) {
          const element = await inCall(tag);
          Object.assign(element, { [name]: nothing });

          const what = `${name} = ${String(nothing)}`;
          expect((await outcome(element)).isEqualNode(untouched), what).to.equal(true);
        }
    });
  }
});
