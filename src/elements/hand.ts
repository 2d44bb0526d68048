import type { ConnectionController } from '../connection/connection-controller.js';
import type { ConnectionState, Participant } from '../connection/state.js';
import { isInCall } from './call-state.js';

/**
 * When somebody raised the hand, in milliseconds since 1970, by the clock of that person; 0: it is down. It comes in
 * `extra.hand`, which every server and every client carries, and is foreign: only a time counts, and `true`, which is
 * before all times.
 */
export function raisedAt({ extra }: Participant): number {
  const hand = extra.hand as number;
  return (Number.isFinite(hand) || (hand as unknown) === true) && hand > 0 ? Number(hand) : 0;
}

export function isHandUp({ local }: ConnectionState): boolean {
  return raisedAt(local) > 0;
}

/** Raises or lowers one's own hand, for all to see. It goes down with the end of the call that it was raised in. */
export async function raiseHand(connection: ConnectionController, on: boolean): Promise<void> {
  // What is undefined does not travel.
  connection.extra = { ...connection.extra, hand: on ? Date.now() : undefined };
  if (!on) return;
  const { roomId } = connection.state;
  const stop = connection.subscribe(() => {
    const { state } = connection;
    const isUp = isHandUp(state);
    if (isUp && isInCall(state) && state.roomId === roomId) return;
    stop();
    if (isUp) void raiseHand(connection, false);
  });
}
