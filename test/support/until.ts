/** The page's own, whatever clock a test puts in its place. */
const { setTimeout } = globalThis;

/** Waits until the condition gives something truthy, and returns that; else fails and names what was waited for. */
export async function until<T>(
  condition: () => T | Promise<T>,
  what: string,
  timeout = 12_000,
): Promise<NonNullable<T>> {
  const end = performance.now() + timeout;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (performance.now() > end) throw new Error(`Waited ${timeout} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The next event of a type. */
export function next<T extends Event>(target: EventTarget, type: string): Promise<T> {
  return new Promise((resolve) => target.addEventListener(type, (event) => resolve(event as T), { once: true }));
}

/** What a promise rejects with; fails when it is fulfilled. */
export async function rejection<T = Error>(promise: Promise<unknown>): Promise<T> {
  try {
    await promise;
  } catch (error) {
    return error as T;
  }
  throw new Error('The promise was fulfilled.');
}
