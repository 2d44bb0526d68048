/**
 * Puts the elements into this order with as few moves as that takes around the one that has the focus: it stays where it
 * is, since an element that is moved loses the focus.
 */
export function arrange(list: Element, rows: readonly Element[]): void {
  if (rows.length === 0) return;
  const { activeElement } = list.getRootNode() as ShadowRoot;
  const held = Math.max(
    0,
    rows.findIndex((row) => row.contains(activeElement)),
  );
  if (rows[held].parentNode !== list) list.prepend(rows[held]);
  for (let index = held - 1; index >= 0; index--) {
    const next = rows[index + 1];
    if (next.previousElementSibling !== rows[index]) next.before(rows[index]);
  }
  for (let index = held + 1; index < rows.length; index++) {
    const previous = rows[index - 1];
    if (previous.nextElementSibling !== rows[index]) previous.after(rows[index]);
  }
}
