import { defaultMessageEvent, kitEvents, limits } from '../wire.js';

/** Names with a meaning of their own, for socket.io or for the protocol; no page may take them for its events. */
const reserved = new Set<string>([
  // socket.io and Node's emitter
  'connect',
  'connection',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
  'error',
  // client to server
  'check-presence',
  'open-room',
  'join-room',
  'extra-data-updated',
  'get-remote-user-extra-data',
  'set-password',
  'is-valid-password',
  'get-public-rooms',
  'changed-uuid',
  'disconnect-with',
  'close-entire-session',
  'set-custom-socket-event-listener',
  'join-broadcast',
  'check-broadcast-presence',
  'can-relay-broadcast',
  'can-not-relay-broadcast',
  'get-number-of-users-in-specific-broadcast',
  'scalable-broadcast-message',
  'admin',
  // server to client
  'user-connected',
  'user-disconnected',
  'set-isInitiator-true',
  'userid-already-taken',
  'closed-entire-session',
  'user-not-found',
  'logs',
  'number-of-broadcast-viewers-updated',
  'join-broadcaster',
  'start-broadcasting',
  'rejoin-broadcast',
  'broadcast-stopped',
  'room-full',
  ...Object.values(kitEvents),
]);

/** True for a name that a page may choose for its relay event (`msgEvent`). */
export function isMessageEvent(name: unknown): name is string {
  return (
    typeof name === 'string' &&
    name !== '' &&
    name.length <= limits.nameCharacters &&
    !name.startsWith('rtc:') &&
    !reserved.has(name)
  );
}

/** True for a name that a page may choose for an event of its own; the relay's name would let it forge messages. */
export const isCustomEvent = (name: unknown): name is string => isMessageEvent(name) && name !== defaultMessageEvent;
