import { kitEvents, type PresenceFacts } from '../wire.js';
import type { Link } from './link.js';
import { Refused } from './refused.js';

/** Rooms that one socket may watch at a time. */
const watchesPerSocket = 32;

/** Who wants to know whether rooms exist, are full or are locked. */
export class Watches {
  readonly #facts: (roomId: string) => PresenceFacts;
  readonly #rooms = new Map<string, { links: Set<Link>; told: string }>();

  constructor(facts: (roomId: string) => PresenceFacts) {
    this.#facts = facts;
  }

  /** Answers at once and after each change. Throws `rate-limited` for one watch too many. */
  watch(link: Link, roomId: string): void {
    if (!link.watched.has(roomId) && link.watched.size >= watchesPerSocket) throw new Refused('rate-limited');
    const facts = this.#facts(roomId);
    const room = this.#rooms.get(roomId) ?? { links: new Set(), told: JSON.stringify(facts) };
    room.links.add(link);
    link.watched.add(roomId);
    this.#rooms.set(roomId, room);
    link.emit(kitEvents.presence, facts);
  }

  unwatch(link: Link, roomId: string): void {
    link.watched.delete(roomId);
    const room = this.#rooms.get(roomId);
    room?.links.delete(link);
    if (room?.links.size === 0) this.#rooms.delete(roomId);
  }

  /** Ends all watches of a socket. */
  forget(link: Link): void {
    for (const roomId of [...link.watched]) this.unwatch(link, roomId);
  }

  /** To be called after whatever may have changed a room. */
  refresh(roomId: string): void {
    const room = this.#rooms.get(roomId);
    if (!room) return;
    const facts = this.#facts(roomId);
    const told = JSON.stringify(facts);
    if (told === room.told) return;
    room.told = told;
    for (const link of room.links) link.emit(kitEvents.presence, facts);
  }
}
