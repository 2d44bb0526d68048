import type { ConnectionQuality } from './state.js';

/** What statistics say of a way at one moment: counts since its beginning, and what is true now. */
export interface WaySample {
  readonly at: number;
  /** Packets that came, and that should have. */
  readonly received: number;
  readonly lost: number;
  /** Seconds. */
  readonly jitter: number;
  readonly roundTrip: number;
}

type Level = Extract<ConnectionQuality, 'good' | 'fair' | 'poor'>;

/** Milliseconds over which packets are counted: a single lost one is no bad way. */
const span = 5000;
/** Packets that must have been due before anything is said. */
const enough = 50;
/** From where on a way is no longer good: the share of packets lost, and seconds of jitter and for there and back. */
const limits: Readonly<Record<'fair' | 'poor', readonly [loss: number, jitter: number, roundTrip: number]>> = {
  fair: [0.03, 0.05, 0.3],
  poor: [0.08, 0.12, 0.7],
};

/** How good the way is on which media come, judged by the last seconds and told only when it holds for two looks. */
export class WayQuality {
  #samples: readonly WaySample[] = [];
  #seen: Level | undefined;
  #level: Level | undefined;

  get level(): Level | 'unknown' {
    return this.#level ?? 'unknown';
  }

  /** Takes another look into account. */
  add(sample: WaySample): void {
    const [newest] = this.#samples.slice(-1);
    // A connection that began anew counts from zero.
    if (newest && sample.received < newest.received) this.#samples = [];
    this.#samples = [...this.#samples.filter(({ at }) => sample.at - at <= span), sample];
    const seen = this.#judge();
    if (seen === this.#seen) this.#level = seen ?? this.#level;
    this.#seen = seen;
  }

  #judge(): Level | undefined {
    const [first] = this.#samples;
    const last = this.#samples[this.#samples.length - 1];
    const lost = Math.max(0, last.lost - first.lost);
    const due = lost + last.received - first.received;
    if (due < enough) return undefined;
    const isOver = (level: 'fair' | 'poor') =>
      [lost / due, last.jitter, last.roundTrip].some((value, index) => value > limits[level][index]);
    return isOver('poor') ? 'poor' : isOver('fair') ? 'fair' : 'good';
  }
}
