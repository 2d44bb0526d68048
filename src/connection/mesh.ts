import { randomHex } from './identity.js';
import type { LocalStream } from './local-media.js';
import { Peer, type PeerHost } from './peer.js';
import type { CandidateMessage, DescriptionMessage, PeerMessage } from './peer-message.js';
import { RtcError } from './rtc-error.js';
import type { Link, Remote, Topology, TopologyHost } from './topology.js';

/** Most attempts that are remembered after their end. */
const maxSpent = 64;
/** Most candidates of one person that wait for their offer. */
const maxEarly = 32;
/** How often one of stock is asked for an offer, and milliseconds in between. */
const offerAttempts = 4;
const offerPatience = 5000;

interface Entry extends Link {
  readonly peer: Peer;
}

/** Everybody is connected with everybody; good for small rooms, since each sends its picture to each other. */
export class Mesh implements Topology {
  onpeer?: (userid: string, connection: RTCPeerConnection) => void;
  readonly #host: TopologyHost;
  readonly #entries = new Map<string, Entry>();
  /** By user id: candidates of an attempt whose offer has not come yet. */
  readonly #early = new Map<string, CandidateMessage[]>();
  /** Generations of attempts that are over: what comes of them late must not begin them anew. */
  readonly #spent = new Set<string>();
  #local: readonly LocalStream[] = [];
  #certificate: RTCCertificate | undefined;
  /** By user id: the next question for an offer. */
  readonly #asking = new Map<string, ReturnType<typeof setTimeout>>();
  /** User ids to whom no way was found so far. */
  readonly #hopeless = new Set<string>();

  constructor(host: TopologyHost) {
    this.#host = host;
  }

