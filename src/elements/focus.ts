/** What has the focus, through shadow roots. */
export function focused(): HTMLElement | undefined {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active === document.body ? undefined : ((active ?? undefined) as HTMLElement | undefined);
}

/** Where people go on, the first that there is: the call, what happened to it, the way back and in, any control. */
const ways = [
  '.tiles',
  'h2[tabindex]',
  '[part=cancel]',
  'rtc-join-button',
  'rtc-open-button',
  '[available]',
  'button:not([part=more])',
];

/**
 * Where nothing has the focus, or only what is gone from sight: gives it back to what had it before, else brings it into
 * the call, or to the way in.
 */
export function refocus(before: HTMLElement | undefined, room: HTMLElement | undefined): void {
  const isFree = () => !focused()?.checkVisibility();
  // Nothing had it: that is no place to search.
  const given = before !== document.body && before?.checkVisibility() ? [before] : [];
  const roots = [...given, ...(room ? [room] : [])].flatMap(rootsOf);
  const places = ways.flatMap((way) => roots.flatMap((root) => [...root.querySelectorAll<HTMLElement>(way)]));
  for (const place of [...given, ...places]) {
    if (!isFree()) return;
    place.focus({ preventScroll: true });
  }
}

/** The element, and the shadow roots of the kit in which there may be a place for the focus. */
function rootsOf(element: HTMLElement): ParentNode[] {
  const own = element.shadowRoot ? [element, element.shadowRoot] : [element];
  const inner = own.flatMap((root) => [
    ...root.querySelectorAll<HTMLElement>('rtc-meeting, rtc-lobby, rtc-control-bar'),
  ]);
  return [...own, ...inner.flatMap(rootsOf)];
}
