import { expect, fixture, html } from '@open-wc/testing';
import { plural } from '../../src/i18n/plural.js';
import { t } from '../../src/i18n/translate.js';
import { en } from '../../src/locales/en.js';
import { locale as es } from '../../src/locales/es.js';
import { until } from '../support/until.js';

describe('plural', () => {
  it('takes the form that the language has for the number', async () => {
    const page = await fixture(html`<div lang="es"></div>`);
    await until(() => t(page, 'leave') === es.texts.leave, 'Spanish');

    expect(plural(page, 'joined', 1, { names: 'Ada' })).to.equal('Ada ha entrado.');
    expect(plural(page, 'joined', 2, { names: 'Ada, Bob' })).to.equal('Ada, Bob han entrado.');
  });

  it('takes the text itself where there are no forms', async () => {
    const page = await fixture(html`<div lang="en"></div>`);

    expect(plural(page, 'joined', 1, { names: 'Ada' })).to.equal('Ada joined.');
    expect(plural(page, 'leave', 3)).to.equal(en.leave);
  });

  it('takes what is filled in as it is', async () => {
    const page = await fixture(html`<div lang="en"></div>`);

    expect(plural(page, 'joined', 1, { names: 'one: | {count}' })).to.equal('one: | {count} joined.');
    expect(plural(page, 'pageOf', 3, { page: 1, pages: 2 })).to.equal('Page 1 of 2');
  });
});