  prepare(): void {
    // One certificate for all connections of the page: making one takes longer than using it.
    if (this.#certificate || !globalThis.RTCPeerConnection?.generateCertificate) return;
    RTCPeerConnection.generateCertificate({ name: 'ECDSA', namedCurve: 'P-256' } as EcKeyGenParams).then(
      (certificate) => (this.#certificate = certificate),
      // Without a shared one each connection makes its own.
      () => undefined,
    );
  }

  connect(remote: Remote): void {
    const entry = this.#entries.get(remote.userid);
    if (entry?.peer.isAlive) return;
    this.#create(remote, remote.kit ? randomHex(8) : undefined, true);
  }

  receive(remote: Remote, message: PeerMessage): void {
    const { userid } = remote;
    let peer = this.#entries.get(userid)?.peer;
    // The other side goes on with a connection that has ended here: only a new one can be made.
    if (!peer && remote.kit && message.kind === 'description' && message.type === 'offer' && message.renegotiation)
      return this.connect(remote);
    if (message.kind === 'description' && message.type === 'offer' && this.#isNewAttempt(peer, message)) {
      // Both sides have made a first offer: one of the two attempts must win, on both sides the same.
      // The other one does not know of ours yet, or takes it for one that is over.
      if (peer?.isOffering && !this.#isPolite(remote)) return this.#renew(remote);
      peer = this.#create(remote, message.gen, false);
      for (const early of this.#early.get(userid) ?? []) if (early.gen === message.gen) peer?.receive(early);
      this.#early.delete(userid);
    }
    const gen = message.kind === 'description' || message.kind === 'candidate' ? message.gen : undefined;
    if (peer && (gen === undefined || gen === peer.gen)) return peer.receive(message);
    if (message.kind !== 'candidate' || gen === undefined) return;
    this.#early.set(userid, [...(this.#early.get(userid) ?? []), message].slice(-maxEarly));
  }

  disconnect(userid: string): void {
    this.#hopeless.delete(userid);
    this.#early.delete(userid);
    clearTimeout(this.#asking.get(userid));
    this.#asking.delete(userid);
    this.#end(userid);
  }

  networkChanged(): void {
    for (const { peer } of this.#entries.values()) peer.restart();
  }

  resume(): void {
    for (const { peer } of [...this.#entries.values()]) peer.resume();
  }

  returned(userid: string): void {
    this.#entries.get(userid)?.peer.repeatOffer();
  }

  configure(): void {
    for (const { peer } of this.#entries.values()) peer.configure(this.#configuration());
  }

  setLocalStreams(streams: readonly LocalStream[]): void {
    this.#local = streams;
    for (const { peer } of this.#entries.values()) peer.setLocalStreams(streams);
  }

  link(userid: string): Link | undefined {
    return this.#entries.get(userid);
  }

  isAlive(userid: string): boolean {
    return this.#entries.get(userid)?.peer.isAlive ?? false;
  }

  send(data: unknown, to?: string): void {
    const targets = to === undefined ? [...this.#entries.values()] : [this.#entries.get(to)];
    const reached = targets.filter((entry) => entry?.peer.send(data)).length;
    if (to !== undefined && reached === 0) throw new RtcError('user-not-found');
  }

  close(): void {
    for (const userid of [...this.#entries.keys(), ...this.#asking.keys()]) this.disconnect(userid);
  }

  #isNewAttempt(peer: Peer | undefined, { gen, renegotiation }: DescriptionMessage): boolean {
    // A renegotiation of an attempt that was given up here crosses our newer offer: it must not bring the old one back.
    if (gen !== undefined && this.#spent.has(gen)) return false;
    return !peer || (!renegotiation && (gen === undefined || gen !== peer.gen));
  }

  /** Of two of us the larger id gives way; towards stock, which cannot, always we. */
  #isPolite({ userid, kit }: Remote): boolean {
    return !kit || this.#host.topologyOptions.userid > userid;
  }

  #create(remote: Remote, gen: string | undefined, offers: boolean): Peer | undefined {
    const { userid, kit } = remote;
    const { data, userid: self } = this.#host.topologyOptions;
    const again = (this.#entries.get(userid)?.connection ?? 'connecting') !== 'connecting';
    this.#end(userid);
    if (!globalThis.RTCPeerConnection) {
      this.#host.linkFailed(userid, new RtcError('unsupported-browser'));
      return undefined;
    }
    const options = { gen, offers, again, kit, data, polite: this.#isPolite(remote), restarts: !kit || self < userid };
    const host: PeerHost = {
      created: (connection) => this.onpeer?.(userid, connection),
      send: (message) => this.#host.sendToPeer(userid, message),
      changed: () => this.#update(userid, peer),
      failed: (error) => this.#failed(userid, error),
      broken: () => this.#entries.get(userid)?.peer === peer && this.#renew(remote),
      renewIceServers: () => this.#host.renewIceServers(),
      suspected: () => this.#host.linkSuspected(),
      asked: (kind) => this.#host.deviceAsked(userid, kind),
      dataReceived: (message) => this.#host.dataReceived(userid, message),
    };
    let peer: Peer;
    try {
      const configuration = this.#configuration();
      peer = new Peer({ ...options, configuration }, host, this.#local);
    } catch (cause) {
      // An odd ICE server, for example: the room and the others live on.
      this.#host.linkFailed(userid, new RtcError('peer-failed', undefined, cause));
      return undefined;
    }
    this.#entries.set(userid, { peer, streams: [], connection: peer.connection, quality: 'unknown', speaking: false });
    this.#host.linkChanged(userid);
    return peer;
  }

  /** Stock offers anew when it is asked; an offer out of turn would leave its old connection behind, to end the new one. */
  #renew(remote: Remote): void {
    if (remote.kit) return void this.#create(remote, randomHex(8), true);
    this.#end(remote.userid);
    this.#host.linkChanged(remote.userid);
    this.#askForOffer(remote.userid, offerAttempts);
  }

  #askForOffer(userid: string, attempts: number): void {
    clearTimeout(this.#asking.get(userid));
    this.#asking.delete(userid);
    if (attempts === 0 || this.#entries.has(userid)) return;
    this.#host.offerWanted(userid);
    const again = () => this.#askForOffer(userid, attempts - 1);
    this.#asking.set(userid, setTimeout(again, offerPatience));
  }

  #end(userid: string): void {
    const { peer } = this.#entries.get(userid) ?? {};
    this.#entries.delete(userid);
    peer?.close();
    if (peer?.gen === undefined) return;
    this.#spent.add(peer.gen);
    const [oldest] = this.#spent;
    if (this.#spent.size > maxSpent) this.#spent.delete(oldest);
  }

  /** That there is no way to somebody is said once, however often it is tried. */
  #failed(userid: string, error: RtcError): void {
    if (!error.cause && this.#hopeless.has(userid)) return;
    if (!error.cause) this.#hopeless.add(userid);
    this.#host.linkFailed(userid, error);
  }

  #configuration(): RTCConfiguration {
    const { iceServers, relayOnly } = this.#host.topologyOptions;
    return {
      bundlePolicy: 'max-bundle',
      iceServers: [...iceServers],
      iceTransportPolicy: relayOnly ? 'relay' : 'all',
      certificates: this.#certificate && [this.#certificate],
    };
  }

  #update(userid: string, peer: Peer): void {
    // A connection that was replaced or ended has nothing more to say.
    if (this.#entries.get(userid)?.peer !== peer) return;
    const { streams, connection, quality, speaking } = peer;
    if (connection === 'connected') this.#hopeless.delete(userid);
    this.#entries.set(userid, { peer, streams, connection, quality, speaking });
    this.#host.linkChanged(userid);
  }
}
