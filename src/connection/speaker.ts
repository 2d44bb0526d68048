import type { RtcErrorCode } from './rtc-error.js';

const codes: Record<string, RtcErrorCode> = { NotFoundError: 'media-not-found', NotAllowedError: 'media-denied' };

/** Tries a speaker without a sound; resolves with the code of what is wrong, or undefined. An empty id is the system's own. */
export async function checkSpeaker(deviceId: string): Promise<RtcErrorCode | undefined> {
  const probe = globalThis.Audio && new Audio();
  if (typeof (probe as Partial<HTMLAudioElement> | undefined)?.setSinkId !== 'function') return 'unsupported-browser';
  try {
    await probe.setSinkId(deviceId);
    return undefined;
  } catch (cause) {
    return codes[(cause as Error).name] ?? 'media-in-use';
  }
}
