import { errorText, limits, type Extra, type Knocker } from '../wire.js';
import type { Seat } from './identity.js';
import type { Link } from './link.js';
import { Refused, Waiting } from './refused.js';

/** Most people that knock at one room at a time, and of them from one address: nobody alone holds the door shut. */
const most = { atRoom: 50, ofAddress: 25 };

/** Fields of `extra` that make a name. */
const nameFields = ['name', 'fullName', 'username'] as const;

/** Milliseconds; see `defaultTimings`. */
export interface KnockTimings {
  knockPoll: number;
  knockPatience: number;
  knockLimit: number;
}

/** What becomes of a question to be let in: a way in, or the refusal. */
export interface Asked {
  admit(): void;
  refuse(refused: Refused): void;
}

interface Knock {
  readonly roomId: string;
  readonly seat: Seat<Link>;
  readonly extra: Extra;
  /** The question that is held now; undefined between two. */
  asked?: Asked;
  /** Until the owner has taken too long. */
  limit: NodeJS.Timeout;
  /** Until the held question is answered, or the next one is overdue. */
  turn?: NodeJS.Timeout;
  refused?: Refused;
}

/**
 * Who knocks at which rooms. A page of the kit asks again and again, so that each of its questions is answered within
 * seconds; a stock page asks once and waits for its answer.
 */
export class Knocks {
  readonly #timings: KnockTimings;
  readonly #changed: (roomId: string) => void;
  readonly #bySeat = new Map<Seat<Link>, Knock>();
  readonly #rooms = new Map<string, Set<Knock>>();

  /** @param changed Called when others knock at a room than before. */
  constructor(timings: KnockTimings, changed: (roomId: string) => void) {
    this.#timings = timings;
    this.#changed = changed;
  }

  /** True when this one knocks at this room already. */
  isAt(seat: Seat<Link>, roomId: string): boolean {
    return this.#bySeat.get(seat)?.roomId === roomId;
  }

  /** Those who knock, in the order in which they came, as a room's owner is to see them. */
  at(roomId: string): Knocker[] {
    return [...(this.#rooms.get(roomId) ?? [])]
      .filter(({ refused }) => !refused)
      .map(({ seat, extra }) => ({ userid: seat.userid, extra }));
  }

  /**
   * Holds a question; the first of a page of the kit is answered at once, so that who knocks is told so. Throws `rate-limited` where too many knock, or too many from where this one is.
   */
  ask(roomId: string, seat: Seat<Link>, extra: Extra, asked: Asked): void {
    const known = this.#bySeat.get(seat);
    if (known?.roomId === roomId) return this.#hold(known, asked);
    const others = [...(this.#rooms.get(roomId) ?? [])];
    const near = others.filter((other) => other.seat.link?.address === seat.link?.address);
    if (others.length >= most.atRoom || near.length >= most.ofAddress) throw new Refused('rate-limited');
    this.drop(seat);
    const limit = setTimeout(() => this.#settle(knock, refusal()), this.#timings.knockLimit);
    const knock: Knock = { roomId, seat, extra: nameOnly(extra), limit };
    this.#bySeat.set(seat, knock);
    this.#rooms.set(roomId, (this.#rooms.get(roomId) ?? new Set()).add(knock));
    this.#hold(knock, asked);
    if (seat.kit) this.#askAgain(knock);
    this.#changed(roomId);
  }

  /** The owner's word. Returns the seat of the one who is let in or not; undefined when this one does not knock. */
  answer(roomId: string, userid: string, admitted: boolean): Seat<Link> | undefined {
    const knock = [...(this.#rooms.get(roomId) ?? [])].find(({ seat, refused }) => seat.userid === userid && !refused);
    if (!knock) return undefined;
    const { asked, seat } = knock;
    if (!admitted) this.#settle(knock, refusal());
    else {
      this.#remove(knock);
      asked?.admit();
    }
    return seat;
  }

  /** One who knocks has another id now. */
  renamed(seat: Seat<Link>): void {
    const knock = this.#bySeat.get(seat);
    if (knock) this.#changed(knock.roomId);
  }

  /** Somebody does not knock any more. */
  drop(seat: Seat<Link>): void {
    const knock = this.#bySeat.get(seat);
    if (!knock) return;
    this.#remove(knock);
    knock.asked?.refuse(new Refused('aborted', errorText.permissionDenied));
  }

  /** The room is no more. */
  roomClosed(roomId: string): void {
    for (const knock of this.#rooms.get(roomId) ?? []) {
      const { asked } = knock;
      this.#remove(knock);
      asked?.refuse(new Refused('room-not-found', errorText.roomNotAvailable));
    }
  }

  /** Ends all timers. */
  close(): void {
    for (const { limit, turn } of this.#bySeat.values()) {
      clearTimeout(limit);
      clearTimeout(turn);
    }
    this.#bySeat.clear();
    this.#rooms.clear();
  }

  #hold(knock: Knock, asked: Asked): void {
    const { knockPoll } = this.#timings;
    knock.asked?.refuse(new Waiting());
    knock.asked = asked;
    if (knock.refused) return this.#settle(knock, knock.refused);
    clearTimeout(knock.turn);
    if (knock.seat.kit) knock.turn = setTimeout(() => this.#askAgain(knock), knockPoll);
  }

  #askAgain(knock: Knock): void {
    const { asked } = knock;
    knock.asked = undefined;
    knock.turn = setTimeout(() => this.#remove(knock), this.#timings.knockPatience);
    asked?.refuse(new Waiting());
  }

  /** Refuses now, or when the next question comes. */
  #settle(knock: Knock, refused: Refused): void {
    const { asked } = knock;
    knock.refused = refused;
    if (asked) this.#remove(knock);
    else this.#changed(knock.roomId);
    asked?.refuse(refused);
  }

  #remove(knock: Knock): void {
    const { roomId, seat, limit, turn } = knock;
    clearTimeout(limit);
    clearTimeout(turn);
    this.#bySeat.delete(seat);
    const room = this.#rooms.get(roomId);
    room?.delete(knock);
    if (room?.size === 0) this.#rooms.delete(roomId);
    this.#changed(roomId);
  }
}

const refusal = (): Refused => new Refused('knock-refused', errorText.permissionDenied);

/** What an owner needs to decide, and no more that a stranger might want to put before the owner's eyes. */
function nameOnly(extra: Extra): Extra {
  const name = nameFields
    .map((field) => extra[field])
    .find((value) => typeof value === 'string' && value.trim() !== '');
  return typeof name === 'string' ? { name: name.trim().slice(0, limits.nameCharacters) } : {};
}
