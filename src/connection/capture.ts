import { loadInCall } from './load-in-call.js';
import { RtcError } from './rtc-error.js';

export type TrackKind = 'audio' | 'video';

/** `audio` and `video` of `getUserMedia`; `true` or absent: the browser's default. */
export type MediaConstraints = Partial<Record<TrackKind, boolean | MediaTrackConstraints>>;

/** What could be captured. */
export interface Captured {
  readonly tracks: readonly MediaStreamTrack[];
  /** Why a kind did not come, or came otherwise than wished. */
  readonly errors: Partial<Record<TrackKind, RtcError>>;
}

export interface CaptureOptions {
  /** Nothing but what is wished for. */
  readonly strict?: boolean;
  /** Nobody wants the answer any more: the person is asked nothing further. */
  readonly isOver?: () => boolean;
}

/**
 * Captures what there is: all kinds by one question to the person; if that fails, each kind by itself, so that a
 * missing or blocked camera never costs the microphone. Never rejects.
 */
export async function captureDevices(
  kinds: readonly TrackKind[],
  constraints: MediaConstraints,
  options: CaptureOptions = {},
): Promise<Captured> {
  try {
    return { tracks: await getTracks(kinds, constraints), errors: {} };
  } catch (cause) {
    const error = await explain(cause, kinds);
    const part = await loadInCall().catch(() => undefined);
    const failed = { tracks: [], errors: Object.fromEntries(kinds.map((kind) => [kind, error])) };
    return part?.captureOtherwise(captureDevices, failed, constraints, options) ?? failed;
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

function devices(method: 'getUserMedia' | 'getDisplayMedia'): MediaDevices {
  const mediaDevices = globalThis.navigator?.mediaDevices as MediaDevices | undefined;
  if (typeof mediaDevices?.[method] === 'function') return mediaDevices;
  throw new RtcError(globalThis.isSecureContext === false ? 'insecure-context' : 'unsupported-browser');
}
/** Tells the failures of `getUserMedia` and `getDisplayMedia` apart; without the part that can, one is as good as another. */
async function explain(cause: unknown, kinds: readonly TrackKind[], isScreen = false): Promise<RtcError> {
  if (cause instanceof RtcError) return cause;
  const part = await loadInCall().catch(() => undefined);
  const code = await part?.reasonOfRefusal(cause, kinds, isScreen);
  const isRefused = cause instanceof Error && cause.name === 'NotAllowedError';
  return new RtcError(code ?? (isRefused ? 'media-denied' : 'media-in-use'), undefined, cause);
}
