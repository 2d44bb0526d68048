import type { ConnectionController } from '../connection/connection-controller.js';
import type { RtcError } from '../connection/rtc-error.js';
import { isInCall } from './call-state.js';

/** When the latest call of a connection began and ended, in milliseconds since 1970. */
export interface CallTime {
  readonly from?: number;
  /** Undefined while the call goes on. */
  readonly to?: number;
  /** What has ended it, if that was neither oneself nor the owner who closed the room. */
  readonly error?: RtcError;
}

// One for the page: an element that comes during a call must know when it began, whichever file it is from.
const key = Symbol.for('rtc-elements.calls');
const shared = globalThis as { [key]?: WeakMap<ConnectionController, CallTime> };
const calls: WeakMap<ConnectionController, CallTime> = (shared[key] ??= new WeakMap());

/** When the latest call was, as far as it has been watched; from the first question on it is, as long as the connection lives. */
export function callTime(connection: ConnectionController): CallTime {
  if (!calls.has(connection)) {
    calls.set(connection, {});
    connection.subscribe(() => note(connection));
  }
  note(connection);
  return calls.get(connection)!;
}

/** How many whole seconds the call has gone on, or did. */
export function secondsOf({ from = 0, to }: CallTime): number {
  return from ? Math.max(0, Math.floor(((to ?? Date.now()) - from) / 1000)) : 0;
}

function note(connection: ConnectionController): void {
  const { state } = connection;
  const inside = isInCall(state);
  const { from, to } = calls.get(connection)!;
  const goesOn = from !== undefined && to === undefined;
  // The clock of the day, since the other one of the page may stand still while the machine sleeps.
  if (inside && !goesOn) calls.set(connection, { from: Date.now() });
  if (!inside && goesOn)
    calls.set(connection, { from, to: Date.now(), error: state.status === 'failed' ? state.error : undefined });
}
