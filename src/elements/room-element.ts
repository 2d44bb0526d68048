import { LitElement, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import type { ConnectionController } from '../connection/connection-controller.js';
import type { ConnectionState } from '../connection/state.js';
import { ConnectionConsumer } from './connection-consumer.js';
import { withStates } from './with-states.js';
import type { RoomHost } from './room-registry.js';

/** Base of the elements that belong to a room; see {@link ConnectionConsumer} for how they find it. */
export abstract class RoomElement extends LitElement {
  #warned = false;

  /** Id of the room element this one belongs to; by default the nearest around it, or the only one of the page. */
  @property() for: string | undefined;
  /** The room element itself, instead of `for`. */
  @property({ attribute: false }) room: RoomHost | undefined;
  /** A connection of one's own, instead of a room element. */
  @property({ attribute: false }) connection: ConnectionController | undefined;

  /** The state of the room, or undefined without one. */
  protected readonly consumer: ConnectionConsumer<unknown> = new ConnectionConsumer(this, (state) =>
    this.select(state),
  );

  constructor() {
    super();
    void withStates(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#warnLater();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('for') || changed.has('room') || changed.has('connection')) this.consumer.resolve();
  }

  /** Has found what it belongs to. */
  protected get isPlaced(): boolean {
    return this.consumer.connection !== undefined;
  }

  /** What of the state this element shows. */
  protected abstract select(state: ConnectionState): unknown;

  /** Rooms may come later than their controls; a page that is complete and has none is a mistake worth a word. */
  #warnLater(): void {
    const check = () => {
      if (this.#warned || !this.isConnected || this.isPlaced || this.hasAttribute('simulate')) return;
      this.#warned = true;
      console.warn(`<${this.localName}> belongs to no <rtc-room>: put it into one, or set for="its id".`);
    };
    const soon = () => setTimeout(check);
    if (document.readyState === 'complete') soon();
    else window.addEventListener('load', soon, { once: true });
  }
}
