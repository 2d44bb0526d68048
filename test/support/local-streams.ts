import type { LocalStream, LocalTrack } from '../../src/connection/local-media.js';
import { pictureStream } from './fake-devices.js';

const none: LocalTrack = { state: 'none', track: undefined };

/** A camera without a microphone, or a screen, as `LocalMedia` would give it; its picture is painted. */
export function paintedStream(source: LocalStream['source']): LocalStream {
  const stream = pictureStream();
  return { id: stream.id, stream, source, audio: none, video: { state: 'on', track: stream.getVideoTracks()[0] } };
}

/** Whether pictures of a stream are really shown. */
export async function showsPictures(stream: MediaStream): Promise<boolean> {
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = stream;
  document.body.append(video);
  try {
    await video.play();
    return await new Promise<boolean>((resolve) => {
      video.requestVideoFrameCallback(() => resolve(true));
      setTimeout(() => resolve(false), 8000);
    });
  } finally {
    video.srcObject = null;
    video.remove();
  }
}
