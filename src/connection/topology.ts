import type { TrackKind } from './capture.js';
import type { DataLine } from './data-line.js';
import type { LocalStream } from './local-media.js';
import type { PeerMessage } from './peer-message.js';
import type { RtcError } from './rtc-error.js';
import type { ConnectionQuality, MediaStreamInfo, ParticipantConnection } from './state.js';

/** What a topology knows of the way to one person. */
export interface Link {
  readonly streams: readonly MediaStreamInfo[];
  readonly connection: ParticipantConnection;
  readonly quality: ConnectionQuality;
  readonly speaking: boolean;
}

/** A person to be connected with. */
export interface Remote {
  readonly userid: string;
  /** One of our own, which understands generations and the negotiated data channel. */
  readonly kit: boolean;
}

/** How media connections are to be made; read when a connection is made. */
export interface TopologyOptions {
  readonly userid: string;
  readonly iceServers: readonly RTCIceServer[];
  readonly relayOnly: boolean;
  /** Makes lines for data; undefined: none are wanted. */
  readonly data: typeof DataLine | undefined;
}

/** What a topology needs from the rest of the engine. */
export interface TopologyHost {
  readonly topologyOptions: TopologyOptions;
  sendToPeer(userid: string, message: PeerMessage): void;
  /** The link to this person is another one now. */
  linkChanged(userid: string): void;
  linkFailed(userid: string, error: RtcError): void;
  /** Other ICE servers, with fresh credentials, are on their way; undefined: those at hand will do. */
  renewIceServers(): Promise<void> | undefined;
  /** Nothing comes from somebody any more: the line to the server may be gone as well. */
  linkSuspected(): void;
  /** This person is to make an offer: one of stock, whose connection is to be made anew. */
  offerWanted(userid: string): void;
  /** This person wants our microphone or camera on. */
  deviceAsked(userid: string, kind: TrackKind): void;
  dataReceived(userid: string, data: unknown): void;
}

/**
 * The way in which media goes between the people of a room. {@link Mesh} connects each with each; a forwarding server
 * would be another implementation, and nothing else of the engine would change.
 */
export interface Topology {
  /** Hears of each new connection to a person before anything is done with it. */
  onpeer?: (userid: string, connection: RTCPeerConnection) => void;
  /** Makes ready what does not depend on anybody, to be quicker later. */
  prepare(): void;
  /** Connects by an offer of one's own; does nothing while a connection to this person is working or under way. */
  connect(remote: Remote): void;
  /** A message from this person's topology. */
  receive(remote: Remote, message: PeerMessage): void;
  /** Ends the connection to this person. */
  disconnect(userid: string): void;
  /** Over another network each has other addresses, of which the other sides know nothing. */
  networkChanged(): void;
  /** The line to the server is back: what was said last may have been lost with the old one. */
  resume(): void;
  /** As `resume`, of the other side. */
  returned(userid: string): void;
  /** The ICE servers of the options are others now. */
  configure(): void;
  setLocalStreams(streams: readonly LocalStream[]): void;
  link(userid: string): Link | undefined;
  /** True when the connection to this person works or is being made. */
  isAlive(userid: string): boolean;
  /** Sends data to one or to all; throws `RtcError` when nobody can take it. */
  send(data: unknown, to?: string): void;
  /** Ends all connections. */
  close(): void;
}
