import { createHash, timingSafeEqual } from 'node:crypto';
import { generatedUserId, limits, type Extra, type Member } from '../wire.js';
import { isRecord } from './checks.js';

/** Bounds of a client's secret, in UTF-16 code units. */
const secretCharacters = { min: 32, max: 128 };

/** What a client shows for its identity. The secret itself is not kept. */
export interface Proof {
  /** SHA-256 of the secret, hexadecimal. */
  hash: string;
  /** Of one page and connection; another instance with the same secret is a copy or a reload of the page. */
  instance: string;
}

/** The socket behind a seat, as far as identity cares. */
export interface Claimant {
  readonly userid: string;
  readonly proof?: Proof;
  readonly kit: boolean;
  /** What the handshake said; used for a new seat only, since it may be older than what the seat knows. */
  readonly extra: Extra;
  /** The socket is closed, cut or replaced: nothing more is done for it. */
  readonly isOver: boolean;
  /** Resolves to false when the other end is silent for `ms`. */
  answers(ms: number): Promise<boolean>;
  /** Ends the socket, whose seat is somebody else's now. */
  replace(): void;
}

/** A person: the id, the proof of it and the socket, which may be lost for a while. */
export interface Seat<Link extends Claimant = Claimant> {
  userid: string;
  proof?: Proof;
  kit: boolean;
  extra: Extra;
  /** Undefined while the socket is lost. */
  link?: Link;
  /** Those who were told `user-connected`. */
  contacts: Set<string>;
  /** The socket went silent, and the others know. */
  away?: boolean;
  /** The room that the person was in last. */
  lastRoom?: string;
  /** Left for good: the id is not held when the socket closes. */
  left: boolean;
  /** Until this fires one who said goodbye may enter a room again and will not have left. */
  leaving?: NodeJS.Timeout;
  /** Until this fires the others do not know that the person is away. */
  absence?: NodeJS.Timeout;
  /** Until this fires nobody else gets the id. */
  hold?: NodeJS.Timeout;
}

/** Milliseconds; see {@link defaultTimings}. */
export interface SeatTimings {
  /** How long an old socket may take to show that it lives. */
  probe: number;
  /** Id and proof are kept for one whose socket is lost. */
  hold: number;
  /** A reloaded page has this long to join again before the others are told that it went. */
  rejoin: number;
  /** After the last goodbye of a stock page to another person, until it has left. */
  goodbye: number;
}

/** Reads the proof out of socket.io's `auth`; anything malformed is no proof. */
export function proofOf(auth: unknown): Proof | undefined {
  if (!isRecord(auth)) return undefined;
  const { secret, instance } = auth;
  if (typeof secret !== 'string' || secret.length < secretCharacters.min || secret.length > secretCharacters.max) {
    return undefined;
  }
  const hash = createHash('sha256').update(secret).digest('hex');
  return { hash, instance: typeof instance === 'string' ? instance.slice(0, secretCharacters.max) : '' };
}

/** False for a generated id whose secret is not shown. Needs no memory: a server just restarted knows it too. */
export function mayUse(userid: string, proof: Proof | undefined): boolean {
  return !generatedUserId.test(userid) || (proof !== undefined && sameText(proof.hash.slice(0, 32), userid.slice(1)));
}

/** A random id that nobody holds, for one whose id is taken. */
export function suggestId(): string {
  return String(Math.random()).slice(2).padEnd(16, '0').slice(0, limits.userIdCharacters);
}

/**
 * Who is who. An id has one seat and a seat has at most one socket. A seat without a proof (a stock page) can be
 * taken back by anybody who names its id while its socket is lost: that is all that a stock page can show.
 */
export class Seats<Link extends Claimant> {
  readonly #seats = new Map<string, Seat<Link>>();
  /** Claims of one id run one after the other: two newcomers must not both pass the same probe. */
  readonly #claims = new Map<string, Promise<unknown>>();
  readonly #timings: SeatTimings;
  readonly #onGone: (seat: Seat<Link>) => void;

  /** @param onGone Called when the others are to be told that a person is away. */
  constructor(timings: SeatTimings, onGone: (seat: Seat<Link>) => void) {
    this.#timings = timings;
    this.#onGone = onGone;
  }

  get count(): number {
    return this.#seats.size;
  }

  get(userid: string): Seat<Link> | undefined {
    return this.#seats.get(userid);
  }

  /** The person as the others see it. */
  member(userid: string): Member {
    const seat = this.#seats.get(userid);
    const member = { userid, extra: seat?.extra ?? {}, kit: seat?.kit ?? false };
    return seat?.away ? { ...member, away: true } : member;
  }

