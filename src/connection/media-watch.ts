import type { TrackKind } from './capture.js';
import type { ConnectionQuality, MediaStreamInfo } from './state.js';
import { RemoteVoice } from './voice.js';
import { WayQuality } from './way-quality.js';

/** Milliseconds between two looks, and while nothing comes. */
const interval = 1000;
const closeInterval = 400;
/** Milliseconds without a packet after which sound or a picture is missed: less is a blip, of which nobody is told. */
const patience = 2000;

/** Of the statistics (WebRTC Statistics, 8.3) what is looked at. */
interface Report {
  readonly type: string;
  readonly kind?: string;
  /** Id of the track that the media come out of; where it is not told, they count for each track of their kind. */
  readonly trackIdentifier?: string;
  readonly timestamp: number;
  readonly bytesReceived?: number;
  /** Of pictures; not in every browser. */
  readonly framesDecoded?: number;
  /** By the same clock as `timestamp`; not in every browser. */
  readonly lastPacketReceivedTimestamp?: number;
  readonly packetsReceived?: number;
  readonly packetsLost?: number;
  /** Seconds. */
  readonly jitter?: number;
  /** Of a pair of addresses: it is the one in use, and seconds for there and back. */
  readonly nominated?: boolean;
  readonly currentRoundTripTime?: number;
}

/** Sound or picture of one stream that should come. */
interface Flow {
  readonly kind: TrackKind;
  /** A screen in which nothing moves may send nothing. */
  readonly mayRest: boolean;
  readonly bytes: number;
  /** Pictures decoded; bytes where the browser does not count them. */
  readonly frames: number;
  /** When something came last; at first when it began to be expected. */
  readonly since: number;
}

const kinds: readonly TrackKind[] = ['audio', 'video'];

/**
 * Looks at the statistics of a connection whether the media that should come do come, sound and picture of each stream by
 * themselves: the states of a connection tell of a cut only after five seconds or more, and of a stuck sender never.
 */
