import { expect, fixture, html } from '@open-wc/testing';
import { LitElement } from 'lit';
import { t } from '../../src/i18n/translate.js';
import { en } from '../../src/locales/en.js';
import { locale as de } from '../../src/locales/de.js';
import { locale as es } from '../../src/locales/es.js';
import { defineAs } from '../support/elements.js';
import { until } from '../support/until.js';

class Speaker extends LitElement {
  renders = 0;

  override render() {
    this.renders++;
    return html`${t(this, 'openRoom')}`;
  }
}
const speaker = defineAs(Speaker);

const wordsOf = (element: Element) => element.shadowRoot!.textContent;

/** One that has spoken the language of the place, so that nothing is on its way any more. */
async function speakerIn(parent: Element | ShadowRoot, text: string = en.openRoom): Promise<Speaker> {
  const element = document.createElement(speaker) as Speaker;
  parent.append(element);
  await until(() => wordsOf(element) === text, text);
  return element;
}

/** Follows the languages of a page from now on. */
async function followed(page: Element): Promise<void> {
  const element = await speakerIn(page);
  page.setAttribute('lang', 'es');
  await until(() => wordsOf(element) === es.texts.openRoom, 'the first change');
  page.setAttribute('lang', 'en');
  await until(() => wordsOf(element) === en.openRoom, 'the second change');
  element.remove();
}

describe('a changed lang', () => {
  // First, while nothing is loaded.
  it('is followed where it comes before the languages have been loaded', async () => {
    const page = await fixture(html`<section lang="en"></section>`);
    const element = document.createElement(speaker) as Speaker;
    page.append(element);
    await element.updateComplete;

    page.setAttribute('lang', 'es');

    await until(() => wordsOf(element) === es.texts.openRoom, 'Spanish');
  });

  it('is followed, of any element around', async () => {
    const page = await fixture(html`<section lang="en"><div></div></section>`);
    await followed(page);
    const element = await speakerIn(page.firstElementChild!);

    page.setAttribute('lang', 'de-AT');

    await until(() => wordsOf(element) === de.texts.openRoom, 'German');
  });

  it('is followed within shadow roots, also closed ones', async () => {
    const page = await fixture(html`<section lang="en"><div></div></section>`);
    // eslint-disable-next-line wc/no-closed-shadow-root -- a page may have one
    const root = page.firstElementChild!.attachShadow({ mode: 'closed' });
    root.innerHTML = '<p></p>';
    const element = await speakerIn(root.firstElementChild!);

    root.firstElementChild!.setAttribute('lang', 'es');
    await until(() => wordsOf(element) === es.texts.openRoom, 'Spanish');
    root.firstElementChild!.removeAttribute('lang');

    await until(() => wordsOf(element) === en.openRoom, 'English');
  });

  it('is followed by an element that has been moved to where another language is spoken', async () => {
    const page = await fixture(html`<section lang="en"><div lang="es"></div></section>`);
    const element = await speakerIn(page);

    page.firstElementChild!.append(element);

    await until(() => wordsOf(element) === es.texts.openRoom, 'Spanish');
  });

  it('does not concern elements whose language stays', async () => {
    const page = await fixture(
      html`<section lang="en">
        <div lang="en"></div>
        <div></div>
      </section>`,
    );
    await followed(page);
    const stays = await speakerIn(page.firstElementChild!);
    const changes = await speakerIn(page.lastElementChild!);
    const { renders } = stays;

    page.setAttribute('lang', 'es');
    await until(() => wordsOf(changes) === es.texts.openRoom, 'Spanish');

    expect(stays.renders).to.equal(renders);
  });

  it('is not followed by an element that has left the page', async () => {
    const page = await fixture(
      html`<section lang="en">
        <div></div>
        <div></div>
      </section>`,
    );
    await followed(page);
    const gone = await speakerIn(page.firstElementChild!);
    const stays = await speakerIn(page.lastElementChild!);
    gone.remove();
    const { renders } = gone;

    document.body.lang = 'es';
    page.removeAttribute('lang');
    await until(() => wordsOf(stays) === es.texts.openRoom, 'Spanish');
    document.body.removeAttribute('lang');

    expect(gone.renders).to.equal(renders);
  });
});

describe('a changed dir', () => {
  it('renders anew what may look at it', async () => {
    const page = await fixture(html`<section lang="en"></section>`);
    await followed(page);
    const element = await speakerIn(page);
    const { renders } = element;

    page.setAttribute('dir', 'rtl');

    await until(() => element.renders > renders, 'the second rendering');
  });
});
