import { expect, fixture, html } from '@open-wc/testing';
import { clockDuration, spokenDuration } from '../../src/i18n/duration.js';
import { plural } from '../../src/i18n/plural.js';
import { t } from '../../src/i18n/translate.js';
import { en } from '../../src/locales/en.js';
import { locale as es } from '../../src/locales/es.js';
import { until } from '../support/until.js';

const inLanguage = (lang: string) => fixture(html`<div lang=${lang}></div>`);

describe('plural', () => {
  it('writes the number as the language does', async () => {
    const page = await inLanguage('en');

    const texts = [0, 1, 2, 1234].map((count) => plural(page, 'peopleCount', count));

    expect(texts).to.deep.equal(['0 people', '1 person', '2 people', '1,234 people']);
  });

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

describe('clockDuration', () => {
  it('shows hours only where there are some', async () => {
    const page = await inLanguage('en');

    expect([0, 65, 3599, 3600, 90_061].map((seconds) => clockDuration(page, seconds))).to.deep.equal([
      '0:00',
      '1:05',
      '59:59',
      '1:00:00',
      '25:01:01',
    ]);
  });

  it('is written in the digits of the language', async () => {
    expect(clockDuration(await inLanguage('ar-EG'), 65)).to.equal('١:٠٥');
  });
});

describe('spokenDuration', () => {
  it('names what there is', async () => {
    const page = await inLanguage('en');

    expect([0, 61, 3600].map((seconds) => spokenDuration(page, seconds))).to.deep.equal([
      '0 seconds',
      '1 minute, 1 second',
      '1 hour',
    ]);
  });

  it('speaks the language of the place', async () => {
    expect(spokenDuration(await inLanguage('de'), 7205)).to.equal('2 Stunden, 5 Sekunden');
  });
});
