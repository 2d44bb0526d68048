import type { Server, Socket } from 'socket.io';
import { kitEvents, type Admission, type Extra, type MembersSnapshot, type ModerationNews } from '../wire.js';
import { clientAddress } from './address.js';
import { handlers } from './handler.js';
import { iceServersFor } from './ice.js';
import { Seats, suggestId, type Seat } from './identity.js';
import { Knocks } from './knocks.js';
import { Bucket, Keyed, Tries } from './limits.js';
import { Link } from './link.js';
import type { Settings } from './options.js';
import { Watches } from './presence.js';
import { Protocol } from './protocol.js';
import { Rooms, type Departure } from './rooms.js';
import { userId } from './checks.js';

/** Numbers about a running server; nothing in them names a person or a room. */
export interface ServerStats {
  /** Sockets open now. */
  sockets: number;
  /** Ids in use or held for their return. */
  seats: number;
  rooms: number;
  /** People in rooms, those with a lost socket included. */
  members: number;
}

/** Ids that mean something else in the protocol. */
const reservedIds = new Set(['system', 'admin']);

/** Joins sockets, seats and rooms, and tells each person what has changed for them. */
export class Signaling {
  readonly settings: Settings;
  readonly rooms: Rooms;
  readonly seats: Seats<Link>;
  readonly watches: Watches;
  /** Wrong passwords, by address and room. */
  readonly passwordTries: Keyed<Tries>;
  readonly knocks: Knocks;
  /** New knocks, by address and room. */
  readonly knockRates: Keyed<Bucket>;
  readonly #io: Server;
  readonly #protocol: Protocol;
  #sockets = 0;
  #closing = false;

