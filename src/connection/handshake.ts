import type { ManagerOptions, SocketOptions } from 'socket.io-client';
import { defaultCustomEvent, limits, type Extra, type Session } from '../wire.js';
import type { Identity } from './identity.js';
import { RtcError } from './rtc-error.js';

/** What the signaling line reads from the connection each time it needs it. */
export interface SignalingSettings {
  readonly socketURL: string;
  readonly identity: Identity;
  /** The own user id: the identity's, unless the page has chosen one. */
  readonly userid: string;
  readonly extra: Extra;
  readonly session: Session;
  readonly sessionid: string;
  readonly messageEvent: string;
  readonly customParameters: string;
  readonly token: string;
  readonly autoCloseEntireSession: boolean;
  readonly maxParticipantsAllowed: number;
}

/** Checks an address such as `https://signal.example:443/` or `/` and adds the slash at its end. */
export function normalizeSocketURL(value: string): string {
  const text = String(value || '/').replace(/\/?$/, '/');
  const base = globalThis.location?.href;
  if (/^(https?|wss?):/.test(URL.canParse(text, base) ? new URL(text, base).protocol : '')) return text;
  throw new RtcError('invalid-argument', `"${text}" is no address of a server such as https://signal.example:443/.`);
}

/** The stock parameters of the handshake and our flag; socket.io encodes the values. */
export function handshakeQuery(settings: SignalingSettings): Record<string, string> {
  const extra = JSON.stringify(settings.extra);
  return {
    ...Object.fromEntries(new URLSearchParams(settings.customParameters)),
    userid: settings.userid,
    sessionid: settings.sessionid,
    msgEvent: settings.messageEvent,
    socketCustomEvent: defaultCustomEvent,
    autoCloseEntireSession: String(settings.autoCloseEntireSession),
    maxParticipantsAllowed: String(settings.maxParticipantsAllowed),
    // A long URL is refused by many proxies; the whole travels in open-room and join-room.
    extra: encodeURIComponent(extra).length <= limits.handshakeExtraBytes ? extra : '{}',
    kit: '1',
  };
}

/**
 * Milliseconds for an attempt to connect, so many milliseconds after the first one that failed, the very first one at
 * Infinity; `took` is how long the last one took that succeeded. With the pause before it an attempt takes 4 s at most, for
 * a minute: what was lost on its way is not sent again soon enough to be worth a longer wait, unless the line is known to
 * be slow.
 */
export const connectTimeout = (away: number, took = 0): number =>
  away < 60_000 ? Math.min(8000, Math.max(2500, 2 * took)) : 8000;

/**
 * Browsers hold WebSockets back, for seconds, where many have failed; so the server is found again by polling, and the
 * line becomes a WebSocket afterwards. Now and then a WebSocket is tried all the same: it may be all that passes.
 */
export const pollsFirst = (attempt: number): boolean => attempt > 8 && attempt % 4 > 0;

/** Milliseconds. Where `max` connections in a row end so early, something on the way lets WebSockets begin only. */
export const earlyEnd = { within: 1000, max: 2 };

/** Milliseconds of polling after which the next line is a WebSocket again if it can be: people take their pages elsewhere. */
export const pollingTime = 300_000;

/** Options of socket.io: tries for ever, pausing 1.5 s at most. */
export function socketOptions(settings: () => SignalingSettings): Partial<ManagerOptions & SocketOptions> {
  return {
    query: handshakeQuery(settings()),
    auth: (send) => {
      const { identity, token } = settings();
      const { secret, instance } = identity;
      send(token ? { secret, instance, token } : { secret, instance });
    },
    reconnectionDelay: 200,
    reconnectionDelayMax: 1000,
    randomizationFactor: 0.5,
  };
}
