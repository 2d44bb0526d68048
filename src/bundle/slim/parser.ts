import { Emitter } from '@socket.io/component-emitter';

type Events = Record<string, (...values: unknown[]) => void>;

/**
 * Stands for socket.io-parser in the smallest file: packets of text, as in
 * https://socket.io/docs/v4/socket-io-protocol/ (revision 5). Ours hold no binary data.
 */
export const protocol = 5;

export const PacketType = {
  CONNECT: 0,
  DISCONNECT: 1,
  EVENT: 2,
  ACK: 3,
  CONNECT_ERROR: 4,
  BINARY_EVENT: 5,
  BINARY_ACK: 6,
} as const;

interface Packet {
  readonly type: number;
  readonly nsp: string;
  readonly data?: unknown;
  id?: number;
}

const reserved = ['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'];
const isObject = (data: unknown) => typeof data === 'object' && data !== null && !Array.isArray(data);

/** By type of packet: is this what it may carry? */
const checks: readonly ((data: unknown) => boolean)[] = [
  isObject,
  (data) => data === undefined,
  (data) => Array.isArray(data) && typeof data[0] === 'string' && !reserved.includes(data[0]),
  Array.isArray,
  (data) => isObject(data) || typeof data === 'string',
];

export class Encoder {
  encode({ type, nsp, id, data }: Packet): string[] {
    const text = data === undefined ? '' : JSON.stringify(data);
    return [`${type}${nsp && nsp !== '/' ? `${nsp},` : ''}${id ?? ''}${text}`];
  }
}

export class Decoder extends Emitter<Events, Events, Events> {
  /** Throws for anything that is not a packet: the library then ends the connection. */
  add(text: string): void {
    const [, type, nsp = '/', id, json] = /^([0-4])(?:(\/[^,]*),)?(\d+)?([^]*)$/.exec(text)!;
    const data: unknown = json ? JSON.parse(json) : undefined;
    const packet: Packet = { type: Number(type), nsp, data };
    if (id) packet.id = Number(id);
    if (!checks[packet.type](data)) throw new Error('invalid payload');
    this.emitReserved('decoded', packet);
  }

  destroy(): void {
    // Nothing is kept between packets.
  }
}

export const isPacketValid = ({ type, data }: Packet): boolean => checks[type](data);
