import type { TrackKind } from '../connection/capture.js';
import type { Extra } from '../wire.js';
import type { PageStream } from './page-stream.js';

/** What `onstream` and its like tell; the same object for the whole life of a stream. */
export interface StreamEvent {
  readonly type: 'local' | 'remote';
  readonly stream: PageStream;
  readonly streamid: string;
  readonly userid: string;
  /** The person's public data. Foreign. */
  extra: Extra;
  /** An empty object where `autoCreateMediaElement` is false. */
  mediaElement: HTMLMediaElement;
  isAudioMuted: boolean;
  muteType?: TrackKind | 'both';
  unmuteType?: TrackKind | 'both';
  session?: { audio: boolean; video: boolean };
}

/** Which streams `selectAll` gives: those to which any of these applies. */
export type StreamFilter =
  | 'local'
  | 'remote'
  | 'screen'
  | 'audio'
  | 'video'
  | { local?: boolean; remote?: boolean; isScreen?: boolean; isAudio?: boolean; isVideo?: boolean; userid?: string };

/** `connection.streamEvents`: the streams by id, and ways to choose among them. */
export class StreamEvents {
  [streamid: string]: unknown;

  selectFirst(filter?: StreamFilter): StreamEvent | undefined {
    return this.selectAll(filter)[0];
  }

  selectAll(filter?: StreamFilter): StreamEvent[] {
    const all = Object.values(this) as StreamEvent[];
    return filter === undefined ? all : all.filter((event) => isChosen(event, filter));
  }

  forEach(callback: (event: StreamEvent) => void): void {
    this.selectAll().forEach(callback);
  }
}

function isChosen({ type, stream, userid }: StreamEvent, filter: StreamFilter): boolean {
  const wanted = typeof filter === 'string' ? byWord[filter] : filter;
  return Boolean(
    (wanted?.local && type === 'local') ||
    (wanted?.remote && type === 'remote') ||
    (wanted?.isScreen && stream.isScreen) ||
    (wanted?.isAudio && stream.isAudio) ||
    (wanted?.isVideo && stream.isVideo) ||
    (wanted?.userid && userid === wanted.userid),
  );
}

const byWord: Record<string, Exclude<StreamFilter, string> | undefined> = {
  local: { local: true },
  remote: { remote: true },
  screen: { isScreen: true },
  audio: { isAudio: true },
  video: { isVideo: true },
};
