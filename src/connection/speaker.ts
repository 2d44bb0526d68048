import type { RtcErrorCode } from './rtc-error.js';
import type { ConnectionState } from './state.js';

/** A connection, as far as its sound is concerned. */
interface Call {
  readonly state: ConnectionState;
  subscribe(listener: () => void): () => void;
}

const codes: Record<string, RtcErrorCode> = { NotFoundError: 'media-not-found', NotAllowedError: 'media-denied' };

/**
 * Keeps the chosen speaker: one that is unplugged during a call gives way to the system's own, for a browser would play on
 * to nobody, and is taken again when it is back.
 */
export class SpeakerCare {
  readonly #call: Call;
  readonly #changed: (speaker: string) => void;
  #chosen = '';
  /** Ends what is listened to. */
  #listening: AbortController | undefined;

  /** @param changed Hears which speaker is to be used now. */
  constructor(call: Call, changed: (speaker: string) => void) {
    this.#call = call;
    this.#changed = changed;
    call.subscribe(() => this.#update());
  }

  /** Takes this speaker from now on if it can be used; resolves with the code of what is wrong. Empty: the system's own. */
  async choose(speaker: string): Promise<RtcErrorCode | undefined> {
    const code = await check(speaker);
    if (code) return code;
    this.#chosen = speaker;
    this.#changed(speaker);
    this.#update();
    return undefined;
  }

  /** Outside of a call nothing is to be heard. */
  #update(): void {
    const isUsed = this.#chosen !== '' && this.#call.state.participants.length > 0;
    if (isUsed === (this.#listening !== undefined)) return;
    this.#listening?.abort();
    this.#listening = undefined;
    if (!isUsed) return;
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const devices = globalThis.navigator?.mediaDevices as MediaDevices | undefined;
    devices?.addEventListener?.('devicechange', () => void this.#look(signal), { signal });
    // It may have gone or come back between two calls.
    void this.#look(signal);
  }

  async #look(signal: AbortSignal): Promise<void> {
    const chosen = this.#chosen;
    const code = await check(chosen);
    // One may have left or chosen another meanwhile.
    if (!signal.aborted && chosen === this.#chosen) this.#changed(code ? '' : chosen);
  }
}

/** Tries a speaker without a sound; resolves with the code of what is wrong, or undefined. */
async function check(deviceId: string): Promise<RtcErrorCode | undefined> {
  const probe = globalThis.Audio && new Audio();
  if (typeof (probe as Partial<HTMLAudioElement> | undefined)?.setSinkId !== 'function') return 'unsupported-browser';
  try {
    await probe.setSinkId(deviceId);
    return undefined;
  } catch (cause) {
    return codes[(cause as Error).name] ?? 'media-in-use';
  }
}
