import { createContext } from '@lit/context';
import type { ConnectionController } from '../connection/connection-controller.js';

/** The connection of the nearest `<rtc-room>`, for any element that speaks the context protocol. */
export const connectionContext = createContext<ConnectionController>(Symbol.for('rtc-elements.connection'));
