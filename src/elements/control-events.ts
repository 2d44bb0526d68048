import type { DeviceKind } from '../connection/connection-controller.js';
import { RtcEvent } from '../connection/events.js';
import type { MediaStreamInfo, Participant } from '../connection/state.js';

/** A control is about to switch the microphone. */
export class RtcMicRequestEvent extends RtcEvent {
  /** What the microphone is to be. */
  declare readonly on: boolean;
  constructor(fields: { on: boolean }) {
    super('rtc-mic-request', fields, true);
  }
}

/** A control is about to switch the camera. */
export class RtcCameraRequestEvent extends RtcEvent {
  /** What the camera is to be. */
  declare readonly on: boolean;
  constructor(fields: { on: boolean }) {
    super('rtc-camera-request', fields, true);
  }
}

/** A control is about to share the screen, or to end that. */
export class RtcScreenRequestEvent extends RtcEvent {
  /** Whether the screen is to be shared. */
  declare readonly on: boolean;
  constructor(fields: { on: boolean }) {
    super('rtc-screen-request', fields, true);
  }
}

/** A control is about to raise or to lower one's own hand. */
export class RtcHandRequestEvent extends RtcEvent {
  /** Whether the hand is to be raised. */
  declare readonly on: boolean;
  constructor(fields: { on: boolean }) {
    super('rtc-hand-request', fields, true);
  }
}

/** A control is about to leave the room, or to end it for all. */
export class RtcLeaveRequestEvent extends RtcEvent {
  /** The room is to end for all. */
  declare readonly forAll: boolean;
  constructor(fields: { forAll: boolean }) {
    super('rtc-leave-request', fields, true);
  }
}

/** A control is about to take another microphone, camera or speaker. */
export class RtcDeviceRequestEvent extends RtcEvent {
  /** As `setDevice` calls it. */
  declare readonly kind: DeviceKind;
  declare readonly deviceId: string;
  constructor(fields: { kind: DeviceKind; deviceId: string }) {
    super('rtc-device-request', fields, true);
  }
}

/** A control is about to change the layout of a grid. */
export class RtcLayoutRequestEvent extends RtcEvent {
  declare readonly layout: string;
  constructor(fields: { layout: string }) {
    super('rtc-layout-request', fields, true);
  }
}

/** A control is about to take or to leave the full screen. */
export class RtcFullscreenRequestEvent extends RtcEvent {
  /** Whether the full screen is to be taken. */
  declare readonly on: boolean;
  constructor(fields: { on: boolean }) {
    super('rtc-fullscreen-request', fields, true);
  }
}

/** A control is about to open or to close the small window. */
export class RtcPipRequestEvent extends RtcEvent {
  /** Whether the window is to be opened. */
  declare readonly on: boolean;
  constructor(fields: { on: boolean }) {
    super('rtc-pip-request', fields, true);
  }
}

/** Somebody speaks whose microphone is off; `preventDefault()` keeps the room from saying so. */
export class RtcMutedSpeechEvent extends RtcEvent {
  constructor(fields: object) {
    super('rtc-muted-speech', fields, true);
  }
}

/** Somebody is about to be pinned, or let go. */
export class RtcPinRequestEvent extends RtcEvent {
  declare readonly participant: Participant;
  /** Which of the person's streams; undefined: the person, whatever there is to see. */
  declare readonly streamInfo: MediaStreamInfo | undefined;
  /** What is to be. */
  declare readonly pinned: boolean;
  constructor(fields: { participant: Participant; streamInfo: MediaStreamInfo | undefined; pinned: boolean }) {
    super('rtc-pin-request', fields, true);
  }
}

/** The owner is about to ask somebody to turn the microphone off. */
export class RtcMuteRequestEvent extends RtcEvent {
  declare readonly participant: Participant;
  constructor(fields: { participant: Participant }) {
    super('rtc-mute-request', fields, true);
  }
}

/** The owner is about to remove somebody from the room. */
export class RtcRemoveRequestEvent extends RtcEvent {
  declare readonly participant: Participant;
  constructor(fields: { participant: Participant }) {
    super('rtc-remove-request', fields, true);
  }
}

/** The link to the room is about to be copied, or handed to the system. */
export class RtcShareRequestEvent extends RtcEvent {
  declare readonly url: string;
  declare readonly how: 'copy' | 'share';
  constructor(fields: { url: string; how: 'copy' | 'share' }) {
    super('rtc-share-request', fields, true);
  }
}

/** Somebody who knocks is about to be let in. */
export class RtcAdmitRequestEvent extends RtcEvent {
  declare readonly participant: Participant;
  constructor(fields: { participant: Participant }) {
    super('rtc-admit-request', fields, true);
  }
}

/** Somebody who knocks is about to be refused. */
export class RtcRefuseRequestEvent extends RtcEvent {
  declare readonly participant: Participant;
  constructor(fields: { participant: Participant }) {
    super('rtc-refuse-request', fields, true);
  }
}

declare global {
  interface HTMLElementEventMap {
    'rtc-mic-request': RtcMicRequestEvent;
    'rtc-camera-request': RtcCameraRequestEvent;
    'rtc-screen-request': RtcScreenRequestEvent;
    'rtc-hand-request': RtcHandRequestEvent;
    'rtc-leave-request': RtcLeaveRequestEvent;
    'rtc-device-request': RtcDeviceRequestEvent;
    'rtc-layout-request': RtcLayoutRequestEvent;
    'rtc-fullscreen-request': RtcFullscreenRequestEvent;
    'rtc-pip-request': RtcPipRequestEvent;
    'rtc-muted-speech': RtcMutedSpeechEvent;
    'rtc-pin-request': RtcPinRequestEvent;
    'rtc-mute-request': RtcMuteRequestEvent;
    'rtc-remove-request': RtcRemoveRequestEvent;
    'rtc-share-request': RtcShareRequestEvent;
    'rtc-admit-request': RtcAdmitRequestEvent;
    'rtc-refuse-request': RtcRefuseRequestEvent;
  }
}