export class MediaWatch {
  readonly #connection: RTCPeerConnection;
  readonly #streams: () => readonly MediaStreamInfo[];
  readonly #changed: () => void;
  readonly #suspected: () => void;
  readonly #nuance: () => void;
  readonly #voice: RemoteVoice;
  readonly #way = new WayQuality();
  #lookedAt = Date.now();
  /** What is expected, by stream and kind. */
  #flows = new Map<string, Flow>();
  /** Bytes of any kind, those that tell of the media included. */
  #total = 0;
  #heardAt = 0;
  #missing = '';
  #isSuspect = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  /**
   * @param streams What the other side says that it sends.
   * @param suspected Nothing has come for half as long as it takes to be missed.
   * @param nuance The person speaks or is silent now, or comes better or worse: nothing that is to be mended.
   */
  constructor(
    connection: RTCPeerConnection,
    streams: () => readonly MediaStreamInfo[],
    changed: () => void,
    suspected: () => void,
    nuance: () => void,
  ) {
    this.#connection = connection;
    this.#streams = streams;
    this.#changed = changed;
    this.#suspected = suspected;
    this.#nuance = nuance;
    this.#voice = new RemoteVoice(connection, streams, nuance);
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

  /** A picture that should come does not, though something else does. */
  get isFrozen(): boolean {
    return this.#missing === 'video';
  }

  get isSpeaking(): boolean {
    return this.#voice.isSpeaking;
  }

  get quality(): ConnectionQuality {
    return this.isFrozen ? 'frozen' : this.#way.level;
  }

  stop(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#voice.stop();
  }

  #again(): void {
    const ages = [...this.#flows.values()].map(({ since }) => this.#lookedAt - since);
    // When the last of them may be suspect, and when the first of them is late.
    const next = [patience / 2 - Math.min(...ages), patience - Math.max(...ages)].filter((time) => time > 0);
    const wait =
      this.#missing || next.length === 0 ? closeInterval : Math.min(...next.map((time) => time + 1), interval);
    this.#timer = setTimeout(() => void this.#look(), wait);
  }

  async #look(): Promise<void> {
    // Statistics may be refused while the connection is being closed: then this was the last look.
    const stats = await this.#connection.getStats().catch(() => undefined);
    if (this.#isOver) return;
    const reports = [...((stats?.values() ?? []) as Iterable<Report>)];
    const received = reports.filter(({ type }) => type === 'inbound-rtp');
    this.#follow(received);
    const total = sum(
      [...received, ...reports.filter(({ type }) => type === 'transport')],
      ({ bytesReceived }) => bytesReceived,
    );
    const flows = [...this.#flows.values()];
    const isOlder = (age: number) => flows.filter(({ since }) => this.#lookedAt - since > age);
    const late = isOlder(patience);
    // What is cut at one moment has not sent its last packets at one moment.
    const missed = isOlder(patience / 2);
    if (total !== this.#total) this.#heardAt = this.#lookedAt;
    this.#total = total;
    // Of one who sends only a picture, it may be stuck or at rest while the way is open.
    const isAlone = new Set(flows.map(({ kind }) => kind)).size < kinds.length;
    const isHeard = (within: number) => isAlone && this.#lookedAt - this.#heardAt < within;
    const isSuspect = missed.length > 0 && missed.length === flows.length && !isHeard(patience / 2);
    if (isSuspect && !this.#isSuspect) this.#suspected();
    this.#isSuspect = isSuspect;
    const isSilent = isSuspect && late.length > 0 && !isHeard(patience - closeInterval);
    const isFrozen = late.some(({ kind, mayRest }) => kind === 'video' && !mayRest);
    const isMute = late.some(({ kind }) => kind === 'audio');
    this.#judge(received, reports);
    this.#tell(isSilent ? 'all' : isFrozen ? 'video' : isMute ? 'audio' : '');
    this.#again();
  }

  /** Brings the flows up to date with what is expected now and what has come. */
  #follow(received: readonly Report[]): void {
    const now = Date.now();
    const before = this.#lookedAt;
    // A page that was frozen or asleep has looked at nothing: it begins anew.
    const slept = now - before > 2 * interval;
    const flows = new Map<string, Flow>();
    for (const info of this.#streams()) {
      for (const kind of kinds) {
        if (info[kind] !== 'on') continue;
        const key = `${info.id} ${kind}`;
        const ids = info.stream.getTracks().map(({ id }) => id);
        const own = received.filter(
          ({ kind: one, trackIdentifier: id }) => one === kind && (id === undefined || ids.includes(id)),
        );
        const bytes = sum(own, ({ bytesReceived }) => bytesReceived);
        const frames = sum(own, ({ framesDecoded, bytesReceived }) => framesDecoded ?? bytesReceived);
        const old = this.#flows.get(key) ?? { bytes: 0, frames: 0, since: before };
        // After a loss packets come seconds before a picture that can be shown.
        const hasCome = kind === 'video' && this.#missing !== '' ? frames !== old.frames : bytes !== old.bytes;
        const ages = own.map(({ timestamp, lastPacketReceivedTimestamp: last = timestamp }) => timestamp - last);
        // What is sent again after a loss counts in the bytes and does not move the time of the last packet.
        const came = now - Math.min(Math.max(0, Math.min(...ages)), now - before);
        const since = slept ? now : hasCome ? Math.max(old.since, came) : old.since;
        flows.set(key, { kind, mayRest: kind === 'video' && info.source === 'screen', bytes, frames, since });
      }
    }
    this.#flows = flows;
    this.#lookedAt = now;
  }

  #judge(received: readonly Report[], reports: readonly Report[]): void {
    const before = this.quality;
    const pair = reports.find(({ nominated, currentRoundTripTime }) => nominated && currentRoundTripTime !== undefined);
    this.#way.add({
      at: this.#lookedAt,
      received: sum(received, ({ packetsReceived }) => packetsReceived),
      lost: sum(received, ({ packetsLost }) => packetsLost),
      jitter: Math.max(0, ...received.map(({ jitter = 0 }) => jitter)),
      roundTrip: pair?.currentRoundTripTime ?? 0,
    });
    if (this.quality !== before) this.#nuance();
  }

  #tell(missing: string): void {
    if (missing === this.#missing) return;
    if (this.isSilent) void sendWholePictures(this.#connection);
    this.#missing = missing;
    this.#changed();
  }
}

function sum(reports: readonly Report[], count: (report: Report) => number | undefined): number {
  return reports.reduce((total, report) => total + (count(report) ?? 0), 0);
}

/**
 * What was lost on the way to us was lost on the way to the other side as well, and the next pictures build upon it: a
 * browser asks for a whole one only after three seconds. Chromium makes one on demand (WebRTC Extensions, 6.1), others
 * know no such option.
 */
async function sendWholePictures(connection: RTCPeerConnection): Promise<void> {
  for (const sender of connection.getSenders()) {
    if (sender.track?.kind !== 'video') continue;
    const setParameters = sender.setParameters.bind(sender) as (
      parameters: RTCRtpSendParameters,
      options: { encodingOptions: { keyFrame: boolean }[] },
    ) => Promise<void>;
    const parameters = sender.getParameters();
    const encodingOptions = parameters.encodings.map(() => ({ keyFrame: true }));
    // Somebody else may be at these parameters, or the sender at its end: the browser asks by itself.
    await setParameters(parameters, { encodingOptions }).catch(() => undefined);
  }
}
