import { RtcError, type RtcErrorCode } from './rtc-error.js';

export type TrackKind = 'audio' | 'video';

/** `audio` and `video` of `getUserMedia`; `true` or absent: the browser's default. */
export type MediaConstraints = Partial<Record<TrackKind, boolean | MediaTrackConstraints>>;

/** No wishes at all: a refusal of even these is final. */
const anything: MediaConstraints = {};

/** What could be captured, and the first reason why something could not. */
export interface Captured {
  readonly tracks: readonly MediaStreamTrack[];
  readonly error?: RtcError;
}

/**
 * Captures what there is: all kinds by one question to the person; if that fails, each kind by itself, so that a
 * missing or blocked camera never costs the microphone. Never rejects.
 */
export async function captureDevices(kinds: readonly TrackKind[], constraints: MediaConstraints): Promise<Captured> {
  try {
    return { tracks: await getTracks(kinds, constraints) };
  } catch (cause) {
    const error = await explain(cause, kinds);
    if (error.code === 'media-constraint' && constraints !== anything) return withoutConstraints(kinds, error);
    // Who has waved one question away is not asked two more.
    const hopeless = ['media-dismissed', 'insecure-context', 'unsupported-browser'].includes(error.code);
    if (hopeless || kinds.length === 1) return { tracks: [], error };
    return oneByOne(kinds, constraints, error);
  }
}

/** Captures a screen, window or tab; rejects with `RtcError`. */
export async function captureScreen(): Promise<MediaStream> {
  try {
    return await devices('getDisplayMedia').getDisplayMedia({ video: true, audio: true });
  } catch (cause) {
    throw await explain(cause, ['video'], true);
  }
}

async function getTracks(kinds: readonly TrackKind[], constraints: MediaConstraints): Promise<MediaStreamTrack[]> {
  const wanted = Object.fromEntries(kinds.map((kind) => [kind, constraints[kind] || true]));
  return (await devices('getUserMedia').getUserMedia(wanted)).getTracks();
}

async function withoutConstraints(kinds: readonly TrackKind[], error: RtcError): Promise<Captured> {
  const captured = await captureDevices(kinds, anything);
  return { tracks: captured.tracks, error: captured.error ?? error };
}

async function oneByOne(
  kinds: readonly TrackKind[],
  constraints: MediaConstraints,
  error: RtcError,
): Promise<Captured> {
  const parts: Captured[] = [];
  for (const kind of kinds) parts.push(await captureDevices([kind], constraints));
  return {
    tracks: parts.flatMap((part) => part.tracks),
    error: parts.find((part) => part.error)?.error ?? error,
  };
}

function devices(method: 'getUserMedia' | 'getDisplayMedia'): MediaDevices {
  const mediaDevices = globalThis.navigator?.mediaDevices as MediaDevices | undefined;
  if (typeof mediaDevices?.[method] === 'function') return mediaDevices;
  throw new RtcError(globalThis.isSecureContext === false ? 'insecure-context' : 'unsupported-browser');
}

const codes: Record<string, RtcErrorCode> = {
  NotFoundError: 'media-not-found',
  DevicesNotFoundError: 'media-not-found',
  NotReadableError: 'media-in-use',
  TrackStartError: 'media-in-use',
  AbortError: 'media-in-use',
  OverconstrainedError: 'media-constraint',
  TypeError: 'media-constraint',
  SecurityError: 'media-policy',
};

/** Tells the failures of `getUserMedia` and `getDisplayMedia` apart (Media Capture and Streams, 10.2). */
async function explain(cause: unknown, kinds: readonly TrackKind[], screen = false): Promise<RtcError> {
  if (cause instanceof RtcError) return cause;
  const name = cause instanceof Error ? cause.name : '';
  if (name !== 'NotAllowedError') return new RtcError(codes[name] ?? 'media-in-use', undefined, cause);
  if (screen) return new RtcError('media-dismissed', undefined, cause);
  // Chromium names both in the message; elsewhere only the permission tells a block from a question waved away.
  const { message } = cause as Error;
  if (/policy/i.test(message)) return new RtcError('media-policy', undefined, cause);
  const dismissed = /dismiss/i.test(message) || (!/denied/i.test(message) && (await isPrompt(kinds)));
  return new RtcError(dismissed ? 'media-dismissed' : 'media-denied', undefined, cause);
}

async function isPrompt(kinds: readonly TrackKind[]): Promise<boolean> {
  const states = await Promise.all(kinds.map((kind) => permission(kind)));
  return states.every((state) => state === 'prompt');
}

/** The permission for a kind of device, or undefined where the browser does not tell. */
async function permission(kind: TrackKind): Promise<PermissionState | undefined> {
  try {
    const name = (kind === 'audio' ? 'microphone' : 'camera') as PermissionName;
    return (await navigator.permissions.query({ name })).state;
  } catch {
    // Not every browser knows these names: then nothing is known.
    return undefined;
  }
}
