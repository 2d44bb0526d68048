import type { Socket } from 'socket.io';
import type { Extra } from '../wire.js';
import type { Entry } from './checks.js';
import type { Sender } from './protocol.js';
import { Refused } from './refused.js';

/** What somebody wants to do. */
export interface AuthorizeRequest {
  action: 'open' | 'join';
  roomId: string;
  userid: string;
  extra: Extra;
}

/**
 * The host's word on each open and join. To refuse, throw or return an `Error` (its message is what the person
 * reads, its `code` may be `'expired'`), or return `false`. It may be asynchronous.
 *
 * @param handshake socket.io's: `query`, `auth`, `headers`, `address`.
 */
export type Authorize = (
  handshake: Socket['handshake'],
  request: AuthorizeRequest,
) => void | boolean | Error | Promise<void | boolean | Error>;

/** Asks the host, if there is a host to ask; throws `unauthorized` or `expired`. */
export async function permit(
  authorize: Authorize | undefined,
  action: 'open' | 'join',
  { roomId, extra }: Entry,
  { self, link }: Sender,
): Promise<void> {
  if (!authorize) return;
  const request = { action, roomId, userid: self.userid, extra: extra ?? self.extra };
  const refusal = await ask(() => authorize(link.socket.handshake, request));
  if (refusal) throw refusal;
}

async function ask(question: () => ReturnType<Authorize>): Promise<Refused | undefined> {
  try {
    const answer = await question();
    if (answer === false) return new Refused('unauthorized');
    return answer instanceof Error ? refusalOf(answer) : undefined;
  } catch (error) {
    return refusalOf(error);
  }
}

function refusalOf(error: unknown): Refused {
  const { code, message }: { code?: unknown; message?: unknown } = error instanceof Error ? error : {};
  const known = code === 'expired' ? 'expired' : 'unauthorized';
  return new Refused(known, typeof message === 'string' && message !== '' ? message : known);
}