  constructor(io: Server, settings: Settings) {
    const { timings, rates } = settings;
    this.settings = settings;
    this.rooms = new Rooms((userid) => this.seats.get(userid)?.link !== undefined);
    const { probe, hold, goodbye, transportGrace: rejoin } = timings;
    this.seats = new Seats({ probe, hold, goodbye, rejoin }, (seat) => this.#gone(seat));
    this.watches = new Watches((roomId) => this.rooms.facts(roomId));
    this.passwordTries = new Keyed(() => new Tries(rates.passwordTriesPerAddressAndRoom));
    this.knocks = new Knocks(timings, (roomId) => this.tellKnocks(roomId));
    this.knockRates = new Keyed(() => new Bucket(rates.knocks));
    this.#io = io;
    this.#protocol = new Protocol(settings.log);
    handlers(this, this.#protocol);
    io.on('connection', (socket) => this.#connect(socket));
  }

  get stats(): ServerStats {
    const { rooms, seats } = this;
    return { sockets: this.#sockets, seats: seats.count, rooms: rooms.count, members: rooms.memberCount };
  }

  /** Stops all timers; from now on nobody is told of anybody's going, since everybody goes. */
  close(): void {
    this.#closing = true;
    this.seats.close();
    this.knocks.close();
  }

  /** Sends an event to those of the users whose socket is there. */
  tell(userids: Iterable<string>, event: string, ...args: unknown[]): void {
    for (const userid of userids) this.seats.get(userid)?.link?.emit(event, ...args);
  }

  /** The others in one's room. */
  others(self: Seat<Link>): string[] {
    const roomId = this.rooms.roomOf(self.userid);
    return roomId === undefined ? [] : this.rooms.members(roomId).filter((member) => member !== self.userid);
  }

  /** What a client of the kit is told on entering, and again on saying that it is back. */
  admission(roomId: string, self: Seat<Link>): Admission {
    const host = self.link?.socket.handshake.headers.host;
    return { ...this.#snapshot(roomId), iceServers: iceServersFor(self.userid, this.settings, host) };
  }

  /** Tells the clients of the kit who is in a room; `except` knows already. */
  tellMembers(roomId: string, except?: string): void {
    const sockets: string[] = [];
    for (const member of this.rooms.members(roomId)) {
      const seat = this.seats.get(member);
      if (seat?.kit && member !== except && seat.link?.checkBacklog()) sockets.push(seat.link.socket.id);
    }
    // One call for all, so that socket.io encodes a list of many people only once.
    if (sockets.length > 0) this.#io.to(sockets).emit(kitEvents.members, this.#snapshot(roomId));
  }

  /** Tells the owner of a room who knocks. */
  tellKnocks(roomId: string): void {
    const owner = this.seats.get(this.rooms.owner(roomId) ?? '');
    const news: ModerationNews = { kind: 'knocks', knocks: this.knocks.at(roomId) };
    if (owner?.kit) owner.link?.emit(kitEvents.moderate, news);
  }

  /** Stores a person's extra and tells the others in the room. */
  setExtra(self: Seat<Link>, extra: Extra): void {
    self.extra = extra;
    this.tell(this.others(self), 'extra-data-updated', self.userid, extra);
  }

  /** The first message between two people: both are told that the other is there, as stock pages expect. */
  connectWith(self: Seat<Link>, other: Seat<Link>): void {
    if (self.contacts.has(other.userid)) return;
    self.contacts.add(other.userid);
    other.contacts.add(self.userid);
    self.link?.emit('user-connected', other.userid);
    other.link?.emit('user-connected', self.userid);
  }

  /** Takes a person out of its room, if any, and tells the others. */
  leave(seat: Seat<Link>): void {
    seat.lastRoom = this.rooms.roomOf(seat.userid);
    const departure = this.rooms.leave(seat.userid);
    if (departure) this.announce(departure, seat);
  }

  /** Tells those who stay that somebody has left, or that the room has ended with them. */
  announce({ roomId, userid, rest, closed, newOwner }: Departure, seat: Seat<Link>): void {
    for (const contact of seat.contacts) this.seats.get(contact)?.contacts.delete(userid);
    seat.contacts.clear();
    if (closed) {
      for (const member of rest) this.seats.get(member)?.contacts.clear();
      this.tell(rest, 'closed-entire-session', roomId, seat.extra);
      this.knocks.roomClosed(roomId);
    } else {
      this.tell(rest, 'user-disconnected', userid);
      if (newOwner !== undefined) this.tell([newOwner], 'set-isInitiator-true', roomId);
      this.tellMembers(roomId);
      if (newOwner !== undefined && this.rooms.isGuarded(roomId)) this.tellKnocks(roomId);
    }
    this.watches.refresh(roomId);
  }

  #gone(seat: Seat<Link>): void {
    // A page that has only left another room, or was loaded anew, may knock already.
    if (!seat.link) this.knocks.drop(seat);
    this.leave(seat);
  }

  #connect(socket: Socket): void {
    const { rates, trustProxy } = this.settings;
    const link = new Link(socket, clientAddress(socket.request, trustProxy, socket.conn.remoteAddress), rates);
    this.#sockets += 1;
    socket.onAny((event: string, ...packet: unknown[]) => this.#protocol.receive(link, event, packet));
    socket.on('disconnect', (reason) => this.#disconnect(link, reason));
    // The identity is decided first; whatever the socket sends meanwhile waits for that.
    link.run(() => this.#identify(link));
  }

  async #identify(link: Link): Promise<void> {
    const seat = isPossible(link.userid) ? await this.seats.claim(link) : undefined;
    if (link.isOver) {
      // It closed during the probe, and its own goodbye found no seat to leave.
      if (seat?.link === link) this.seats.lose(seat, this.settings.timings.transportGrace);
      return;
    }
    if (seat) {
      link.seat = seat;
      this.#setAway(seat);
      return;
    }
    link.emit('userid-already-taken', link.userid, suggestId());
    link.end();
    // A stock page drops the socket itself; ours is told by this that there is nothing to wait for.
    if (link.kit) link.socket.disconnect(true);
  }

  #disconnect(link: Link, reason: string): void {
    this.#sockets -= 1;
    const { seat } = link;
    this.watches.forget(link);
    link.end();
    if (!seat || seat.link !== link || this.#closing) return;
    this.seats.lose(seat, this.#grace(reason));
    if (reason === 'ping timeout') this.#setAway(seat, true);
  }

  /** Tells the others that somebody has gone silent, or is back: a short loss is nobody's concern. */
  #setAway(seat: Seat<Link>, away = false): void {
    if ((seat.away ?? false) === away) return;
    seat.away = away;
    const roomId = this.rooms.roomOf(seat.userid);
    if (roomId === undefined) return;
    this.rooms.touch(roomId);
    this.tellMembers(roomId);
  }

  /** How long after the end of a socket its room is told: a blip is no leaving, a goodbye is one. */
  #grace(reason: string): number {
    const { transportGrace, silenceGrace } = this.settings.timings;
    if (reason === 'client namespace disconnect') return 0;
    return reason === 'ping timeout' ? silenceGrace : transportGrace;
  }

  #snapshot(roomId: string): MembersSnapshot {
    const { rooms, seats } = this;
    return {
      seq: rooms.seq(roomId),
      owner: rooms.owner(roomId) ?? '',
      members: rooms.members(roomId).map((member) => seats.member(member)),
    };
  }
}

function isPossible(userid: string): boolean {
  try {
    return !reservedIds.has(userId(userid));
  } catch {
    return false;
  }
}
