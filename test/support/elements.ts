import type { LitElement } from 'lit';

/** The native button of a control. */
export function nativeButton(control: Element): HTMLButtonElement {
  return control.shadowRoot!.querySelector('button')!;
}

/** What describes the native button of a control to a screen reader. */
export function description(control: Element): string {
  const id = nativeButton(control).getAttribute('aria-describedby') ?? '';
  return control.shadowRoot!.getElementById(id)?.textContent?.trim() ?? '';
}

/** What is shown of an element's shadow tree as text, single-spaced; hidden parts are left out. */
export function shownText(element: Element): string {
  const read = (node: Node): string => {
    if (node instanceof Text) return node.data;
    if (node instanceof HTMLStyleElement) return '';
    if (node instanceof HTMLElement && getComputedStyle(node).display === 'none') return '';
    if (node instanceof HTMLSlotElement && node.assignedNodes().length > 0)
      return node.assignedNodes().map(read).join('');
    const content = node instanceof Element && node.shadowRoot ? node.shadowRoot : node;
    return [...content.childNodes].map(read).join('');
  };
  return read(element).replace(/\s+/g, ' ').trim();
}

let tags = 0;

/** Registers an element under a name of its own, so that a test decides when it is upgraded. */
export function defineAs(constructor: CustomElementConstructor, tag = unusedTag()): string {
  customElements.define(tag, class extends (constructor as typeof HTMLElement) {});
  return tag;
}

/** A tag that nobody has registered yet. */
export function unusedTag(): string {
  tags += 1;
  return `x-late-${tags}`;
}

/** Waits until the elements have rendered what happened before the call; the state is told in a microtask. */
export async function rendered(...elements: LitElement[]): Promise<void> {
  await Promise.resolve();
  for (const element of elements) while (!(await element.updateComplete));
}

/** The very same things in the same order; elements and streams are too large for a deep comparison. */
export function areSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}
