import { play } from './media-element.js';
import type { FileChunk, FileEnd } from './file-sharing.js';
import type { StreamEvent } from './stream-events.js';

/** Shows a stream in the container, the newest first. */
export function showStream({ mediaElement }: StreamEvent, container: HTMLElement | null): void {
  if (!(mediaElement instanceof Node)) return;
  // A connection made in the head of the page found no body.
  const parent = !container || container === document.documentElement ? document.body : container;
  parent.insertBefore(mediaElement, parent.firstChild);
  play(mediaElement);
}

/** Takes a stream away. */
export function hideStream({ mediaElement, streamid }: StreamEvent): void {
  (mediaElement ?? document.getElementById(streamid))?.remove?.();
}

/** Keeps the last picture from standing still while the camera is off; the sound goes on. */
export function showMuted({ mediaElement, stream, type, muteType }: StreamEvent): void {
  if (!(mediaElement instanceof Node)) return;
  if (muteType !== 'video' && type === 'remote') mediaElement.muted = true;
  if (muteType !== 'audio') mediaElement.srcObject = new MediaStream(stream.getAudioTracks());
}

export function showUnmuted({ mediaElement, stream, type, unmuteType }: StreamEvent): void {
  if (!(mediaElement instanceof Node)) return;
  if (unmuteType !== 'video' && type === 'remote') mediaElement.muted = false;
  if (unmuteType === 'audio') return;
  mediaElement.srcObject = stream;
  play(mediaElement);
}

/** Bars for files under way, links for those that have come. What others have named is text, never markup. */
export class FileViews {
  readonly #views = new Map<string, { box: HTMLElement; bar: HTMLProgressElement; label: HTMLElement }>();

  start(file: FileChunk, container: HTMLElement | null, isOwn: boolean): void {
    const box = document.createElement('div');
    const label = document.createElement('label');
    const bar = document.createElement('progress');
    box.title = file.name;
    label.textContent = '0%';
    bar.max = file.maxChunks || 1;
    bar.value = 0;
    box.append(label, ' ', bar, isOwn ? ` (Sharing with: ${file.remoteUserId})` : '');
    const parent = !container || container === document.documentElement ? document.body : container;
    parent.insertBefore(box, parent.firstChild);
    this.#views.set(keyOf(file), { box, bar, label });
  }

  progress(file: FileChunk): void {
    const view = this.#views.get(keyOf(file));
    if (!view) return;
    view.bar.value = Math.min(file.currentPosition, view.bar.max);
    view.label.textContent = `${Math.round((view.bar.value / view.bar.max) * 100)}%`;
  }

  end(file: FileEnd): void {
    const view = this.#views.get(keyOf(file));
    if (!view) return;
    this.#views.delete(keyOf(file));
    const link = saveLink(file);
    link.append('Download ', file.name);
    view.box.replaceChildren(link);
    if (!file.type.startsWith('image/')) return;
    const image = document.createElement('img');
    image.src = file.url;
    image.alt = file.name;
    image.style.maxWidth = '80%';
    view.box.append(document.createElement('br'), image);
  }
}

/** Gives the file to the browser's downloads. */
export function saveToDisk(file: FileEnd): void {
  saveLink(file).click();
}

function saveLink({ url, name }: FileEnd): HTMLAnchorElement {
  const link = document.createElement('a');
  link.href = url;
  link.download = name || 'file';
  return link;
}

function keyOf({ uuid, userid, remoteUserId }: FileChunk): string {
  return JSON.stringify([uuid, userid, remoteUserId]);
}
