import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { ref } from 'lit/directives/ref.js';
import type { ConnectionState, MediaStreamInfo } from '../connection/state.js';

/**
 * Plays the sound of all others in a room, one `<audio>` a stream, whichever tiles are on the page. Browsers may refuse
 * to play before the person has touched the page: then `blocked` is true until {@link unblock} has been called in a click.
 */
export class AudioSink implements ReactiveController {
  blocked = false;
  readonly #host: ReactiveControllerHost;
  readonly #onBlocked: () => void;
  readonly #elements = new Set<HTMLAudioElement>();

  constructor(host: ReactiveControllerHost, onBlocked: () => void) {
    this.#host = host;
    this.#onBlocked = onBlocked;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.blocked = false;
  }

  /** Plays what was held back; to be called in a click. */
  async unblock(): Promise<void> {
    this.blocked = false;
    this.#host.requestUpdate();
    await Promise.all([...this.#elements].map((element) => this.#play(element)));
  }

  render({ participants }: ConnectionState): TemplateResult {
    const streams = participants
      .filter(({ isLocal }) => !isLocal)
      .flatMap((participant) => participant.streams)
      .filter(({ audio }) => audio !== 'none');
    return html`${repeat(
      streams,
      ({ id }) => id,
      (info) => html`<audio autoplay aria-hidden="true" .srcObject=${info.stream} ${ref(this.#adopter(info))}></audio>`,
    )}`;
  }

  readonly #adopters = new WeakMap<MediaStream, (element?: Element) => void>();

  /** The same function for the same stream, so that Lit calls it once for each element. */
  #adopter({ stream }: MediaStreamInfo): (element?: Element) => void {
    const known = this.#adopters.get(stream);
    if (known) return known;
    let adopted: HTMLAudioElement | undefined;
    const adopt = (element?: Element) => {
      if (adopted) this.#elements.delete(adopted);
      adopted = element as HTMLAudioElement | undefined;
      if (!adopted) return;
      this.#elements.add(adopted);
      void this.#play(adopted);
    };
    this.#adopters.set(stream, adopt);
    return adopt;
  }

  async #play(element: HTMLAudioElement): Promise<void> {
    try {
      await element.play();
    } catch (error) {
      // Anything else is an element removed or a stream ended while starting: nothing that a person could help.
      if (!(error instanceof DOMException) || error.name !== 'NotAllowedError' || this.blocked) return;
      this.blocked = true;
      this.#onBlocked();
      this.#host.requestUpdate();
    }
  }
}
