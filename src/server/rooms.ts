import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { errorText, type Extra, type PresenceFacts, type Session } from '../wire.js';
import { Refused } from './refused.js';

/** What is needed to open a room. */
export interface RoomPlan {
  roomId: string;
  session: Session;
  /** Empty: anybody may join. */
  password: string;
  /** Empty: in no public list. */
  identifier: string;
  /** Most members, the owner included. */
  capacity: number;
  /** The room ends when its owner leaves; always so in one-way and broadcast rooms. */
  closesWithOwner: boolean;
  /** The owner decides on each who wants in. */
  knock?: boolean;
}

/** What somebody's going has changed for those who stay. */
export interface Departure {
  roomId: string;
  userid: string;
  /** Those who were in the room besides, in the order in which they came. */
  rest: string[];
  /** The room is gone. */
  closed: boolean;
  /** Set when the room was handed to somebody. */
  newOwner?: string;
}

/** The result of open and join. */
export interface Arrival {
  /** False when the user was in the room already and only said so again, as after a reconnect. */
  entered: boolean;
  /** The room that was left for this one. */
  left?: Departure;
  /** All is right but the owner's word: nothing has changed. */
  mustKnock?: boolean;
}

/** Who wants to join, beside the user id, which may be somebody else's tomorrow. */
export interface Visitor {
  /** Hash of the proof; one who shows none is known for this visit only. */
  person?: string;
  /** The owner has just let this one in. */
  admitted?: boolean;
}

/** An entry of the public list. */
export interface PublicRoom {
  sessionid: string;
  session: Session;
  owner: string;
  participants: string[];
  extra: Extra;
  maxParticipantsAllowed: number;
  isRoomFull: boolean;
  isPasswordProtected: boolean;
}

interface Room {
  owner: string;
  /** Insertion order is the order of coming. */
  members: Set<string>;
  session: Session;
  passwordHash?: Buffer;
  identifier: string;
  capacity: number;
  closesWithOwner: boolean;
  knock: boolean;
  /** People that need not knock again while the room lives: they have been in it. */
  known: Set<string>;
  /** People, or ids of those without a proof, that the owner has taken out. */
  removed: Set<string>;
  seq: number;
}

/** Most people that a room keeps in mind; the oldest are forgotten. */
const remembered = 2000;

/**
 * Who is where: the only truth about rooms. No sockets, no timers. Each method checks everything before it changes
 * anything, and throws {@link Refused} with nothing changed.
 */
export class Rooms {
  readonly #rooms = new Map<string, Room>();
  readonly #roomOf = new Map<string, string>();
  readonly #isLive: (userid: string) => boolean;
  /** A password is kept only as its HMAC under this key, which lives as long as the process. */
  readonly #key = randomBytes(32);
  // One counter for all rooms: a room that is opened again never repeats a number. It begins with the clock, so that
  // it goes on rising over a restart.
  #seq = Date.now();

  /** @param isLive Whether a member is reachable now; such members are preferred as the next owner. */
  constructor(isLive: (userid: string) => boolean = () => true) {
    this.#isLive = isLive;
  }

  get count(): number {
    return this.#rooms.size;
  }

  /** Users that are in some room. */
  get memberCount(): number {
    return this.#roomOf.size;
  }

  has(roomId: string): boolean {
    return this.#rooms.has(roomId);
  }

  /** The room in which a user is. */
  roomOf(userid: string): string | undefined {
    return this.#roomOf.get(userid);
  }

  /** True when both are in one room. */
  share(one: string, other: string): boolean {
    const roomId = this.#roomOf.get(one);
    return roomId !== undefined && this.#roomOf.get(other) === roomId;
  }

  owner(roomId: string): string | undefined {
    return this.#rooms.get(roomId)?.owner;
  }

