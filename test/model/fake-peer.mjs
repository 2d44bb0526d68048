import { theClock } from './clock.mjs';
import { MediaStream, MediaStreamTrack, nextId } from './fake-media.mjs';

/** Milliseconds without a sign of life until a connection says so, within which it heals, and until it gives up. */
const disconnectedAfter = 5000;
const healsWithin = 15_000;
const failedAfter = { least: 20_000, most: 40_000 };

const reversed = { sendrecv: 'sendrecv', sendonly: 'recvonly', recvonly: 'sendonly', inactive: 'inactive' };
const sends = (direction) => direction === 'sendrecv' || direction === 'sendonly';
const receives = (direction) => direction === 'sendrecv' || direction === 'recvonly';

function both(one, other) {
  const out = sends(one) && sends(other);
  const into = receives(one) && receives(other);
  return out && into ? 'sendrecv' : out ? 'sendonly' : into ? 'recvonly' : 'inactive';
}

const error = (name, message) => Object.assign(new Error(message), { name });

/** How often each thing happened, so that a walk can show that it was no idle one. */
export const happened = new Map();
export const note = (what) => void happened.set(what, (happened.get(what) ?? 0) + 1);

/** Local user name fragment → the connection whose it is. */
let byFragment = new Map();

export function forgetPeers() {
  byFragment = new Map();
}

class Sender {
  constructor(connection, track, streams) {
    this.connection = connection;
    this.track = track;
    this.streamIds = streams.map(({ id }) => id);
  }

  replaceTrack(track) {
    return this.connection.enqueue(() => {
      if (this.transceiver.isStopping) throw error('InvalidStateError', 'the transceiver is stopped');
      if (track && track.kind !== this.transceiver.kind) throw new TypeError('a track of another kind');
      this.track = track;
    });
  }

  setStreams(...streams) {
    if (this.connection.signalingState === 'closed') throw error('InvalidStateError', 'the connection is closed');
    this.streamIds = streams.map(({ id }) => id);
    this.connection.updateNegotiationNeeded();
  }
}

class Transceiver {
  mid = null;
  currentDirection = null;
  isStopping = false;
  isStopped = false;
  /** The direction for which the page was last told of the remote track. */
  firedDirection = 'inactive';
  #direction;

  constructor(connection, kind, track, direction, streams) {
    this.connection = connection;
    this.kind = kind;
    this.#direction = direction;
    this.sender = new Sender(connection, track, streams);
    this.sender.transceiver = this;
    const remote = new MediaStreamTrack(kind);
    remote.muted = true;
    this.receiver = { track: remote, streams: [] };
  }

  get direction() {
    return this.isStopping ? 'stopped' : this.#direction;
  }

  set direction(direction) {
    if (this.isStopping) throw error('InvalidStateError', 'the transceiver is stopped');
    if (direction === this.#direction) return;
    this.#direction = direction;
    this.connection.updateNegotiationNeeded();
  }

  stop() {
    if (this.isStopping) return;
    this.isStopping = true;
    this.receiver.track.readyState = 'ended';
    this.connection.updateNegotiationNeeded();
  }

  stopped() {
    this.isStopping = this.isStopped = true;
    this.receiver.track.readyState = 'ended';
    this.currentDirection = 'stopped';
  }
}

class Channel {
  binaryType = 'blob';
  readyState = 'connecting';
  onmessage = null;

  constructor(connection) {
    this.connection = connection;
  }

  send(data) {
    if (this.readyState !== 'open') throw error('InvalidStateError', 'the channel is not open');
    this.connection.sendData(data);
  }

  close() {
    this.readyState = 'closed';
  }
}

/**
 * RTCPeerConnection as far as the engine uses it (WebRTC 1.0, 4.4): two of them find each other by the text of their
 * descriptions. It refuses what a browser refuses. Candidates are not tried one by one: a way is found when both sides
 * have described the same pair of sides to each other, one of them has a candidate of the other, and the network between
 * their pages is open.
 */
export class PeerConnection {
  static generateCertificate() {
    return Promise.resolve({ expires: Infinity });
  }

