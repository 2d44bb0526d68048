// Each language against English, as built. What is missing is told and is no fault: it is English until then.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compare, readCodes, readLanguages } from '../scripts/languages.mjs';

const { en, languages } = await readLanguages();
const codes = readCodes();

describe('the languages', () => {
  it('are those that the kit promises', () => {
    assert.deepEqual(languages.map(([name]) => name).sort(), ['ar', 'de', 'es', 'fr', 'ja', 'pt', 'zh']);
  });

  for (const [name, locale] of languages) {
    it(`have only texts of English, with the same values to be filled in: ${name}`, (t) => {
      const { missing, wrong } = compare(name, locale, en, codes);

      if (missing.length > 0) t.diagnostic(`${name} lacks ${missing.join(', ')}`);
      assert.deepEqual(wrong, []);
    });
  }
});

describe('compare', () => {
  const english = { hello: 'Hello {name}', people: 'one: {count} person | other: {count} people', bye: 'Bye' };
  const wrongIn = (texts, errors = {}) => compare('pt', { texts, errors }, english, ['timeout']).wrong;

  it('lists what is missing', () => {
    const { missing, wrong } = compare('pt', { texts: { hello: 'Olá {name}' }, errors: {} }, english, ['timeout']);

    assert.deepEqual([missing, wrong], [['people', 'bye', 'timeout'], []]);
  });

  it('accepts forms that the language has, with the number in words', () => {
    assert.deepEqual(wrongIn({ people: 'one: uma pessoa | many: {count} de pessoas | other: {count} pessoas' }), []);
    assert.deepEqual(wrongIn({ people: '{count} pessoas', hello: 'one: Olá {name} | other: Olá, {name}' }), []);
  });

  for (const [what, texts, errors] of [
    ['an unknown text', { farewell: 'Adeus' }],
    ['a member of every object', { toString: 'Texto' }],
    ['a form that the language does not have', { people: 'few: {count} pessoas | other: {count} pessoas' }],
    ['forms without the one for all other numbers', { people: 'one: uma pessoa' }],
    ['another name of a value', { hello: 'Olá {nome}' }],
    ['a value left out in one form', { hello: 'one: Olá | other: Olá {name}' }],
    ['an empty text', { bye: ' ' }],
    ['an unknown error', {}, { late: 'Tarde' }],
  ])
    it(`finds ${what}`, () => {
      assert.equal(wrongIn(texts, errors).length, 1);
    });
});
