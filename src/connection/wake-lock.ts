import type { ConnectionState } from './state.js';

/** A connection, as far as the screen is concerned. */
interface Call {
  readonly state: ConnectionState;
  readonly wakeLock: boolean;
  subscribe(listener: () => void): () => void;
}

/** Keeps the screen on while one is in a room with something to see. A browser that does not help is no concern of a call. */
export class WakeLock {
  readonly #call: Call;
  #lock: WakeLockSentinel | undefined;
  #isAsking = false;

  constructor(call: Call) {
    this.#call = call;
    call.subscribe(() => this.update());
    this.update();
  }

  /** To be called as well when the page is shown again: the browser takes the lock back when it is hidden. */
  update(): void {
    if (!this.#isWanted) {
      void this.#lock?.release();
      this.#lock = undefined;
    } else if (!this.#isAsking && (this.#lock?.released ?? true)) {
      void this.#ask();
    }
  }

  get #isWanted(): boolean {
    const { state, wakeLock } = this.#call;
    const isIn = state.status === 'connected' || state.status === 'reconnecting';
    return wakeLock && isIn && state.participants.some(({ streams }) => streams.some(({ video }) => video === 'on'));
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    // A page that is hidden, or a battery that is low: refused.
    this.#lock = await globalThis.navigator?.wakeLock?.request('screen').catch(() => undefined);
    this.#isAsking = false;
    // One may have left meanwhile.
    if (!this.#isWanted) this.update();
  }
}
