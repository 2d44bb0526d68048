import { createHash, createHmac } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { turnCredentialSeconds, type IceServer } from '../wire.js';

/** What decides which servers clients are told to use. */
export interface IceSettings {
  iceServers: readonly IceServer[];
  turnSecret?: string;
  turnUrls: readonly string[];
  /** UDP port of this server's own STUN; 0: none. */
  stunPort?: number;
  publicUrl?: string;
}

/**
 * The servers for one user: this one's own STUN, those of the settings and, with a shared secret, a TURN server under a credential that
 * ends. The scheme is coturn's `use-auth-secret`: the name is `<end in Unix seconds>:<user>`, the password the
 * base64 HMAC-SHA1 of the name.
 *
 * @param host The `Host` header by which the user reached this server.
 */
export function iceServersFor(userid: string, settings: IceSettings, host?: string, now = Date.now()): IceServer[] {
  const { turnSecret, turnUrls } = settings;
  const stun = stunUrl(settings, host);
  const iceServers = [...(stun === undefined ? [] : [{ urls: stun }]), ...settings.iceServers];
  if (!turnSecret || turnUrls.length === 0) return iceServers;
  const username = `${Math.floor(now / 1000) + turnCredentialSeconds}:${turnUser(userid)}`;
  const credential = createHmac('sha1', turnSecret).update(username).digest('base64');
  return [...iceServers, { urls: [...turnUrls], username, credential }];
}

/** coturn answers 400 to a name with spaces, quotes or backslashes, so that only plain ids stand there as they are. */
function turnUser(userid: string): string {
  return /^[\w.-]+$/.test(userid) ? userid : createHash('sha256').update(userid).digest('base64url');
}

/** `stun:host:port` of this server; undefined when it answers no STUN or nobody knows a host for it. */
function stunUrl({ stunPort, publicUrl }: IceSettings, header: string | undefined): string | undefined {
  if (!stunPort) return undefined;
  const host = publicUrl ? new URL(publicUrl).hostname : hostOf(header ?? '');
  return host && `stun:${host}:${stunPort}`;
}

/** The host of a `Host` header, in which a client may write what it likes; undefined when it is no name and no address. */
function hostOf(header: string): string | undefined {
  const { name, address } =
    /^(?:(?<name>[a-z\d.-]{1,253})|\[(?<address>[a-f\d:.]+)\])(?::\d{1,5})?$/i.exec(header)?.groups ?? {};
  if (address !== undefined) return isIPv6(address) ? `[${address}]` : undefined;
  const isName = name?.split('.').every((label) => /^[a-z\d]([a-z\d-]{0,61}[a-z\d])?$/i.test(label));
  return isName ? name : undefined;
}
