import { isFields } from '../connection/dialect.js';
import { randomHex } from '../connection/identity.js';
import { pack, unpack, type PackableFields } from './packed.js';

/** What `onFileStart` and `onFileProgress` tell of a file under way. */
export interface FileChunk {
  readonly uuid: string;
  /** Foreign text at the receiving end: to be shown as text only. */
  readonly name: string;
  readonly size: number;
  readonly type: string;
  readonly lastModifiedDate: string;
  readonly maxChunks: number;
  /** 0 at the start, `maxChunks` when all has arrived. */
  readonly currentPosition: number;
  /** Who sends. */
  readonly userid: string;
  /** Who receives. */
  readonly remoteUserId: string;
  readonly extra: { readonly userid: string };
  readonly start?: true;
  readonly end?: true;
}

/** What `onFileEnd` gets: at the receiving end the file itself, at the other what `FileChunk` has. */
export type FileEnd = FileChunk & { readonly url: string };

export interface FileSharingHost {
  readonly userid: string;
  /** Bytes of one piece. */
  readonly chunkSize: number;
  send(packet: ArrayBuffer, userid: string): void;
  fileStarted(chunk: FileChunk): void;
  fileProgressed(chunk: FileChunk): void;
  fileEnded(file: FileEnd): void;
}

interface Outgoing {
  readonly file: File;
  readonly facts: Facts;
  readonly url: string;
  /** Who may fetch it and does not have it yet. */
  readonly recipients: Set<string>;
}

interface Incoming {
  readonly facts: Facts;
  readonly pieces: ArrayBuffer[];
  bytes: number;
}

type Facts = Pick<FileChunk, 'uuid' | 'name' | 'size' | 'type' | 'lastModifiedDate' | 'maxChunks'>;

/** Bounds of what a stranger may send: bytes of all that is under way from one person, and number of files. */
export const fileLimits = { bytes: 512 * 1024 * 1024, files: 16, nameCharacters: 255, pieceBytes: 256 * 1024 } as const;

/** Types that a browser shows without running anything; a file of any other type has an address for saving only. */
const harmless =
  /^(image\/(png|jpeg|gif|webp|avif|bmp)|(audio|video)\/[\w.+-]+|text\/plain|application\/(pdf|json|zip))$/;
const anyBytes = 'application/octet-stream';

/**
 * Files over the data channel in the format of FileBufferReader: a packet of facts, pieces of the file, a last packet.
 * The receiving side asks for each next packet, so that no channel is ever flooded.
 */
export class FileSharing {
  readonly #host: FileSharingHost;
  readonly #outgoing = new Map<string, Outgoing>();
  /** User id → the files that come from there. */
  readonly #incoming = new Map<string, Map<string, Incoming>>();

  constructor(host: FileSharingHost) {
    this.#host = host;
  }

  /** Offers a file to these people; each fetches it piece by piece. */
  share(file: File | Blob, userids: readonly string[]): void {
    if (userids.length === 0) return;
    const named = file instanceof File ? file : new File([file], 'file', { type: file.type });
    const { chunkSize } = this.#host;
    const facts: Facts = {
      uuid: randomHex(8),
      name: named.name,
      size: named.size,
      type: named.type,
      lastModifiedDate: new Date(named.lastModified).toString(),
      maxChunks: Math.ceil(named.size / chunkSize),
    };
    const recipients = new Set(userids);
    this.#outgoing.set(facts.uuid, { file: named, facts, url: URL.createObjectURL(named), recipients });
    for (const userid of recipients) this.#answer(facts.uuid, 0, userid);
  }

  /** Handles what came in binary; false: it is no packet of a file. Foreign: every field is checked. */
  receive(buffer: ArrayBuffer, from: string): boolean {
    const packet = read(buffer);
    if (!packet || typeof packet.uuid !== 'string' || !Number.isSafeInteger(packet.currentPosition)) return false;
    const position = packet.currentPosition as number;
    // The first packet is not for the asking: each time it would announce the file anew.
    if (packet.readyForNextChunk === true) this.#answer(packet.uuid, position < 0 ? position : position + 1, from);
    else if (packet.chunkMissing === true) this.#incoming.get(from)?.delete(packet.uuid);
    else if (packet.start === true) this.#start(packet, from);
    else if (packet.end === true) this.#end(packet.uuid, from);
    else if (packet.buffer instanceof ArrayBuffer) this.#take(packet.uuid, position, packet.buffer, from);
    else return false;
    return true;
  }

  /** Nothing more comes from there, or goes there. */
  forget(userid: string): void {
    this.#incoming.delete(userid);
    for (const { facts } of this.#outgoing.values()) this.#done(facts.uuid, userid);
  }

  #answer(uuid: string, position: number, to: string): void {
    const missing = () => this.#host.send(pack({ chunkMissing: true, currentPosition: position, uuid }), to);
    const outgoing = this.#outgoing.get(uuid);
    const isThere = outgoing?.recipients.has(to) && position >= 0 && position <= outgoing.facts.maxChunks + 1;
    // A file that was moved or changed on the disk cannot be read any more.
    if (outgoing && isThere) this.#sendPiece(outgoing, position, to).catch(missing);
    else missing();
  }

