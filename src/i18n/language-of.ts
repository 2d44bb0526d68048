/** The nearest `lang` around an element, through shadow roots; else the language of the browser. */
export function languageOf(host: Element): string {
  for (let node: Node | null = host; node; node = node.parentNode ?? (node as Partial<ShadowRoot>).host ?? null) {
    const lang = (node as Partial<Element>).getAttribute?.('lang');
    if (lang) return lang;
  }
  return navigator.language || 'en';
}

/** The dictionary of that language, by its first part: `pt` for `pt-BR`, and for `pt_BR` as other systems write it. */
export function dictionaryOf(host: Element): string {
  return languageOf(host).toLowerCase().split(/[-_]/)[0];
}
