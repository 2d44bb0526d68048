import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Locale } from '../locales/en.js';
import { dictionaryOf } from './language-of.js';
import { speech } from './speech.js';

/** Languages beside English, each a file of its own that is loaded when a page first needs it. */
const loaders = new Map<string, () => Promise<{ readonly locale: Locale }>>([
  ['ar', () => import('../locales/ar.js')],
  ['de', () => import('../locales/de.js')],
  ['es', () => import('../locales/es.js')],
  ['fr', () => import('../locales/fr.js')],
  ['ja', () => import('../locales/ja.js')],
  ['pt', () => import('../locales/pt.js')],
  ['zh', () => import('../locales/zh.js')],
]);

/** An element that shows texts; if it can, it renders them anew. */
type Host = Element & Partial<ReactiveControllerHost>;

const listeners = new WeakMap<Host, Listener>();
/** Those of elements that are on the page. */
const present = new Set<Listener>();

const watched = new WeakSet<Node>();
// Outside of a browser there is none, nor anything to watch.
const observer =
  globalThis.MutationObserver &&
  new MutationObserver((changes) => {
    const turned = changes.some(({ attributeName }) => attributeName === 'dir');
    for (const listener of present) listener.check(turned);
  });

/** Loads the language of an element, and has it render anew whenever it should speak otherwise than it did. */
export function follow(host: Host, spoken: Locale | undefined): void {
  const listener = listeners.get(host) ?? new Listener(host, spoken);
  listener.spoken = spoken;
}

/** Compares what an element has last spoken with the language of its place. */
class Listener implements ReactiveController {
  /** The dictionary of what it said; undefined: English. */
  spoken: Locale | undefined;
  readonly #host: Host;

  constructor(host: Host, spoken: Locale | undefined) {
    this.spoken = spoken;
    this.#host = host;
    listeners.set(host, this);
    host.addController?.(this);
    void load(dictionaryOf(host));
  }

  hostConnected(): void {
    present.add(this);
    watch(this.#host);
    // It may have been moved to where another language is spoken.
    this.check();
  }

  hostDisconnected(): void {
    present.delete(this);
  }

  /** `turned`: the direction of the text may have changed, at which elements may look when they render. */
  check(turned = false): void {
    const language = dictionaryOf(this.#host);
    if (turned || speech.locales.get(language) !== this.spoken) this.#host.requestUpdate?.();
    void load(language);
  }
}

/** Watches each tree around an element: the document, and the shadow roots between. */
function watch(host: Element): void {
  let root = host.getRootNode();
  for (;;) {
    if (!watched.has(root)) observer.observe(root, { subtree: true, attributeFilter: ['lang', 'dir'] });
    watched.add(root);
    if (!(root instanceof ShadowRoot)) return;
    root = root.host.getRootNode();
  }
}

async function load(language: string): Promise<void> {
  const loader = loaders.get(language);
  // Asked for once, also where the file is not to be had: then it is English.
  loaders.delete(language);
  if (!loader) return;
  try {
    speech.locales.set(language, (await loader()).locale);
    for (const listener of present) listener.check();
  } catch {
    // The page goes on in English.
  }
}
