import type { RtcError } from './rtc-error.js';
import type { ConnectionState, MediaStreamInfo, Participant } from './state.js';

/** Base of all events of the kit: bubbling and composed; its fields are properties of the event. */
export class RtcEvent<Fields extends object = object> extends Event {
  readonly #fields: Fields;

  constructor(type: string, fields: Fields, cancelable = false) {
    super(type, { bubbles: true, composed: true, cancelable });
    this.#fields = fields;
    Object.assign(this, fields);
  }

  /** A fresh copy, to be fired on another target. */
  clone(): this {
    const constructor = this.constructor as new (fields: Fields) => this;
    return new constructor(this.#fields);
  }
}

/** The snapshot has changed. */
export class RtcStateChangeEvent extends RtcEvent {
  declare readonly state: ConnectionState;
  declare readonly previous: ConnectionState;
  constructor(fields: { state: ConnectionState; previous: ConnectionState }) {
    super('rtc-state-change', fields);
  }
}

/** What is known of a room from outside has changed. */
export class RtcPresenceChangeEvent extends RtcEvent {
  declare readonly roomId: string;
  declare readonly present: boolean;
  declare readonly full: boolean;
  declare readonly locked: boolean;
  constructor(fields: { roomId: string; present: boolean; full: boolean; locked: boolean }) {
    super('rtc-presence-change', fields);
  }
}

/** One has opened the room. */
export class RtcOpenedEvent extends RtcEvent {
  declare readonly roomId: string;
  constructor(fields: { roomId: string }) {
    super('rtc-opened', fields);
  }
}

/** One has joined the room. */
export class RtcJoinedEvent extends RtcEvent {
  declare readonly roomId: string;
  constructor(fields: { roomId: string }) {
    super('rtc-joined', fields);
  }
}

/** One has left the room. */
export class RtcLeftEvent extends RtcEvent {
  constructor(fields: object = {}) {
    super('rtc-left', fields);
  }
}

/** The owner has ended the room for all. */
export class RtcClosedEvent extends RtcEvent {
  constructor(fields: object = {}) {
    super('rtc-closed', fields);
  }
}

/** Something went wrong; the same object is in `state.error`. */
export class RtcErrorEvent extends RtcEvent {
  declare readonly error: RtcError;
  constructor(fields: { error: RtcError }) {
    super('rtc-error', fields);
  }
}

export class RtcParticipantJoinedEvent extends RtcEvent {
  declare readonly participant: Participant;
  constructor(fields: { participant: Participant }) {
    super('rtc-participant-joined', fields);
  }
}

export class RtcParticipantLeftEvent extends RtcEvent {
  declare readonly participant: Participant;
  constructor(fields: { participant: Participant }) {
    super('rtc-participant-left', fields);
  }
}

export class RtcParticipantChangeEvent extends RtcEvent {
  declare readonly participant: Participant;
  constructor(fields: { participant: Participant }) {
    super('rtc-participant-change', fields);
  }
}

export class RtcStreamAddedEvent extends RtcEvent {
  declare readonly participant: Participant;
  declare readonly streamInfo: MediaStreamInfo;
  constructor(fields: { participant: Participant; streamInfo: MediaStreamInfo }) {
    super('rtc-stream-added', fields);
  }
}

export class RtcStreamRemovedEvent extends RtcEvent {
  declare readonly participant: Participant;
  declare readonly streamInfo: MediaStreamInfo;
  constructor(fields: { participant: Participant; streamInfo: MediaStreamInfo }) {
    super('rtc-stream-removed', fields);
  }
}

/** Data from another person: anything that JSON can say. Foreign: show it as text only. */
export class RtcMessageEvent extends RtcEvent {
  declare readonly from: string;
  declare readonly data: unknown;
  constructor(fields: { from: string; data: unknown }) {
    super('rtc-message', fields);
  }
}

/** Somebody wants one's microphone or camera on. Nothing is switched on by that: ask the person. */
export class RtcUnmuteAskedEvent extends RtcEvent {
  declare readonly participant: Participant;
  declare readonly kind: 'audio' | 'video';
  constructor(fields: { participant: Participant; kind: 'audio' | 'video' }) {
    super('rtc-unmute-asked', fields);
  }
}

/** Somebody wants to be let into one's own room; see `ConnectionController.admit` and `refuse`. */
export class RtcKnockEvent extends RtcEvent {
  declare readonly participant: Participant;
  constructor(fields: { participant: Participant }) {
    super('rtc-knock', fields);
  }
}

/** The owner of the room wants one's microphone off. Nothing is switched by that: ask the person. */
export class RtcMuteAskedEvent extends RtcEvent {
  declare readonly participant: Participant;
  constructor(fields: { participant: Participant }) {
    super('rtc-mute-asked', fields);
  }
}

/** The signaling socket is gone; the calls go on. */
export class RtcReconnectingEvent extends RtcEvent {
  /** Milliseconds for which the server had been silent before; 0 when the socket was closed. */
  declare readonly silence: number;
  constructor(fields: { silence: number }) {
    super('rtc-reconnecting', fields);
  }
}

/** The signaling socket is back, in the same room. */
export class RtcReconnectedEvent extends RtcEvent {
  constructor(fields: object = {}) {
    super('rtc-reconnected', fields);
  }
}

/** A control asks to open a room; `preventDefault()` keeps it from doing so. */
export class RtcOpenRequestEvent extends RtcEvent {
  declare readonly roomId: string | undefined;
  constructor(fields: { roomId: string | undefined }) {
    super('rtc-open-request', fields, true);
  }
}

/** A control asks to join a room; `preventDefault()` keeps it from doing so. */
export class RtcJoinRequestEvent extends RtcEvent {
  declare readonly roomId: string | undefined;
  constructor(fields: { roomId: string | undefined }) {
    super('rtc-join-request', fields, true);
  }
}

/** The browser plays no sound before the person has touched the page. */
export class RtcAutoplayBlockedEvent extends RtcEvent {
  constructor(fields: object = {}) {
    super('rtc-autoplay-blocked', fields);
  }
}

/** Events that a `ConnectionController` fires, by type; `<rtc-room>` fires them again on itself. */
export interface ConnectionEventMap {
  'rtc-state-change': RtcStateChangeEvent;
  'rtc-presence-change': RtcPresenceChangeEvent;
  'rtc-opened': RtcOpenedEvent;
  'rtc-joined': RtcJoinedEvent;
  'rtc-left': RtcLeftEvent;
  'rtc-closed': RtcClosedEvent;
  'rtc-error': RtcErrorEvent;
  'rtc-participant-joined': RtcParticipantJoinedEvent;
  'rtc-participant-left': RtcParticipantLeftEvent;
  'rtc-participant-change': RtcParticipantChangeEvent;
  'rtc-stream-added': RtcStreamAddedEvent;
  'rtc-stream-removed': RtcStreamRemovedEvent;
  'rtc-message': RtcMessageEvent;
  'rtc-unmute-asked': RtcUnmuteAskedEvent;
  'rtc-knock': RtcKnockEvent;
  'rtc-mute-asked': RtcMuteAskedEvent;
  'rtc-reconnecting': RtcReconnectingEvent;
  'rtc-reconnected': RtcReconnectedEvent;
}

/** All events of the kit, by type. */
export interface RtcEventMap extends ConnectionEventMap {
  'rtc-open-request': RtcOpenRequestEvent;
  'rtc-join-request': RtcJoinRequestEvent;
  'rtc-autoplay-blocked': RtcAutoplayBlockedEvent;
}

/** Types of the events that a connection fires. */
export const connectionEventTypes: readonly (keyof ConnectionEventMap)[] = [
  'rtc-state-change',
  'rtc-presence-change',
  'rtc-opened',
  'rtc-joined',
  'rtc-left',
  'rtc-closed',
  'rtc-error',
  'rtc-participant-joined',
  'rtc-participant-left',
  'rtc-participant-change',
  'rtc-stream-added',
  'rtc-stream-removed',
  'rtc-message',
  'rtc-unmute-asked',
  'rtc-knock',
  'rtc-mute-asked',
  'rtc-reconnecting',
  'rtc-reconnected',
];

declare global {
  interface HTMLElementEventMap extends RtcEventMap {}
}
