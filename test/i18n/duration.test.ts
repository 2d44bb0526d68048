import { expect, fixture, html } from '@open-wc/testing';
import { clockDuration, spokenDuration } from '../../src/i18n/duration.js';

const inLanguage = (lang: string) => fixture<HTMLElement>(html`<div lang=${lang}></div>`);

describe('a duration', () => {
  for (const [lang, clock, words] of [
    ['en', '1:04:05', '1 hour, 4 minutes, 5 seconds'],
    ['en_US', '1:04:05', '1 hour, 4 minutes, 5 seconds'],
    ['pt_BR', '1:04:05', '1 hora, 4 minutos e 5 segundos'],
    ['ar-EG', '١:٠٤:٠٥', 'ساعة، و٤ دقائق، و٥ ثوان'],
    ['no language', '1:04:05', '1 hour, 4 minutes, 5 seconds'],
  ]) {
    it(`is told as in the language of the place: ${lang}`, async () => {
      const place = await inLanguage(lang);

      expect([clockDuration(place, 3845), spokenDuration(place, 3845)]).to.deep.equal([clock, words]);
    });
  }
});
