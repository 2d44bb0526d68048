import { expect } from '@open-wc/testing';
import { fileLimits, FileSharing, type FileChunk, type FileEnd } from '../../src/compat/file-sharing.js';
import { pack, unpack, type PackableFields } from '../../src/compat/packed.js';
import { until } from '../support/until.js';

type Packet = Record<string, unknown>;

/** One end, which keeps what it was told and what it has sent. */
class End {
  readonly started: FileChunk[] = [];
  readonly progressed: FileChunk[] = [];
  readonly ended: FileEnd[] = [];
  readonly sent: { packet: Packet; to: string }[] = [];
  readonly sharing: FileSharing;

  constructor(userid: string, chunkSize = 10, send: (packet: ArrayBuffer, to: string) => void = () => undefined) {
    this.sharing = new FileSharing({
      userid,
      chunkSize,
      send: (packet, to) => {
        this.sent.push({ packet: unpack(packet) as Packet, to });
        send(packet, to);
      },
      fileStarted: (chunk) => this.started.push(chunk),
      fileProgressed: (chunk) => this.progressed.push(chunk),
      fileEnded: (file) => this.ended.push(file),
    });
  }

  /** Takes a packet from Mallory. */
  take(packet: PackableFields): boolean {
    return this.sharing.receive(pack(packet), 'mallory');
  }
}

/** Ends that hear each other. */
function company(...userids: string[]): End[] {
  const ends = new Map<string, End>();
  for (const userid of userids) {
    const deliver = (packet: ArrayBuffer, to: string) =>
      queueMicrotask(() => ends.get(to)?.sharing.receive(packet, userid));
    ends.set(userid, new End(userid, 10, deliver));
  }
  return [...ends.values()];
}

const text = 'twenty-four characters..';
const start = { uuid: 'f', name: 'a.txt', size: 20, type: 'text/plain', maxChunks: 2, currentPosition: 0, start: true };
const piece = (position: number, size = 10) => ({
  uuid: 'f',
  currentPosition: position,
  buffer: new Uint8Array(size).buffer,
});
const end = { uuid: 'f', currentPosition: 3, end: true };