  async #sendPiece({ file, facts, url }: Outgoing, position: number, to: string): Promise<void> {
    const { userid, chunkSize } = this.#host;
    const chunk = { ...facts, currentPosition: position, userid, extra: { userid, chunkSize }, remoteUserId: to };
    if (position === 0) {
      const start = { ...chunk, start: true as const };
      this.#host.fileStarted(start);
      this.#report(start, to);
    } else if (position > facts.maxChunks) {
      const end = { ...chunk, url, end: true as const };
      this.#host.fileEnded(end);
      this.#report(end, to);
      this.#done(facts.uuid, to);
    } else {
      const from = (position - 1) * pieceSize(facts);
      const buffer = await file.slice(from, from + pieceSize(facts)).arrayBuffer();
      this.#report({ ...chunk, buffer }, to);
    }
  }

  #done(uuid: string, userid: string): void {
    const recipients = this.#outgoing.get(uuid)?.recipients;
    recipients?.delete(userid);
    if (recipients?.size === 0) this.#outgoing.delete(uuid);
  }

  #report(chunk: FileChunk & PackableFields, to: string): void {
    this.#host.fileProgressed(chunk);
    this.#host.send(pack(chunk), to);
  }

  #start(packet: Record<string, unknown>, from: string): void {
    const facts = readFacts(packet);
    const files = this.#incoming.get(from) ?? new Map<string, Incoming>();
    if (!facts || files.size >= fileLimits.files || files.has(facts.uuid)) return;
    const bytes = [...files.values()].reduce((sum, { facts: { size } }) => sum + size, facts.size);
    if (bytes > fileLimits.bytes) return;
    this.#incoming.set(from, files.set(facts.uuid, { facts, pieces: [], bytes: 0 }));
    this.#host.fileStarted({ ...this.#chunk(facts, 0, from), start: true });
    this.#askNext(facts.uuid, 0, from);
  }

  #take(uuid: string, position: number, buffer: ArrayBuffer, from: string): void {
    const file = this.#incoming.get(from)?.get(uuid);
    // One piece after the other: what comes twice or out of turn is not kept.
    if (!file || position !== file.pieces.length + 1 || position > file.facts.maxChunks) return;
    file.bytes += buffer.byteLength;
    if (file.bytes > file.facts.size) return void this.#incoming.get(from)?.delete(uuid);
    file.pieces.push(buffer);
    this.#host.fileProgressed(this.#chunk(file.facts, position, from));
    this.#askNext(uuid, position, from);
  }

  #end(uuid: string, from: string): void {
    const file = this.#incoming.get(from)?.get(uuid);
    if (!file) return;
    this.#incoming.get(from)?.delete(uuid);
    const { facts, pieces, bytes } = file;
    if (bytes !== facts.size) return;
    const whole = new File(pieces, facts.name, { type: facts.type });
    const url = URL.createObjectURL(whole.slice(0, whole.size, harmless.test(facts.type) ? facts.type : anyBytes));
    const facets = { ...this.#chunk(facts, facts.maxChunks + 1, from), url, end: true as const };
    for (const [key, value] of Object.entries(facets)) Object.defineProperty(whole, key, { value, writable: true });
    this.#host.fileEnded(whole as File & typeof facets);
  }

  #chunk(facts: Facts, currentPosition: number, from: string): FileChunk {
    // Who it is from and for is known here; what the packet says of it is not believed.
    return { ...facts, currentPosition, userid: from, extra: { userid: from }, remoteUserId: this.#host.userid };
  }

  #askNext(uuid: string, currentPosition: number, to: string): void {
    this.#host.send(pack({ readyForNextChunk: true, currentPosition, uuid }), to);
  }
}

function pieceSize({ size, maxChunks }: Facts): number {
  return Math.ceil(size / maxChunks);
}

function read(buffer: ArrayBuffer): Record<string, unknown> | undefined {
  try {
    const packet = unpack(buffer);
    return isFields(packet) ? packet : undefined;
  } catch {
    // Not packed: binary data of the page's own.
    return undefined;
  }
}

function readFacts({
  uuid,
  name,
  size,
  type,
  lastModifiedDate,
  maxChunks,
}: Record<string, unknown>): Facts | undefined {
  if (typeof uuid !== 'string' || uuid.length > 64 || typeof name !== 'string' || typeof type !== 'string')
    return undefined;
  if (!isCount(size, fileLimits.bytes) || !isCount(maxChunks, size)) return undefined;
  if (size > maxChunks * fileLimits.pieceBytes) return undefined;
  return {
    uuid,
    name: fileName(name),
    size,
    type: /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type.toLowerCase() : '',
    lastModifiedDate: typeof lastModifiedDate === 'string' ? lastModifiedDate.slice(0, 100) : '',
    maxChunks,
  };
}

function isCount(value: unknown, max: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= max;
}

/** A name without folders, and without characters that hide what it is. */
function fileName(foreign: string): string {
  const [last = ''] = foreign.split(/[\\/]/).slice(-1);
  return last.replace(/[\p{Cc}\p{Cf}]/gu, '').slice(0, fileLimits.nameCharacters);
}
