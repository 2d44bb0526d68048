import { en, type TextKey } from '../locales/en.js';
import { dictionaryOf } from './language-of.js';
import { fill, localeOf, type Values } from './translate.js';

/**
 * A text about a number, in the form that the language has for it. Such a text names its forms as `Intl.PluralRules` does:
 * `one: {count} person | other: {count} people`. `{count}` becomes the number as it is written there.
 */
export function plural(host: Element, key: TextKey, count: number, values?: Values): string {
  const translated = localeOf(host)?.texts[key];
  // A text that is not translated yet is English, by the rules of English.
  const language = translated ? dictionaryOf(host) : 'en';
  const form = formOf(translated ?? en[key], new Intl.PluralRules(language).select(count));
  return fill(form, { ...values, count: new Intl.NumberFormat(language).format(count) });
}

/** A text without forms is the same for all numbers. */
function formOf(text: string, rule: Intl.LDMLPluralRule): string {
  const forms = new Map(text.split(' | ').map((form) => form.split(/: (.*)/s) as [string, string]));
  return forms.get(rule) ?? forms.get('other') ?? text;
}
