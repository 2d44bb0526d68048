import type { ReactiveControllerHost } from 'lit';
import { plural } from '../i18n/plural.js';
import { errorText, t } from '../i18n/translate.js';
import type { ConnectionState, Participant } from '../connection/state.js';

/** Milliseconds in which news are gathered into one sentence. */
const bundleTime = 400;
/** Milliseconds for which a lost socket is nobody's concern. */
export const blipTime = 2000;

/** What is told of several people in one sentence. */
type News = 'joined' | 'left' | 'handsRaised';

/** Turns what happens in a room into sentences for a polite live region: bundled, and silent about blips. */
export class Announcer {
  /** The sentence to be read out. */
  text = '';
  /** The socket has been away long enough to be told. */
  showsReconnecting = false;
  readonly #host: ReactiveControllerHost & Element;
  /** The names of those of whom it is to be told. */
  readonly #news = new Map<News, string[]>();
  #sentences: string[] = [];
  #bundle: ReturnType<typeof setTimeout> | undefined;
  #blip: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
  }

  /** Forgets what was to be said. Not when the host is disconnected: moved is not removed. */
  reset(): void {
    clearTimeout(this.#bundle);
    clearTimeout(this.#blip);
    this.#bundle = this.#blip = undefined;
    this.#news.clear();
    this.#sentences = [];
    this.showsReconnecting = false;
    this.text = '';
  }

  /** The socket was lost, after so many milliseconds of silence; `text` tells people when it is worth telling. */
  lost(silence: number, text: () => string): void {
    clearTimeout(this.#blip);
    this.#blip = setTimeout(() => {
      this.showsReconnecting = true;
      this.say(text());
    }, blipTime - silence);
  }

  stateChanged(state: ConnectionState, previous: ConnectionState): void {
    const host = this.#host;
    if (state.status !== previous.status) this.#statusChanged(state.status, previous.status);
    if (state.error && state.error !== previous.error && state.error.code !== 'closed-by-owner') {
      this.say(errorText(host, state.error));
    }
    if (state.asking && !previous.asking) this.say(t(host, 'answerBrowser'));
    for (const { id, audio, video } of state.local.streams) {
      const before = previous.local.streams.find((info) => info.id === id);
      // What is switched off has lost its error, too, and does not work for that.
      if (before?.audioError && before.audio !== audio && audio === 'on') this.say(t(host, 'microphoneBack'));
      if (before?.videoError && before.video !== video && video === 'on') this.say(t(host, 'cameraBack'));
    }
  }

  /** Reads out what is new of somebody, soon. */
  tell(news: News, { name }: Participant): void {
    const names = this.#news.get(news) ?? [];
    this.#news.set(news, [...names, name || t(this.#host, 'guest')]);
    this.#schedule();
  }

  #statusChanged(status: ConnectionState['status'], previous: ConnectionState['status']): void {
    if (status === 'reconnecting') return;
    // It is oneself who has gone.
    if (status === 'idle' || status === 'closed') this.#news.clear();
    clearTimeout(this.#blip);
    if (this.showsReconnecting && status === 'connected') this.say(t(this.#host, 'reconnected'));
    this.showsReconnecting = false;
    if (status === 'connected' && previous === 'connecting') this.say(t(this.#host, 'youJoined'));
    if (status === 'idle' && (previous === 'connected' || previous === 'reconnecting'))
      this.say(t(this.#host, 'youLeft'));
    if (status === 'closed') this.say(t(this.#host, 'closed'));
  }

  /** Reads out one more sentence, soon. */
  say(sentence: string): void {
    this.#sentences.push(sentence);
    this.#schedule();
  }

  #schedule(): void {
    this.#bundle ??= setTimeout(() => this.#speak(), bundleTime);
  }

  #speak(): void {
    this.#bundle = undefined;
    for (const [news, names] of this.#news)
      this.#sentences.push(plural(this.#host, news, names.length, { names: names.join(', ') }));
    const text = this.#sentences.join(' ');
    // Screen readers speak of what changes: the same once more must not look the same.
    this.text = text === this.text ? `${text}\u00a0` : text;
    this.#news.clear();
    this.#sentences = [];
    this.#host.requestUpdate();
  }
}
