import { limits, type Extra } from '../wire.js';
import type { LocalStream } from './local-media.js';
import type { MediaStreamInfo, Participant } from './state.js';

/** The name shown to people: `extra.name`, else `fullName`, `username`; at most 128 characters, empty if there is none. */
export function nameOf(extra: Extra): string {
  const name = [extra.name, extra.fullName, extra.username].find((value) => typeof value === 'string' && value.trim());
  return typeof name === 'string' ? name.trim().slice(0, limits.nameCharacters) : '';
}

/** The given one if nothing differs, so that who compares participants sees only real changes. */
export function keepParticipant(before: Participant | undefined, next: Participant): Participant {
  const keys = Object.keys(next) as (keyof Participant)[];
  return before && keys.every((key) => Object.is(before[key], next[key])) ? before : Object.freeze(next);
}

/** One's own streams as they are shown; `before` keeps unchanged entries the same objects. */
export function localInfos(
  streams: readonly LocalStream[],
  before: readonly MediaStreamInfo[],
): readonly MediaStreamInfo[] {
  const infos = streams.map(({ id, stream, source, audio, video }) => {
    const old = before.find((info) => info.id === id);
    const info: MediaStreamInfo = {
      ...{ id, stream, source, audio: audio.state, video: video.state },
      ...(audio.error && { audioError: audio.error.code }),
      ...(video.error && { videoError: video.error.code }),
    };
    const keys = Object.keys({ ...old, ...info }) as (keyof MediaStreamInfo)[];
    return old && keys.every((key) => old[key] === info[key]) ? old : Object.freeze(info);
  });
  const same = infos.length === before.length && infos.every((info, index) => info === before[index]);
  return same ? before : Object.freeze(infos);
}
