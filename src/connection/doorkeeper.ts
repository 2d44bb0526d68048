import { generatedUserId } from '../wire.js';
import type { ConnectionController } from './connection-controller.js';
import { isFields } from './dialect.js';
import { RtcKnockEvent, RtcMuteAskedEvent } from './events.js';
import { nameOf } from './participants.js';
import type { ConnectionStatus, Participant } from './state.js';

/** Most knocks that are shown; our server names no more. */
const maxKnocks = 50;

/** Tells the owner who knocks, and others what the owner asks of them. */
export class Doorkeeper {
  readonly #connection: ConnectionController;
  readonly #patch: (knocks: readonly Participant[]) => void;
  #status: ConnectionStatus;
  #roomId: string | undefined;
  /** User ids of those who were in this room when the server was lost. */
  #company = new Set<string>();

  /** @param patch Publishes those who knock. */
  constructor(connection: ConnectionController, patch: (knocks: readonly Participant[]) => void) {
    this.#connection = connection;
    this.#patch = patch;
    this.#status = connection.state.status;
    this.#roomId = connection.state.roomId;
    connection.subscribe(() => this.#look());
  }

  /** What the server says (`ModerationNews`). */
  hear(news: unknown): void {
    if (!isFields(news)) return;
    if (news.kind === 'knocks' && Array.isArray(news.knocks)) this.#knock(news.knocks.slice(0, maxKnocks));
    if (news.kind === 'mute') this.#askToMute(news.from);
  }

  #look(): void {
    const { status, roomId, isOwner, knocks, participants } = this.#connection.state;
    // Whoever knocks knocks at the owner's door.
    if (!isOwner && knocks.length > 0) this.#patch([]);
    // Another room has other company.
    if (roomId !== this.#roomId) this.#company.clear();
    this.#roomId = roomId;
    if (status === 'reconnecting' && this.#status !== status)
      this.#company = new Set(participants.map(({ userid }) => userid));
    this.#status = status;
  }

  #knock(list: unknown[]): void {
    const connection = this.#connection;
    const { knocks: before, participants } = connection.state;
    const knocks = list.filter(isFields).flatMap(({ userid, extra }) => {
      if (typeof userid !== 'string') return [];
      // A server that was started anew knows nobody: all come back, and the owner knows them.
      const isKnown = this.#company.has(userid) || participants.some((one) => one.userid === userid);
      // An id that was chosen may be chosen by anybody.
      if (isKnown && generatedUserId.test(userid)) {
        connection.admit(userid).catch(() => undefined); // gone again meanwhile
        return [];
      }
      const known = before.find((one) => one.userid === userid);
      return [known ?? stranger(userid, isFields(extra) ? extra : {})];
    });
    this.#patch(Object.freeze(knocks));
    for (const participant of knocks)
      if (!before.includes(participant)) connection.dispatchEvent(new RtcKnockEvent({ participant }));
  }

  #askToMute(from: unknown): void {
    const participant = this.#connection.state.participants.find(({ userid }) => userid === from);
    if (participant) this.#connection.dispatchEvent(new RtcMuteAskedEvent({ participant }));
  }
}

function stranger(userid: string, extra: Record<string, unknown>): Participant {
  return Object.freeze({
    ...{ userid, extra, name: nameOf(extra), isLocal: false, isOwner: false, streams: [] },
    ...({ connection: 'connecting', quality: 'unknown', speaking: false, volume: 1 } as const),
  });
}