  signalingState = 'stable';
  connectionState = 'new';
  onnegotiationneeded = null;
  onicecandidate = null;
  ontrack = null;
  onconnectionstatechange = null;
  ondatachannel = null;
  currentLocalDescription = null;
  pendingLocalDescription = null;
  currentRemoteDescription = null;
  pendingRemoteDescription = null;
  /** The other connection, while there is or was a way to it that may heal. */
  linked;
  #configuration;
  #id = nextId('connection');
  #version = 0;
  #mids = 0;
  #transceivers = [];
  #channel;
  #channelLine = false;
  /** Transceivers that the pending description of either side has brought into it. */
  #pendingMids = [];
  #remoteStreams = new Map();
  #queue = [];
  #isNeeded = false;
  #isCheckDue = false;
  /** Fragment that a restart of ICE is to replace. */
  #replaced;
  #fragments = 0;
  #gathered = new Set();
  /** Fragments of the other side of which a candidate has come. */
  #candidates = new Set();
  #cutAt;
  /** The two fragments between which a way is looked for, and those between which one was found. */
  #isTrying = '';
  #hasFound = '';
  #bytes = { audio: 0, video: 0 };

  constructor(configuration = {}) {
    this.page = theClock().current;
    this.#configuration = configuration;
    this.page.peers.add(this);
    note('connection');
  }

  get localDescription() {
    return this.pendingLocalDescription ?? this.currentLocalDescription;
  }

  get remoteDescription() {
    return this.pendingRemoteDescription ?? this.currentRemoteDescription;
  }

  getConfiguration() {
    return this.#configuration;
  }

  setConfiguration(configuration) {
    this.#demandOpen();
    this.#configuration = configuration;
  }

  /** Nothing is asked of the pictures of the model. */
  getSenders() {
    return [];
  }

