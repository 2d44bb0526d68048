/** Timers that a test moves by hand; promises go on as ever. */
class Clock {
  #now = 0;
  #last = 0;
  readonly #timers = new Map<number, { due: number; run: () => void }>();
  readonly #setTimeout = globalThis.setTimeout;
  readonly #clearTimeout = globalThis.clearTimeout;

  /** Takes the place of the page's timers until `restore`. */
  constructor() {
    const set = (run: () => void, delay = 0) => {
      this.#last += 1;
      // Far from the ids of the page's own timers.
      const id = 1_000_000 + this.#last;
      this.#timers.set(id, { due: this.#now + delay, run });
      return id;
    };
    const clear = (id?: number) => {
      if (id === undefined || !this.#timers.delete(id)) this.#clearTimeout.call(globalThis, id);
    };
    Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
  }

  /** Lets time pass: runs what is due, in order, with the promises in between. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      await this.#settle();
      const next = [...this.#timers].sort(([, one], [, other]) => one.due - other.due)[0];
      if (!next || next[1].due > end) break;
      this.#now = next[1].due;
      this.#timers.delete(next[0]);
      next[1].run();
    }
    this.#now = end;
  }

  /** Lets time pass, by so many milliseconds a time, until the condition holds; all that is real goes on meanwhile. */
  readonly comes = async (condition: () => unknown, what: string, step = 10): Promise<void> => {
    const end = performance.now() + 12_000;
    while (!condition()) {
      if (performance.now() > end) throw new Error(`Waited for ${what}`);
      await this.pass(step);
    }
  };

  restore(): void {
    Object.assign(globalThis, { setTimeout: this.#setTimeout, clearTimeout: this.#clearTimeout });
  }

  /** A real task: all promises that can go on have gone on. */
  #settle(): Promise<void> {
    return new Promise((resolve) => this.#setTimeout.call(globalThis, resolve, 0));
  }
}

/** A test whose timers are moved by hand. Not a hook's work: the test runner has timers of its own between tests. */
export function timed(test: (clock: Clock) => Promise<void>): () => Promise<void> {
  return async () => {
    const clock = new Clock();
    try {
      await test(clock);
    } finally {
      clock.restore();
    }
  };
}
