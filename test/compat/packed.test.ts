import { expect } from '@open-wc/testing';
import { pack, unpack, type Packable } from '../../src/compat/packed.js';
import { rejection } from '../support/until.js';

interface FileBufferReader {
  convertToObject(buffer: ArrayBuffer, callback: (value: unknown) => void): void;
  convertToArrayBuffer(value: unknown, callback: (buffer: ArrayBuffer) => void): void;
}

const bytes = (...values: number[]) => Uint8Array.from(values).buffer;
const hex = (buffer: ArrayBuffer) =>
  [...new Uint8Array(buffer)].map((one) => one.toString(16).padStart(2, '0')).join('');

/** The packet of facts with which a file begins. */
const start = {
  currentPosition: 0,
  uuid: '4259371465',
  maxChunks: 3,
  size: 2300,
  name: 'notes é 漢.bin',
  type: 'application/octet-stream',
  lastModifiedDate: 'Mon Nov 23 2026 00:00:00 GMT+0000',
  start: true,
  userid: 'ada',
  extra: { userid: 'ada', chunkSize: 1000 },
  remoteUserId: 'bob',
} as const;

describe('pack and unpack', () => {
  it('are each the other undone', () => {
    const values: Packable[] = [null, undefined, '', 'é漢😀', 0, -1.5, true, false, [], [1, ['a']], {}, start];

    for (const value of values) expect(unpack(pack(value))).to.deep.equal(value);
    expect(hex(unpack(pack(bytes(1, 2, 255))) as ArrayBuffer)).to.equal('0102ff');
  });

  it('write what was seen on the wire', () => {
    const packet = hex(pack(start));

    // An object of 11 pairs, its first key 30 bytes of "currentPosition".
    expect(packet.slice(0, 6)).to.equal('06000b');
    expect(packet.slice(14, 24)).to.equal('020000001e');
    expect(packet.slice(24, 32)).to.equal('00630075');
    expect(parseInt(packet.slice(6, 14), 16)).to.equal(packet.length / 2 - 7);
    expect(hex(pack({ a: 1 }))).to.equal('06000100000014020000000200610300000008' + '3ff0000000000000');
  });

  it('understand FileBufferReader and are understood by it', async () => {
    const script = document.createElement('script');
    script.src = '/node_modules/fbr/FileBufferReader.js';
    document.head.append(script);
    await new Promise((resolve) => script.addEventListener('load', resolve));
    const reader = new (window as unknown as { FileBufferReader: new () => FileBufferReader }).FileBufferReader();
    const chunk = { ...start, buffer: bytes(0, 1, 2), end: true };

    const theirs = await new Promise<ArrayBuffer>((resolve) => reader.convertToArrayBuffer(chunk, resolve));
    const read = await new Promise((resolve) => reader.convertToObject(pack(chunk), resolve));

    expect(hex(theirs)).to.equal(hex(pack(chunk)));
    expect(read).to.deep.equal(chunk);
    expect(unpack(theirs)).to.deep.equal(chunk);
  });

  it('refuse what is no packet, whatever it is', async () => {
    const whole = new Uint8Array(pack(start));
    const wrong = [
      bytes(),
      bytes(3),
      bytes(99, 0, 0, 0, 0),
      // Lengths beyond the end, and entries that are not there.
      bytes(2, 255, 255, 255, 255),
      bytes(5, 255, 255, 0, 0, 0, 0),
      bytes(6, 0, 1, 0, 0, 0, 0),
      // Something after the end.
      bytes(0, 0, 0, 0, 0, 0),
      ...[1, 7, 40, whole.length - 1].map((length) => whole.slice(0, length).buffer),
    ];
    let deep: Packable = 1;
    for (let i = 0; i < 50; i++) deep = [deep];

    for (const one of [...wrong, pack(deep)]) {
      const error = await rejection((async () => unpack(one))());
      expect(error).to.be.instanceOf(RangeError);
    }
  });

  it('take a key like __proto__ as any other', () => {
    const packet = pack(JSON.parse('{"__proto__":{"polluted":true},"constructor":1}') as Packable);

    const value = unpack(packet) as Record<string, unknown>;

    expect(Object.keys(value)).to.deep.equal(['__proto__', 'constructor']);
    expect(value.polluted).to.be.undefined;
    expect(({} as Record<string, unknown>).polluted).to.be.undefined;
  });
});
