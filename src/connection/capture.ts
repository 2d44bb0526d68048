import { loadInCall } from './load-in-call.js';
import { RtcError, type RtcErrorCode } from './rtc-error.js';

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
    const errors = Object.fromEntries(kinds.map((kind) => [kind, error]));
    // Who has waved one question away is not asked two more.
    const hopeless = ['media-dismissed', 'insecure-context', 'unsupported-browser'].includes(error.code);
    if (hopeless || options.isOver?.()) return { tracks: [], errors };
    if (error.code === 'media-constraint' && !options.strict) {
      const captured = await captureDevices(kinds, relaxed(constraints), { ...options, strict: true });
      return { tracks: captured.tracks, errors: { ...errors, ...captured.errors } };
    }
    return kinds.length === 1 ? { tracks: [], errors } : oneByOne(kinds, constraints, options);
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

/** No wishes but for a certain device, and that one not at any price: one that is gone must not cost the other. */
function relaxed(constraints: MediaConstraints): MediaConstraints {
  const deviceOf = (wish: MediaConstraints[TrackKind]) => {
    const deviceId = ((wish as MediaTrackConstraints | undefined)?.deviceId as ConstrainDOMStringParameters)?.exact;
    return deviceId ? { deviceId } : true;
  };
  return { audio: deviceOf(constraints.audio), video: deviceOf(constraints.video) };
}

async function oneByOne(
  kinds: readonly TrackKind[],
  constraints: MediaConstraints,
  options: CaptureOptions,
): Promise<Captured> {
  const parts: Captured[] = [];
  for (const kind of kinds) if (!options.isOver?.()) parts.push(await captureDevices([kind], constraints, options));
  return {
    tracks: parts.flatMap((part) => part.tracks),
    errors: Object.assign({}, ...parts.map((part) => part.errors)) as Captured['errors'],
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
  // Without the part that knows more a refusal is a block.
  const part = await loadInCall().catch(() => undefined);
  const code = await part?.reasonOfRefusal((cause as Error).message, kinds);
  return new RtcError(code ?? 'media-denied', undefined, cause);
}
