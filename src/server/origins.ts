import { isLoopback } from './address.js';

/** What decides which pages may open a socket. */
export interface OriginSettings {
  host: string;
  publicUrl?: string;
  origins: readonly string[];
}

/**
 * Which `Origin` may connect. None sent (no browser): accepted. The origins that were named, `RTC_PUBLIC_URL`'s own
 * and `RTC_ORIGINS`, are accepted; `*` names all. A server bound to loopback accepts pages of loopback too, so that
 * a developer needs no setting, and a proxy in front of it works once the public URL is named. Nobody else.
 */
export function originRule({ host, publicUrl, origins }: OriginSettings): (origin: string | undefined) => boolean {
  const named = new Set(origins.map(normal));
  if (publicUrl) named.add(normal(publicUrl));
  const local = isLoopback(host);
  return (origin) =>
    origin === undefined || named.has('*') || named.has(normal(origin)) || (local && isLoopbackOrigin(origin));
}

function normal(origin: string): string {
  if (origin === '*' || origin === 'null') return origin;
  const url = parse(origin);
  // Opaque origins all read 'null' and must not stand for each other.
  return url === undefined || url.origin === 'null' ? origin : url.origin;
}

function isLoopbackOrigin(origin: string): boolean {
  const url = parse(origin);
  return url !== undefined && /^https?:$/.test(url.protocol) && isLoopback(url.hostname);
}

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
