import type { captureDevices, Captured, CaptureOptions, MediaConstraints, TrackKind } from './capture.js';

/** After a failure: less demanding where a wish was the reason, then each kind by itself. */
export async function captureOtherwise(
  capture: typeof captureDevices,
  failed: Captured,
  constraints: MediaConstraints,
  options: CaptureOptions,
): Promise<Captured> {
  const kinds = Object.keys(failed.errors) as TrackKind[];
  const code = failed.errors[kinds[0]]?.code ?? '';
  // Who has waved one question away is not asked two more.
  const isHopeless = ['media-dismissed', 'insecure-context', 'unsupported-browser'].includes(code);
  if (isHopeless || options.isOver?.()) return failed;
  if (code === 'media-constraint' && !options.strict) {
    const { tracks, errors } = await capture(kinds, relaxed(constraints), { ...options, strict: true });
    return { tracks, errors: { ...failed.errors, ...errors } };
  }
  if (kinds.length === 1) return failed;
  const parts: Captured[] = [];
  for (const kind of kinds) if (!options.isOver?.()) parts.push(await capture([kind], constraints, options));
  return {
    tracks: parts.flatMap((part) => part.tracks),
    errors: Object.assign({}, ...parts.map((part) => part.errors)) as Captured['errors'],
  };
}

/** No wishes but for a certain device, and that one not at any price: one that is gone must not cost the other. */
function relaxed(constraints: MediaConstraints): MediaConstraints {
  const deviceOf = (wish: MediaConstraints[TrackKind]) => {
    const deviceId = ((wish as MediaTrackConstraints | undefined)?.deviceId as ConstrainDOMStringParameters)?.exact;
    return deviceId ? { deviceId } : true;
  };
  return { audio: deviceOf(constraints.audio), video: deviceOf(constraints.video) };
}
