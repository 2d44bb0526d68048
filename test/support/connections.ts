import { ConnectionController, type ConnectionControllerOptions } from '../../src/connection/connection-controller.js';
import { randomHex } from '../../src/connection/identity.js';
import { signalingUrl } from './signaling-url.js';

const made: ConnectionController[] = [];

/** A connection to the real server, which sends nothing unless the test says so; ended by `disposeAll`. */
export async function connection(options: ConnectionControllerOptions = {}): Promise<ConnectionController> {
  const one = new ConnectionController({ socketURL: await signalingUrl(), session: {}, ...options });
  made.push(one);
  return one;
}

export function disposeAll(): void {
  for (const one of made.splice(0)) one.dispose();
}

/** A room that no other test uses. */
export function roomName(): string {
  return `room-${randomHex(6)}`;
}

/** The ids of the people that a connection sees, in order. */
export function userids({ state }: ConnectionController): string[] {
  return state.participants.map(({ userid }) => userid);
}

/** The others in the room. */
export function others({ state }: ConnectionController) {
  return state.participants.filter(({ isLocal }) => !isLocal);
}