  /** In the order in which they came. */
  members(roomId: string): string[] {
    return [...(this.#rooms.get(roomId)?.members ?? [])];
  }

  /** The number of the latest change of members or owner. */
  seq(roomId: string): number {
    return this.#rooms.get(roomId)?.seq ?? 0;
  }

  /** Something else about a member is to be told than who is one: that is a change, too. */
  touch(roomId: string): void {
    const room = this.#rooms.get(roomId);
    if (room) room.seq = this.#nextSeq();
  }

  /** True when the owner decides on each who wants in. */
  isGuarded(roomId: string): boolean {
    return this.#rooms.get(roomId)?.knock === true;
  }

  /** True when members talk with the owner only. */
  isStar(roomId: string): boolean {
    const session = this.#rooms.get(roomId)?.session;
    return session?.oneway === true || session?.broadcast === true;
  }

  /** All that anybody may know of a room, existing or not. */
  facts(roomId: string): PresenceFacts {
    const room = this.#rooms.get(roomId);
    return {
      roomId,
      present: room !== undefined,
      full: room !== undefined && room.members.size >= room.capacity,
      locked: room?.passwordHash !== undefined,
    };
  }

  /** Opens a room. Throws `room-exists`, except for the owner of that room, who comes back. */
  open(plan: RoomPlan, self: string, person?: string): Arrival {
    const existing = this.#rooms.get(plan.roomId);
    if (existing && existing.owner === self) return { entered: false };
    if (existing) throw new Refused('room-exists', errorText.roomNotAvailable);

    const left = this.leave(self);
    this.#rooms.set(plan.roomId, {
      owner: self,
      members: new Set(),
      session: plan.session,
      passwordHash: this.#hash(plan.password),
      identifier: plan.identifier,
      capacity: plan.capacity,
      closesWithOwner: plan.closesWithOwner || plan.session.oneway === true || plan.session.broadcast === true,
      knock: plan.knock === true,
      known: new Set(),
      removed: new Set(),
      seq: 0,
    });
    this.#enter(plan.roomId, self, person);
    return { entered: true, left };
  }

