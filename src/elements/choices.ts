import type { ConnectionController, DeviceKind } from '../connection/connection-controller.js';

/** What a person has chosen before a call. Device ids are by what `setDevice` calls the kind. */
export type Choices = Partial<Record<DeviceKind | 'name', string> & Record<'muted' | 'cameraOff', boolean>>;

/** Where the choices are kept in `localStorage`, as JSON. */
const key = 'rtc-elements.choices';
/** Which kinds of device need not be looked up any more, for each connection. */
const settled = new WeakMap<ConnectionController, Set<DeviceKind>>();
const mediaKinds: Readonly<Record<DeviceKind, MediaDeviceKind>> = {
  audio: 'audioinput',
  video: 'videoinput',
  speaker: 'audiooutput',
};

/** What was chosen last time in this browser; nothing where it keeps nothing. */
export function readChoices(): Choices {
  try {
    return { ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Choices) };
  } catch {
    // Storage is blocked, or somebody else has written there.
    return {};
  }
}

/** Keeps this for next time, beside what is kept already. */
export function remember(change: Choices): void {
  try {
    localStorage.setItem(key, JSON.stringify({ ...readChoices(), ...change }));
  } catch {
    // Storage is blocked or full: the choice holds for this call.
  }
}

/**
 * The devices among which people choose: without the system's aliases. Until the browser may name them there is at most one
 * of a kind, and it has neither id nor label.
 */
export async function listDevices(kind: DeviceKind): Promise<readonly MediaDeviceInfo[]> {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  // Not every page may ask: then nothing is known.
  const found = (await devices?.enumerateDevices().catch(() => [])) ?? [];
  return found.filter((one) => one.kind === mediaKinds[kind] && !['default', 'communications'].includes(one.deviceId));
}

/** From now on this kind is as the person has chosen it here. */
export function settleDevice(connection: ConnectionController, kind: DeviceKind): void {
  const kinds = settled.get(connection) ?? new Set();
  settled.set(connection, kinds.add(kind));
}

/** Takes the device of last time, once for each connection, as soon as the browser tells whether it is there. */
export async function recallDevice(connection: ConnectionController, kind: DeviceKind): Promise<void> {
  const wanted = readChoices()[kind];
  if (!wanted || settled.get(connection)?.has(kind)) return;
  const devices = await listDevices(kind);
  if (!devices.some(({ deviceId }) => deviceId) || settled.get(connection)?.has(kind)) return;
  settleDevice(connection, kind);
  if (!devices.some(({ deviceId }) => deviceId === wanted)) return;
  // One that cannot be had is told by the connection, and the one stays that was there.
  await connection.setDevice(kind, wanted).catch(() => undefined);
}
