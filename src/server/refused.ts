import { errorText, type Refusal } from '../wire.js';

/** A request that is turned down: `text` and `code` go back to the one who asked. */
export class Refused extends Error {
  /** True when the answer was given already in this window and is not repeated. */
  readonly silent: boolean;

  /**
   * @param code A code of `RtcError`.
   * @param text What people and stock pages read; the code by default.
   * @param wait Seconds after which a try may succeed.
   */
  constructor(
    readonly code: string,
    text: string = code,
    readonly wait?: number,
    silent = false,
  ) {
    super(text);
    this.silent = silent;
  }

  /** The third argument of the answer. */
  get refusal(): Refusal {
    return this.wait === undefined ? { code: this.code } : { code: this.code, retryAfter: this.wait };
  }

  /** True for what an honest client never or rarely does; each one counts towards being cut. */
  get isOffence(): boolean {
    return offences.has(this.code);
  }
}

const offences = new Set(['invalid-argument', 'too-large', 'rate-limited']);

/** Not decided: the owner has been asked, and the one who knocks is to ask again. */
export class Waiting extends Refused {
  constructor() {
    super('permission-denied', errorText.permissionDenied);
  }

  override get refusal(): Refusal {
    return { ...super.refusal, knocking: true };
  }
}

/** The arguments of a packet do not have the shape that its event asks for. */
export const malformed = (): Refused => new Refused('invalid-argument');
