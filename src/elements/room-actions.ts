import { RtcJoinRequestEvent, RtcOpenRequestEvent } from '../connection/events.js';
import type { ConnectionState } from '../connection/state.js';
import { isCameraOn, isInCall, isMicrophoneOn, isScreenShared } from './call-state.js';
import {
  RtcCameraRequestEvent,
  RtcHandRequestEvent,
  RtcLeaveRequestEvent,
  RtcMicRequestEvent,
  RtcScreenRequestEvent,
} from './control-events.js';
import { isHandUp, raiseHand } from './hand.js';
import type { RoomHost } from './room-registry.js';

/** A room that can be entered. */
export interface EnterableRoom extends RoomHost {
  readonly present?: boolean;
  open(): Promise<unknown>;
  join(): Promise<unknown>;
  openOrJoin(): Promise<unknown>;
}

/** Something that any element can do with a room. */
interface Action {
  /** Of a switch. */
  readonly isOn?: (state: ConnectionState) => boolean;
  readonly isPossible: (state: ConnectionState, room: EnterableRoom) => boolean;
  /** The question to the page, which may say no. */
  readonly ask?: (on: boolean, room: EnterableRoom) => Event;
  readonly act: (room: EnterableRoom, on: boolean) => unknown;
}

const isOutside = (state: ConnectionState) => !isInCall(state) && state.status !== 'connecting';
const roomIdOf = ({ connection }: EnterableRoom) => ({ roomId: connection.sessionid || undefined });

const actions = {
  'toggle-mic': {
    isOn: isMicrophoneOn,
    isPossible: isInCall,
    ask: (on) => new RtcMicRequestEvent({ on }),
    act: ({ connection }, on) => connection.setMicrophone(on),
  },
  'toggle-camera': {
    isOn: isCameraOn,
    isPossible: isInCall,
    ask: (on) => new RtcCameraRequestEvent({ on }),
    act: ({ connection }, on) => connection.setCamera(on),
  },
  'toggle-screen': {
    isOn: isScreenShared,
    isPossible: isInCall,
    ask: (on) => new RtcScreenRequestEvent({ on }),
    act: ({ connection }, on) => (on ? connection.startScreen() : connection.stopScreen()),
  },
  'toggle-hand': {
    isOn: isHandUp,
    isPossible: isInCall,
    ask: (on) => new RtcHandRequestEvent({ on }),
    act: ({ connection }, on) => raiseHand(connection, on),
  },
  'flip-camera': {
    isPossible: (state) => isInCall(state) && isCameraOn(state),
    act: ({ connection }) => connection.flipCamera(),
  },
  leave: {
    isPossible: (state) => !isOutside(state),
    ask: () => new RtcLeaveRequestEvent({ forAll: false }),
    act: ({ connection }) => connection.leave(),
  },
  close: {
    isPossible: (state) => isInCall(state) && state.isOwner,
    ask: () => new RtcLeaveRequestEvent({ forAll: true }),
    act: ({ connection }) => connection.close(),
  },
  open: {
    isPossible: (state, room) => isOutside(state) && !room.present,
    ask: (_, room) => new RtcOpenRequestEvent(roomIdOf(room)),
    act: (room) => room.open(),
  },
  join: {
    isPossible: isOutside,
    ask: (_, room) => new RtcJoinRequestEvent(roomIdOf(room)),
    act: (room) => room.join(),
  },
  'open-or-join': {
    isPossible: isOutside,
    ask: (_, room) => new RtcJoinRequestEvent(roomIdOf(room)),
    act: (room) => room.openOrJoin(),
  },
} as const satisfies Record<string, Action>;

export type ActionName = keyof typeof actions;
/** An action that switches something on and off. */
export type SwitchName = Extract<ActionName, `toggle-${string}`>;

/** What can be done, by its name in markup. */
export function actionNamed(name: string): Action | undefined {
  return Object.hasOwn(actions, name) ? actions[name as ActionName] : undefined;
}

/** Whether what a switch switches is on. */
export function isSwitchedOn(name: SwitchName, state: ConnectionState): boolean {
  return actions[name].isOn(state);
}

/** Asks the page by an event on `source`, then acts; settles when that is over, and never rejects. */
export async function perform(name: ActionName, host: RoomHost, source: EventTarget = host): Promise<void> {
  const room = host as EnterableRoom;
  const action: Action = actions[name];
  const { state } = room.connection;
  if (!action.isPossible(state, room)) return;
  const on = !action.isOn?.(state);
  if (action.ask && !source.dispatchEvent(action.ask(on, room))) return;
  try {
    await action.act(room, on);
  } catch {
    // In state.error and in rtc-error already: the room shows and announces it.
  }
}
