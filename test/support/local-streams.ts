import type { LocalStream, LocalTrack } from '../../src/connection/local-media.js';
import { pictureStream } from './fake-devices.js';
import { until } from './until.js';

const none: LocalTrack = { state: 'none', track: undefined };

/** A camera without a microphone, or a screen, as `LocalMedia` would give it; its picture is painted. */
export function paintedStream(source: LocalStream['source']): LocalStream {
  const stream = pictureStream();
  return { id: stream.id, stream, source, audio: none, video: { state: 'on', track: stream.getVideoTracks()[0] } };
}

/** Waits until pictures of a stream are really shown. */
export async function seePictures(stream: MediaStream): Promise<void> {
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = stream;
  document.body.append(video);
  let isShown = false;
  try {
    await video.play();
    video.requestVideoFrameCallback(() => (isShown = true));
    await until(() => isShown, 'a picture', 8000);
  } finally {
    video.srcObject = null;
    video.remove();
  }
}