  getTransceivers() {
    return [...this.#transceivers];
  }

  addTransceiver(trackOrKind, { direction = 'sendrecv', streams = [] } = {}) {
    this.#demandOpen();
    const track = typeof trackOrKind === 'string' ? null : trackOrKind;
    const transceiver = new Transceiver(this, track?.kind ?? trackOrKind, track, direction, streams);
    this.#transceivers.push(transceiver);
    this.updateNegotiationNeeded();
    return transceiver;
  }

  createDataChannel(_label, { negotiated = false } = {}) {
    this.#demandOpen();
    if (!negotiated) throw new Error('the model knows negotiated channels only');
    this.#channel = new Channel(this);
    this.updateNegotiationNeeded();
    return this.#channel;
  }

  setLocalDescription() {
    return this.enqueue(() => {
      if (this.signalingState === 'have-remote-offer') this.#setLocalAnswer();
      else this.#setLocalOffer();
    });
  }

  setRemoteDescription({ type, sdp }) {
    return this.enqueue(() => {
      const description = { type, sdp, ...parse(sdp) };
      if (type === 'offer') this.#setRemoteOffer(description);
      else this.#setRemoteAnswer(description);
    });
  }

  addIceCandidate({ candidate }) {
    return this.enqueue(() => {
      if (!this.remoteDescription) throw error('InvalidStateError', 'no remote description');
      const fragment = candidate.split(' ').at(-1);
      const known = [this.pendingRemoteDescription, this.currentRemoteDescription];
      if (!known.some((description) => description?.fragment === fragment)) {
        throw error('OperationError', 'a candidate of another description');
      }
      this.#candidates.add(fragment);
      this.#tryToConnect();
    });
  }

  restartIce() {
    this.#replaced = this.currentLocalDescription?.fragment;
    this.updateNegotiationNeeded();
  }

  async getStats() {
    if (this.signalingState === 'closed') throw error('InvalidStateError', 'the connection is closed');
    for (const transceiver of this.#transceivers) if (this.flows(transceiver)) this.#bytes[transceiver.kind] += 1;
    const reports = Object.entries(this.#bytes).map(([kind, bytesReceived]) => [
      kind,
      { type: 'inbound-rtp', kind, timestamp: Date.now(), bytesReceived },
    ]);
    return new Map(reports);
  }

  close() {
    if (this.signalingState === 'closed') return;
    this.signalingState = 'closed';
    this.connectionState = 'closed';
    this.#channel?.close();
    for (const transceiver of this.#transceivers) transceiver.stopped();
    this.page.peers.delete(this);
    this.partner?.wayChanged();
    this.linked = undefined;
  }

  // From here on, what the page cannot call.

  /** The connection at the other side, whether or not there is a way to it. */
  get partner() {
    return this.linked ?? byFragment.get(this.currentRemoteDescription?.fragment);
  }

  /** What comes in by this transceiver is what goes out at the other side. */
  flows({ mid, currentDirection }) {
    const other = this.#openLink;
    if (!other || mid === null || !receives(currentDirection)) return false;
    const there = other.getTransceivers().find((one) => one.mid === mid);
    return there !== undefined && sends(there.currentDirection) && there.sender.track?.readyState === 'live';
  }

  sendData(data) {
    const other = this.#openLink;
    if (!other) return;
    const clock = theClock();
    clock.later(clock.random.whole(1, 40), () => other.#channel?.onmessage?.({ data }), other.page);
  }

  /** One step after the other (the operations chain); none comes to an end in a closed connection. */
  enqueue(step) {
    if (this.signalingState === 'closed') {
      return Promise.reject(error('InvalidStateError', 'the connection is closed'));
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ step, resolve, reject });
      if (this.#queue.length === 1) this.#nextStep();
    });
  }

  updateNegotiationNeeded() {
    if (this.#isCheckDue) return;
    this.#isCheckDue = true;
    this.#task(0, () => {
      this.#isCheckDue = false;
      // Looked at again when the chain is empty, or stable again.
      if (this.#queue.length > 0 || this.signalingState !== 'stable') return;
      const isNeeded = this.#isNegotiationNeeded();
      if (!isNeeded) this.#isNeeded = false;
      if (!isNeeded || this.#isNeeded) return;
      this.#isNeeded = true;
      this.onnegotiationneeded?.({});
    });
  }

  /** The network between the two pages is another one, or the other side is gone. */
  wayChanged() {
    if (this.signalingState === 'closed' || this.page.dead) return;
    if (!this.linked) return this.#tryToConnect();
    const clock = theClock();
    const isOpen = this.#openLink !== undefined;
    if (!isOpen && this.#cutAt === undefined) {
      const cutAt = (this.#cutAt = clock.now);
      const isStill = () => this.#cutAt === cutAt;
      this.#task(disconnectedAfter, () => isStill() && this.#become('disconnected'));
      // Some never say so.
      if (clock.random.chance(0.7)) {
        const { least, most } = failedAfter;
        this.#task(clock.random.whole(least, most), () => isStill() && this.#become('failed'));
      }
    } else if (isOpen && this.#cutAt !== undefined) {
      if (clock.now - this.#cutAt >= healsWithin) return;
      this.#cutAt = undefined;
      const connect = () => this.#openLink && this.#cutAt === undefined && this.#become('connected');
      this.#task(clock.random.whole(100, 1000), connect);
      return;
    }
    this.#tryToConnect();
  }

  get #openLink() {
    const other = this.linked;
    const isThere = other && other.linked === this && other.signalingState !== 'closed';
    // A cut that was too long is not healed by its end.
    const isLost = this.#cutAt !== undefined && theClock().now - this.#cutAt >= healsWithin;
    return isThere && !isLost && this.page.network.isOpen(this.page, other.page) ? other : undefined;
  }

  #demandOpen() {
    if (this.signalingState === 'closed') throw error('InvalidStateError', 'the connection is closed');
  }

  /** Work of the browser, after which the page is told; nothing is told of a closed connection. */
  #task(delay, run) {
    theClock().later(delay, () => this.signalingState !== 'closed' && run(), this.page);
  }

  #nextStep() {
    this.#task(theClock().random.whole(0, 12), () => {
      const { step, resolve, reject } = this.#queue[0];
      try {
        resolve(step());
      } catch (failure) {
        reject(failure);
      }
      this.#queue.shift();
      if (this.#queue.length > 0) this.#nextStep();
      else this.updateNegotiationNeeded();
    });
  }

