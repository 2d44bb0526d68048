import type { TrackKind } from './capture.js';
import { permissionNames, permissionOf } from './devices.js';
import type { RtcErrorCode } from './rtc-error.js';

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

/**
 * Tells the failures of `getUserMedia` and `getDisplayMedia` apart (Media Capture and Streams, 10.2), and who has said no:
 * the page's policy, the person by waving the question away, or the person or the system for good.
 */
export async function reasonOfRefusal(
  cause: unknown,
  kinds: readonly TrackKind[],
  isScreen: boolean,
): Promise<RtcErrorCode> {
  const { name, message } = cause instanceof Error ? cause : new Error();
  if (name !== 'NotAllowedError') return codes[name] ?? 'media-in-use';
  if (isScreen) return 'media-dismissed';
  if (/policy/i.test(message) || breaksPolicy(kinds)) return 'media-policy';
  // Chromium names both in the message; elsewhere only the permission tells a block from a question waved away.
  const isDismissed = /dismiss/i.test(message) || (!/denied/i.test(message) && (await isPrompt(kinds)));
  return isDismissed ? 'media-dismissed' : 'media-denied';
}

/** Chromium refuses by policy in the words of a block, and reports it. */
function breaksPolicy(kinds: readonly TrackKind[]): boolean {
  if (typeof ReportingObserver === 'undefined') return false;
  const settings = { types: ['permissions-policy-violation'], buffered: true };
  const observer = new ReportingObserver(() => undefined, settings);
  observer.observe();
  const reports = observer.takeRecords() as unknown as { body?: { featureId?: string } }[];
  observer.disconnect();
  return reports.some(({ body }) => kinds.some((kind) => permissionNames[kind] === body?.featureId));
}

async function isPrompt(kinds: readonly TrackKind[]): Promise<boolean> {
  const permissions = await Promise.all(kinds.map(permissionOf));
  return permissions.every((permission) => permission?.state === 'prompt');
}
