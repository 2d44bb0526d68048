import { expect, fixture, html } from '@open-wc/testing';
import { correction, generate } from 'lean-qr';
import type { RtcShareLink } from '../../src/define/rtc-share-link.js';
import '../../src/define/rtc-room.js';
import '../../src/define/rtc-share-link.js';
import { rendered, shownText } from '../support/elements.js';
import { fakeConnection } from '../support/fake-connection.js';
import { next, until } from '../support/until.js';

const part = <E extends HTMLElement>(element: Element, name: string) =>
  element.shadowRoot!.querySelector<E>(`[part=${name}]`)!;
const told = (element: Element) => part(element, 'told').textContent!.trim();

async function link(fields: Partial<RtcShareLink> = {}): Promise<RtcShareLink> {
  const connection = fakeConnection();
  connection.sessionid = 'standup';
  const element = await fixture<RtcShareLink>(
    html`<rtc-share-link lang="en" .connection=${connection}></rtc-share-link>`,
  );
  Object.assign(element, fields);
  await rendered(element);
  return element;
}

/** Puts something of the browser's in the place of the real one until the test is over. */
function replace(name: 'clipboard' | 'share', value: unknown): void {
  Object.defineProperty(navigator, name, { value, configurable: true });
}

describe('rtc-share-link', () => {
  afterEach(() => {
    for (const name of ['clipboard', 'share']) delete (navigator as unknown as Record<string, unknown>)[name];
  });

  it('shows the address of the page, or the one that it is given', async () => {
    const [own, given] = [await link(), await link({ href: '/call?x=1' })];

    expect(part<HTMLInputElement>(own, 'link').value).to.equal(location.href);
    expect(part<HTMLInputElement>(given, 'link').value).to.equal(`${location.origin}/call?x=1`);
    await expect(own).to.be.accessible();
  });

  it('shows the address of the page in the place of one that is none', async () => {
    const element = await link({ href: 'http://' });

    expect(part<HTMLInputElement>(element, 'link').value).to.equal(location.href);
  });

  it('names the room in it where a parameter does, its own or that of the room element', async () => {
    const connection = fakeConnection();
    const room = await fixture<HTMLElement>(html`
      <rtc-room room-id="a b" room-param="meet" .connection=${connection}>
        <rtc-share-link href="https://call.example/"></rtc-share-link>
      </rtc-room>
    `);

    expect((await link({ href: 'https://call.example/', roomParam: 'r' })).url).to.equal(
      'https://call.example/?r=standup',
    );
    expect(room.querySelector('rtc-share-link')!.url).to.equal('https://call.example/?meet=a+b');
  });

  it('copies it and tells so', async () => {
    const copied: string[] = [];
    replace('clipboard', { writeText: async (text: string) => void copied.push(text) });
    const element = await link({ href: 'https://call.example/' });

    part(element, 'copy').click();

    await until(() => told(element) === 'Link copied.', 'the word');
    expect(copied).to.deep.equal(['https://call.example/']);
    expect(part(element, 'told').role).to.equal('status');
    await expect(element).to.be.accessible();
  });

  it('marks it where the browser does not let the page copy', async () => {
    replace('clipboard', undefined);
    const element = await link();

    part(element, 'copy').click();

    await until(() => told(element).startsWith('The browser does not let'), 'the word');
    const input = part<HTMLInputElement>(element, 'link');
    expect(element.shadowRoot!.activeElement === input).to.equal(true);
    expect([input.selectionStart, input.selectionEnd]).to.deep.equal([0, input.value.length]);
  });

  it('hands it to the system where that can share, and is silent when the person thinks better of it', async () => {
    const shared: unknown[] = [];
    let answer: Promise<void> = Promise.reject(new DOMException('', 'AbortError'));
    answer.catch(() => undefined);
    replace('share', (data: unknown) => (shared.push(data), answer));
    const element = await link({ href: 'https://call.example/', shareTitle: 'Standup' });

    part(element, 'share').click();
    await rendered(element);
    const silent = told(element);
    answer = Promise.reject(new DOMException('', 'NotAllowedError'));
    part(element, 'share').click();

    await until(() => told(element) === 'The link could not be shared.', 'the word');
    expect(silent).to.equal('');
    expect(shared[0]).to.deep.equal({ url: 'https://call.example/', title: 'Standup' });
  });

  it('has no button for that elsewhere', async () => {
    replace('share', undefined);

    expect(part(await link(), 'share')).to.equal(null);
  });

  it('does nothing that the page says no to', async () => {
    const copied: string[] = [];
    replace('clipboard', { writeText: async (text: string) => void copied.push(text) });
    const element = await link();
    const asked = next<HTMLElementEventMap['rtc-share-request']>(document.body, 'rtc-share-request');
    element.addEventListener('rtc-share-request', (event) => event.preventDefault());

    part(element, 'copy').click();

    expect((await asked).how).to.equal('copy');
    expect(copied).to.be.empty;
  });

  it('shows a QR code of the link when it is asked for, and hides it', async () => {
    const element = await link({ href: 'https://call.example/?room=standup' });
    const button = part(element, 'show-code');
    const before = [button.ariaExpanded, part(element, 'code')];

    button.click();
    await until(() => part(element, 'code'), 'the code');
    const code = part(element, 'code') as unknown as SVGSVGElement;

    expect(before).to.deep.equal(['false', null]);
    expect([button.ariaExpanded, shownText(button)]).to.deep.equal(['true', 'Hide QR code']);
    expect([code.role, code.ariaLabel]).to.deep.equal(['img', 'QR code of the link to this room']);
    // The quiet zone of 4 dots is on each side.
    expect(code.getAttribute('viewBox')).to.match(/^-4 -4 (\d+) \1$/);
    await expect(element).to.be.accessible();

    button.click();
    await rendered(element);
    expect(part(element, 'code')).to.equal(null);
  });

  it('draws each dot of the code, of nothing but the link', async () => {
    const element = await link({ href: 'https://call.example/?room=standup' });
    part(element, 'show-code').click();
    await until(() => part(element, 'code'), 'the code');

    const drawn = new Path2D(part(element, 'code').querySelector('path')!.getAttribute('d')!);
    const code = generate(element.url, { minCorrectionLevel: correction.M });
    const canvas = document.createElement('canvas').getContext('2d')!;
    const wrong: string[] = [];
    for (let x = -1; x <= code.size; x++)
      for (let y = -1; y <= code.size; y++)
        if (canvas.isPointInPath(drawn, x + 0.5, y + 0.5) !== code.get(x, y)) wrong.push(`${x} ${y}`);

    expect(wrong).to.be.empty;
  });
});