  #isNegotiationNeeded() {
    if (this.#replaced !== undefined && this.#replaced === this.currentLocalDescription?.fragment) return true;
    if (this.#channel && !this.#channelLine) return true;
    return this.#transceivers.some((transceiver) => this.#isUnsaid(transceiver));
  }

  #isUnsaid(transceiver) {
    const { mid, direction, isStopping, isStopped } = transceiver;
    if (isStopped) return false;
    const local = lineOf(this.currentLocalDescription, mid);
    if (isStopping) return local !== undefined;
    if (!local) return true;
    if (sends(direction) && String(local.streams) !== String(transceiver.sender.streamIds)) return true;
    const remote = lineOf(this.currentRemoteDescription, mid);
    if (this.currentLocalDescription.type === 'offer') {
      return local.direction !== direction && reversed[remote?.direction] !== direction;
    }
    return local.direction !== both(direction, reversed[remote.direction]);
  }

  #setLocalOffer() {
    if (this.signalingState !== 'stable' && this.signalingState !== 'have-local-offer') {
      throw error('InvalidStateError', `no offer in ${this.signalingState}`);
    }
    this.#forgetPending();
    const lines = (this.currentLocalDescription?.lines ?? []).map(({ mid, kind, isRejected }) => {
      if (kind === 'application') return { mid, kind };
      const transceiver = this.#transceivers.find((one) => one.mid === mid);
      if (isRejected || !transceiver || transceiver.isStopping) return { mid, kind, isRejected: true };
      return this.#lineFor(transceiver, mid, transceiver.direction);
    });
    const remote = this.currentRemoteDescription?.lines;
    for (const transceiver of this.#transceivers) {
      if (transceiver.mid !== null || transceiver.isStopping) continue;
      transceiver.mid = this.#freeMid(lines);
      this.#pendingMids.push(transceiver);
      const line = this.#lineFor(transceiver, transceiver.mid, transceiver.direction);
      const isFree = (one, index) => one.isRejected && remote?.[index]?.isRejected;
      const free = lines.findIndex(isFree);
      if (free >= 0) lines[free] = line;
      else lines.push(line);
    }
    if (this.#channel && !this.#channelLine) lines.push({ mid: this.#freeMid(lines), kind: 'application' });
    this.pendingLocalDescription = this.#describe('offer', lines);
    this.signalingState = 'have-local-offer';
    this.#gather(this.pendingLocalDescription);
  }

