/** One frozen value that can be watched. Only `ConnectionController` patches it. */
export class Store<T extends object> {
  #state: Readonly<T>;
  #queued = false;
  readonly #listeners = new Set<() => void>();

  constructor(initial: T) {
    this.#state = Object.freeze(initial);
  }

  get state(): Readonly<T> {
    return this.#state;
  }

  /** Replaces the named keys; listeners hear of it once, in a microtask. */
  patch(change: Partial<T>): void {
    const keys = Object.keys(change) as (keyof T)[];
    if (keys.every((key) => Object.is(change[key], this.#state[key]))) return;
    this.#state = Object.freeze({ ...this.#state, ...change });
    if (this.#queued) return;
    this.#queued = true;
    queueMicrotask(() => this.#notify());
  }

  /** @returns a function that ends the subscription. */
  subscribe(listener: () => void): () => void {
    // A wrapper of its own, so that the same function subscribed twice is heard twice and undone one by one.
    const entry = () => listener();
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  #notify(): void {
    this.#queued = false;
    for (const listener of [...this.#listeners]) {
      try {
        listener();
      } catch (error) {
        // One listener's mistake must not silence the others; the page hears of it as of any uncaught error.
        reportAsync(error);
      }
    }
  }
}

/** Lets an error of foreign code surface as uncaught, without breaking the caller. */
export function reportAsync(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
