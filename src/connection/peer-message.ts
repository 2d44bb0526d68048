import type { StreamSource, TrackState } from './state.js';

/** What a sender says of one of its streams. */
export interface StreamDescription {
  readonly source: StreamSource;
  /** Absent when the sender does not tell (stock): then the tracks do. */
  readonly audio?: TrackState;
  readonly video?: TrackState;
}

/** Stream id → description. */
export type StreamDescriptions = ReadonlyMap<string, StreamDescription>;

/** What two peers say to each other, whatever the words on the wire; see `dialect.ts` for those. */
export type PeerMessage =
  DescriptionMessage | CandidateMessage | StreamStateMessage | StreamEndedMessage | StreamsMessage;

export interface DescriptionMessage {
  readonly kind: 'description';
  readonly type: 'offer' | 'answer';
  readonly sdp: string;
  /** The attempt this belongs to; undefined: the sender knows no attempts (stock). */
  readonly gen: string | undefined;
  /** False on the first offer of an attempt and on its answer. */
  readonly renegotiation: boolean;
  /** Which offer of an attempt it is, or answers; undefined: the sender does not count (stock). */
  readonly round?: number;
  readonly streams: StreamDescriptions;
}

export interface CandidateMessage {
  readonly kind: 'candidate';
  readonly candidate: RTCIceCandidateInit;
  readonly gen: string | undefined;
}

/** A stream's sound or picture was switched. */
export interface StreamStateMessage {
  readonly kind: 'stream-state';
  readonly id: string;
  readonly audio?: TrackState;
  readonly video?: TrackState;
}

export interface StreamEndedMessage {
  readonly kind: 'stream-ended';
  readonly id: string;
}

/** Descriptions that come ahead of the offer they belong to. */
export interface StreamsMessage {
  readonly kind: 'streams';
  readonly streams: StreamDescriptions;
}