  #lineFor({ kind, sender }, mid, direction) {
    return { mid, kind, direction, streams: sends(direction) ? sender.streamIds : [] };
  }

  #freeMid(lines) {
    const taken = (mid) =>
      lines.some((line) => line.mid === mid) || this.#transceivers.some((transceiver) => transceiver.mid === mid);
    while (taken(String(this.#mids))) this.#mids++;
    return String(this.#mids++);
  }

  #describe(type, lines) {
    const current = this.currentLocalDescription?.fragment;
    // The answering side takes a new fragment when the offering side has one.
    const isAnswerToRestart =
      type === 'answer' &&
      this.currentRemoteDescription &&
      this.currentRemoteDescription.fragment !== this.pendingRemoteDescription.fragment;
    const isFresh = current === undefined || current === this.#replaced || isAnswerToRestart;
    const fragment = isFresh ? `${this.#id}.${++this.#fragments}` : current;
    byFragment.set(fragment, this);
    const content = { id: this.#id, fragment, lines };
    const sdp = `v=0\r\no=- ${this.#id} ${++this.#version} IN IP4 0.0.0.0\r\na=model:${JSON.stringify(content)}\r\n`;
    return { type, sdp, ...content };
  }

  /** Takes back what the pending description has brought. */
  #forgetPending() {
    for (const transceiver of this.#pendingMids) transceiver.mid = null;
    this.#pendingMids = [];
    this.pendingLocalDescription = null;
  }

  #setRemoteOffer(description) {
    if (this.signalingState === 'have-local-offer') {
      note('rollback');
      this.#forgetPending();
      this.signalingState = 'stable';
    }
    this.#demandSamePeer(description);
    const events = [];
    for (const line of description.lines) {
      if (line.kind === 'application') continue;
      let transceiver = this.#transceivers.find((one) => one.mid === line.mid);
      if (line.isRejected) {
        if (transceiver && !transceiver.isStopped) this.#stop(transceiver, events);
        continue;
      }
      if (!transceiver) {
        transceiver = new Transceiver(this, line.kind, null, 'recvonly', []);
        transceiver.mid = line.mid;
        this.#transceivers.push(transceiver);
      }
      if (!transceiver.isStopping) this.#receiveLine(transceiver, line, events);
    }
    this.pendingRemoteDescription = description;
    this.signalingState = 'have-remote-offer';
    for (const event of events) event();
  }

  #setLocalAnswer() {
    const offer = this.pendingRemoteDescription;
    const lines = offer.lines.map(({ mid, kind, direction, isRejected }) => {
      if (kind === 'application') return { mid, kind };
      const transceiver = this.#transceivers.find((one) => one.mid === mid);
      if (isRejected || !transceiver || transceiver.isStopping) return { mid, kind, isRejected: true };
      return this.#lineFor(transceiver, mid, both(transceiver.direction, reversed[direction]));
    });
    this.currentLocalDescription = this.#describe('answer', lines);
    this.currentRemoteDescription = offer;
    this.#settle([]);
    this.#gather(this.currentLocalDescription);
  }

  #setRemoteAnswer(description) {
    if (this.signalingState !== 'have-local-offer') {
      throw error('InvalidStateError', `no answer in ${this.signalingState}`);
    }
    this.#demandSamePeer(description);
    const offer = this.pendingLocalDescription;
    const fits =
      description.lines.length === offer.lines.length &&
      description.lines.every(
        ({ mid, kind }, index) => mid === offer.lines[index].mid && kind === offer.lines[index].kind,
      );
    if (!fits) throw error('InvalidAccessError', 'the answer does not fit the offer');
    const events = [];
    for (const line of description.lines) {
      const transceiver = this.#transceivers.find((one) => one.mid === line.mid);
      if (!transceiver) continue;
      if (line.isRejected) this.#stop(transceiver, events);
      else this.#receiveLine(transceiver, line, events);
    }
    this.currentLocalDescription = offer;
    this.currentRemoteDescription = description;
    this.#settle(events);
  }

  /** An answer has made both sides agree. */
  #settle(events) {
    this.pendingLocalDescription = this.pendingRemoteDescription = null;
    this.#pendingMids = [];
    this.signalingState = 'stable';
    this.#isNeeded = false;
    this.#channelLine ||= this.currentLocalDescription.lines.some(({ kind }) => kind === 'application');
    for (const transceiver of this.#transceivers) {
      const local = lineOf(this.currentLocalDescription, transceiver.mid);
      const remote = lineOf(this.currentRemoteDescription, transceiver.mid);
      if (!local || !remote) {
        if (transceiver.isStopping && transceiver.mid === null) transceiver.stopped();
        continue;
      }
      if (local.isRejected || remote.isRejected) this.#stop(transceiver, events);
      else transceiver.currentDirection = both(local.direction, reversed[remote.direction]);
    }
    this.#transceivers = this.#transceivers.filter(({ isStopped }) => !isStopped);
    if (this.connectionState === 'new') this.#become('connecting');
    this.#tryToConnect();
    for (const event of events) event();
  }

  #demandSamePeer({ id }) {
    const known = this.currentRemoteDescription?.id;
    // The certificate is another one: a browser does not take it within one connection.
    if (known && known !== id) throw error('InvalidAccessError', 'a description of another connection');
  }

  /** Tracks come and go by the direction that the other side writes. */
  #receiveLine(transceiver, line, events) {
    const direction = reversed[line.direction];
    const { track } = transceiver.receiver;
    if (receives(direction)) {
      const before = transceiver.receiver.streams;
      const next = line.streams.map((id) => this.#remoteStream(id));
      const isNew = next.some((stream) => !before.includes(stream)) || !receives(transceiver.firedDirection);
      for (const stream of before) if (!next.includes(stream)) this.#removeTrack(stream, track, events);
      transceiver.receiver.streams = next;
      for (const stream of next) stream.addTrack(track);
      if (isNew) events.push(() => this.ontrack?.({ track, streams: next, transceiver }));
      track.muted = false;
    } else if (receives(transceiver.firedDirection)) {
      this.#removeRemote(transceiver, events);
    }
    transceiver.firedDirection = direction;
  }

  #removeRemote({ receiver }, events) {
    for (const stream of receiver.streams.splice(0)) this.#removeTrack(stream, receiver.track, events);
    receiver.track.muted = true;
  }

  #removeTrack(stream, track, events) {
    stream.removeTrack(track);
    events.push(() => stream.fire('removetrack', { track }));
  }

  #stop(transceiver, events) {
    transceiver.stopped();
    transceiver.firedDirection = 'inactive';
    this.#removeRemote(transceiver, events);
  }

  #remoteStream(id) {
    const stream = this.#remoteStreams.get(id) ?? new MediaStream();
    stream.id = id;
    this.#remoteStreams.set(id, stream);
    return stream;
  }

  #gather({ fragment }) {
    if (this.#gathered.has(fragment)) return;
    this.#gathered.add(fragment);
    const candidate = `candidate:1 1 udp 2113937151 10.0.0.${this.page.number} 50000 typ host ufrag ${fragment}`;
    const init = { candidate, sdpMid: '0', sdpMLineIndex: 0 };
    this.#task(theClock().random.whole(0, 30), () =>
      this.onicecandidate?.({ candidate: { candidate, toJSON: () => init } }),
    );
    this.#task(40, () => this.onicecandidate?.({ candidate: null }));
  }

  /** Looks for a way to the other side of the current descriptions; it is the same search for both sides. */
  #tryToConnect() {
    const local = this.currentLocalDescription?.fragment;
    const remote = this.currentRemoteDescription?.fragment;
    const search = `${local} ${remote}`;
    if (!local || !remote || this.signalingState === 'closed') return;
    if (this.#isTrying !== search) {
      this.#isTrying = search;
      if (this.#replaced !== undefined && local !== this.#replaced) this.#replaced = undefined;
      if (this.linked && this.connectionState !== 'connected') this.#become('connecting');
      const clock = theClock();
      const isStuck = () => this.#isTrying === search && this.connectionState === 'connecting';
      this.#task(clock.random.whole(15_000, 30_000), () => isStuck() && this.#become('failed'));
    }
    const other = byFragment.get(remote);
    if (!other || !this.#meets(other) || !this.page.network.isOpen(this.page, other.page)) return;
    for (const side of [this, other]) side.#found(side === this ? other : this);
  }

  #meets(other) {
    return (
      other.signalingState !== 'closed' &&
      other.currentRemoteDescription?.fragment === this.currentLocalDescription.fragment &&
      other.currentLocalDescription?.fragment === this.currentRemoteDescription.fragment &&
      (this.#candidates.has(this.currentRemoteDescription.fragment) ||
        other.#candidates.has(other.currentRemoteDescription.fragment))
    );
  }

  #found(other) {
    const search = this.#isTrying;
    // A way that was lost for too long needs a restart.
    if (this.#hasFound === search) return;
    this.#task(theClock().random.whole(20, 200), () => {
      if (this.#isTrying !== search || this.#hasFound === search || !this.#meets(other)) return;
      if (!this.page.network.isOpen(this.page, other.page)) return;
      this.#hasFound = search;
      this.linked = other;
      this.#cutAt = undefined;
      if (this.#channel?.readyState === 'connecting' && this.#channelLine) this.#channel.readyState = 'open';
      this.#become('connected');
      if (other.#cutAt !== undefined) other.wayChanged();
    });
  }

  #become(state) {
    if (this.connectionState === state) return;
    note(state);
    this.connectionState = state;
    this.onconnectionstatechange?.({});
  }
}

function lineOf(description, mid) {
  return mid === null ? undefined : description?.lines.find((line) => line.mid === mid);
}

function parse(sdp) {
  const line = sdp.split('\r\n').find((one) => one.startsWith('a=model:'));
  if (!line) throw error('OperationError', 'not a description');
  return JSON.parse(line.slice('a=model:'.length));
}
