import type { TrackKind } from './capture.js';
import type { DataLine } from './data-line.js';
import { loadInCall } from './load-in-call.js';
import type { LocalStream } from './local-media.js';
import type {
  CandidateMessage,
  DescriptionMessage,
  PeerMessage,
  StreamDescription,
  StreamDescriptions,
  StreamStateMessage,
} from './peer-message.js';
import type { PeerRepair } from './peer-repair.js';
import { RemoteStreams } from './remote-streams.js';
import { RtcError } from './rtc-error.js';
import type { ConnectionQuality, MediaStreamInfo, ParticipantConnection } from './state.js';

export interface PeerOptions {
  readonly configuration: RTCConfiguration;
  /** The attempt this connection is; undefined towards stock, which knows none. */
  readonly gen: string | undefined;
  /** Gives way when both sides offer at once. */
  readonly polite: boolean;
  /** True: this side sends the first offer. */
  readonly offers: boolean;
  /** True: takes the place of a connection that worked. */
  readonly again: boolean;
  /** True: this side restarts ICE first when the connection is lost. */
  readonly restarts: boolean;
  readonly kit: boolean;
  /** Makes a line for data; undefined: none is wanted. */
  readonly data: typeof DataLine | undefined;
}

export interface PeerHost {
  /** The connection is made, and nothing has been done with it. */
  created?(connection: RTCPeerConnection): void;
  send(message: PeerMessage): void;
  changed(): void;
  failed(error: RtcError): void;
  /** Nothing helped: only a connection made anew may. */
  broken(): void;
  /** Other ICE servers, with fresh credentials, are on their way; undefined: those at hand will do. */
  renewIceServers(): Promise<void> | undefined;
  /** Nothing comes any more: more than the way to this person may be lost. */
  suspected(): void;
  /** The other side wants this device of ours on; it is ours to decide. */
  asked(kind: TrackKind): void;
  dataReceived(data: unknown): void;
}

const kinds: readonly TrackKind[] = ['audio', 'video'];
/** RFC 8839, 5.1: foundation, component, transport, priority, address, port, then the type. */
const relay = /^(a=)?candidate:\S+ \d+ \S+ \d+ \S+ \d+ typ relay\b/;
/** Milliseconds after which stock shows a stream whatever happens (its own limit is 1 s), and listens to its mutes. */
const stockPatience = 1200;
/** Milliseconds after which both sides are done with two offers that have crossed. */
const collisionTime = 1000;
/** Milliseconds for which the polite side holds its offer back: the other one's may be on its way. */
const courtesyTime = 150;
/** Milliseconds for a lost connection to come back by itself or by the other side, where this one cannot mend it. */
const lossTime = 10_000;

/**
 * One RTCPeerConnection to one person, after the perfect negotiation of WebRTC 1.0, 10.7: two flags tell a collision of
 * offers, of which the impolite side's counts. The polite side waits a moment before it offers, which prevents nearly all
 * collisions; after one the connection is made anew. It rolls back only towards stock, and where the other side still waits
 * for the answer to its first offer. Candidates wait for the description they belong to.
 */
export class Peer {
  readonly gen: string | undefined;
  readonly kit: boolean;
  readonly #connection: RTCPeerConnection;
  readonly #options: PeerOptions;
  readonly #host: PeerHost;
  readonly #remote: RemoteStreams;
  readonly #data: DataLine | undefined;
  /** `camera-kind`, for another stream `id-kind` → the transceiver which carries it. */
  readonly #slots = new Map<string, RTCRtpTransceiver>();
  readonly #candidates: RTCIceCandidateInit[] = [];
  #local: readonly LocalStream[];
  #makingOffer = false;
  #ignoringOffer = false;
  /** Between an offer and its answer: what needs another negotiation is asked for again afterwards. */
  #isAnswering = false;
  /** Nothing is added to the connection of an answering side before the first offer has shaped it. */
  #shaped: boolean;
  #closed = false;
  #wasConnected: boolean;
  #repair: PeerRepair | undefined;
  #loss: ReturnType<typeof setTimeout> | undefined;
  #courtesy: ReturnType<typeof setTimeout> | undefined;
  /** Counts the offers: an answer that comes twice must not pass for the answer to the next one. */
  #round = 0;
  #answeredRound: number | undefined;
  /** The offer that was answered last: when it comes again, the answer has been lost. */
  #answered: string | undefined;
  /** Messages are handled one after the other. */
  #inbox: Promise<void> = Promise.resolve();

