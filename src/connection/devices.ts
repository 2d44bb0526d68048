import type { TrackKind } from './capture.js';

/** What tells one device from another. */
export type DeviceIdentity = Pick<MediaTrackSettings, 'deviceId' | 'groupId'>;

/** What permissions and policies call the kinds. */
export const permissionNames: Readonly<Record<TrackKind, string>> = { audio: 'microphone', video: 'camera' };

/** Entries that stand for whichever device the system prefers. */
const aliases: readonly string[] = ['', 'default', 'communications'];

/** The cameras or microphones that there are, as far as the browser tells. */
export async function findDevices(kind: TrackKind): Promise<MediaDeviceInfo[]> {
  try {
    const found = await navigator.mediaDevices.enumerateDevices();
    return found.filter((device) => device.kind === `${kind}input` && !aliases.includes(device.deviceId));
  } catch {
    // Not every page may ask: then nothing is known.
    return [];
  }
}

/** Whether these are one device; what was captured as the system's choice is known by its group. */
export function isSameDevice(one: DeviceIdentity, other: DeviceIdentity): boolean {
  if (aliases.includes(other.deviceId ?? '')) return Boolean(one.groupId) && one.groupId === other.groupId;
  return one.deviceId === other.deviceId;
}

/** The permission for a kind of device, or undefined where the browser does not tell. */
export async function permissionOf(kind: TrackKind): Promise<PermissionStatus | undefined> {
  try {
    return await navigator.permissions.query({ name: permissionNames[kind] as PermissionName });
  } catch {
    // Not every browser knows these names: then nothing is known.
    return undefined;
  }
}
