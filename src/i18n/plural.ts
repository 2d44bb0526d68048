import { en, type Locale, type TextKey } from '../locales/en.js';
import { dictionaryOf } from './language-of.js';
import { fill, localeOf, type Values } from './translate.js';

/** The text for so many, which may also be filled in as `{count}`: the form that the language has for the number. */
export function plural(host: Element, key: TextKey, count: number, values?: Values): string {
  const locale = localeOf(host)?.texts;
  const [texts, language]: [Locale['texts'], string] = locale?.[key] ? [locale, dictionaryOf(host)] : [en, 'en'];
  const form = texts[`${key}_${new Intl.PluralRules(language).select(count)}`];
  return fill(form ?? texts[key]!, { ...values, count });
}
