import type { Seat } from './identity.js';
import type { Link } from './link.js';
import { Refused, malformed } from './refused.js';

/** Answers a packet; does nothing when the packet asked for no answer. */
export type Reply = (...args: unknown[]) => void;

/** Who sent a packet. */
export interface Sender {
  readonly self: Seat<Link>;
  readonly link: Link;
  /** The event's name as it came in. */
  readonly event: string;
}

/** How an event tells a refusal; the stock server has a shape for each. */
export type RefusalShape = (refused: Refused, args: readonly unknown[]) => unknown[];

/** Characters of an event's name that a line of the log holds. */
const loggedCharacters = 64;

/** The event that relays messages, whatever a page calls it. */
export const relayEvent = Symbol('relay');
/** A page's own events. */
export const customEvent = Symbol('custom');

interface Entry {
  run(args: unknown[], reply: Reply, sender: Sender): void | Promise<void>;
  refuse: RefusalShape;
}

const verdict: RefusalShape = ({ message, refusal }) => [false, message, refusal];

/** The events that the server takes, and the one place where packets come in: none of them can end the process. */
export class Protocol {
  readonly #entries = new Map<string | symbol, Entry>();
  readonly #log: (line: string) => void;

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  /**
   * Adds an event.
   *
   * @param check Turns the arguments, of which nothing is known, into the request; throws {@link Refused}.
   * @param handle What it throws, or rejects with, is the answer.
   * @param refuse The arguments of the answer to a refusal: `(false, text, refusal)` by default.
   */
  readonly on = <Request>(
    event: string | symbol,
    check: (...args: unknown[]) => Request,
    handle: (request: Request, reply: Reply, sender: Sender) => void | Promise<void>,
    refuse: RefusalShape = verdict,
  ): void => {
    this.#entries.set(event, { run: (args, reply, sender) => handle(check(...args), reply, sender), refuse });
  };

  /** Takes a packet in. Its turn comes after earlier packets of the same socket, and after its identity is decided. */
  receive(link: Link, event: string, packet: unknown[]): void {
    if (link.isOver) {
      // A refused stock page keeps its socket and may go on asking, but not for ever.
      if (!link.messages.tryTake() && !link.offences.tryTake()) link.cut();
      return;
    }
    const last = packet.at(-1);
    const acknowledge = typeof last === 'function' ? (last as Reply) : undefined;
    const args = acknowledge ? packet.slice(0, -1) : packet;
    const reply: Reply = (...answer) => {
      if (!link.isOver) acknowledge?.(...answer);
    };
    const entry = this.#find(link, event);
    const fail = (error: unknown): void => this.#fail(error, link, event, args, reply, entry?.refuse ?? verdict);
    try {
      link.messages.take();
      if (!entry) throw malformed();
      link.run(() => this.#attempt(entry, link, event, args, reply, fail));
    } catch (error) {
      fail(error);
    }
  }

  #attempt(
    entry: Entry,
    link: Link,
    event: string,
    args: unknown[],
    reply: Reply,
    fail: (error: unknown) => void,
  ): void | Promise<void> {
    const self = link.seat;
    if (link.isOver || !self) return;
    try {
      return entry.run(args, reply, { self, link, event })?.catch(fail);
    } catch (error) {
      fail(error);
    }
  }

  #find(link: Link, event: string): Entry | undefined {
    if (event === link.messageEvent) return this.#entries.get(relayEvent);
    return this.#entries.get(link.customEvents.has(event) ? customEvent : event);
  }

  #fail(error: unknown, link: Link, event: string, args: unknown[], reply: Reply, refuse: RefusalShape): void {
    const refused = error instanceof Refused ? error : malformed();
    // The name is the client's own, of any length, or a number.
    const name = JSON.stringify(String(event).slice(0, loggedCharacters));
    // Deep or huge arguments show as a RangeError of the engine: no fault of the server, and nothing to log.
    if (refused !== error && !(error instanceof RangeError)) this.#log(`failed on ${name}: ${error}`);
    if (!refused.silent) reply(...refuse(refused, args));
    if (!refused.isOffence || link.isOver) return;
    if (!link.offended) this.#log(`refused a packet of ${link.address}: ${name}, ${refused.code}`);
    link.offended = true;
    if (link.offences.tryTake()) return;
    this.#log(`cut a socket of ${link.address}: too many refused packets`);
    link.cut();
  }
}
