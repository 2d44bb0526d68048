import { createContext, type ContextEvent } from '@lit/context';
import type { ConnectionController } from '../connection/connection-controller.js';
import { watchRooms, type RoomHost } from './room-registry.js';

/** The connection of the nearest `<rtc-room>`, for any element that speaks the context protocol. */
export const connectionContext = createContext<ConnectionController>(Symbol.for('rtc-elements.connection'));

/**
 * Answers those inside of a room who ask for its connection. The community protocol in a few lines: rooms are told of
 * replaced connections by the registry anyway, so that the library's provider would be a second book of the same facts.
 */
export function answerContext(room: RoomHost): void {
  room.addEventListener('context-request', (event) => {
    const request = event as ContextEvent<typeof connectionContext>;
    if (request.context !== connectionContext || request.contextTarget === room) return;
    request.stopPropagation();
    let told: ConnectionController | undefined;
    const tell = () => {
      if (told === room.connection) return;
      told = room.connection;
      request.callback(told, request.subscribe ? stop : undefined);
    };
    const stop: () => void = request.subscribe ? watchRooms(() => tell()) : () => undefined;
    tell();
  });
}