  /**
   * Joins a room. Throws `room-not-found`, `removed`, `invalid-password` or `room-full`, in the order of the stock server.
   * At a room where one knocks, a stranger stays outside.
   */
  join(roomId: string, password: string, self: string, { person, admitted = false }: Visitor = {}): Arrival {
    const room = this.#rooms.get(roomId);
    if (!room) throw new Refused('room-not-found', errorText.roomNotAvailable);
    if (room.members.has(self)) return { entered: false };
    if (room.removed.has(person ?? self)) throw new Refused('removed', errorText.permissionDenied);
    if (!this.#matches(room, password)) throw new Refused('invalid-password', errorText.invalidPassword);
    if (room.members.size >= room.capacity) throw new Refused('room-full', errorText.roomFull);
    const isKnown = person !== undefined && room.known.has(person);
    if (room.knock && !admitted && !isKnown) return { entered: false, mustKnock: true };

    const left = this.leave(self);
    this.#enter(roomId, self, person);
    return { entered: true, left };
  }

  /** One who need not knock any more. */
  know(roomId: string, person: string): void {
    const room = this.#rooms.get(roomId);
    if (room) remember(room.known, person);
  }

  /** One who may not come back while the room lives: a person, or the id of one without a proof. */
  ban(roomId: string, person: string): void {
    const room = this.#rooms.get(roomId);
    if (!room) return;
    room.known.delete(person);
    remember(room.removed, person);
  }

  /** Takes a user out of its room and hands the room on; undefined when it was in none. */
  leave(self: string): Departure | undefined {
    const roomId = this.#roomOf.get(self);
    const room = roomId === undefined ? undefined : this.#rooms.get(roomId);
    if (roomId === undefined || !room) return undefined;

    this.#roomOf.delete(self);
    room.members.delete(self);
    const rest = [...room.members];
    const owned = room.owner === self;
    if (rest.length === 0 || (owned && room.closesWithOwner)) {
      this.#delete(roomId, room);
      return { roomId, userid: self, rest, closed: true };
    }
    room.seq = this.#nextSeq();
    if (!owned) return { roomId, userid: self, rest, closed: false };
    // The longest present, but rather one who is there than one whose socket is lost just now.
    const newOwner = rest.find((member) => this.#isLive(member)) ?? rest[0]!;
    room.owner = newOwner;
    return { roomId, userid: self, rest, closed: false, newOwner };
  }

  /** Ends the room of its owner. Throws `room-not-found` or `permission-denied`. */
  close(self: string): Departure {
    const roomId = this.#roomOf.get(self);
    const room = roomId === undefined ? undefined : this.#rooms.get(roomId);
    if (roomId === undefined || !room) throw new Refused('room-not-found', errorText.roomNotAvailable);
    if (room.owner !== self) throw new Refused('permission-denied', errorText.permissionDenied);

    const rest = [...room.members].filter((member) => member !== self);
    this.#delete(roomId, room);
    return { roomId, userid: self, rest, closed: true };
  }

  /** True when the password opens the room; false for an absent or an unlocked room. */
  opens(roomId: string, password: string): boolean {
    const room = this.#rooms.get(roomId);
    return room?.passwordHash !== undefined && this.#matches(room, password);
  }

  /** Sets the password of the owner's room; empty: none. Throws `permission-denied`. */
  setPassword(self: string, password: string): void {
    const room = this.#rooms.get(this.#roomOf.get(self) ?? '');
    if (room?.owner !== self) throw new Refused('permission-denied', errorText.permissionDenied);
    room.passwordHash = this.#hash(password);
  }

  /** Gives a user another id, at the same place of its room. The new id must be free. */
  rename(from: string, to: string): void {
    const roomId = this.#roomOf.get(from);
    const room = roomId === undefined ? undefined : this.#rooms.get(roomId);
    if (roomId === undefined || !room) return;
    room.members = new Set([...room.members].map((member) => (member === from ? to : member)));
    if (room.owner === from) room.owner = to;
    this.#roomOf.delete(from);
    this.#roomOf.set(to, roomId);
    room.seq = this.#nextSeq();
  }

  /**
   * The rooms that were opened with exactly this identifier, in the shape of the stock server. Ids are stand-ins, as many
   * as there are people; of a locked room neither their number nor the owner's extra is told.
   */
  publicRooms(identifier: string, extraOf: (userid: string) => Extra): PublicRoom[] {
    const rooms: PublicRoom[] = [];
    for (const [sessionid, room] of this.#rooms) {
      if (room.identifier !== identifier) continue;
      const isLocked = room.passwordHash !== undefined;
      const members = isLocked ? [room.owner] : [...room.members];
      const participants = members.map((_, index) => `participant-${index + 1}`);
      rooms.push({
        sessionid,
        session: room.session,
        owner: participants[members.indexOf(room.owner)] ?? '',
        participants: isLocked ? [] : participants,
        extra: isLocked ? {} : extraOf(room.owner),
        maxParticipantsAllowed: room.capacity,
        isRoomFull: room.members.size >= room.capacity,
        isPasswordProtected: isLocked,
      });
    }
    return rooms;
  }

  #enter(roomId: string, self: string, person?: string): void {
    const room = this.#rooms.get(roomId)!;
    if (room.knock && person !== undefined) remember(room.known, person);
    room.members.add(self);
    room.seq = this.#nextSeq();
    this.#roomOf.set(self, roomId);
  }

  #delete(roomId: string, room: Room): void {
    for (const member of room.members) this.#roomOf.delete(member);
    this.#rooms.delete(roomId);
  }

  #nextSeq(): number {
    return ++this.#seq;
  }

  #hash(password: string): Buffer | undefined {
    return password === '' ? undefined : createHmac('sha256', this.#key).update(password).digest();
  }

  #matches(room: Room, password: string): boolean {
    if (!room.passwordHash) return true;
    const hash = this.#hash(password);
    return hash !== undefined && timingSafeEqual(hash, room.passwordHash);
  }
}

function remember(people: Set<string>, person: string): void {
  people.delete(person);
  people.add(person);
  if (people.size > remembered) for (const oldest of people) return void people.delete(oldest);
}