describe('FileSharing', () => {
  it('brings a file to each of those it is for', async () => {
    const [ada, bob, cleo, dan] = company('ada', 'bob', 'cleo', 'dan');

    ada.sharing.share(new File([text], 'notes.txt', { type: 'text/plain' }), ['bob', 'cleo']);
    await until(() => [bob, cleo].every(({ ended }) => ended.length === 1), 'the file');

    for (const one of [bob, cleo]) {
      const [file] = one.ended as (FileEnd & File)[];
      expect(await file.text()).to.equal(text);
      expect(await (await fetch(file.url)).text()).to.equal(text);
      expect(file).to.include({ name: 'notes.txt', type: 'text/plain', size: 24, userid: 'ada', end: true });
      expect(one.started).to.have.length(1);
      expect(one.progressed.map(({ currentPosition }) => currentPosition)).to.deep.equal([1, 2, 3]);
    }
    expect(dan.started).to.be.empty;
    expect(ada.ended.map(({ remoteUserId }) => remoteUserId)).to.have.members(['bob', 'cleo']);
    expect(ada.started[0]).to.include({ userid: 'ada', maxChunks: 3, size: 24 });
  });

  it('brings an empty file', async () => {
    const [ada, bob] = company('ada', 'bob');

    ada.sharing.share(new File([], 'nothing'), ['bob']);
    await until(() => bob.ended.length === 1, 'the file');

    expect(bob.ended[0]).to.include({ name: 'nothing', size: 0 });
  });

  it('gives a piece to nobody else, and none after the end', async () => {
    const ada = new End('ada');
    ada.sharing.share(new File([text], 'notes.txt'), ['bob']);
    await until(() => ada.sent.length === 1, 'the first packet');
    const { uuid } = ada.started[0];

    ada.take({ readyForNextChunk: true, uuid, currentPosition: 0 });
    ada.take({ readyForNextChunk: true, uuid: 'unknown', currentPosition: 0 });
    for (const currentPosition of [-7, -1, 99, 0.5]) {
      ada.sharing.receive(pack({ readyForNextChunk: true, uuid, currentPosition }), 'bob');
    }

    for (const { packet } of ada.sent.slice(1)) expect(packet.chunkMissing).to.be.true;
    expect(ada.sent.map(({ to }) => to)).to.deep.equal(['bob', 'mallory', 'mallory', 'bob', 'bob', 'bob']);
  });

  it('leaves binary data alone that is no packet of a file', () => {
    const bob = new End('bob');

    expect(bob.sharing.receive(new Uint8Array([1, 2, 3]).buffer, 'mallory')).to.be.false;
    expect(bob.take({ hello: 'world' })).to.be.false;
    expect(bob.take({ uuid: 'f', currentPosition: 1 })).to.be.false;
    expect(bob.sent).to.be.empty;
  });

  it('believes no packet about who it is from and for, and names the file without a folder', () => {
    const bob = new End('bob');

    bob.take({
      ...start,
      name: '../..\\etc/pass\u202ewd\u0000',
      userid: 'ada',
      remoteUserId: 'ada',
      type: 'x"><script>',
    });

    expect(bob.started[0]).to.include({ userid: 'mallory', remoteUserId: 'bob', name: 'passwd', type: '' });
    expect(bob.started[0].extra).to.deep.equal({ userid: 'mallory' });
  });

  it('gives no address that runs what came', async () => {
    const bob = new End('bob');
    for (const [index, type] of ['text/html', 'image/svg+xml', 'text/plain'].entries()) {
      const uuid = `f${index}`;
      bob.take({ ...start, uuid, type, size: 10, maxChunks: 1 });
      bob.take({ ...piece(1), uuid });
      bob.take({ ...end, uuid });
    }

    const served = await Promise.all(bob.ended.map(async ({ url }) => (await fetch(url)).headers.get('content-type')));
    expect(served).to.deep.equal(['application/octet-stream', 'application/octet-stream', 'text/plain']);
    expect(bob.ended.map(({ type }) => type)).to.deep.equal(['text/html', 'image/svg+xml', 'text/plain']);
  });

  it('takes no more than was announced, and each piece once and in its turn', () => {
    const bob = new End('bob');
    bob.take(start);

    for (const one of [piece(2), piece(0), piece(-1), piece(1), piece(1), piece(9)]) bob.take(one);
    expect(bob.progressed).to.have.length(1);
    bob.take(piece(2, 11));
    bob.take(end);

    expect(bob.ended).to.be.empty;
  });

  it('ends no file of which something is missing', () => {
    const bob = new End('bob');
    bob.take(start);
    bob.take(piece(1));

    bob.take(end);

    expect(bob.ended).to.be.empty;
  });

  it('begins nothing that is too large, too much, or odd', () => {
    const bob = new End('bob');
    const wrong = [
      { size: fileLimits.bytes + 1, maxChunks: fileLimits.bytes },
      { size: -1 },
      { size: NaN },
      { size: '20' },
      { maxChunks: 1.5 },
      { maxChunks: 21 },
      { size: 1e9, maxChunks: 1 },
      { name: null },
      { uuid: 'x'.repeat(65) },
    ];
    for (const one of wrong) bob.take({ ...start, ...one });
    expect(bob.started).to.be.empty;

    for (let i = 0; i < fileLimits.files + 5; i++) bob.take({ ...start, uuid: `f${i}` });
    expect(bob.started).to.have.length(fileLimits.files);
    bob.sharing.forget('mallory');
    const large = { size: fileLimits.bytes - 10, maxChunks: 1e6 };
    bob.take({ ...start, ...large, uuid: 'one' });
    bob.take({ ...start, uuid: 'two' });
    expect(bob.started).to.have.length(fileLimits.files + 1);
  });
});
