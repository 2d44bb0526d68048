import { en, type Locale, type TextKey } from '../locales/en.js';
import { es } from '../locales/es.js';

const locales: Readonly<Record<string, Locale>> = { es };

/** The text for people, in the language of the place where it stands; English where a translation is missing. */
export function t(host: Element, key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  const text = localeOf(host)?.texts[key] ?? en[key];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** What to tell people of an error: its English words unless the language has its own for the code. */
export function errorText(host: Element, error: { code: string; summary: string; help: string }): string {
  return localeOf(host)?.errors[error.code] ?? `${error.summary} ${error.help}`;
}

/** The nearest `lang` around an element, through shadow roots; else the document's, else the browser's. */
export function languageOf(host: Element): string {
  for (let node: Node | null = host; node; node = node.parentNode ?? (node as Partial<ShadowRoot>).host ?? null) {
    const lang = (node as Partial<Element>).getAttribute?.('lang');
    if (lang) return lang;
  }
  return navigator.language || 'en';
}

function localeOf(host: Element): Locale | undefined {
  return locales[languageOf(host).toLowerCase().split('-')[0]];
}
