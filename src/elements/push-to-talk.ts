import type { ReactiveController, ReactiveElement } from 'lit';
import { isKeyOf } from './hotkey.js';

/** Who speaks while a key is held. */
interface Talker {
  /** Empty: none. */
  key(): string;
  /** The key is pressed, and the microphone is off and could be on. */
  canTalk(event: KeyboardEvent): boolean;
  talk(on: boolean): void;
}

/** Switches the microphone on while a key is held. One that was on before stays on. */
export class PushToTalk implements ReactiveController {
  readonly #host: Talker;
  #listening: AbortController | undefined;
  #isTalking = false;

  constructor(element: ReactiveElement, host: Talker) {
    this.#host = host;
    element.addController(this);
  }

  hostConnected(): void {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    document.addEventListener('keydown', (event) => this.#pressed(event), { signal });
    document.addEventListener('keyup', (event) => this.#letGo(event), { signal });
    // Who goes elsewhere with the key held lets it go where nobody hears of it.
    window.addEventListener('blur', () => this.#end(), { signal });
    document.addEventListener('visibilitychange', () => this.#end(), { signal });
  }

  hostDisconnected(): void {
    this.#listening?.abort();
    this.#end();
  }

  #pressed(event: KeyboardEvent): void {
    // A key that is held repeats, and the space bar would scroll.
    if (this.#isTalking && isKeyOf(event, this.#host.key())) event.preventDefault();
    if (this.#isTalking || !this.#host.canTalk(event)) return;
    event.preventDefault();
    this.#isTalking = true;
    this.#host.talk(true);
  }

  #letGo(event: KeyboardEvent): void {
    if (isKeyOf(event, this.#host.key())) this.#end();
  }

  #end(): void {
    if (!this.#isTalking) return;
    this.#isTalking = false;
    this.#host.talk(false);
  }
}
