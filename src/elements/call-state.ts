import type { ConnectionState } from '../connection/state.js';

/** One is in a room, if perhaps without the server for now. */
export function isInCall({ status }: ConnectionState): boolean {
  return status === 'connected' || status === 'reconnecting';
}

export function isMicrophoneOn({ local }: ConnectionState): boolean {
  return local.streams.some(({ source, audio }) => source === 'camera' && audio === 'on');
}

export function isCameraOn({ local }: ConnectionState): boolean {
  return local.streams.some(({ source, video }) => source === 'camera' && video === 'on');
}

export function isScreenShared({ local }: ConnectionState): boolean {
  return local.streams.some(({ source }) => source === 'screen');
}
