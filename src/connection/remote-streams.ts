import type { StreamDescriptions, StreamStateMessage } from './peer-message.js';
import type { MediaStreamInfo, TrackState } from './state.js';

/** The streams of one remote person: what the tracks say, corrected by what the person says of them. */
export class RemoteStreams {
  readonly #changed: () => void;
  readonly #streams = new Map<string, MediaStream>();
  readonly #ended = new Set<string>();
  #descriptions: StreamDescriptions = new Map();
  /** Tracks of senders that put them into no stream. */
  #loose: MediaStream | undefined;
  #infos: readonly MediaStreamInfo[] = [];

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get infos(): readonly MediaStreamInfo[] {
    return this.#infos;
  }

  add(track: MediaStreamTrack, given: MediaStream | undefined): void {
    const stream = given ?? (this.#loose ??= new MediaStream());
    if (!given) stream.addTrack(track);
    if (!this.#streams.has(stream.id)) stream.addEventListener('removetrack', () => this.#update());
    this.#streams.set(stream.id, stream);
    this.#update();
  }

  /** The full list of what the person sends; a stream named here is alive again. */
  describe(descriptions: StreamDescriptions): void {
    this.#descriptions = descriptions;
    for (const id of descriptions.keys()) this.#ended.delete(id);
    this.#update();
  }

  /** True while one of these streams has not come. */
  misses(descriptions: StreamDescriptions): boolean {
    // A sender without stream ids names its only stream "undefined".
    return [...descriptions.keys()].some((id) => id !== 'undefined' && !this.#streams.get(id)?.getTracks().length);
  }

  setState({ id, audio, video }: StreamStateMessage): void {
    const known = this.#descriptions.get(id) ?? { source: 'camera' as const };
    if (!this.#streams.has(id) && !this.#descriptions.has(id)) return;
    const next = { ...known, audio: audio ?? known.audio, video: video ?? known.video };
    this.#descriptions = new Map([...this.#descriptions, [id, next]]);
    this.#update();
  }

  end(id: string): void {
    if (!this.#streams.has(id)) return;
    this.#ended.add(id);
    this.#update();
  }

  clear(): void {
    this.#streams.clear();
    this.#update();
  }

  #update(): void {
    const next = [...this.#streams.values()]
      .filter((stream) => stream.getTracks().length > 0 && !this.#ended.has(stream.id))
      .map((stream) => this.#info(stream))
      // Cameras first, and within them the order of arrival.
      .sort((one, other) => Number(one.source === 'screen') - Number(other.source === 'screen'));
    const same = next.length === this.#infos.length && next.every((info, index) => info === this.#infos[index]);
    if (same) return;
    this.#infos = Object.freeze(next);
    this.#changed();
  }

  #info(stream: MediaStream): MediaStreamInfo {
    // A sender without stream ids (stock on some browsers) describes its only stream under "undefined".
    const said = this.#descriptions.get(stream.id) ?? this.#descriptions.get('undefined');
    const info: MediaStreamInfo = {
      id: stream.id,
      stream,
      source: said?.source ?? 'camera',
      audio: state(said?.audio, stream.getAudioTracks()),
      video: state(said?.video, stream.getVideoTracks()),
    };
    const before = this.#infos.find((one) => one.stream === stream);
    const unchanged =
      before && before.source === info.source && before.audio === info.audio && before.video === info.video;
    return unchanged ? before : Object.freeze(info);
  }
}

function state(said: TrackState | undefined, tracks: readonly MediaStreamTrack[]): TrackState {
  if (tracks.length === 0) return 'none';
  return said ?? 'on';
}