  /** Gives the newcomer its seat; undefined when the id is somebody else's or the newcomer is gone meanwhile. */
  async claim(newcomer: Link): Promise<Seat<Link> | undefined> {
    const { userid } = newcomer;
    const before = this.#claims.get(userid);
    const claim = before ? before.then(() => this.#decide(newcomer)) : this.#decide(newcomer);
    this.#claims.set(userid, claim);
    try {
      return await claim;
    } finally {
      if (this.#claims.get(userid) === claim) this.#claims.delete(userid);
    }
  }

  /**
   * Takes note that the socket of a seat is lost. After `grace` ms the others are told; 0 tells them now. The seat
   * itself is held longer, see {@link SeatTimings}.
   */
  lose(seat: Seat<Link>, grace: number): void {
    seat.link = undefined;
    this.#clearTimers(seat);
    if (seat.left || seat.leaving) {
      this.#onGone(seat);
      this.#remove(seat);
      return;
    }
    if (grace > 0) seat.absence = setTimeout(() => this.#gone(seat), grace);
    seat.hold = setTimeout(() => this.#release(seat), Math.max(this.#timings.hold, grace));
    if (grace === 0) this.#gone(seat);
  }

  /** The person has entered a room with this socket: it is no longer about to be told as gone. */
  confirm(seat: Seat<Link>): void {
    seat.left = false;
    clearTimeout(seat.absence);
    clearTimeout(seat.leaving);
    seat.absence = seat.leaving = undefined;
  }

  /**
   * The person said goodbye to somebody in its room. A stock page that leaves does so to each of the others, one after
   * the other, and to nobody else: when no more comes for a while, it has left for good.
   */
  expectLeave(seat: Seat<Link>): void {
    clearTimeout(seat.leaving);
    seat.leaving = setTimeout(() => {
      seat.leaving = undefined;
      seat.left = true;
      this.#onGone(seat);
    }, this.#timings.goodbye);
  }

  /** True when `userid` is free and may be taken by one with this proof. */
  isFree(userid: string, proof: Proof | undefined): boolean {
    return !this.#seats.has(userid) && !this.#claims.has(userid) && mayUse(userid, proof);
  }

  rename(seat: Seat<Link>, to: string): void {
    this.#seats.delete(seat.userid);
    for (const contact of seat.contacts) {
      const contacts = this.#seats.get(contact)?.contacts;
      if (contacts?.delete(seat.userid)) contacts.add(to);
    }
    seat.userid = to;
    this.#seats.set(to, seat);
  }

  /** Ends all timers. */
  close(): void {
    for (const seat of this.#seats.values()) {
      this.#clearTimers(seat);
      clearTimeout(seat.leaving);
    }
    this.#seats.clear();
  }

  async #decide(newcomer: Link): Promise<Seat<Link> | undefined> {
    const { userid, proof } = newcomer;
    if (newcomer.isOver || !mayUse(userid, proof)) return undefined;
    const seat = this.#seats.get(userid);
    if (!seat) return this.#create(newcomer);
    if (!samePerson(seat.proof, proof)) return undefined;
    if (seat.link && !sameInstance(seat.proof, proof)) {
      if (await seat.link.answers(this.#timings.probe)) return undefined;
      // Much may have happened during the probe: look again.
      if (newcomer.isOver) return undefined;
      if (this.#seats.get(userid) !== seat) return this.#decide(newcomer);
    }
    this.#attach(seat, newcomer);
    return seat;
  }

  #create(link: Link): Seat<Link> {
    const { userid, proof, kit, extra } = link;
    const seat: Seat<Link> = { userid, proof, kit, extra, link, contacts: new Set(), left: false };
    this.#seats.set(userid, seat);
    return seat;
  }

  #attach(seat: Seat<Link>, link: Link): void {
    const reloaded = !sameInstance(seat.proof, link.proof) && seat.proof !== undefined;
    const old = seat.link;
    this.#clearTimers(seat);
    seat.link = link;
    seat.proof = link.proof;
    seat.kit = link.kit;
    old?.replace();
    // The same page resumes its call; a reloaded one may stay in the lobby, and must not be a ghost in the room.
    if (reloaded) seat.absence = setTimeout(() => this.#onGone(seat), this.#timings.rejoin);
  }

  #gone(seat: Seat<Link>): void {
    clearTimeout(seat.absence);
    seat.absence = undefined;
    this.#onGone(seat);
    if (!seat.proof) this.#remove(seat);
  }

  /** After a standstill both timers are due, and Node may run them in any order: nobody goes without being told of. */
  #release(seat: Seat<Link>): void {
    if (seat.absence) this.#onGone(seat);
    this.#remove(seat);
  }

  #remove(seat: Seat<Link>): void {
    this.#clearTimers(seat);
    clearTimeout(seat.leaving);
    seat.leaving = undefined;
    if (this.#seats.get(seat.userid) === seat) this.#seats.delete(seat.userid);
  }

  /** Those of a lost socket. That of {@link expectLeave} is the person's and goes on when a new socket takes over. */
  #clearTimers(seat: Seat<Link>): void {
    clearTimeout(seat.absence);
    clearTimeout(seat.hold);
    seat.absence = seat.hold = undefined;
  }
}

function samePerson(one: Proof | undefined, other: Proof | undefined): boolean {
  return one === undefined || other === undefined ? one === other : sameText(one.hash, other.hash);
}

function sameInstance(one: Proof | undefined, other: Proof | undefined): boolean {
  return one !== undefined && other !== undefined && one.instance !== '' && one.instance === other.instance;
}

function sameText(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
