import { limits, type Extra, type ModerationAct, type Session } from '../wire.js';
import { Refused, malformed } from './refused.js';

/** Longest password, in UTF-16 code units; the wire names no bound. */
const passwordCharacters = 1024;
/** Levels of nesting in a relayed message. Stock echoes its request inside its answers and needs about ten. */
const messageDepth = 64;

/** Keys that a careless merge on some page would write through to a prototype. */
const poisonousKeys = new Set(['__proto__', 'constructor', 'prototype']);

const acts: ReadonlySet<unknown> = new Set<ModerationAct>(['admit', 'refuse', 'remove', 'mute']);

const controlCharacter = /\p{Cc}/u;

/** An open or join request, reduced to what the server reads. */
export interface Entry {
  roomId: string;
  session: Session;
  /** Absent: the extra of the user stays as it is. */
  extra?: Extra;
  identifier: string;
  password: string;
  knock: boolean;
}

/** What an owner wants done with a person. */
export interface Moderation {
  act: ModerationAct;
  userid: string;
}

/** A relayed message as it came in. */
export interface Relayed {
  remoteUserId: string;
  message: unknown;
  sender?: string;
}

/** A room id, or throws `invalid-argument` or `too-large`. */
export const roomId = (value: unknown): string => name(value, limits.roomIdCharacters);

/** A user id, or throws `invalid-argument` or `too-large`. */
export const userId = (value: unknown): string => name(value, limits.userIdCharacters);

/** A string of at most `max` characters; nothing at all counts as the empty string. */
export function text(value: unknown, max: number): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw malformed();
  if (value.length > max) throw new Refused('too-large');
  return value;
}

/** A password; empty: none. Stock pages may set a number, which is compared as its digits. */
export function password(value: unknown): string {
  return text(typeof value === 'number' && Number.isFinite(value) ? String(value) : value, passwordCharacters);
}

/** Public data of a user, copied; undefined when there is none. */
export function extra(value: unknown): Extra | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isRecord(value)) throw malformed();
  return plain(value, limits.extraDepth, limits.extraBytes) as Extra;
}

/** The argument of `open-room` and `join-room`. Constraints and streams are of no use to a server and not kept. */
export function entry(value: unknown): Entry {
  if (!isRecord(value)) throw malformed();
  const session = extra(value.session) ?? { audio: true, video: true };
  return {
    roomId: roomId(value.sessionid),
    session: session as Session,
    extra: extra(value.extra),
    identifier: text(value.identifier, limits.roomIdCharacters),
    password: password(value.password),
    knock: value.knock === true,
  };
}

/** The arguments of `rtc:moderate`. */
export function moderation(act: unknown, userid: unknown): Moderation {
  if (!acts.has(act)) throw malformed();
  return { act: act as ModerationAct, userid: userId(userid) };
}

/** The argument of the relay event. */
export function relayed(value: unknown): Relayed {
  if (!isRecord(value) || value.message === undefined || value.message === null) throw malformed();
  return {
    remoteUserId: name(value.remoteUserId, limits.roomIdCharacters),
    message: plain(value.message, messageDepth, limits.messageBytes),
    sender: value.sender === undefined ? undefined : userId(value.sender),
  };
}

/** The only argument of a page's own event. */
export const custom = (value: unknown): unknown => plain(value ?? null, messageDepth, limits.messageBytes);

/** For events that carry nothing. */
export const nothing = (): void => undefined;

/** True for an object that came out of JSON, not an array and not binary. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function name(value: unknown, max: number): string {
  if (typeof value !== 'string' || value.trim() === '' || controlCharacter.test(value)) throw malformed();
  if (value.length > max) throw new Refused('too-large');
  return value;
}

/** A copy of JSON without poisonous keys. The depth is checked first: JSON.stringify recurses. */
function plain(value: unknown, depth: number, bytes: number): unknown {
  const clean = copy(value, depth);
  if (Buffer.byteLength(JSON.stringify(clean)) > bytes) throw new Refused('too-large');
  return clean;
}

function copy(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) throw new Refused('too-large');
  if (Array.isArray(value)) return value.map((item) => copy(item, depth - 1));
  if (!isRecord(value)) throw malformed();
  const clean: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) if (!poisonousKeys.has(key)) clean[key] = copy(item, depth - 1);
  return clean;
}
