/** Anything that is known by a key. */
interface Keyed {
  readonly key: string;
}

/**
 * The order of the tiles, which people learn by heart: who comes is put in, who goes is taken out, and two change places
 * when they are swapped. Nobody else moves, until another order is wanted.
 */
export class TileOrder {
  #keys: string[] = [];
  /** The keys as they were last given. */
  #given: readonly string[] = [];

  /** Puts the items, given in the order wanted, into the order that has grown. */
  sort<T extends Keyed>(items: readonly T[]): T[] {
    const byKey = new Map(items.map((item) => [item.key, item]));
    const given = [...byKey.keys()];
    const kept = this.#isSameOrder(given) ? this.#keys.filter((key) => byKey.has(key)) : [];
    // From the end, so that the one before which a new one belongs is always there already.
    for (let index = given.length - 1; index >= 0; index--) {
      if (kept.includes(given[index])) continue;
      const successor = kept.indexOf(given[index + 1]);
      kept.splice(successor < 0 ? kept.length : successor, 0, given[index]);
    }
    this.#keys = kept;
    this.#given = given;
    return kept.map((key) => byKey.get(key)!);
  }

  /** Two change places. */
  swap(one: string, other: string): void {
    this.#keys = this.#keys.map((key) => (key === one ? other : key === other ? one : key));
  }

  /** Those who were there before and still are have been given in the order of before. */
  #isSameOrder(given: readonly string[]): boolean {
    const before = this.#given.filter((key) => given.includes(key));
    const now = given.filter((key) => this.#given.includes(key));
    return before.every((key, index) => key === now[index]);
  }
}
