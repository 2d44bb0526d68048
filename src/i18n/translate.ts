import { en, type Locale, type TextKey } from '../locales/en.js';
import { dictionaryOf } from './language-of.js';
import { speech } from './speech.js';

export { languageOf } from './language-of.js';
export type { TextKey };

/** What is filled into a text, by name. */
export type Values = Readonly<Record<string, string | number>>;

/** The text for people, in the language of the place where it stands; English where a translation is missing. */
export function t(host: Element, key: TextKey, values?: Values): string {
  return fill(localeOf(host)?.texts[key] ?? en[key], values);
}

/** Puts values into the places of a text that are named for them. */
export function fill(text: string, values: Values = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Whether there is a text of this name. */
export function isTextKey(key = ''): key is TextKey {
  return Object.hasOwn(en, key);
}

/** What to tell people of an error: its English words unless the language has its own for the code. */
export function errorText(host: Element, error: { code: string; message: string; help: string }): string {
  // What exactly is wrong with an argument is told to who wrote the page, in English.
  if (error.code === 'invalid-argument') return error.message;
  return localeOf(host)?.errors[error.code] ?? error.help;
}

/** The dictionary of the place, or undefined for English. */
export function localeOf(host: Element): Locale | undefined {
  const locale = speech.locales.get(dictionaryOf(host));
  void follow(host, locale);
  return locale;
}

/** Has the host render anew when it should speak otherwise than it did. */
async function follow(host: Element, spoken: Locale | undefined): Promise<void> {
  try {
    (await (speech.languages ??= import('./languages.js'))).follow(host, spoken);
  } catch {
    // The part is not to be had: English it is.
  }
}
