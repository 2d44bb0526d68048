import type { IncomingMessage } from 'node:http';

/**
 * The address of a client. Behind a proxy that is trusted to write `X-Forwarded-For` (`RTC_TRUST_PROXY`) it is the
 * last hop named there, for what stands before it is the client's own word; otherwise the header is not read.
 *
 * @param peer The other end of the connection, for a request whose connection may be closed already.
 */
export function clientAddress(
  request: IncomingMessage,
  trustProxy: boolean,
  peer = request.socket.remoteAddress,
): string {
  const forwarded = trustProxy
    ? String(request.headers['x-forwarded-for'] ?? '')
        .split(',')
        .at(-1)!
        .trim()
    : '';
  // An IPv4 client of a dual-stack socket is the same client.
  return (forwarded || peer || 'unknown').slice(0, 64).replace(/^::ffff:/, '');
}

/** True for a host that only this machine can reach, or an interface that only it can reach. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}
