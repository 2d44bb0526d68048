/**
 * Waits until `condition` (may be async) gives something truthy, and returns that. A condition that throws counts as
 * not yet met; the message of the failure says what was waited for, and what was seen last.
 */
export async function waitFor(condition, { message, timeout = 20_000, interval = 50 } = {}) {
  const what = message ?? `condition ${condition}`;
  const end = Date.now() + timeout;
  let value;
  let cause;
  do {
    try {
      value = await condition();
      cause = undefined;
      if (value) return value;
    } catch (error) {
      cause = error;
    }
    await new Promise((resolve) => setTimeout(resolve, interval));
  } while (Date.now() < end);
  const seen = cause ? `it threw: ${cause.message}` : `last value: ${JSON.stringify(value)}`;
  throw new Error(`Waited ${timeout} ms for ${what}; ${seen}`, { cause });
}

/** Waits until a function without a closure gives something truthy inside the page, and returns that. */
export function waitInPage(page, condition, { args = [], ...options } = {}) {
  return waitFor(() => page.evaluate(condition, ...args), { message: `${condition}`, ...options });
}
