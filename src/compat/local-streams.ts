import type { TrackKind } from '../connection/capture.js';
import type { LocalMedia, LocalStream, LocalTrack } from '../connection/local-media.js';
import { tracksOf, type ForeignStream } from './page-stream.js';

/** What one's own streams need from the connection. */
export interface LocalStreamsHost {
  /** The streams that the page wants to send, which it may change at any time without a word. */
  readonly attached: readonly ForeignStream[];
  /** The page's last say: another stream in its place, or none. */
  beforeAdding(stream: ForeignStream): MediaStream | null | undefined;
}

interface Sent {
  readonly local: LocalStream;
  readonly stream: ForeignStream;
  /** Tracks that go out in place of the stream's own. */
  readonly replaced: Partial<Record<TrackKind, MediaStreamTrack>>;
}

/** Sends what the page has in `attachStreams`: the first camera or microphone in the main place, the others beside it. */
export class LocalStreams {
  readonly #media: LocalMedia;
  readonly #host: LocalStreamsHost;
  readonly #sent = new Map<ForeignStream, Sent>();

  constructor(media: LocalMedia, host: LocalStreamsHost) {
    this.#media = media;
    this.#host = host;
    // The page decides what is captured and when it ends; it goes on while one is in no room.
    media.start = () => Promise.resolve();
    media.stop = () => undefined;
  }

  /** Brings what is sent in line with `attachStreams` and with the state of the tracks. */
  sync(): void {
    const attached = this.#host.attached.filter((stream) => stream?.active);
    for (const [stream, { local }] of this.#sent) {
      if (attached.includes(stream)) continue;
      this.#sent.delete(stream);
      this.#media.drop(local);
    }
    for (const stream of attached) this.#send(stream);
  }

  /** Sends another track in place of the stream's own of that kind; undefined: the own one again. */
  replaceTrack(kind: TrackKind, track: MediaStreamTrack | undefined): void {
    const all = [...this.#sent.values()].filter(({ local }) => local[kind].state !== 'none');
    const sent = all.find(({ local }) => local.source === 'camera') ?? all[0];
    if (!sent) return;
    sent.replaced[kind] = track;
    this.#send(sent.stream);
  }

  #send(stream: ForeignStream): void {
    const before = this.#sent.get(stream);
    const outgoing = before ? before.local.stream : this.#host.beforeAdding(stream);
    if (!outgoing) return;
    const replaced = before?.replaced ?? {};
    const audio = describeTrack(stream, outgoing, 'audio', replaced);
    const video = describeTrack(stream, outgoing, 'video', replaced);
    const isSame = (one: LocalTrack, other: LocalTrack) => one.track === other.track && one.state === other.state;
    if (before && isSame(before.local.audio, audio) && isSame(before.local.video, video)) return;
    const source = stream.isScreen ? 'screen' : 'camera';
    const isExtra = before ? before.local.isExtra : source === 'camera' && this.#hasMain();
    const local: LocalStream = { id: outgoing.id, stream: outgoing, source, audio, video, isExtra };
    this.#sent.set(stream, { local, stream, replaced });
    this.#media.put(local);
  }

  #hasMain(): boolean {
    return [...this.#sent.values()].some(({ local }) => local.source === 'camera' && !local.isExtra);
  }
}

function describeTrack(
  stream: MediaStream,
  outgoing: MediaStream,
  kind: TrackKind,
  replaced: Sent['replaced'],
): LocalTrack {
  const [own] = tracksOf(stream, kind);
  const track = replaced[kind] ?? tracksOf(outgoing, kind)[0];
  if (!track) return { track: undefined, state: 'none' };
  // The page mutes its own stream: what is sent in its place must be as silent.
  if (own && own !== track) track.enabled = own.enabled;
  return { track, state: track.enabled ? 'on' : 'off' };
}
