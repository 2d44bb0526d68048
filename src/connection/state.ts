import type { Extra } from '../wire.js';
import type { RtcError, RtcErrorCode } from './rtc-error.js';

/** About signaling only: media has `Participant.connection`. */
export type ConnectionStatus = 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'closed' | 'failed';

/** `none`: there is no such track; `off`: there is, but it is silent or not yet there. */
export type TrackState = 'on' | 'off' | 'none';

export type StreamSource = 'camera' | 'screen';

/** One stream of a person; `id` stays while the camera is switched off and on. */
export interface MediaStreamInfo {
  readonly id: string;
  readonly stream: MediaStream;
  readonly source: StreamSource;
  readonly audio: TrackState;
  readonly video: TrackState;
  /** Why one's own microphone or camera is not there, or not as wished; nothing is known of those of others. */
  readonly audioError?: RtcErrorCode;
  readonly videoError?: RtcErrorCode;
}

export type ParticipantConnection = 'connecting' | 'connected' | 'reconnecting';

/**
 * How well the media of a person come: `unknown` until it has been measured, and of oneself; `frozen`: a picture that
 * should come does not, though something else does.
 */
export type ConnectionQuality = 'unknown' | 'good' | 'fair' | 'poor' | 'frozen';

/** A person in the room. */
export interface Participant {
  readonly userid: string;
  /** `extra.name`, else `fullName`, `username`, else empty. Foreign text. */
  readonly name: string;
  readonly extra: Readonly<Extra>;
  readonly isLocal: boolean;
  readonly isOwner: boolean;
  readonly streams: readonly MediaStreamInfo[];
  readonly connection: ParticipantConnection;
  readonly quality: ConnectionQuality;
  /** Is to be heard now, or was less than a breath ago. */
  readonly speaking: boolean;
  /** How loud the person is heard here, from 0 to 1. */
  readonly volume: number;
}

/** The frozen snapshot behind `connection.state`. */
export interface ConnectionState {
  readonly status: ConnectionStatus;
  /** The room that one is in or is entering. */
  readonly roomId: string | undefined;
  readonly isOwner: boolean;
  readonly local: Participant;
  /** Everybody in the room, oneself first; empty outside of a room. */
  readonly participants: readonly Participant[];
  /** What last went wrong; cleared by the next open or join. */
  readonly error: RtcError | undefined;
  /** The browser has been asking for camera or microphone for some seconds, and the person has not answered. */
  readonly asking: boolean;
  /** The speaker that is used: the chosen one while it is there; empty: the system's own. */
  readonly speaker: string;
  /** One waits to be let in: the owner of the room has been asked. */
  readonly knocking: boolean;
  /** Those who wait to be let into one's own room; outside of it they have neither streams nor a connection. */
  readonly knocks: readonly Participant[];
}
