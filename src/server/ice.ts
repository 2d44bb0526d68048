import { createHmac } from 'node:crypto';
import type { IceServer } from '../wire.js';

/**
 * Seconds for which a TURN credential is good. Only the clock of this server counts; a client gets a fresh one with
 * every answer to open-room and join-room, also when it is in the room already.
 */
export const turnCredentialSeconds = 12 * 3600;

/** What decides which servers clients are told to use. */
export interface IceSettings {
  iceServers: readonly IceServer[];
  turnSecret?: string;
  turnUrls: readonly string[];
}

/**
 * The servers for one user: those of the settings and, with a shared secret, a TURN server under a credential that
 * ends. The scheme is coturn's `use-auth-secret`: the name is `<end in Unix seconds>:<user>`, the password the
 * base64 HMAC-SHA1 of the name.
 */
export function iceServersFor(userid: string, settings: IceSettings, now = Date.now()): IceServer[] {
  const { iceServers, turnSecret, turnUrls } = settings;
  if (!turnSecret || turnUrls.length === 0) return [...iceServers];
  const username = `${Math.floor(now / 1000) + turnCredentialSeconds}:${userid}`;
  const credential = createHmac('sha1', turnSecret).update(username).digest('base64');
  return [...iceServers, { urls: [...turnUrls], username, credential }];
}
