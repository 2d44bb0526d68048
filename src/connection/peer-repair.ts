import { MediaWatch } from './media-watch.js';
import type { PeerHost, PeerOptions } from './peer.js';
import type { MediaStreamInfo } from './state.js';

/** Milliseconds of `disconnected` in which a connection may heal by itself; the other side waits longer, for the first. */
const healTime = { first: 4000, second: 16_000 };
/** Milliseconds for an ICE restart to connect, and for the next one; then all is made anew. */
const restartTime = { first: 4000, second: 6000 };
const restarts = 2;
/** Milliseconds after which a missing picture gets a repair; a connection that is silent has waited long enough. */
const frozenTime = 3000;
/** Milliseconds of silence for which one side waits for the other to mend it. */
const waitTime = 1000;
/** Milliseconds after which an offer without an answer is sent again, and how often. */
const repeatAfter = 5000;
const repeats = 6;

/**
 * Mends one connection: looks for another way by ICE restarts when it is lost or nothing comes over it, and gives it up
 * when that does not help. It may come at any moment of the connection and goes by the state that it finds.
 */
export class PeerRepair {
  readonly #connection: RTCPeerConnection;
  readonly #options: PeerOptions;
  readonly #host: PeerHost;
  readonly #streams: () => readonly MediaStreamInfo[];
  readonly #repeat: () => void;
  #watch: MediaWatch | undefined;
  #repair: ReturnType<typeof setTimeout> | undefined;
  /** ICE restarts since the connection last worked. */
  #restarts = 0;
  #thaw: ReturnType<typeof setTimeout> | undefined;
  /** When the other side last began to look for another way. */
  #soughtAt = 0;
  /** What is stuck has had its repair. */
  #isThawed = false;
  #isOver = false;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #repeats = 0;
  #isRepeating = false;

  /**
   * @param streams What the other side says that it sends.
   * @param repeat Sends the offer that waits for its answer once more, if there is one.
   */
  constructor(
    connection: RTCPeerConnection,
    options: PeerOptions,
    host: PeerHost,
    streams: () => readonly MediaStreamInfo[],
    repeat: () => void,
  ) {
    this.#connection = connection;
    this.#options = options;
    this.#host = host;
    this.#streams = streams;
    this.#repeat = repeat;
    // Where a connection was lost, the way for the next one may come back at any moment.
    if (options.offers && options.again) this.#restartIn(restartTime.first);
    this.connectionStateChanged();
    this.expectAnswer();
  }

  /** What tells whether the media come, since the connection first worked. */
  get watch(): MediaWatch | undefined {
    return this.#watch;
  }

  connectionStateChanged(): void {
    const { connectionState } = this.#connection;
    const { first, second } = healTime;
    if (connectionState === 'connected') {
      clearTimeout(this.#repair);
      this.#restarts = 0;
      this.#watch ??= new MediaWatch(
        this.#connection,
        this.#streams,
        () => this.#mediaChanged(),
        () => this.#host.suspected(),
        () => this.#host.changed(),
      );
    }
    if (connectionState === 'disconnected') this.#restartIn(this.#options.restarts ? first : second);
    if (connectionState === 'failed') this.#restartIn(this.#options.restarts ? 0 : second - first);
  }

  /** Looks for another way to the other side, now; without one all is to be made anew. */
  restart(): void {
    this.#restarts = 0;
    void this.#restart();
  }

  /** An offer has been sent: nobody tells that a message was lost on its way. */
  expectAnswer(): void {
    if (!this.#isRepeating) this.#repeats = 0;
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => {
      if (this.#repeats++ === repeats) return;
      this.#isRepeating = true;
      this.#repeat();
      this.#isRepeating = false;
    }, repeatAfter);
  }

  /** The other side has begun to look for another way. */
  otherRestarts(): void {
    this.#soughtAt = Date.now();
  }

  /** The other side is at work. */
  otherOffers(): void {
    if (this.#watch?.isSilent && !this.#isThawed) this.#thawIn(healTime.second);
  }

  close(): void {
    this.#isOver = true;
    clearTimeout(this.#repair);
    clearTimeout(this.#thaw);
    clearTimeout(this.#waiting);
    this.#watch?.stop();
  }

  #restartIn(delay: number): void {
    if (this.#restarts > 0) return;
    clearTimeout(this.#repair);
    this.#repair = setTimeout(() => void this.#restart(), delay);
  }

  async #restart(): Promise<void> {
    // An answering side leaves a connection alone that no offer has shaped yet.
    if (this.#isOver || !(this.#options.offers || this.#connection.remoteDescription)) return;
    clearTimeout(this.#repair);
    this.#restarts++;
    // One that was made anew because nothing worked has been waiting for a way all along.
    const isLast = this.#restarts > 1 && !this.#options.again;
    this.#repair = setTimeout(() => this.#restarted(), isLast ? restartTime.second : restartTime.first);
    const renewed = this.#host.renewIceServers();
    if (renewed) await renewed;
    if (!this.#isOver) this.#connection.restartIce();
  }

  /** A connection that still works is left alone: its restart may be waiting for the server, or have changed nothing. */
  #restarted(): void {
    const { connectionState, signalingState } = this.#connection;
    const isWaiting = signalingState !== 'stable' && connectionState === 'connecting';
    if (connectionState === 'connected' || isWaiting) this.#restarts = 0;
    else if (this.#restarts < restarts) void this.#restart();
    else this.#host.broken();
  }

  /** What is stuck gets one repair; what is not mended by it is said, and left as it is until it moves again. */
  #mediaChanged(): void {
    const { isFrozen, isSilent } = this.#watch!;
    clearTimeout(this.#thaw);
    if (!isFrozen && !isSilent) this.#isThawed = false;
    else if (!this.#isThawed) {
      // Towards stock an offer more is a risk, for it knows no collision.
      if (isFrozen || !this.#options.kit) this.#thawIn(frozenTime);
      else if (Date.now() - this.#soughtAt < restartTime.first) this.#thawIn(healTime.second);
      else this.#thawIn(this.#options.restarts ? 0 : waitTime);
    }
    this.#host.changed();
  }

  #thawIn(delay: number): void {
    clearTimeout(this.#thaw);
    this.#thaw = setTimeout(() => {
      this.#isThawed = true;
      if (this.#restarts === 0) void this.#restart();
    }, delay);
  }
}
