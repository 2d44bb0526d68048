import { DataLine } from '../../src/connection/data-line.js';
import { formatMessage, parseMessage } from '../../src/connection/dialect.js';
import { Mesh } from '../../src/connection/mesh.js';
import type { PeerMessage } from '../../src/connection/peer-message.js';
import type { RtcError } from '../../src/connection/rtc-error.js';
import type { Remote } from '../../src/connection/topology.js';
import { Line } from './line.js';

/** One of two people whose meshes are connected in memory, in the words of the wire. */
export interface MeshEnd {
  readonly mesh: Mesh;
  /** The other one, as this one knows them. */
  readonly remote: Remote;
  /** What this one says. */
  readonly line: Line<PeerMessage>;
  readonly errors: RtcError[];
  readonly data: unknown[];
  /** How often a link was said to have changed. */
  changes: number;
}

/** Two meshes; the first id is the smaller one, which is the impolite side. */
export function meshPair({ data = false, kit = true } = {}): [MeshEnd, MeshEnd] {
  const ids = ['alice', 'bob'];
  const ends: MeshEnd[] = ids.map((userid, index) => {
    const remote = { userid: ids[1 - index], kit };
    const end: MeshEnd = {
      mesh: new Mesh({
        topologyOptions: { userid, iceServers: [], relayOnly: false, data: data ? DataLine : undefined },
        sendToPeer: (_, message) => end.line.send(message),
        linkChanged: () => end.changes++,
        deviceAsked: () => undefined,
        linkSuspected: () => undefined,
        renewIceServers: () => undefined,
        offerWanted: () => undefined,
        linkFailed: (_, error) => end.errors.push(error),
        dataReceived: (_, value) => end.data.push(value),
      }),
      remote,
      line: new Line((message) => {
        const read = parseMessage(JSON.parse(JSON.stringify(formatMessage(message, {}))));
        ends[1 - index].mesh.receive({ userid, kit }, read as PeerMessage);
      }),
      errors: [],
      data: [],
      changes: 0,
    };
    return end;
  });
  return ends as [MeshEnd, MeshEnd];
}

/** True when the link of this end works. */
export function isConnected({ mesh, remote }: MeshEnd): boolean {
  return mesh.link(remote.userid)?.connection === 'connected';
}

/** What this end sees of the other: sources in order. */
export function sources({ mesh, remote }: MeshEnd): string[] {
  return (mesh.link(remote.userid)?.streams ?? []).map(({ source }) => source);
}

/** The descriptions of one type that this end has sent. */
export function descriptions({ line }: MeshEnd, type: 'offer' | 'answer') {
  return line.sent.flatMap((message) => (message.kind === 'description' && message.type === type ? [message] : []));
}
