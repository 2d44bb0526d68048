import type { Extra } from '../wire.js';
import type { PageStream } from './page-stream.js';

/** One other person, as `connection.peers[userid]`. */
export interface PeerUser {
  readonly userid: string;
  extra: Extra;
  /** What comes from there. */
  streams: PageStream[];
  /** The open data channel, if there is one. */
  channels: RTCDataChannel[];
  /** The connection itself, to be looked at: its negotiation is not the page's. */
  peer: RTCPeerConnection | null;
  addStream(session: unknown): void;
  removeStream(streamid: string): void;
}

/** `connection.peers`: the others by user id. */
export class Peers {
  [userid: string]: unknown;

  getLength(): number {
    return this.getAllParticipants().length;
  }

  getAllParticipants(except?: string): string[] {
    return Object.keys(this).filter((userid) => userid !== except);
  }

  selectFirst(): PeerUser | undefined {
    return Object.values(this)[0] as PeerUser | undefined;
  }

  forEach(callback: (user: PeerUser) => void): void {
    for (const user of Object.values(this)) callback(user as PeerUser);
  }
}

/** The person of this id, if there is one: a name such as `constructor` is none. */
export function peerOf(peers: Peers, userid: string): PeerUser | undefined {
  return Object.hasOwn(peers, userid) ? (peers[userid] as PeerUser) : undefined;
}
