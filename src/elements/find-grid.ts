import { nearestRoom, rootsWithRooms } from './room-registry.js';
import type { RtcVideoGrid } from './rtc-video-grid.js';

const tag = 'rtc-video-grid';

/**
 * The grid with this id, looked for in each enclosing root from the inside out. Without an id: the grid of the room around
 * the element, else the only one of an enclosing root, else the only one that a room holds by itself.
 */
export function findGrid(host: Element, id: string | undefined): RtcVideoGrid | undefined {
  const roots = enclosingRoots(host);
  if (id) {
    const named = roots.map((root) => root.getElementById(id)).find((element) => element !== null);
    return named?.localName === tag ? (named as RtcVideoGrid) : undefined;
  }
  const room = nearestRoom(host);
  const around = [room, room?.shadowRoot].filter((one) => one != null);
  const inside = [...rootsWithRooms()]
    .flatMap((root) => [...root.querySelectorAll('rtc-room')])
    .map(({ shadowRoot }) => shadowRoot)
    .filter((root) => root !== null);
  for (const place of [...around, ...roots]) {
    const grids = place.querySelectorAll(tag);
    if (grids.length > 0) return grids.length === 1 ? grids[0] : undefined;
  }
  const held = inside.flatMap((root) => [...root.querySelectorAll(tag)]);
  return held.length === 1 ? held[0] : undefined;
}

/** The shadow root that an element is in, the one around that, and so on to the document. */
export function enclosingRoots(host: Element): (Document | ShadowRoot)[] {
  const roots: (Document | ShadowRoot)[] = [];
  for (
    let root: Node | undefined = host.getRootNode();
    root instanceof Document || root instanceof ShadowRoot;
    root = (root as Partial<ShadowRoot>).host?.getRootNode()
  )
    roots.push(root);
  return roots;
}
