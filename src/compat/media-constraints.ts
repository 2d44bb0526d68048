import type { MediaConstraints, TrackKind } from '../connection/capture.js';
import { isFields } from '../connection/dialect.js';

/** What a page writes for one kind: today's constraints, or Chrome's old `{ mandatory, optional }`. */
export type PageConstraints = boolean | (MediaTrackConstraints & { mandatory?: object; optional?: object[] });

export type PageMediaConstraints = Partial<Record<TrackKind, PageConstraints | null>>;

const kinds: readonly TrackKind[] = ['audio', 'video'];

/** Turns a page's constraints into today's. */
export function modernConstraints(page: PageMediaConstraints | null | undefined): MediaConstraints {
  return Object.fromEntries(kinds.map((kind) => [kind, modern(page?.[kind])]));
}

function modern(value: PageConstraints | null | undefined): boolean | MediaTrackConstraints {
  if (!isFields(value)) return Boolean(value);
  const { mandatory, optional, ...rest } = value;
  const wishes = Array.isArray(optional) ? optional.filter(isFields) : [];
  // What is asked for first counts most.
  const ideal = wishes.reduceRight((all, wish) => ({ ...all, ...wish }), {});
  return { ...translate(ideal, true), ...translate(isFields(mandatory) ? mandatory : {}, false), ...rest };
}

/** `minWidth: 640` → `width: { min: 640 }`; the words that only Chrome knew are left out. */
function translate(old: Record<string, unknown>, isWish: boolean): MediaTrackConstraints {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(old)) {
    const [, bound, name] = /^(min|max)(Width|Height|FrameRate|AspectRatio)$/.exec(key) ?? [];
    if (name) {
      const property = name[0].toLowerCase() + name.slice(1);
      result[property] = { ...(result[property] as object), [isWish ? 'ideal' : bound]: value };
    } else if (key === 'sourceId' || key === 'deviceId') {
      result.deviceId = isWish ? value : { exact: value };
    } else if (['facingMode', 'echoCancellation', 'noiseSuppression', 'autoGainControl'].includes(key)) {
      result[key] = value;
    }
  }
  return result;
}
