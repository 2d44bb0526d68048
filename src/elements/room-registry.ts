import type { ReactiveControllerHost } from 'lit';
import type { ConnectionController } from '../connection/connection-controller.js';
import type { AudioSink } from './audio-sink.js';

/** What controls need of a room element. */
export interface RoomHost
  extends HTMLElement, Partial<Pick<ReactiveControllerHost, 'addController' | 'removeController'>> {
  readonly connection: ConnectionController;
  /** What plays the others. */
  readonly sink?: AudioSink;
  /** Query parameter of the page that names the room, if one does. */
  readonly roomParam?: string;
}

interface Registry {
  readonly rooms: Set<RoomHost>;
  readonly listeners: Set<() => void>;
}

// One for the page: two files of the kit on one page must find each other's rooms.
const key = Symbol.for('rtc-elements.rooms');
const shared = globalThis as { [key]?: Registry };
const registry: Registry = (shared[key] ??= { rooms: new Set(), listeners: new Set() });

/** Names a room that is on the page, and tells all controls to look again. */
export function addRoom(room: RoomHost): void {
  registry.rooms.add(room);
  roomsChanged();
}

export function removeRoom(room: RoomHost): void {
  registry.rooms.delete(room);
  roomsChanged();
}

/** A room has another id, room id or connection. */
export function roomsChanged(): void {
  for (const listener of [...registry.listeners]) listener();
}

/** @returns a function that ends the watch. */
export function watchRooms(listener: () => void): () => void {
  registry.listeners.add(listener);
  return () => registry.listeners.delete(listener);
}

/** The room with this id, looked for in each enclosing root from the inside out. */
export function roomById(host: Element, id: string): RoomHost | undefined {
  for (
    let root: Node | undefined = host.getRootNode();
    root;
    root = (root as Partial<ShadowRoot>).host?.getRootNode()
  ) {
    for (const room of registry.rooms) if (room.id === id && room.getRootNode() === root) return room;
  }
  return undefined;
}

/** The room on the page whose connection this is. */
export function roomOf(connection: ConnectionController | undefined): RoomHost | undefined {
  return connection && [...registry.rooms].find((room) => room.connection === connection);
}

/** The room of a document that has just one. */
export function onlyRoom(host: Element): RoomHost | undefined {
  const rooms = [...registry.rooms].filter((room) => room.ownerDocument === host.ownerDocument);
  return rooms.length === 1 ? rooms[0] : undefined;
}

/** The room nearest around an element, through shadow roots. */
export function nearestRoom(host: Element): RoomHost | undefined {
  for (let node: Node | null = host; node; node = node.parentNode ?? (node as Partial<ShadowRoot>).host ?? null) {
    if (registry.rooms.has(node as RoomHost)) return node as RoomHost;
  }
  return undefined;
}

/** The document and shadow roots in which there are rooms. */
export function rootsWithRooms(): Set<Document | ShadowRoot> {
  return new Set([...registry.rooms].map((room) => room.getRootNode() as Document | ShadowRoot));
}
