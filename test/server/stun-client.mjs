// Just enough of STUN (RFC 8489) and TURN (RFC 8656) over UDP to ask a server what a browser would ask it.
import { createHash, createHmac, randomBytes, randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { crc32 } from 'node:zlib';

export const cookie = Buffer.from('2112a442', 'hex');

export const types = {
  binding: 0x0001,
  bindingSuccess: 0x0101,
  bindingError: 0x0111,
  bindingIndication: 0x0011,
  allocate: 0x0003,
  createPermission: 0x0008,
};

export const attributes = {
  username: 0x0006,
  integrity: 0x0008,
  error: 0x0009,
  unknown: 0x000a,
  peerAddress: 0x0012,
  realm: 0x0014,
  nonce: 0x0015,
  relayedAddress: 0x0016,
  addressFamily: 0x0017,
  transport: 0x0019,
  mappedAddress: 0x0020,
  software: 0x8022,
  fingerprint: 0x8028,
};

const short = (value) => Buffer.from([value >>> 8, value & 0xff]);
const attribute = (type, value) =>
  Buffer.concat([short(type), short(value.length), value, Buffer.alloc(-value.length & 3)]);

/** A message as bytes; `list` holds pairs of a type and a value. */
export function encode(type, list = [], { transaction = randomBytes(12), key, fingerprint = false } = {}) {
  let body = Buffer.concat(list.map(([name, value]) => attribute(name, Buffer.from(value))));
  const head = (length) => Buffer.concat([short(type), short(length), cookie, transaction]);
  if (key) {
    const signed = Buffer.concat([head(body.length + 24), body]);
    body = Buffer.concat([body, attribute(attributes.integrity, createHmac('sha1', key).update(signed).digest())]);
  }
  if (fingerprint) {
    const value = Buffer.alloc(4);
    value.writeUInt32BE((crc32(Buffer.concat([head(body.length + 8), body])) ^ 0x5354554e) >>> 0);
    body = Buffer.concat([body, attribute(attributes.fingerprint, value)]);
  }
  return Buffer.concat([head(body.length), body]);
}

/** `{ type, transaction, attributes }`, the last a map of values by type. */
export function decode(packet) {
  const found = new Map();
  for (let at = 20; at < packet.length;) {
    const length = packet.readUInt16BE(at + 2);
    found.set(packet.readUInt16BE(at), packet.subarray(at + 4, at + 4 + length));
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return { type: packet.readUInt16BE(0), transaction: packet.subarray(8, 20), attributes: found };
}

/** The value of an XOR-…-ADDRESS attribute as `{ address, port }`, the address as hexadecimal bytes. */
export function unmask(value, transaction) {
  const mask = Buffer.concat([cookie, transaction]);
  const address = value.subarray(4).map((byte, index) => byte ^ mask[index]);
  return { address: Buffer.from(address).toString('hex'), port: value.readUInt16BE(2) ^ cookie.readUInt16BE(0) };
}

/** The value of an XOR-…-ADDRESS attribute for an address given as bytes. */
export function mask(bytes, port, transaction) {
  const key = Buffer.concat([cookie, transaction]);
  const address = bytes.map((byte, index) => byte ^ key[index]);
  return Buffer.concat([short(bytes.length === 4 ? 1 : 2), short(port ^ cookie.readUInt16BE(0)), Buffer.from(address)]);
}

/** The code of an error answer; undefined for a success. */
export function errorOf(message) {
  const value = message.attributes.get(attributes.error);
  return value && value[2] * 100 + value[3];
}

/** A UDP port of loopback that nobody has, and that the system will give to nobody who asks for any. */
export async function freePort(address = '127.0.0.1') {
  for (;;) {
    const port = randomInt(10_000, 30_000);
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    const isFree = await new Promise((resolve) => {
      socket.once('error', () => resolve(false)).bind(port, address, () => resolve(true));
    });
    await new Promise((resolve) => socket.close(resolve));
    if (isFree) return port;
  }
}

/** A socket that keeps what it receives and ends with the test. */
export async function open(t, address = '127.0.0.1') {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4').bind(0, address);
  await once(socket, 'listening');
  socket.heard = [];
  socket.on('message', (packet) => socket.heard.push(packet));
  t.after(() => socket.close());
  return socket;
}

/** Sends a packet, again after each half second as UDP needs it, and resolves with the answer of the same transaction. */
export function exchange(socket, packet, port, address = '127.0.0.1', ms = 3000) {
  return new Promise((resolve, reject) => {
    const settle = (act) => {
      clearTimeout(timer);
      clearInterval(again);
      socket.off('message', heard);
      act();
    };
    const heard = (answer) => {
      if (answer.subarray(8, 20).equals(packet.subarray(8, 20))) settle(() => resolve(answer));
    };
    const timer = setTimeout(() => settle(() => reject(new Error('no STUN answer'))), ms);
    const again = setInterval(() => socket.send(packet, port, address), 500);
    socket.on('message', heard);
    socket.send(packet, port, address);
  });
}

/** A client of a TURN server with one name and password. */
export function turnClient(socket, port, { username, credential }, address = '127.0.0.1') {
  let challenge;

  const ask = async (type, list) => {
    const transaction = randomBytes(12);
    const realm = challenge?.get(attributes.realm);
    const key = realm && createHash('md5').update(`${username}:${realm}:${credential}`).digest();
    const signed = challenge
      ? [
          [attributes.username, username],
          [attributes.realm, realm],
          [attributes.nonce, challenge.get(attributes.nonce)],
        ]
      : [];
    const packet = encode(type, [...list(transaction), ...signed], { transaction, key });
    return decode(await exchange(socket, packet, port, address));
  };

  const signedAsk = async (type, list) => {
    let answer = await ask(type, list);
    // 401: who are you? 438: that question is old. Both come with what the next try needs; a second 401 is final.
    const code = errorOf(answer);
    if ((code === 401 && !challenge) || code === 438) {
      challenge = answer.attributes;
      answer = await ask(type, list);
    }
    return answer;
  };

  return {
    /** Asks for a relay address over UDP, of IPv4 or IPv6. */
    allocate: (family = 4) =>
      signedAsk(types.allocate, () => [
        [attributes.transport, [17, 0, 0, 0]],
        [attributes.addressFamily, [family === 6 ? 2 : 1, 0, 0, 0]],
      ]),
    /** Asks that an address, given as bytes, may be talked to. */
    permit: (bytes) =>
      signedAsk(types.createPermission, (transaction) => [[attributes.peerAddress, mask(bytes, 9, transaction)]]),
  };
}
