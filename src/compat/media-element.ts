/** A plain player for a stream: picture or only sound; one's own is silent, so that nobody hears himself. */
export function createMediaElement(stream: MediaStream, id: string, isLocal: boolean): HTMLMediaElement {
  const element = document.createElement(stream.getVideoTracks().length > 0 ? 'video' : 'audio');
  element.id = id;
  element.autoplay = true;
  element.controls = true;
  element.setAttribute('playsinline', '');
  if (isLocal) {
    element.muted = true;
    element.volume = 0;
  }
  element.srcObject = stream;
  return element;
}

/** Starts to play; where the browser wants a click first, the element's own controls are there for it. */
export function play(element: HTMLMediaElement): void {
  element.play?.()?.catch(() => undefined);
}
