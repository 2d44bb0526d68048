import { kitEvents, type PresenceFacts } from '../wire.js';
import { isFields } from './dialect.js';

export type PresenceListener = (facts: PresenceFacts) => void;

/** What presence needs from the signaling line. */
export interface PresenceHost {
  isConnected(): boolean;
  isInRoom(): boolean;
  /** Emits without an answer. */
  tell(event: string, ...values: unknown[]): void;
  askPresence(roomId: string): Promise<PresenceFacts>;
  /** Said once per change, however many listen. */
  presenceChanged(facts: PresenceFacts): void;
}

interface Watch {
  facts: PresenceFacts | undefined;
  readonly listeners: Set<PresenceListener>;
}

/** Milliseconds between two questions to a stock server. */
const visibleInterval = 1000;
const hiddenInterval = 10_000;

/**
 * Knows live which rooms exist. Our server tells each change; a stock server must be asked again and again, which is
 * done only outside of a room, and once per room however many controls want to know.
 */
export class Presence {
  /** The page is not seen: a stock server is asked less often. */
  pageHidden = false;
  readonly #host: PresenceHost;
  readonly #watches = new Map<string, Watch>();
  /** Unknown until the server has answered the first question one way or the other. */
  #pushes: boolean | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: PresenceHost) {
    this.#host = host;
  }

  /** Calls the listener now, if it is known, and after each change. @returns a function that ends the watch. */
  watch(roomId: string, listener: PresenceListener): () => void {
    const known = this.#watches.get(roomId);
    const watch = known ?? { facts: undefined, listeners: new Set() };
    watch.listeners.add(listener);
    if (!known) {
      this.#watches.set(roomId, watch);
      if (this.#host.isConnected()) this.#start(roomId);
    } else if (watch.facts) {
      listener(watch.facts);
    }
    return () => this.#unwatch(roomId, watch, listener);
  }

  /** A socket is there: asks anew, for nothing told before may be true. */
  connected(): void {
    this.#pushes = undefined;
    for (const roomId of this.#watches.keys()) this.#start(roomId);
  }

  disconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** `rtc:presence` from our server. */
  told(value: unknown): void {
    if (!isFields(value) || typeof value.roomId !== 'string') return;
    this.#pushes = true;
    const { roomId, present, full, locked } = value;
    this.#update({ roomId, present: present === true, full: full === true, locked: locked === true });
  }

  #unwatch(roomId: string, watch: Watch, listener: PresenceListener): void {
    watch.listeners.delete(listener);
    if (watch.listeners.size > 0 || this.#watches.get(roomId) !== watch) return;
    this.#watches.delete(roomId);
    if (this.#pushes) this.#host.tell(kitEvents.unwatch, roomId);
  }

  #start(roomId: string): void {
    if (this.#pushes !== false) this.#host.tell(kitEvents.watch, roomId);
    // Our server answers the first event before the second: an answer to only the second tells that it is stock.
    if (!this.#pushes) this.#ask(roomId);
  }

  async #ask(roomId: string): Promise<void> {
    const before = this.#watches.get(roomId)?.facts;
    try {
      const facts = await this.#host.askPresence(roomId);
      // What was told meanwhile is newer: the answer may have waited behind it.
      if (!this.#pushes || this.#watches.get(roomId)?.facts === before) this.#update(facts);
      this.#pushes ??= false;
    } catch {
      // The socket went away or the server is slow: asked again after the next connect or at the next tick.
    }
    if (!this.#pushes && this.#host.isConnected()) this.#timer ??= setTimeout(() => this.#tick(), this.#interval);
  }

  #tick(): void {
    this.#timer = undefined;
    if (!this.#host.isConnected() || this.#watches.size === 0 || this.#pushes) return;
    if (!this.#host.isInRoom()) for (const roomId of this.#watches.keys()) this.#ask(roomId);
    this.#timer ??= setTimeout(() => this.#tick(), this.#interval);
  }

  get #interval(): number {
    return this.pageHidden ? hiddenInterval : visibleInterval;
  }

  #update(facts: PresenceFacts): void {
    const watch = this.#watches.get(facts.roomId);
    if (!watch) return;
    const { facts: before } = watch;
    watch.facts = facts;
    const { present, full, locked } = facts;
    if (before && before.present === present && before.full === full && before.locked === locked) return;
    for (const listener of [...watch.listeners]) listener(facts);
    this.#host.presenceChanged(facts);
  }
}
