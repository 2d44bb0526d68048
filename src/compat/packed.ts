/**
 * The packed values of FileBufferReader, big-endian: one byte of type, for lists and objects the number of entries in two
 * bytes, the length of the content in four, then the content.
 */
const types = { null: 0, undefined: 1, string: 2, number: 3, boolean: 4, array: 5, object: 6, buffer: 15 } as const;

/** What a packet may be made of. */
export type Packable = null | undefined | string | number | boolean | ArrayBuffer | Packable[] | PackableFields;

export interface PackableFields {
  readonly [key: string]: Packable;
}

const simpleHeader = 5;
const listHeader = 7;
/** The packets of a file have one level within another. */
const maxDepth = 4;
const maxEntries = 256;

/** Writes a value as one packet. */
export function pack(value: Packable): ArrayBuffer {
  const buffer = new ArrayBuffer(headerSize(value) + contentSize(value));
  write(new DataView(buffer), 0, value);
  return buffer;
}

/** Reads a packet. Foreign: throws `RangeError` for what is none. A key such as `__proto__` is a key like any other. */
export function unpack(buffer: ArrayBuffer): unknown {
  const reader = new Reader(buffer);
  const value = reader.read(0);
  if (!reader.isAtEnd) throw new RangeError('There is more than one value.');
  return value;
}

function entriesOf(value: Packable[] | PackableFields): Packable[] {
  return Array.isArray(value) ? value : Object.entries(value).flat();
}

function isList(value: Packable): value is Packable[] | PackableFields {
  return typeof value === 'object' && value !== null && !(value instanceof ArrayBuffer);
}

function headerSize(value: Packable): number {
  return isList(value) ? listHeader : simpleHeader;
}

function contentSize(value: Packable): number {
  if (value === null || value === undefined) return 0;
  if (typeof value === 'string') return value.length * 2;
  if (typeof value === 'number') return 8;
  if (typeof value === 'boolean') return 1;
  if (value instanceof ArrayBuffer) return value.byteLength;
  return entriesOf(value).reduce<number>((sum, entry) => sum + headerSize(entry) + contentSize(entry), 0);
}

/** @returns where the next value begins. */
function write(view: DataView<ArrayBuffer>, start: number, value: Packable): number {
  const size = contentSize(value);
  let at = start + headerSize(value);
  view.setUint8(start, typeOf(value));
  view.setUint32(at - 4, size);
  if (isList(value)) {
    view.setUint16(start + 1, Array.isArray(value) ? value.length : Object.keys(value).length);
    for (const entry of entriesOf(value)) at = write(view, at, entry);
    return at;
  }
  if (typeof value === 'string') for (let i = 0; i < value.length; i++) view.setUint16(at + 2 * i, value.charCodeAt(i));
  else if (typeof value === 'number') view.setFloat64(at, value);
  else if (typeof value === 'boolean') view.setUint8(at, Number(value));
  else if (value) new Uint8Array(view.buffer).set(new Uint8Array(value), at);
  return at + size;
}

function typeOf(value: Packable): number {
  if (value === null) return types.null;
  if (Array.isArray(value)) return types.array;
  if (value instanceof ArrayBuffer) return types.buffer;
  return types[typeof value as 'undefined' | 'string' | 'number' | 'boolean' | 'object'];
}

/** Reads value after value; a `DataView` throws by itself where the packet is too short. */
class Reader {
  readonly #view: DataView<ArrayBuffer>;
  #at = 0;

  constructor(buffer: ArrayBuffer) {
    this.#view = new DataView(buffer);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#view.byteLength;
  }

  read(depth: number): unknown {
    const type = this.#view.getUint8(this.#at);
    const isList = type === types.array || type === types.object;
    const count = isList ? this.#view.getUint16(this.#at + 1) : 0;
    this.#at += isList ? listHeader : simpleHeader;
    const size = this.#view.getUint32(this.#at - 4);
    if (size > this.#view.byteLength - this.#at || depth > maxDepth || count > maxEntries)
      throw new RangeError('Wrong size.');
    if (type === types.array) return this.#entries(count, depth);
    if (type === types.object) return this.#object(count, depth);
    const start = this.#at;
    this.#at += size;
    switch (type) {
      case types.null:
        return null;
      case types.undefined:
        return undefined;
      case types.string:
        return this.#text(start, size);
      case types.number:
        return this.#view.getFloat64(start);
      case types.boolean:
        return this.#view.getUint8(start) === 1;
      case types.buffer:
        return this.#view.buffer.slice(start, this.#at);
      default:
        // Typed arrays and blobs are in no packet of a file.
        throw new RangeError(`A value of type ${type} is not expected.`);
    }
  }

  #entries(count: number, depth: number): unknown[] {
    return Array.from({ length: count }, () => this.read(depth + 1));
  }

  #object(count: number, depth: number): unknown {
    const entries = this.#entries(count * 2, depth);
    return Object.fromEntries(Array.from({ length: count }, (_, i) => [String(entries[2 * i]), entries[2 * i + 1]]));
  }

  #text(start: number, size: number): string {
    const codes = Array.from({ length: size / 2 }, (_, i) => this.#view.getUint16(start + 2 * i));
    let text = '';
    for (const code of codes) text += String.fromCharCode(code);
    return text;
  }
}
