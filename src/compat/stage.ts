import type { TrackKind } from '../connection/capture.js';
import { randomHex } from '../connection/identity.js';
import type { MediaStreamInfo } from '../connection/state.js';
import type { Extra } from '../wire.js';
import { createMediaElement } from './media-element.js';
import {
  kindsOf,
  muteType,
  tracksOf,
  whenEnded,
  type ForeignStream,
  type MuteType,
  type PageStream,
} from './page-stream.js';
import type { StreamEvent, StreamEvents } from './stream-events.js';

/** Who a stream is of. */
export interface Sender {
  readonly userid: string;
  readonly extra: Extra;
}

export interface StageHost {
  readonly autoCreateMediaElement: boolean;
  appeared(event: StreamEvent): void;
  ended(event: StreamEvent): void;
  muted(event: StreamEvent): void;
  unmuted(event: StreamEvent): void;
  /** The page has muted or unmuted a stream of its own. */
  ownSwitched(): void;
}

interface Shown {
  readonly event: StreamEvent;
  info: MediaStreamInfo;
}

const kinds: readonly TrackKind[] = ['audio', 'video'];

/** The streams that the page sees, one's own and those of others, and what is switched on them. */
export class Stage {
  readonly #host: StageHost;
  readonly #events: StreamEvents;
  /** By the stream as the engine gives it. */
  readonly #shown = new Map<MediaStream, Shown>();
  /** Id of a stream that was shown → who it came from: on a new connection it may have it again. */
  readonly #givenIds = new Map<string, string>();

  constructor(host: StageHost, events: StreamEvents) {
    this.#host = host;
    this.#events = events;
  }

  /** Shows a stream of one's own until it ends; once. */
  showLocal(stream: ForeignStream, self: Sender): void {
    if (Object.hasOwn(this.#events, stream.id)) return;
    const event = this.#create(stream, stream.id, 'local', Boolean(stream.isScreen), self);
    whenEnded(stream, () => {
      delete this.#events[stream.id];
      this.#host.ended(event);
    });
    this.#host.appeared(event);
  }

  showRemote(info: MediaStreamInfo, sender: Sender): void {
    const { userid } = sender;
    // The id is the sender's choice: it must not take the place of another stream, or of an element of the page.
    const isFree = !(info.id in this.#events) && !document.getElementById(info.id);
    const id = isFree || this.#givenIds.get(info.id) === userid ? info.id : randomHex(9);
    this.#givenIds.set(id, userid);
    const event = this.#create(info.stream, id, 'remote', info.source === 'screen', sender);
    this.#shown.set(info.stream, { event, info });
    this.#host.appeared(event);
    const off = kinds.filter((kind) => info[kind] === 'off');
    this.#switched(event, off, true);
  }

  hideRemote({ stream }: MediaStreamInfo): void {
    const shown = this.#shown.get(stream);
    if (!shown) return;
    this.#shown.delete(stream);
    delete this.#events[shown.event.streamid];
    this.#host.ended(shown.event);
  }

  /** What is known of a stream may be another thing now: muted, unmuted, or with a picture that was not there. */
  update(info: MediaStreamInfo, sender: Sender): void {
    const shown = this.#shown.get(info.stream);
    if (!shown) return;
    const { info: before, event } = shown;
    event.extra = sender.extra;
    shown.info = info;
    if (before.video === 'none' && info.video !== 'none' && event.mediaElement instanceof HTMLAudioElement) {
      // What was only sound needs another element.
      this.hideRemote(info);
      this.showRemote(info, sender);
      return;
    }
    const changed = kinds.filter((kind) => info[kind] !== before[kind]);
    const off = changed.filter((kind) => info[kind] === 'off');
    const on = changed.filter((kind) => info[kind] === 'on' && before[kind] === 'off');
    this.#switched(event, off, true);
    this.#switched(event, on, false);
  }

  #create(
    foreign: ForeignStream,
    streamid: string,
    type: StreamEvent['type'],
    isScreen: boolean,
    { userid, extra }: Sender,
  ): StreamEvent {
    const hasVideo = foreign.getVideoTracks().length > 0;
    const stream = Object.assign(foreign, {
      streamid,
      type,
      isScreen,
      isVideo: !isScreen && hasVideo,
      isAudio: !isScreen && !hasVideo,
      mute: (kind?: MuteType) => this.#switch(event, kindsOf(kind), true),
      unmute: (kind?: MuteType) => this.#switch(event, kindsOf(kind), false),
    }) as PageStream;
    const mediaElement = this.#host.autoCreateMediaElement
      ? createMediaElement(foreign, streamid, type === 'local')
      : ({} as HTMLMediaElement);
    const isAudioMuted = !foreign.getAudioTracks().some(({ enabled }) => enabled);
    const event: StreamEvent = { type, stream, streamid, userid, extra, mediaElement, isAudioMuted };
    this.#events[streamid] = event;
    return event;
  }

  /** `stream.mute()` and `unmute()`: one's own for all, another's for oneself. */
  #switch(event: StreamEvent, wanted: readonly TrackKind[], muted: boolean): void {
    for (const kind of wanted) for (const track of tracksOf(event.stream, kind)) track.enabled = !muted;
    if (event.type === 'local') this.#host.ownSwitched();
    this.#switched(event, wanted, muted);
  }

  #switched(event: StreamEvent, switched: readonly TrackKind[], muted: boolean): void {
    if (switched.length === 0) return;
    const type = muteType(switched);
    if (type !== 'video') event.isAudioMuted = muted;
    event[muted ? 'muteType' : 'unmuteType'] = type;
    event.session = { audio: type === 'audio', video: type === 'video' };
    if (muted) this.#host.muted(event);
    else this.#host.unmuted(event);
  }
}
