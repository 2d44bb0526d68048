import { createSocket } from 'node:dgram';
import { isIPv4, type AddressInfo } from 'node:net';
import { PerSecond } from './limits.js';

const bindingRequest = 0x0001;
const bindingSuccess = 0x0101;
const bindingError = 0x0111;
const magicCookie = 0x2112a442;
const headerBytes = 20;
/** Largest request in bytes: what RFC 8489 lets a client send without knowing the path. */
const largestRequest = 548;

const xorMappedAddress = 0x0020;
const errorCode = 0x0009;
const unknownAttributes = 0x000a;
const fingerprint = 0x8028;
const fingerprintMask = 0x5354554e;
/**
 * Attributes that must be understood, and are, by ignoring them: addresses, errors and credentials, which mean nothing
 * in a question that needs none.
 */
const ignored = new Set([0x01, 0x06, 0x08, 0x09, 0x0a, 0x14, 0x15, 0x1c, 0x1d, 0x1e, 0x20]);

/** A running STUN responder. */
export interface StunServer {
  /** Resolves when the port is free. */
  close(): Promise<void>;
}

/**
 * Answers STUN Binding requests (RFC 8489, UDP), by which a browser learns the address that it has for others.
 *
 * It is written here because what the package registry has for it (`stun`, `node-stun`, `node-turn`, `vs-stun`) has
 * had no release for years, has no types of its own or draws in a dozen packages, while the protocol is one question
 * and one answer of 32 bytes. For relaying (TURN) there is coturn.
 *
 * @param at Where to listen; an IPv6 wildcard takes IPv4 as well. Rejects when the port is taken.
 * @param perSecond Answers that one address gets in a second; the rest is dropped without a word.
 */
export async function startStun(at: AddressInfo, perSecond: number): Promise<StunServer> {
  const socket = createSocket(at.family === 'IPv6' ? 'udp6' : 'udp4');
  const allowed = new PerSecond(perSecond);
  socket.on('message', (packet, { address, port }) => {
    // Nothing can be sent to port 0, which a forged packet may name.
    const answer = port > 0 ? answerTo(packet, address, port) : undefined;
    // What cannot be sent is asked again; the network's reason would help nobody.
    if (answer && allowed.tryTake(address)) socket.send(answer, port, address, () => undefined);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(at.port, at.address, () => {
      socket.off('error', reject);
      // An error that comes later is one of sending.
      socket.on('error', () => undefined);
      resolve();
    });
  });
  return { close: () => new Promise((resolve) => socket.close(resolve)) };
}

/**
 * The answer to a packet from this address and port; undefined for whatever is no valid Binding request. It holds
 * nothing that was not asked for: 12 bytes more than an IPv4 request, 24 more than an IPv6 one.
 */
export function answerTo(packet: Buffer, address: string, port: number): Buffer | undefined {
  const request = parse(packet);
  if (!request) return undefined;
  const transaction = packet.subarray(4, headerBytes);
  const { unknown } = request;
  const attributes =
    unknown.length > 0
      ? [attribute(errorCode, Buffer.from([0, 0, 4, 20])), attribute(unknownAttributes, shorts(unknown))]
      : [attribute(xorMappedAddress, mapped(address, port, transaction))];
  return message(unknown.length > 0 ? bindingError : bindingSuccess, transaction, attributes, request.wantsFingerprint);
}

/** What matters of a Binding request; undefined when it is none, down to its last byte. */
function parse(packet: Buffer): { unknown: number[]; wantsFingerprint: boolean } | undefined {
  if (packet.length < headerBytes || packet.length > largestRequest || packet.length % 4 !== 0) return undefined;
  if (packet.readUInt16BE(0) !== bindingRequest || packet.readUInt32BE(4) !== magicCookie) return undefined;
  if (packet.readUInt16BE(2) !== packet.length - headerBytes) return undefined;

  const unknown = new Set<number>();
  let wantsFingerprint = false;
  for (let start = headerBytes; start < packet.length;) {
    const type = packet.readUInt16BE(start);
    const length = packet.readUInt16BE(start + 2);
    const end = start + 4 + Math.ceil(length / 4) * 4;
    if (end > packet.length) return undefined;
    if (type === fingerprint) {
      const isRight = length === 4 && packet.readUInt32BE(start + 4) === fingerprintOf(packet.subarray(0, start));
      if (!isRight || end !== packet.length) return undefined;
      wantsFingerprint = true;
    } else if (type < 0x8000 && !ignored.has(type)) {
      unknown.add(type);
    }
    start = end;
  }
  return { unknown: [...unknown], wantsFingerprint };
}

function message(type: number, transaction: Buffer, attributes: Buffer[], withFingerprint: boolean): Buffer {
  const body = Buffer.concat(attributes);
  // The length counts the fingerprint, which is computed over a header that says so.
  const head = shorts([type, body.length + (withFingerprint ? 8 : 0)]);
  const packet = Buffer.concat([head, transaction, body]);
  if (!withFingerprint) return packet;
  const value = Buffer.alloc(4);
  value.writeUInt32BE(fingerprintOf(packet));
  return Buffer.concat([packet, attribute(fingerprint, value)]);
}

function attribute(type: number, value: Buffer): Buffer {
  return Buffer.concat([shorts([type, value.length]), value, Buffer.alloc(-value.length & 3)]);
}

/** The value of XOR-MAPPED-ADDRESS; `transaction` begins with the magic cookie. */
function mapped(address: string, port: number, transaction: Buffer): Buffer {
  const bytes = addressBytes(address).map((byte, index) => byte ^ transaction[index]!);
  return Buffer.concat([shorts([bytes.length === 4 ? 1 : 2, port ^ (magicCookie >>> 16)]), bytes]);
}

/** The 4 or 16 bytes of an address. A dual-stack socket shows an IPv4 client as mapped, which is no address of its own. */
function addressBytes(address: string): Buffer {
  const plain = address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  if (isIPv4(plain)) return Buffer.from(plain.split('.').map(Number));
  // URL writes each IPv6 address in one way, without dotted parts.
  const [front, back] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split('::').map(groups);
  const zeros = new Array<number>(8 - front!.length - (back?.length ?? 0)).fill(0);
  return shorts([...front!, ...zeros, ...(back ?? [])]);
}

const groups = (text: string): number[] =>
  text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));

function shorts(values: number[]): Buffer {
  return Buffer.from(values.flatMap((value) => [value >>> 8, value & 0xff]));
}

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let crc = index;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** CRC-32 of a packet up to its fingerprint, masked. (`zlib.crc32` came with Node 20.15 only.) */
function fingerprintOf(packet: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of packet) crc = (crc >>> 8) ^ crcTable[(crc ^ byte) & 0xff]!;
  return (crc ^ 0xffffffff ^ fingerprintMask) >>> 0;
}
