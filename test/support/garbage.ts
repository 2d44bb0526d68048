import { until } from './until.js';

type Collector = (options: { type: 'major'; execution: 'async' }) => Promise<void>;

/** The collector of Chromium, which the tests ask for when they start it; no other browser lets a page call its own. */
const { gc } = globalThis as { gc?: Collector };

/** Whether this browser can tell what is freed. */
export const tellsFreed = gc !== undefined;

/** Waits until nothing keeps what is referred to. */
export async function freed(references: readonly WeakRef<object>[], what: string): Promise<void> {
  await until(async () => {
    // Not at once: what the running script holds is not seen as kept then.
    await gc!({ type: 'major', execution: 'async' });
    return references.every((reference) => !reference.deref());
  }, `the end of ${what}`);
}
