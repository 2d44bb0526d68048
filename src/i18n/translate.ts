import { en, type Locale, type TextKey } from '../locales/en.js';

export type { TextKey };

/** An element that can show its texts anew. */
type Host = Element & { requestUpdate?(): void };

/** Languages beside English, each a file of its own that is loaded when a page first needs it. */
const loaders: Readonly<Record<string, () => Promise<Locale>>> = {
  es: async () => (await import('../locales/es.js')).es,
};

const locales = new Map<string, Locale | undefined>();
/** Who asked for a language that is still on its way. */
const waiting = new Map<string, Set<Host>>();

/** The text for people, in the language of the place where it stands; English where a translation is missing. */
export function t(host: Host, key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  const text = localeOf(host)?.texts[key] ?? en[key];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Whether there is a text of this name. */
export function isTextKey(key = ''): key is TextKey {
  return Object.hasOwn(en, key);
}

/** What to tell people of an error: its English words unless the language has its own for the code. */
export function errorText(host: Host, error: { code: string; message: string; help: string }): string {
  // What exactly is wrong with an argument is told to who wrote the page, in English.
  if (error.code === 'invalid-argument') return error.message;
  return localeOf(host)?.errors[error.code] ?? error.help;
}

/** The nearest `lang` around an element, through shadow roots; else the language of the browser. */
export function languageOf(host: Element): string {
  for (let node: Node | null = host; node; node = node.parentNode ?? (node as Partial<ShadowRoot>).host ?? null) {
    const lang = (node as Partial<Element>).getAttribute?.('lang');
    if (lang) return lang;
  }
  return navigator.language || 'en';
}

function localeOf(host: Host): Locale | undefined {
  const language = languageOf(host).toLowerCase().split('-')[0];
  if (!locales.has(language) && Object.hasOwn(loaders, language)) void load(language, host);
  return locales.get(language);
}

async function load(language: string, host: Host): Promise<void> {
  const hosts = waiting.get(language);
  if (hosts) return void hosts.add(host);
  waiting.set(language, new Set([host]));
  try {
    locales.set(language, await loaders[language]());
  } catch {
    // The file is not to be had: English it is, and nobody asks again.
    locales.set(language, undefined);
  }
  for (const one of waiting.get(language) ?? []) one.requestUpdate?.();
  waiting.delete(language);
}
