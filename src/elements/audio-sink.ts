import type { ReactiveControllerHost } from 'lit';
import type { Participant } from '../connection/state.js';

/**
 * Plays the sound of all others in a room, one `<audio>` a stream, whichever tiles are on the page. Browsers may refuse
 * to play before the person has touched the page: then `blocked` is true until {@link unblock} has been called in a click.
 */
export class AudioSink {
  blocked = false;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #onBlocked: () => void;
  readonly #elements = new Map<MediaStream, HTMLAudioElement>();

  constructor(host: ReactiveControllerHost & HTMLElement, onBlocked: () => void) {
    this.#host = host;
    this.#onBlocked = onBlocked;
  }

  /** Plays the streams of these people and no others, on this speaker; an empty one is the system's own. */
  follow(participants: readonly Participant[], speaker = ''): void {
    const volumes = new Map<MediaStream, number>();
    for (const { isLocal, streams, volume } of participants)
      for (const { audio, stream } of streams) if (!isLocal && audio !== 'none') volumes.set(stream, volume);
    for (const [stream, element] of this.#elements) {
      if (volumes.has(stream)) continue;
      element.srcObject = null;
      element.remove();
      this.#elements.delete(stream);
    }
    for (const [stream, volume] of volumes) {
      const element = this.#elements.get(stream) ?? this.#add(stream);
      element.volume = volume;
      // Where a page may not say how loud, it may still say that it be silent.
      element.muted = volume === 0;
    }
    for (const element of this.#elements.values()) {
      // One that has gone since it was chosen: the sound stays where it is.
      if ((element.sinkId ?? '') !== speaker) element.setSinkId(speaker).catch(() => undefined);
    }
    if (this.#elements.size === 0) this.blocked = false;
  }

  /** Plays what was held back; to be called in a click. */
  unblock(): void {
    this.blocked = false;
    this.#host.requestUpdate();
    for (const element of this.#elements.values()) void this.#play(element);
  }

  #add(stream: MediaStream): HTMLAudioElement {
    const element = document.createElement('audio');
    element.autoplay = true;
    element.srcObject = stream;
    this.#elements.set(stream, element);
    // Beside what Lit renders, which does not touch it.
    this.#host.shadowRoot?.append(element);
    void this.#play(element);
    return element;
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
