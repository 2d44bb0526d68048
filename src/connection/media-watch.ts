import type { TrackKind } from './capture.js';

/** Milliseconds between two looks, and while nothing comes. */
const interval = 1000;
const closeInterval = 400;
/** Milliseconds without a packet after which a kind of media is missed: less is a blip, of which nobody is told. */
const patience = 2000;

/** Of the statistics (WebRTC Statistics, 8.3) what is looked at. */
interface Inbound {
  readonly type: string;
  readonly kind?: TrackKind;
  readonly timestamp: number;
  readonly bytesReceived?: number;
  /** By the same clock as `timestamp`; not in every browser. */
  readonly lastPacketReceivedTimestamp?: number;
}

const kinds: readonly TrackKind[] = ['audio', 'video'];

/**
 * Looks at the statistics of a connection whether the media that should come do come: the states of a connection tell of
 * a cut only after five seconds or more, and of a stuck sender never.
 */
export class MediaWatch {
  readonly #connection: RTCPeerConnection;
  readonly #expects: (kind: TrackKind) => boolean;
  readonly #changed: () => void;
  readonly #suspected: () => void;
  readonly #bytes: Record<TrackKind, number> = { audio: 0, video: 0 };
  #lookedAt = Date.now();
  readonly #since: Record<TrackKind, number> = { audio: this.#lookedAt, video: this.#lookedAt };
  /** Bytes of any kind, those that tell of the media included. */
  #total = 0;
  #missing = '';
  #isSuspect = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  /**
   * @param expects Whether the other side says that it sends this kind.
   * @param suspected Nothing has come for half as long as it takes to be missed.
   */
  constructor(
    connection: RTCPeerConnection,
    expects: (kind: TrackKind) => boolean,
    changed: () => void,
    suspected: () => void,
  ) {
    this.#connection = connection;
    this.#expects = expects;
    this.#changed = changed;
    this.#suspected = suspected;
    this.#again();
  }

  /** Nothing comes of what should. */
  get isSilent(): boolean {
    return this.#missing === 'all';
  }

  /** Nothing has come for half as long as it takes to be missed. */
  get isSuspect(): boolean {
    return this.#isSuspect;
  }

  /** Sound comes, pictures should and do not. */
  get isFrozen(): boolean {
    return this.#missing === 'video';
  }

  stop(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  #again(): void {
    const ages = kinds.filter(this.#expects).map((kind) => this.#lookedAt - this.#since[kind]);
    // When the last of them may be suspect, and when the first of them is late.
    const next = [patience / 2 - Math.min(...ages), patience - Math.max(...ages)].filter((time) => time > 0);
    const wait =
      this.#missing || next.length === 0 ? closeInterval : Math.min(...next.map((time) => time + 1), interval);
    this.#timer = setTimeout(() => void this.#look(), wait);
  }

  async #look(): Promise<void> {
    const bytes = { audio: 0, video: 0 };
    const ages = { audio: patience, video: patience };
    let total = 0;
    // Statistics may be refused while the connection is being closed: then this was the last look.
    const reports: Iterable<unknown> = (await this.#connection.getStats().catch(() => undefined))?.values() ?? [];
    if (this.#isOver) return;
    for (const report of reports as Iterable<Inbound>) {
      const { type, kind, timestamp, bytesReceived = 0, lastPacketReceivedTimestamp: last = timestamp } = report;
      if (type === 'transport' || type === 'inbound-rtp') total += bytesReceived;
      if (type !== 'inbound-rtp' || !kind || !kinds.includes(kind)) continue;
      bytes[kind] += bytesReceived;
      ages[kind] = Math.min(ages[kind], Math.max(0, timestamp - last));
    }
    const now = Date.now();
    // A page that was frozen or asleep has looked at nothing: it begins anew.
    const slept = now - this.#lookedAt > 2 * interval;
    this.#lookedAt = now;
    const late: TrackKind[] = [];
    const missed: TrackKind[] = [];
    for (const kind of kinds) {
      if (slept || !this.#expects(kind)) this.#since[kind] = now;
      else if (bytes[kind] !== this.#bytes[kind]) this.#since[kind] = now - ages[kind];
      if (now - this.#since[kind] > patience) late.push(kind);
      // What is cut at one moment has not sent its last packets at one moment.
      if (now - this.#since[kind] > patience / 2) missed.push(kind);
      this.#bytes[kind] = bytes[kind];
    }
    const expected = kinds.filter(this.#expects);
    // Of one who sends only a picture, it may be stuck while the way is open.
    const isHeard = expected.length < kinds.length && total !== this.#total;
    this.#total = total;
    const isSuspect = missed.length > 0 && missed.length === expected.length && !isHeard;
    if (isSuspect && !this.#isSuspect) this.#suspected();
    this.#isSuspect = isSuspect;
    this.#tell(isSuspect && late.length > 0 ? 'all' : (late[0] ?? ''));
    this.#again();
  }

  #tell(missing: string): void {
    if (missing === this.#missing) return;
    this.#missing = missing;
    this.#changed();
  }
}
