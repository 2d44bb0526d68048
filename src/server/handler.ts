import { errorText, kitEvents, type ModerationNews, type PresenceExtra } from '../wire.js';
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
  const { rooms, seats, watches, knocks } = world;

  on('open-room', check.entry, async (request, reply, sender) => {
    if (!(await mayEnter('open', request, sender))) return;
    const { self, link } = sender;
    const { closesWithOwner, capacity } = link;
    const plan = { ...request, closesWithOwner, capacity };
    enter(request, rooms.open(plan, self.userid, self.proof?.hash), reply, self);
  });

  on('join-room', check.entry, async (request, reply, sender) => {
    const { self, link } = sender;
    const { roomId } = request;
    // Who waits before the room has been asked of the host already.
    if (!knocks.isAt(self, roomId) && !(await mayEnter('join', request, sender))) return;
    const arrival = join(request, sender);
    if (!arrival.mustKnock) return enter(request, arrival, reply, self);
    const owner = seats.get(rooms.owner(roomId)!);
    // A stock page has no way to answer.
    if (!owner?.kit) throw new Refused('knock-refused', errorText.permissionDenied);
    if (!knocks.isAt(self, roomId)) world.knockRates.get(JSON.stringify([link.address, roomId])).take();
    const refuse = ({ message, refusal }: Refused): void => reply(false, message, refusal);
    const admit = (): void => {
      try {
        enter(request, join(request, sender, true), reply, self);
      } catch (error) {
        refuse(error instanceof Refused ? error : malformed());
      }
    };
    knocks.ask(roomId, self, request.extra ?? self.extra, { admit, refuse });
  });

  on(kitEvents.moderate, check.moderation, ({ act, userid }, reply, { self }) => {
    const roomId = rooms.roomOf(self.userid);
    if (roomId === undefined || rooms.owner(roomId) !== self.userid) {
      throw new Refused('permission-denied', errorText.permissionDenied);
    }
    const isKnocker = act === 'admit' || act === 'refuse';
    if (isKnocker) answerKnock(roomId, userid, act === 'admit');
    else moderate(act, roomId, userid, self);
    reply(true);
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
      knocks.renamed(self);
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
    knocks.drop(self);
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

  function join({ roomId, password }: check.Entry, { self, link }: Sender, admitted = false): Arrival {
    const tryIt = (): Arrival => rooms.join(roomId, password, self.userid, { person: self.proof?.hash, admitted });
    const isMember = rooms.roomOf(self.userid) === roomId;
    return isMember ? tryIt() : guessing(roomId, password, link, tryIt);
  }

  function answerKnock(roomId: string, userid: string, admitted: boolean): void {
    const knocker = knocks.answer(roomId, userid, admitted);
    if (!knocker) throw new Refused('user-not-found', errorText.userNotFound);
    // Its next question may be on its way; one without a proof could be anybody by then.
    if (admitted && knocker.proof) rooms.know(roomId, knocker.proof.hash);
  }

  /** What the owner may do with another member. */
  function moderate(act: 'remove' | 'mute', roomId: string, userid: string, owner: Seat<Link>): void {
    const seat = seats.get(userid);
    if (!seat || seat === owner || !rooms.share(owner.userid, userid)) {
      throw new Refused('user-not-found', errorText.userNotFound);
    }
    if (act === 'mute') {
      const news: ModerationNews = { kind: 'mute', from: owner.userid };
      // A stock page would not know what is meant.
      if (!seat.kit) throw new Refused('permission-denied', errorText.permissionDenied);
      seat.link?.emit(kitEvents.moderate, news);
      return;
    }
    rooms.ban(roomId, seat.proof?.hash ?? userid);
    // To a stock page it looks as if the room had ended, which makes it go.
    seat.link?.emit('closed-entire-session', roomId, owner.extra, 'removed');
    world.leave(seat);
  }

  /** What open and join have in common once the room is entered. */
  function enter(request: check.Entry, { entered, left }: Arrival, reply: Reply, self: Seat<Link>): void {
    const { roomId, extra } = request;
    seats.confirm(self);
    knocks.drop(self);
    if (left) world.announce(left, self);
    if (extra && JSON.stringify(extra) !== JSON.stringify(self.extra)) {
      // The newcomer's extra is in the list of members that follows.
      if (entered) self.extra = extra;
      else world.setExtra(self, extra);
    }
    reply(true, null, world.admission(roomId, self));
    // An owner who comes back has lost what was told meanwhile.
    if (rooms.owner(roomId) === self.userid && rooms.isGuarded(roomId)) world.tellKnocks(roomId);
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
