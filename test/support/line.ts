/** One direction between two ends in memory: ordered and reliable, and a test may hold it back. */
export class Line<Message> {
  /** Everything that was ever sent. */
  readonly sent: Message[] = [];
  readonly #deliver: (message: Message) => void;
  readonly #waiting: Message[] = [];
  #loses: (message: Message) => boolean = () => false;
  #held = false;

  constructor(deliver: (message: Message) => void) {
    this.#deliver = deliver;
  }

  send(message: Message): void {
    this.sent.push(message);
    if (this.#loses(message)) return;
    this.#waiting.push(message);
    if (!this.#held) queueMicrotask(() => this.#next());
  }

  /** Loses, from now on, the messages of which this is true. */
  lose(which: (message: Message) => boolean): void {
    this.#loses = which;
  }

  /** Keeps what is sent from now on. */
  hold(): void {
    this.#held = true;
  }

  /** Delivers what was kept, in the order that `sort` gives it. */
  release(sort: (messages: Message[]) => Message[] = (messages) => messages): void {
    this.#held = false;
    for (const message of sort(this.#waiting.splice(0))) this.#deliver(message);
  }

  #next(): void {
    if (!this.#held && this.#waiting.length > 0) this.#deliver(this.#waiting.shift()!);
  }
}
