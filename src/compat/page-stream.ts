import type { TrackKind } from '../connection/capture.js';

/** What `mute` and `unmute` take: a kind, both by default. */
export type MuteType = TrackKind | 'both' | { audio?: boolean; video?: boolean } | null;

/** A stream with what pages expect on it. */
export interface PageStream extends MediaStream {
  streamid: string;
  type: 'local' | 'remote';
  isAudio: boolean;
  isVideo: boolean;
  isScreen: boolean;
  mute(type?: MuteType): void;
  unmute(type?: MuteType): void;
  stop(): void;
}

/** A stream before it is one of ours: pages mark the screens that they capture themselves. */
export type ForeignStream = MediaStream & Partial<PageStream>;

/** The kinds that a page means. */
export function kindsOf(type: MuteType | undefined): TrackKind[] {
  if (type === 'audio' || type === 'video') return [type];
  const wanted = typeof type === 'object' && type ? type : { audio: true, video: true };
  return (['audio', 'video'] as const).filter((kind) => wanted[kind]);
}

/** The page's word for these kinds. */
export function muteType(kinds: readonly TrackKind[]): TrackKind | 'both' {
  return kinds.length === 1 ? kinds[0] : 'both';
}

export function tracksOf(stream: MediaStream, kind: TrackKind): MediaStreamTrack[] {
  return kind === 'audio' ? stream.getAudioTracks() : stream.getVideoTracks();
}

/** Calls back once, when all tracks of one's own stream have ended. */
export function whenEnded(stream: MediaStream, ended: () => void): void {
  let isOver = false;
  const check = () => {
    if (isOver || stream.active) return;
    isOver = true;
    ended();
  };
  stream.addEventListener('inactive', check);
  for (const track of stream.getTracks()) {
    track.addEventListener('ended', check);
    if ('oninactive' in stream) continue;
    // Firefox tells neither the end of a stream nor an end that a script makes.
    const stop = track.stop.bind(track);
    track.stop = () => {
      stop();
      check();
    };
  }
}

/** `stream.stop()`, which old pages call on every stream, also on their own. */
export function addStop(): void {
  const prototype = globalThis.MediaStream?.prototype as (MediaStream & { stop?: () => void }) | undefined;
  if (!prototype || 'stop' in prototype) return;
  Object.defineProperty(prototype, 'stop', {
    configurable: true,
    writable: true,
    value(this: MediaStream) {
      for (const track of this.getTracks()) track.stop();
    },
  });
}
