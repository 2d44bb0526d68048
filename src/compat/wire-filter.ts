import type { ConnectionParts } from '../connection/connection-controller.js';
import type { DescriptionMessage, PeerMessage, StreamStateMessage } from '../connection/peer-message.js';

/** What a page may change of what its connections say. */
export interface WireFilterHost {
  /** False: candidates are not sent one by one, but within the description. */
  readonly trickleIce: boolean;
  processSdp(sdp: string): string;
  connectionTo(userid: string): RTCPeerConnection | null | undefined;
}

/** Puts the page's wishes between the engine and the wire. */
export function filterWire({ signaling, topology }: ConnectionParts, host: WireFilterHost): void {
  const send = signaling.send.bind(signaling);
  const receive = topology.receive.bind(topology);
  const states = new Map<string, StreamStateMessage>();

  signaling.send = (userid, message) => {
    if (message.kind === 'stream-state') return gather(userid, message);
    if (host.trickleIce) return send(userid, processed(message));
    if (message.kind === 'candidate') return;
    if (message.kind !== 'description') return send(userid, message);
    void whole(message, host.connectionTo(userid)).then((one) => one && send(userid, processed(one)));
  };

  topology.receive = (remote, message) => receive(remote, processed(message));

  function processed(message: PeerMessage): PeerMessage {
    return message.kind === 'description' ? { ...message, sdp: host.processSdp(message.sdp) } : message;
  }

  /** Sound and picture switched at once are told at once: stock then says `both`. */
  function gather(userid: string, message: StreamStateMessage): void {
    const key = JSON.stringify([userid, message.id]);
    const known = states.get(key);
    if (known && (known.audio ?? known.video) !== (message.audio ?? message.video)) flush(userid, key);
    states.set(key, { ...states.get(key), ...message });
    if (!known) queueMicrotask(() => flush(userid, key));
  }

  function flush(userid: string, key: string): void {
    const message = states.get(key);
    states.delete(key);
    if (message) send(userid, message);
  }
}

/** The description with all candidates in it; undefined if it has been given up meanwhile. */
async function whole(
  message: DescriptionMessage,
  connection: RTCPeerConnection | null | undefined,
): Promise<DescriptionMessage | undefined> {
  if (!connection) return message;
  await gathered(connection);
  const { localDescription } = connection;
  return localDescription?.type === message.type ? { ...message, sdp: localDescription.sdp } : undefined;
}

function gathered(connection: RTCPeerConnection): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (connection.iceGatheringState !== 'complete' && connection.signalingState !== 'closed') return;
      connection.removeEventListener('icegatheringstatechange', check);
      resolve();
    };
    connection.addEventListener('icegatheringstatechange', check);
    check();
  });
}
