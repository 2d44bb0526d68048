import type { ConnectionController } from '../connection/connection-controller.js';
import { isFields } from '../connection/dialect.js';
import { limits, type Extra, type Session } from '../wire.js';

/** What a page writes into `session`. */
export type PageSession = Omit<Session, 'screen'> & { screen?: boolean | 'two-way'; streamCallback?: unknown };

/** What a page sets on its connection and the engine is to know; written by pages, so of any type. */
export interface PageSettings {
  readonly socketURL: string;
  readonly session: PageSession;
  readonly iceServers: readonly (Partial<RTCIceServer> & { url?: string })[];
  readonly iceTransportPolicy: RTCIceTransportPolicy | null;
  readonly candidates: { host: boolean; stun: boolean; turn: boolean };
  readonly maxParticipantsAllowed: number;
  readonly password: string | number | null;
  readonly publicRoomIdentifier: string;
  readonly autoCloseEntireSession: boolean;
  readonly socketMessageEvent: string;
  readonly socketCustomParameters: string;
  readonly extra: Extra;
}

/** Hands the page's settings to the engine. Throws `RtcError` for what it cannot take. */
export function applySettings(engine: ConnectionController, page: PageSettings): void {
  const { audio, video, screen, data, oneway, broadcast } = page.session;
  const { host, stun, turn } = page.candidates;
  engine.socketURL = page.socketURL;
  engine.session = { audio, video, screen: Boolean(screen), data: Boolean(data), oneway, broadcast };
  engine.iceServers = iceServersOf(page.iceServers);
  engine.relayOnly = page.iceTransportPolicy === 'relay' || (turn && !host && !stun);
  engine.maxParticipantsAllowed = Number(page.maxParticipantsAllowed) || 1000;
  engine.password = ['string', 'number'].includes(typeof page.password) ? String(page.password) : '';
  engine.publicRoomIdentifier = String(page.publicRoomIdentifier || '');
  engine.autoCloseEntireSession = Boolean(page.autoCloseEntireSession);
  engine.socketMessageEvent = page.socketMessageEvent;
  engine.socketCustomParameters = page.socketCustomParameters || '';
  applyExtra(engine, page.extra);
}

/** Tells the others what the page has changed within its `extra`. */
export function applyExtra(engine: ConnectionController, extra: unknown): void {
  const copy: unknown = JSON.parse(JSON.stringify(extra ?? {}));
  if (isFields(copy) && JSON.stringify(copy) !== JSON.stringify(engine.extra)) engine.extra = copy;
}

/** What those capture who join: nothing where only the owner sends, unless a kind is two-way. */
export function sessionOfGuest(session: PageSession): PageSession {
  if (!session.oneway) return session;
  const isTwoWay = (kind: 'audio' | 'video' | 'screen') => session[kind] === 'two-way';
  return { audio: isTwoWay('audio'), video: isTwoWay('video'), screen: isTwoWay('screen') };
}

/** A room id of what a page gives: a number, a long address. */
export function roomIdOf(value: unknown): string {
  return String(value).slice(0, limits.roomIdCharacters);
}

/** Today's form of the page's servers; undefined: those that the signaling server names. */
function iceServersOf(servers: PageSettings['iceServers']): RTCIceServer[] | undefined {
  const usable = (Array.isArray(servers) ? servers : []).flatMap(({ url, ...server }) => {
    const urls: RTCIceServer['urls'] | undefined = server.urls ?? url;
    return urls ? [{ ...server, urls }] : [];
  });
  return usable.length > 0 ? usable : undefined;
}
