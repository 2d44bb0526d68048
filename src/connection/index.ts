/** The headless engine: everything of a room but its looks. Importing it touches neither the page nor the network. */
export { ConnectionController } from './connection-controller.js';
export type {
  ConnectionControllerOptions,
  DeviceKind,
  EnterOptions,
  PresenceCallback,
  Room,
  RoomCallback,
  RoomPresence,
} from './connection-controller.js';
export * from './events.js';
export { RtcError, type RtcErrorCode } from './rtc-error.js';
export type * from './state.js';
export { limits, type Extra, type PresenceFacts, type Session } from '../wire.js';
