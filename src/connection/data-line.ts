import { isFields } from './dialect.js';
import { randomHex } from './identity.js';

/** Characters of one piece, as stock sends them. */
const chunkSize = 40_000;
/** Characters that one message from a stranger may grow to. */
const maxMessage = 4 * 1024 * 1024;
const maxOpenMessages = 16;

/**
 * Text over one data channel, in RTCMultiConnection's format: JSON pieces of 40 000 characters that share a `uuid`.
 *
 * Among our own the channel is negotiated with id 0, so that it needs nobody to announce it; towards stock it is the
 * channel `sctp` of the offering side, for stock keeps only the last channel that it saw.
 */
export class DataLine {
  readonly #received: (data: unknown) => void;
  readonly #partial = new Map<string, string>();
  #channel: RTCDataChannel | undefined;

  constructor(
    connection: RTCPeerConnection,
    { kit, offers }: { kit: boolean; offers: boolean },
    received: (data: unknown) => void,
  ) {
    this.#received = received;
    if (kit) this.#use(connection.createDataChannel('rtc', { negotiated: true, id: 0 }));
    else if (offers) this.#use(connection.createDataChannel('sctp'));
    else connection.ondatachannel = ({ channel }) => this.#use(channel);
  }

  /** False while the channel is not open. `data` is anything that JSON can say, or an `ArrayBuffer`, sent as it is. */
  send(data: unknown): boolean {
    const channel = this.#channel;
    if (channel?.readyState !== 'open') return false;
    if (data instanceof ArrayBuffer) {
      channel.send(data);
      return true;
    }
    const isobject = typeof data !== 'string';
    const text = isobject ? JSON.stringify(data) : data;
    const uuid = randomHex(8);
    const packets = Math.floor(text.length / chunkSize);
    for (let start = 0, first = true; first || start < text.length; start += chunkSize, first = false) {
      const piece: Record<string, unknown> = { type: 'text', uuid, sendingTime: Date.now() };
      if (first) piece.packets = packets;
      piece.message = text.slice(start, start + chunkSize);
      if (start + chunkSize >= text.length) Object.assign(piece, { last: true, isobject });
      channel.send(JSON.stringify(piece));
    }
    return true;
  }

  close(): void {
    this.#partial.clear();
    this.#channel?.close();
  }

  #use(channel: RTCDataChannel): void {
    this.#channel = channel;
    channel.binaryType = 'arraybuffer';
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string') this.#piece(data);
      else this.#received(data);
    };
  }

  #piece(json: string): void {
    const piece = parse(json);
    if (!isFields(piece) || typeof piece.message !== 'string') return;
    const uuid = typeof piece.uuid === 'string' ? piece.uuid : '';
    const text = (this.#partial.get(uuid) ?? '') + piece.message;
    this.#partial.delete(uuid);
    if (text.length > maxMessage) return;
    if (piece.last === true) this.#received(piece.isobject === true ? parse(text) : text);
    else if (this.#partial.size < maxOpenMessages) this.#partial.set(uuid, text);
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // Not the format: dropped like any message that is not understood.
    return undefined;
  }
}
