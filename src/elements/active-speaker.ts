import type { Participant } from '../connection/state.js';

/** How long somebody stays the active speaker after the last word, in ms: a pause or a "mhm" changes nothing. */
const hold = 1500;

/** Who of the others speaks, one at a time. */
export class ActiveSpeaker {
  /** The active speaker; stays when all are silent. */
  userid: string | undefined;
  /** Grows each time the active speaker begins to speak. */
  turn = 0;
  #speaking: readonly string[] = [];
  /** When each person last spoke, counted in updates. */
  readonly #lastSpoke = new Map<string, number>();
  #updates = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #changed: () => void;

  /** @param changed is called when another speaker may be chosen without any news of the room. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Looks who speaks now. */
  update(people: readonly Participant[]): void {
    const others = people.filter(({ isLocal }) => !isLocal);
    const before = this.#speaking;
    this.#speaking = others.filter(({ speaking }) => speaking).map(({ userid }) => userid);
    this.#updates += 1;
    for (const userid of [...before, ...this.#speaking]) this.#lastSpoke.set(userid, this.#updates);

    const current = this.userid;
    const isHere = others.some(({ userid }) => userid === current);
    const stillSpeaks = this.isSpeaking(current);
    if (stillSpeaks || !isHere) this.stop();
    if (stillSpeaks) {
      if (!before.includes(current!)) this.turn += 1;
    } else if (isHere && before.includes(current!)) {
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#changed();
      }, hold);
    } else if (this.#timer === undefined && this.#speaking.length > 0) {
      this.userid = this.#speaking[0];
      this.turn += 1;
    } else if (!isHere) {
      this.userid = undefined;
    }
  }

  isSpeaking(userid: string | undefined): boolean {
    return this.#speaking.includes(userid ?? '');
  }

  /** A number that is the smaller the longer somebody has been silent. */
  lastSpoke(userid: string): number {
    return this.#lastSpoke.get(userid) ?? 0;
  }

  /** Forgets what it waits for. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
