/** Milliseconds in which people see that somebody else stands under the pointer. */
const settleTime = 500;

/**
 * A click that says nothing new, as the second of a double click, or was meant for what stood there before: until
 * `changedAt`, in milliseconds as of `Date.now()`. Keys count no clicks.
 */
export function isSecondClick({ detail }: MouseEvent, changedAt: number): boolean {
  return detail > 1 || (detail > 0 && Date.now() - changedAt < settleTime);
}
