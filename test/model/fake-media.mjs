import { theClock } from './clock.mjs';

/** Listeners as of an EventTarget, as far as the engine uses them. */
export class Listeners {
  #listeners = new Map();

  addEventListener(type, listener) {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  removeEventListener(type, listener) {
    this.#listeners.set(
      type,
      (this.#listeners.get(type) ?? []).filter((one) => one !== listener),
    );
  }

  fire(type, detail = {}) {
    for (const listener of this.#listeners.get(type) ?? []) listener({ type, ...detail });
  }
}

let ids = 0;

/** The ids of one walk do not depend on the walks before it. */
export function restartIds() {
  ids = 0;
}

export const nextId = (prefix) => `${prefix}${++ids}`;

export class MediaStreamTrack extends Listeners {
  enabled = true;
  muted = false;
  readyState = 'live';

  constructor(kind) {
    super();
    this.kind = kind;
    this.id = nextId(kind);
  }

  stop() {
    this.readyState = 'ended';
  }

  getSettings() {
    return { deviceId: this.kind };
  }
}

export class MediaStream extends Listeners {
  #tracks = new Set();

  constructor(tracks = []) {
    super();
    this.id = nextId('stream');
    for (const track of tracks) this.#tracks.add(track);
  }

  getTracks() {
    return [...this.#tracks];
  }

  getAudioTracks() {
    return this.getTracks().filter(({ kind }) => kind === 'audio');
  }

  getVideoTracks() {
    return this.getTracks().filter(({ kind }) => kind === 'video');
  }

  addTrack(track) {
    this.#tracks.add(track);
  }

  removeTrack(track) {
    this.#tracks.delete(track);
  }
}

/** Devices which are always there and answer when they like. */
export const mediaDevices = Object.assign(new Listeners(), {
  getUserMedia: (wanted) => capture(Object.keys(wanted)),
  getDisplayMedia: () => capture(['video']),
  enumerateDevices: async () => ['audio', 'video'].map((kind) => ({ kind: `${kind}input`, deviceId: kind })),
});

function capture(kinds) {
  const clock = theClock();
  const page = clock.current;
  return new Promise((resolve) => {
    clock.later(clock.random.whole(0, 300), () => {
      const tracks = kinds.map((kind) => new MediaStreamTrack(kind));
      for (const track of tracks) page.tracks.add(track);
      resolve(new MediaStream(tracks));
    });
  });
}
