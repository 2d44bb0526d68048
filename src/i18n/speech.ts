import type { Locale } from '../locales/en.js';

/** What is known of languages on this page. */
interface Speech {
  /** What has been loaded, by the language. */
  readonly locales: Map<string, Locale>;
  /** The part that loads languages and watches for changes of `lang`. */
  languages?: Promise<typeof import('./languages.js')>;
}

const key = Symbol.for('rtc-elements.speech');
const page = globalThis as { [key]?: Speech };

/** One for the page: a script and each of the parts that it loads have a copy of this module. */
export const speech: Speech = (page[key] ??= { locales: new Map() });
