import type { LocalStream } from '../../src/connection/local-media.js';
import { Peer, type PeerOptions } from '../../src/connection/peer.js';
import type { PeerMessage } from '../../src/connection/peer-message.js';
import type { RtcError } from '../../src/connection/rtc-error.js';
import { Line } from './line.js';
import { until } from './until.js';

/** One of two peers that are connected in memory. */
export interface PeerEnd {
  readonly peer: Peer;
  /** What this one says. */
  readonly line: Line<PeerMessage>;
  readonly errors: RtcError[];
  /** Devices that the other side wants on. */
  readonly asked: string[];
  /** How often it was given up. */
  broken: number;
  /** Nothing came for a second. */
  isSuspected: boolean;
  /** Brings other ICE servers. */
  renew?: () => Promise<void> | undefined;
}

/** The first offers and is impolite, the second answers and is polite; close both at the end. */
export function peerPair(
  local: readonly (readonly LocalStream[])[] = [[], []],
  change: Partial<PeerOptions> = {},
): [PeerEnd, PeerEnd] {
  const options: PeerOptions[] = [true, false].map((offers) => ({
    configuration: {},
    gen: 'g',
    polite: !offers,
    offers,
    again: false,
    restarts: offers,
    kit: true,
    data: undefined,
    ...change,
  }));
  const made: PeerEnd[] = options.map((one, index) => {
    const line = new Line<PeerMessage>((message) => made[1 - index].peer.receive(message));
    const errors: RtcError[] = [];
    const asked: string[] = [];
    const host = {
      send: (message: PeerMessage) => line.send(message),
      changed: () => undefined,
      failed: (error: RtcError) => void errors.push(error),
      broken: () => void made[index].broken++,
      suspected: () => void (made[index].isSuspected = true),
      renewIceServers: () => made[index].renew?.(),
      asked: (kind: string) => void asked.push(kind),
      dataReceived: () => undefined,
    };
    return { peer: new Peer(one, host, local[index]), line, errors, asked, broken: 0, isSuspected: false };
  });
  return made as [PeerEnd, PeerEnd];
}

export function bothConnected(...both: PeerEnd[]): Promise<unknown> {
  return until(() => both.every(({ peer }) => peer.connection === 'connected'), 'both to be connected');
}

/** Descriptions of a type that an end has sent. */
export function said({ line }: PeerEnd, type: 'offer' | 'answer'): PeerMessage[] {
  return line.sent.filter((message) => message.kind === 'description' && message.type === type);
}
