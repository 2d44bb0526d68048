import { errorText, kitEvents, type PresenceExtra } from '../wire.js';
import { permit } from './authorize.js';
import * as check from './checks.js';
import type { Seat } from './identity.js';
import type { Link } from './link.js';
import { customEvent, relayEvent, type Protocol, type Reply, type Sender } from './protocol.js';
import { Refused, malformed } from './refused.js';
import { isCustomEvent } from './reserved.js';
import type { Arrival } from './rooms.js';
import type { Signaling } from './signaling.js';

/** Names that one socket may register for events of its own. */
const customEventsPerSocket = 32;

/** Characters of a message that count as one. */
const charactersOfOne = 8192;
/** Characters of a request that goes to all members. */
const requestCharacters = 4096;

/**
 * The protocol: that of rtcmulticonnection-server 1.3, and our additions (`rtc:…`). Left out are its scalable
 * broadcast, a relay tree with an open race in the original, and its admin channel, whose password travels in URLs.
 */
export function handlers(world: Signaling, { on }: Protocol): void {
  const { rooms, seats, watches } = world;

  on('open-room', check.entry, async (request, reply, sender) => {
    if (!(await mayEnter('open', request, sender))) return;
    const { self, link } = sender;
    const { closesWithOwner, capacity } = link;
    enter(request, rooms.open({ ...request, closesWithOwner, capacity }, self.userid), reply, self);
  });

  on('join-room', check.entry, async (request, reply, sender) => {
    if (!(await mayEnter('join', request, sender))) return;
    const { self, link } = sender;
    const isMember = rooms.roomOf(self.userid) === request.roomId;
    const join = (): Arrival => rooms.join(request.roomId, request.password, self.userid);
    enter(request, isMember ? join() : guessing(request.roomId, request.password, link, join), reply, self);
  });

  on(
    'check-presence',
    check.roomId,
    (roomId, reply, { link }) => {
      link.presence.take();
      const { present, full, locked } = rooms.facts(roomId);
      reply(present, roomId, presenceExtra(full, locked));
    },
    // Pages read `_room` without looking.
    ({ message, refusal }) => [false, message, { ...refusal, ...presenceExtra(false, false) }],
  );

  on(relayEvent, check.relayed, ({ remoteUserId, message, sender: claimed }, reply, { self, link }) => {
    if (claimed !== undefined && claimed !== self.userid) throw malformed();
    if (remoteUserId === self.userid) return;
    charge(link, message);
    const facts = check.isRecord(message) ? message : {};
    if (remoteUserId === 'system' && facts.detectPresence) {
      link.presence.take();
      const other = facts.userid;
      reply(typeof other === 'string' && other !== self.userid && rooms.share(self.userid, other), other);
      return;
    }
    const roomId = rooms.roomOf(self.userid);
    // Stock pages have no other word for leaving, and the one they say it to may have gone a moment ago.
    if (facts.userLeft && !self.kit && roomId !== undefined) seats.expectLeave(self);
    if (facts.newParticipationRequest && remoteUserId === roomId) {
      // One packet becomes many: what stock says here is short.
      if (JSON.stringify(message).length > requestCharacters) throw new Refused('too-large');
      // To everybody; where members talk with the owner only, to the owner.
      const recipients = rooms.isStar(roomId) ? [rooms.owner(roomId)!] : rooms.members(roomId);
      for (const member of recipients) if (member !== self.userid) relay(self, member, message);
      return;
    }
    const other = seats.get(remoteUserId);
    if (!other || !rooms.share(self.userid, remoteUserId)) throw new Refused('user-not-found', errorText.userNotFound);
    if (!facts.userLeft) world.connectWith(self, other);
    relay(self, remoteUserId, message);
  });

  on('extra-data-updated', check.extra, (extra, reply, { self }) => {
    world.setExtra(self, extra ?? {});
    reply(true);
  });

  on(
    'get-remote-user-extra-data',
    check.userId,
    (userid, reply, { self }) => {
      if (!rooms.share(self.userid, userid)) throw new Refused('user-not-found', errorText.userNotFound);
      reply(seats.member(userid).extra);
    },
    ({ message }) => [message],
  );

  on(
    'set-password',
    check.password,
    (password, reply, { self }) => {
      const roomId = rooms.roomOf(self.userid);
      if (roomId === undefined) return reply(null, null, errorText.notInRoom);
      if (rooms.owner(roomId) !== self.userid) return reply(false, roomId, errorText.permissionDenied);
      rooms.setPassword(self.userid, password);
      watches.refresh(roomId);
      reply(true, roomId, null);
    },
    ({ message, refusal }) => [false, null, message, refusal],
  );

  on(
    'is-valid-password',
    (password: unknown, roomId: unknown) => ({ password: check.password(password), roomId: check.text(roomId, 128) }),
    ({ password, roomId }, reply, { link }) => {
      if (password.trim() === '') return reply(false, roomId, errorText.passwordMissing);
      if (roomId.trim() === '') return reply(false, roomId, errorText.roomIdMissing);
      link.presence.take();
      guessing(roomId, password, link, () => {
        const { present, locked } = rooms.facts(roomId);
        if (!present) throw new Refused('room-not-found', errorText.roomNotAvailable);
        if (!locked) throw new Refused('invalid-password', errorText.noPassword);
        if (!rooms.opens(roomId, password)) throw new Refused('invalid-password', errorText.invalidPassword);
      });
      reply(true, roomId, false);
    },
    ({ message, refusal }, [, roomId]) => [false, typeof roomId === 'string' ? roomId : '', message, refusal],
  );

  on(
    'get-public-rooms',
    (identifier: unknown) => check.text(identifier, 128),
    (identifier, reply, { link }) => {
      if (identifier.trim() === '') return reply(null, errorText.publicIdentifierMissing);
      link.presence.take();
      reply(rooms.publicRooms(identifier, (userid) => seats.member(userid).extra));
    },
    ({ message, refusal }) => [null, message, refusal],
  );

  on('changed-uuid', check.userId, (to, reply, { self }) => {
    if (to !== self.userid) {
      if (to === 'system' || to === 'admin' || !seats.isFree(to, self.proof)) throw new Refused('userid-taken');
      rooms.rename(self.userid, to);
      seats.rename(self, to);
      const roomId = rooms.roomOf(to);
      if (roomId !== undefined) world.tellMembers(roomId);
    }
    reply();
  });

  on('disconnect-with', check.userId, (userid, reply, { self, link }) => {
    if (self.contacts.delete(userid)) {
      seats.get(userid)?.contacts.delete(self.userid);
      link.emit('user-disconnected', userid);
      world.tell([userid], 'user-disconnected', self.userid);
    }
    reply();
  });

  on('close-entire-session', check.nothing, (_, reply, { self, link }) => {
    const departure = rooms.close(self.userid);
    // The stock page that closes waits until its list of peers is empty, and nobody else would empty it.
    for (const member of departure.rest) link.emit('user-disconnected', member);
    world.announce(departure, self);
    reply(true);
  });

  on(
    'set-custom-socket-event-listener',
    (name: unknown) => name,
    (name, reply, { link }) => {
      if (!isCustomEvent(name) || link.customEvents.size >= customEventsPerSocket) throw malformed();
      link.customEvents.add(name);
      reply(true);
    },
  );

  on(customEvent, check.custom, (message, _, { self, event, link }) => {
    charge(link, message);
    for (const member of world.others(self)) {
      const other = seats.get(member)?.link;
      // Under the name of its relay event it would pass for a message.
      if (other && other.messageEvent !== event) other.emit(event, message);
    }
  });

  on(kitEvents.leave, check.nothing, (_, reply, { self }) => {
    world.leave(self);
    self.left = true;
    reply();
  });

  on(kitEvents.watch, check.roomId, (roomId, reply, { link }) => {
    link.presence.take();
    watches.watch(link, roomId);
    reply();
  });

  on(kitEvents.unwatch, check.roomId, (roomId, reply, { link }) => {
    watches.unwatch(link, roomId);
    reply();
  });

  /**
   * Asks the host. Who is in the room already is not asked again: an answer that expired since must not end its call.
   * False when the socket has ended meanwhile.
   */
  async function mayEnter(kind: 'open' | 'join', request: check.Entry, sender: Sender): Promise<boolean> {
    const { self, link } = sender;
    if (rooms.roomOf(self.userid) === request.roomId) return true;
    // An answer tells whether the room exists: that it cannot be opened, or joined. Who has just left it knows, once.
    if (self.lastRoom !== request.roomId) link.presence.take();
    self.lastRoom = undefined;
    await permit(world.settings.authorize, kind, request, sender);
    return !link.isOver;
  }

  /** What open and join have in common once the room is entered. */
  function enter(request: check.Entry, { entered, left }: Arrival, reply: Reply, self: Seat<Link>): void {
    const { roomId, extra } = request;
    seats.confirm(self);
    if (left) world.announce(left, self);
    if (extra && JSON.stringify(extra) !== JSON.stringify(self.extra)) {
      // The newcomer's extra is in the list of members that follows.
      if (entered) self.extra = extra;
      else world.setExtra(self, extra);
    }
    reply(true, null, world.admission(roomId, self));
    if (!entered) return;
    world.tellMembers(roomId, self.userid);
    watches.refresh(roomId);
  }

  /** Counts wrong passwords of a socket, and of its address for that room; throws `rate-limited` before a look. */
  function guessing<T>(roomId: string, password: string, link: Link, tryIt: () => T): T {
    // Asking without a password, as each page does first, is no guess.
    if (password === '') return tryIt();
    const forRoom = world.passwordTries.get(JSON.stringify([link.address, roomId]));
    link.passwords.check();
    forRoom.check(performance.now(), link.passwords.window);
    try {
      return tryIt();
    } catch (error) {
      if (error instanceof Refused && error.code === 'invalid-password') {
        link.passwords.fail();
        forRoom.fail();
      }
      throw error;
    }
  }

  /** Sends a message on. The server writes who it is from: what a packet says of itself is not believed. */
  function relay(self: Seat<Link>, to: string, message: unknown): void {
    const link = seats.get(to)?.link;
    link?.emit(link.messageEvent, { remoteUserId: to, message, sender: self.userid, extra: self.extra });
  }
}

/** A large message counts as several: else a few would fill the line of one who reads slowly. */
function charge(link: Link, message: unknown): void {
  const size = JSON.stringify(message ?? null).length;
  for (let counted = charactersOfOne; counted < size; counted += charactersOfOne) link.messages.take();
}

function presenceExtra(isFull: boolean, isPasswordProtected: boolean): PresenceExtra {
  return { _room: { isFull, isPasswordProtected } };
}
