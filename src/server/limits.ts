import { Refused } from './refused.js';

/** How much one may ask. Tokens: `burst` at once, refilled at `perSecond`. */
export interface Rate {
  burst: number;
  perSecond: number;
}

/** All limits of a server; lower them in tests. There are no bans: who was cut may come again at once. */
export interface RateLimits {
  /** Packets of one socket. */
  messages: Rate;
  /** Questions of one socket about rooms that it is not in. */
  presence: Rate;
  /** Wrong passwords of one socket in any minute. */
  passwordTries: number;
  /** Wrong passwords of one address for one room in any minute. */
  passwordTriesPerAddressAndRoom: number;
  /** New knocks of one address at one room. */
  knocks: Rate;
  /** New sockets of one address; up to its cap they may also come all at once. */
  arrivalsPerSecond: number;
  /** Malformed, oversize or refused packets of one socket before it is cut. */
  offences: Rate;
  /** STUN answers to one address in a second; a whole office may share one. */
  stunPerSecond: number;
}

/** Limits of a server that was told none. */
export const defaultRateLimits: RateLimits = {
  messages: { burst: 500, perSecond: 100 },
  presence: { burst: 60, perSecond: 10 },
  passwordTries: 10,
  passwordTriesPerAddressAndRoom: 30,
  knocks: { burst: 20, perSecond: 0.2 },
  arrivalsPerSecond: 100,
  offences: { burst: 1000, perSecond: 10 },
  stunPerSecond: 100,
};

/** Shortest window, in ms, in which only the first refused call is answered. */
const shortestWindow = 1000;
const minute = 60_000;

/** The first refused call of a window is answered, the rest are not: an answer to each would feed a flood. */
class Window {
  #silentUntil = -Infinity;

  /** @param wait Milliseconds until the next try may succeed; the window lasts at least that long. */
  refuse(wait: number, now: number): Refused {
    const silent = now < this.#silentUntil;
    if (!silent) this.#silentUntil = now + Math.max(wait, shortestWindow);
    return new Refused('rate-limited', 'rate-limited', Math.max(1, Math.ceil(wait / 1000)), silent);
  }
}

/** A token bucket. Times are milliseconds of a clock that is never set back. */
export class Bucket {
  #tokens: number;
  #at: number;
  readonly #rate: Rate;
  readonly #window = new Window();

  constructor(rate: Rate, now = performance.now()) {
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#at = now;
  }

  /** Takes one token, or throws `rate-limited`. */
  take(now = performance.now()): void {
    if (!this.tryTake(now)) throw this.#window.refuse(((1 - this.#tokens) / this.#rate.perSecond) * 1000, now);
  }

  /** Takes one token if there is one. */
  tryTake(now = performance.now()): boolean {
    this.#refill(now);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** True when a fresh bucket would not differ. */
  isIdle(now = performance.now()): boolean {
    this.#refill(now);
    return this.#tokens >= this.#rate.burst;
  }

  #refill(now: number): void {
    this.#tokens = Math.min(this.#rate.burst, this.#tokens + ((now - this.#at) / 1000) * this.#rate.perSecond);
    this.#at = now;
  }
}

/**
 * At most `limit` failures in any minute. A bucket would let twice as many through in its first minute, and for
 * passwords the promise is strict.
 */
export class Tries {
  /** Which refusal is answered; a limit that many share lends the window of the one who asks. */
  readonly window = new Window();
  #failures: number[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Throws `rate-limited` while the minute is used up. */
  check(now = performance.now(), window = this.window): void {
    if (this.#recent(now) < this.#limit) return;
    throw window.refuse((this.#failures[0] ?? now) + minute - now, now);
  }

  fail(now = performance.now()): void {
    this.#failures.push(now);
  }

  isIdle(now = performance.now()): boolean {
    return this.#recent(now) === 0;
  }

  #recent(now: number): number {
    this.#failures = this.#failures.filter((at) => at > now - minute);
    return this.#failures.length;
  }
}

/** One limit per key, forgotten when idle, so that many keys do not fill the memory. */
export class Keyed<T extends { isIdle(): boolean }> {
  readonly #make: () => T;
  readonly #kept = new Map<string, T>();
  #sweepAt = 1024;

  constructor(make: () => T) {
    this.#make = make;
  }

  get size(): number {
    return this.#kept.size;
  }

  get(key: string): T {
    const kept = this.#kept.get(key);
    if (kept) return kept;
    this.#sweep();
    const made = this.#make();
    this.#kept.set(key, made);
    return made;
  }

  #sweep(): void {
    if (this.#kept.size < this.#sweepAt) return;
    for (const [key, kept] of this.#kept) if (kept.isIdle()) this.#kept.delete(key);
    // Twice what is really in use: the cost of a sweep stays small for each key added.
    this.#sweepAt = Math.max(1024, this.#kept.size * 2);
  }
}

/** Keys that {@link PerSecond} counts in one second; more are turned down. */
const keysPerSecond = 10_000;

/**
 * At most `limit` calls for each key in a second. For keys that can be forged, as the source of a datagram: memory is
 * bounded whatever comes.
 */
export class PerSecond {
  readonly #limit: number;
  readonly #counts = new Map<string, number>();
  #began = -Infinity;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Counts a call if it is allowed. */
  tryTake(key: string, now = performance.now()): boolean {
    if (now - this.#began >= 1000) {
      this.#counts.clear();
      this.#began = now;
    }
    const count = this.#counts.get(key) ?? 0;
    if (count >= this.#limit || (count === 0 && this.#counts.size >= keysPerSecond)) return false;
    this.#counts.set(key, count + 1);
    return true;
  }
}

/** The sockets of each address: how many there are and how fast they come. */
export class Arrivals {
  readonly #cap: number;
  readonly #open = new Map<string, number>();
  readonly #rates: Keyed<Bucket>;

  constructor(cap: number, perSecond: number) {
    this.#cap = cap;
    this.#rates = new Keyed(() => new Bucket({ burst: Math.max(cap, perSecond), perSecond }));
  }

  /** Throws `rate-limited` when the address may not open one more. */
  check(address: string): void {
    if ((this.#open.get(address) ?? 0) >= this.#cap) throw new Refused('rate-limited', 'rate-limited', 1);
    this.#rates.get(address).take();
  }

  opened(address: string): void {
    this.#open.set(address, (this.#open.get(address) ?? 0) + 1);
  }

  closed(address: string): void {
    const left = (this.#open.get(address) ?? 1) - 1;
    if (left > 0) this.#open.set(address, left);
    else this.#open.delete(address);
  }
}
