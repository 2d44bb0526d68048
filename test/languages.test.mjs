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
  const english = { hello: 'Hello {name}', people: '{count} people', people_one: '{count} person', bye: 'Bye' };
  const wrongIn = (texts, errors = {}) => compare('pt', { texts, errors }, english, ['timeout']).wrong;

  it('lists what is missing, apart from the forms of English', () => {
    const { missing, wrong } = compare('pt', { texts: { hello: 'Olá {name}' }, errors: {} }, english, ['timeout']);

    assert.deepEqual([missing, wrong], [['people', 'bye', 'timeout'], []]);
  });

  it('accepts forms that the language has, with the number in words', () => {
    assert.deepEqual(
      wrongIn({ people: '{count} pessoas', people_one: 'uma pessoa', people_many: '{count} de pessoas' }),
      [],
    );
  });

  it('finds texts, forms and errors that do not exist, and values that differ', () => {
    assert.equal(wrongIn({ farewell: 'Adeus' }).length, 1);
    assert.equal(wrongIn({ people_few: '{count} pessoas' }).length, 1);
    assert.equal(wrongIn({ hello: 'Olá {nome}' }).length, 1);
    assert.equal(wrongIn({ hello: 'Olá' }).length, 1);
    assert.equal(wrongIn({ bye: ' ' }).length, 1);
    assert.equal(wrongIn({}, { late: 'Tarde' }).length, 1);
    assert.equal(wrongIn({ toString: 'Texto' }).length, 1);
  });
});
