import { expect, fixture, html } from '@open-wc/testing';
import { LitElement } from 'lit';
import { RtcError } from '../../src/connection/rtc-error.js';
import { errorText, languageOf, t } from '../../src/i18n/translate.js';
import { en, type TextKey } from '../../src/locales/en.js';
import { locale as es } from '../../src/locales/es.js';
import { defineAs } from '../support/elements.js';
import { until } from '../support/until.js';

class Greeting extends LitElement {
  override render() {
    return html`${t(this, 'openRoom')}`;
  }
}
const greeting = defineAs(Greeting);

async function greetingIn(parent: Element | ShadowRoot): Promise<Greeting> {
  const element = document.createElement(greeting) as Greeting;
  parent.append(element);
  await element.updateComplete;
  return element;
}

describe('t', () => {
  // First, while nothing is loaded.
  it('shows English until the language has come, then renders anew whoever asked', async () => {
    const page = await fixture(html`<div lang="es"></div>`);
    const [one, other] = [await greetingIn(page), await greetingIn(page)];
    const before = one.shadowRoot!.textContent;

    await until(() => one.shadowRoot!.textContent === es.texts.openRoom, 'Spanish');

    expect(before).to.equal(en.openRoom);
    expect(other.shadowRoot!.textContent).to.equal(es.texts.openRoom);
  });

  it('speaks the language around the shadow root', async () => {
    const page = await fixture(html`<section lang="es-MX"><div></div></section>`);
    const inside = page.querySelector('div')!.attachShadow({ mode: 'open' });

    const element = await greetingIn(inside);

    expect(element.shadowRoot!.textContent).to.equal(es.texts.openRoom);
  });

  it('speaks the language of a name as other systems write it', async () => {
    const page = await fixture(html`<div lang="es_MX"></div>`);

    expect(t(page, 'openRoom')).to.equal(es.texts.openRoom);
  });

  it('takes the nearest language', async () => {
    const page = await fixture(html`<section lang="es"><div lang="en"></div></section>`);

    const element = await greetingIn(page.querySelector('div')!);

    expect(element.shadowRoot!.textContent).to.equal(en.openRoom);
  });

  it('speaks English where a text is missing', async () => {
    const page = await fixture(html`<div lang="es"></div>`);
    const texts = es.texts as Partial<Record<TextKey, string>>;
    const { openRoom } = texts;

    delete texts.openRoom;
    const [missing, there] = [t(page, 'openRoom'), t(page, 'joinRoom')];
    texts.openRoom = openRoom;

    expect([missing, there]).to.deep.equal([en.openRoom, es.texts.joinRoom]);
  });

  it('speaks English where a language is unknown', async () => {
    const page = await fixture(html`<div lang="tlh"></div>`);

    expect(t(page, 'openRoom')).to.equal(en.openRoom);
  });

  it('is not fooled by languages named like members of an object', async () => {
    const page = await fixture(html`<div lang="constructor"></div>`);

    expect(t(page, 'openRoom')).to.equal(en.openRoom);
  });

  it('fills in values as they are', async () => {
    const page = await fixture(html`<div lang="en"></div>`);

    expect(t(page, 'pageOf', { page: 2, pages: 3 })).to.equal('Page 2 of 3');
    expect(t(page, 'joined', { names: '$& {names}' })).to.equal('$& {names} joined.');
  });
});

describe('languageOf', () => {
  it('falls back on the language of the browser', async () => {
    const { lang } = document.documentElement;
    document.documentElement.removeAttribute('lang');

    const language = languageOf(await fixture(html`<div></div>`));
    document.documentElement.lang = lang;

    expect(language).to.equal(navigator.language);
  });
});

describe('errorText', () => {
  it('tells what to do in the language of the page, not the words of the server', async () => {
    const page = await fixture(html`<div lang="es"></div>`);

    expect(errorText(page, new RtcError('room-full', 'Room full'))).to.equal(es.errors['room-full']);
  });

  it('tells it in English where the language has no words for the code', async () => {
    const page = await fixture(html`<div lang="es"></div>`);
    const unknown = { code: 'of-tomorrow', message: 'Something new.', help: 'Do this.' };

    expect(errorText(page, unknown)).to.equal('Do this.');
  });

  it('tells exactly what is wrong with an argument', async () => {
    const page = await fixture(html`<div lang="es"></div>`);

    expect(errorText(page, new RtcError('invalid-argument', 'No room id.'))).to.equal('No room id.');
  });
});