  constructor(options: PeerOptions, host: PeerHost, local: readonly LocalStream[]) {
    this.gen = options.gen;
    this.kit = options.kit;
    this.#options = options;
    this.#host = host;
    this.#local = local;
    this.#shaped = options.offers;
    this.#wasConnected = options.again;
    // Taken from the window at the moment of use, so that a page may wrap it.
    this.#connection = new globalThis.RTCPeerConnection(options.configuration);
    host.created?.(this.#connection);
    this.#remote = new RemoteStreams(() => host.changed());
    this.#listen();
    if (options.data) this.#data = new options.data(this.#connection, options, (data) => host.dataReceived(data));
    if (options.offers) {
      this.#shape();
      void this.#offer(options.again && host.renewIceServers());
    }
    void this.#prepareRepair();
  }

  get streams(): readonly MediaStreamInfo[] {
    return this.#remote.infos;
  }

  get connection(): ParticipantConnection {
    if (this.#connection.connectionState === 'connected' && !this.#repair?.watch?.isSilent) return 'connected';
    return this.#wasConnected ? 'reconnecting' : 'connecting';
  }

  get quality(): ConnectionQuality {
    return this.#repair?.watch?.quality ?? 'unknown';
  }

  get speaking(): boolean {
    return this.#repair?.watch?.isSpeaking ?? false;
  }

  /** The first offer of this side is on its way and not yet answered. */
  get isOffering(): boolean {
    return this.#options.offers && !this.#connection.currentRemoteDescription;
  }

  get isAlive(): boolean {
    return !['disconnected', 'failed', 'closed'].includes(this.#connection.connectionState);
  }

  /** Takes other ICE servers, for the next time that candidates are gathered. */
  configure(configuration: RTCConfiguration): void {
    // The certificate cannot be another one, nor left out.
    const { certificates } = this.#options.configuration;
    try {
      this.#connection.setConfiguration({ ...configuration, certificates });
    } catch (cause) {
      this.#host.failed(new RtcError('peer-failed', undefined, cause));
    }
  }

  setLocalStreams(local: readonly LocalStream[]): void {
    const before = this.#local;
    this.#local = local;
    if (this.#shaped) this.#shape();
    this.#tellChanges(before);
  }

  /** Handles one message; what is broken or late is dropped, and never harms more than this connection. */
  receive(message: PeerMessage): void {
    this.#inbox = this.#inbox
      .then(() => this.#handle(message))
      .catch((cause: unknown) => {
        if (!this.#closed) this.#host.failed(new RtcError('peer-failed', undefined, cause));
      });
  }

  send(data: unknown): boolean {
    return this.#data?.send(data) ?? false;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#loss);
    clearTimeout(this.#courtesy);
    this.#repair?.close();
    this.#data?.close();
    this.#remote.clear();
    this.#connection.close();
  }

  #listen(): void {
    const connection = this.#connection;
    // The first offer is made at once, not when the browser asks for it.
    connection.onnegotiationneeded = () => {
      if (this.isOffering) return;
      if (!this.kit || !this.#options.polite) return void this.#offer();
      clearTimeout(this.#courtesy);
      this.#courtesy = setTimeout(() => connection.signalingState === 'stable' && void this.#offer(), courtesyTime);
    };
    connection.onicecandidate = ({ candidate }) => {
      // The end of candidates is not told: stock knows no such message.
      if (!candidate?.candidate || this.#closed || this.#isRefused(candidate.candidate)) return;
      this.#host.send({ kind: 'candidate', candidate: candidate.toJSON(), gen: this.gen });
    };
    connection.ontrack = ({ track, streams }) => {
      if (!this.#closed) this.#remote.add(track, streams[0]);
    };
    connection.onconnectionstatechange = () => this.#connectionStateChanged();
  }

  #connectionStateChanged(): void {
    if (this.#closed) return;
    const { connectionState } = this.#connection;
    if (connectionState === 'connected') {
      if (!this.#repair?.watch && !this.kit) setTimeout(() => this.#tellSilence(), stockPatience);
      this.#wasConnected = true;
    }
    if (connectionState === 'failed' && !this.#wasConnected) this.#host.failed(new RtcError('peer-failed'));
    if (this.#repair) this.#repair.connectionStateChanged();
    else void this.#prepareRepair();
    this.#host.changed();
  }

  /** What mends the connection comes later, and may not come at all: then one that stays lost is made anew. */
  async #prepareRepair(): Promise<void> {
    const part = await loadInCall().catch(() => undefined);
    if (this.#closed || this.#repair) return;
    clearTimeout(this.#loss);
    if (part) {
      const repeat = () => this.repeatOffer();
      this.#repair = new part.PeerRepair(this.#connection, this.#options, this.#host, () => this.streams, repeat);
    } else if (!this.isAlive) this.#loss = setTimeout(() => this.isAlive || this.#host.broken(), lossTime);
  }

  /** Looks for another way to the other side, now. */
  restart(): void {
    if (this.#repair) this.#repair.restart();
    else this.#connection.restartIce();
  }

  /** The server was lost and is back: where nothing comes from the other side either, the way there is another one. */
  resume(): void {
    if (this.kit && this.#repair?.watch?.isSuspect) this.#host.broken();
    else this.repeatOffer();
  }

  /** Sends the offer that waits for its answer once more, to one who has never had it. */
  repeatOffer(): void {
    // Stock would take it for another one.
    if (this.kit && this.#connection.signalingState === 'have-local-offer') this.#describe();
  }

  async #offer(renewed?: Promise<void> | false): Promise<void> {
    const connection = this.#connection;
    if (renewed) await renewed;
    if (this.#closed || !this.#shaped || this.#isAnswering) return;
    try {
      this.#makingOffer = true;
      await connection.setLocalDescription();
      // A collision may have been resolved meanwhile: then this offer is gone.
      if (this.#closed || connection.signalingState !== 'have-local-offer') return;
      this.#round++;
      this.#describe();
    } catch (cause) {
      if (!this.#closed) this.#host.failed(new RtcError('peer-failed', undefined, cause));
    } finally {
      this.#makingOffer = false;
    }
  }

  #describe(): void {
    const { localDescription, currentRemoteDescription } = this.#connection;
    if (!localDescription) return;
    const round = localDescription.type === 'offer' ? this.#round : this.#answeredRound;
    this.#host.send({
      kind: 'description',
      type: localDescription.type as 'offer' | 'answer',
      sdp: localDescription.sdp,
      gen: this.gen,
      renegotiation: this.#negotiated || Boolean(currentRemoteDescription && localDescription.type === 'offer'),
      round: this.kit ? round : undefined,
      streams: describeStreams(this.#local),
    });
    this.#repair?.expectAnswer();
  }

  /** The offer being answered was a renegotiation: stock wants to read that in the answer as well. */
  #negotiated = false;

  async #handle(message: PeerMessage): Promise<void> {
    if (this.#closed) return;
    switch (message.kind) {
      case 'description':
        return this.#handleDescription(message);
      case 'candidate':
        return this.#handleCandidate(message);
      case 'stream-state':
        return this.#handleState(message);
      case 'stream-ended':
        return this.#remote.end(message.id);
      case 'streams':
        return this.#remote.describe(message.streams);
    }
  }

  async #handleDescription({ type, sdp, streams, renegotiation, round }: DescriptionMessage): Promise<void> {
    const connection = this.#connection;
    const collides = () => type === 'offer' && (this.#makingOffer || connection.signalingState !== 'stable');
    this.#ignoringOffer = collides() && !this.#options.polite;
    if (this.#ignoringOffer) return;
    // The other side looks for another way (RFC 8839, 4.4.1.1.1), and this one is to look as well.
    const [ufrag] = /ice-ufrag:\S+/.exec(sdp) ?? [''];
    const isLost = type === 'offer' && this.#wasConnected && !connection.remoteDescription?.sdp.includes(ufrag);
    if (isLost) {
      this.#repair?.otherRestarts();
      await this.#host.renewIceServers();
      if (this.#closed) return;
    }
    if (type === 'answer' && connection.signalingState !== 'have-local-offer') return;
    if (type === 'answer' && round !== undefined && round !== this.#round) return;
    if (type === 'offer' && sdp === this.#answered && connection.signalingState === 'stable') {
      this.#answeredRound = round;
      return this.#describe();
    }
    // An offer of one's own may have been made meanwhile.
    this.#ignoringOffer = collides() && !this.#options.polite;
    if (this.#ignoringOffer) return;
    // Chromium shows no more pictures where an offer was rolled back on a connection that sends and receives them.
    // One that still waits for the answer to its first would insist on that attempt: it gets its answer, and a connection
    // made anew a moment later.
    if (collides() && renegotiation && this.kit) return this.#host.broken();
    // Stock knows no collision: it rolls back its own offer as well, and what it wanted to send is never negotiated.
    if (collides()) setTimeout(() => !this.#closed && this.#host.broken(), collisionTime);

    if (type === 'offer') this.#repair?.otherOffers();
    this.#remote.describe(streams);
    const isRefused = (line: string) => line.startsWith('a=candidate:') && this.#isRefused(line);
    const lines = sdp.split(/\r?\n/).filter((line) => !isRefused(line));
    this.#isAnswering = type === 'offer';
    try {
      await connection.setRemoteDescription({ type, sdp: lines.join('\r\n') });
      if (this.#closed) return;
      for (const candidate of this.#candidates.splice(0)) await this.#addCandidate(candidate);
      if (type === 'answer') {
        // Stock forgets what it began to send between an offer and its answer.
        if (!this.kit && renegotiation && this.#remote.misses(streams)) this.#host.broken();
        return;
      }
      this.#negotiated = renegotiation;
      this.#answered = sdp;
      this.#answeredRound = round;
      this.#shaped = true;
      // What the held-back offer was to bring is in the answer, or the browser asks for a negotiation again.
      clearTimeout(this.#courtesy);
      this.#takeSlots();
      this.#shape();
      await connection.setLocalDescription();
      if (!this.#closed) this.#describe();
      this.#negotiated = false;
    } finally {
      this.#isAnswering = false;
    }
  }

  async #handleCandidate({ candidate }: CandidateMessage): Promise<void> {
    if (this.#ignoringOffer || this.#isRefused(candidate.candidate)) return;
    if (this.#connection.remoteDescription) await this.#addCandidate(candidate);
    else this.#candidates.push(candidate);
  }

  /** With relays only, no other address is told or tried: a relay would reach the other side's own network for us. */
  #isRefused(candidate = ''): boolean {
    return this.#connection.getConfiguration().iceTransportPolicy === 'relay' && !relay.test(candidate);
  }

  async #addCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    try {
      await this.#connection.addIceCandidate(candidate);
    } catch {
      // One bad or late candidate is not the end: the others may do, and if none does the connection fails and says so.
    }
  }

  /** Uses the remote side's first free transceiver of each kind for the own camera and microphone. */
  #takeSlots(): void {
    const taken = new Set(this.#slots.values());
    for (const kind of kinds) {
      const key = `camera-${kind}`;
      if (this.#slots.has(key)) continue;
      const free = this.#connection
        .getTransceivers()
        .find((one) => one.mid !== null && !taken.has(one) && one.receiver.track.kind === kind && !isStopped(one));
      if (free) this.#slots.set(key, free);
    }
  }

  /** Brings the transceivers in line with the local streams; the browser asks for a negotiation if one is needed. */
  #shape(): void {
    const camera = this.#local.find(({ source, isExtra }) => source === 'camera' && !isExtra);
    const others = this.#local.filter((stream) => stream !== camera);
    const names = ['camera', ...others.map(({ id }) => id)];
    for (const [key, slot] of this.#slots) {
      if (names.some((name) => key.startsWith(name))) continue;
      slot.stop();
      this.#slots.delete(key);
    }
    for (const kind of kinds) {
      this.#fill(`camera-${kind}`, kind, camera);
      for (const stream of others) this.#fill(`${stream.id}-${kind}`, kind, stream);
    }
  }

  #fill(key: string, kind: TrackKind, local: LocalStream | undefined): void {
    const sends = local !== undefined && local[kind].state !== 'none';
    const track = local?.[kind].track ?? null;
    const isMain = key.startsWith('camera');
    const slot = this.#slots.get(key);
    if (!slot) {
      // An offering side always asks for the other's camera and microphone, even if it has none itself.
      if (!sends && !(isMain && this.isOffering)) return;
      const direction = isMain ? (sends ? 'sendrecv' : 'recvonly') : 'sendonly';
      const streams = local && sends ? [local.stream] : [];
      this.#slots.set(key, this.#connection.addTransceiver(track ?? kind, { direction, streams }));
      return;
    }
    const direction = isMain ? (sends ? 'sendrecv' : 'recvonly') : 'sendonly';
    if (slot.direction !== direction) {
      slot.direction = direction;
      if (local && sends) slot.sender.setStreams(local.stream);
    }
    if (slot.sender.track !== track) {
      slot.sender.replaceTrack(track).catch((cause: unknown) => {
        if (!this.#closed) this.#host.failed(new RtcError('peer-failed', undefined, cause));
      });
    }
  }

  /** What the other side says of a stream of ours is a wish, and only that it be on is worth a question. */
  #handleState(message: StreamStateMessage): void {
    const own = this.#local.find((stream) => stream.id === message.id);
    if (!own) return this.#remote.setState(message);
    for (const kind of kinds) if (message[kind] === 'on' && own[kind].state === 'off') this.#host.asked(kind);
  }

  /** Stock reads no states in a description, and drops what it hears of a stream that it does not show yet. */
  #tellSilence(): void {
    if (this.#closed) return;
    for (const stream of this.#local)
      for (const kind of kinds)
        if (stream[kind].state === 'off') this.#host.send({ kind: 'stream-state', id: stream.id, [kind]: 'off' });
  }

  /** Tells what was switched. What appeared or vanished needs a negotiation, whose description tells it. */
  #tellChanges(before: readonly LocalStream[]): void {
    for (const old of before) {
      const next = this.#local.find((stream) => stream.id === old.id);
      if (!next) this.#host.send({ kind: 'stream-ended', id: old.id });
      else this.#tellStates(old, next);
    }
  }

  #tellStates(old: LocalStream, next: LocalStream): void {
    for (const kind of kinds) {
      const { state } = next[kind];
      if (state === old[kind].state || state === 'none' || old[kind].state === 'none') continue;
      this.#host.send({ kind: 'stream-state', id: next.id, [kind]: state });
    }
  }
}

function isStopped(transceiver: RTCRtpTransceiver): boolean {
  return transceiver.direction === 'stopped' || transceiver.currentDirection === 'stopped';
}

/** What others are told of one's own streams. */
export function describeStreams(local: readonly LocalStream[]): StreamDescriptions {
  return new Map<string, StreamDescription>(
    local
      .filter(({ audio, video }) => audio.state !== 'none' || video.state !== 'none')
      .map(({ id, source, audio, video }) => [id, { source, audio: audio.state, video: video.state }]),
  );
}
