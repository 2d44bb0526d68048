// What a page showed and did, moment by moment: a page opened with `initScripts: [keepTimeline]` answers these questions.
// All processes of a test read one clock.
import { waitFor } from './conditions.mjs';

/**
 * Runs in the page, before its scripts and after `recordMedia`: looks at the room ten times a second, and notes
 * descriptions, ICE restarts, states of connections, packets of the socket, and tries to reach the server.
 */
export function keepTimeline() {
  const samples = (window.__samples = []);
  const marks = (window.__marks = []);
  const mark = (kind, what) => marks.push({ at: Date.now(), kind, what });
  const frames = new Map();
  const tileNumbers = new WeakMap();
  let tileCount = 0;

  const look = (tile) => {
    const { userid, name } = tile.participant ?? {};
    const video = tile.shadowRoot.querySelector('video');
    const shown = video?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
    const { total, last } = frames.get(userid) ?? { total: 0, last: 0 };
    // A video that gets another stream counts from zero again.
    const now = total + (shown >= last ? shown - last : shown);
    frames.set(userid, { total: now, last: shown });
    if (!tileNumbers.has(tile)) tileNumbers.set(tile, ++tileCount);
    const status = tile.shadowRoot.querySelector('[part=status]')?.textContent ?? '';
    return { userid, name, tile: tileNumbers.get(tile), frames: now, status, width: video?.videoWidth };
  };
  setInterval(() => {
    const room = document.querySelector('rtc-room');
    const grid = document.querySelector('rtc-video-grid');
    if (!room?.shadowRoot || !grid?.shadowRoot) return;
    const notice = room.shadowRoot.querySelector('[part=reconnecting]');
    samples.push({
      at: Date.now(),
      state: room.state,
      error: room.error?.code,
      banner: notice && !notice.hidden ? notice.textContent : '',
      said: room.shadowRoot.querySelector('[aria-live]')?.textContent ?? '',
      people: room.participants.map(({ userid, name, isOwner }) => ({ userid, name, isOwner })),
      tiles: grid.tiles.filter((tile) => !tile.local).map(look),
    });
  }, 100);

  const { prototype } = window.RTCPeerConnection;
  const { setLocalDescription, restartIce } = prototype;
  prototype.setLocalDescription = async function (...args) {
    await setLocalDescription.apply(this, args);
    mark('described', this.localDescription?.type);
  };
  prototype.restartIce = function () {
    mark('restart', '');
    return restartIce.call(this);
  };
  const made = window.__peers.push;
  window.__peers.push = function (...peers) {
    const number = this.length + 1;
    for (const peer of peers) {
      for (const name of ['connectionState', 'iceConnectionState', 'signalingState']) {
        peer.addEventListener(name.toLowerCase() + 'change', () => mark(name, `${number}:${peer[name]}`));
      }
      mark('peer', `${number}`);
    }
    return made.apply(this, peers);
  };
  for (const type of ['rtc-participant-joined', 'rtc-participant-left', 'rtc-reconnecting', 'rtc-reconnected']) {
    document.addEventListener(type, ({ participant }) => mark(type, participant?.name));
  }

  window.WebSocket = new Proxy(window.WebSocket, {
    construct(target, args) {
      mark('try', 'websocket');
      const socket = Reflect.construct(target, args);
      socket.addEventListener('message', ({ data }) => {
        if (typeof data === 'string' && data.startsWith('42')) mark('packet', data.slice(2));
      });
      return socket;
    },
  });
  const { open } = window.XMLHttpRequest.prototype;
  window.XMLHttpRequest.prototype.open = function (...args) {
    mark('try', 'polling');
    return open.apply(this, args);
  };
  const { fetch } = window;
  window.fetch = (...args) => {
    mark('try', 'request');
    return fetch(...args);
  };
}

/** All that a page has noted: `{ samples, marks }`. */
export function timeline(page) {
  return page.evaluate(() => ({ samples: window.__samples, marks: window.__marks }));
}

/** What was noted of one kind since `from`, until `to`. */
export async function marksOf(page, kind, from = 0, to = Infinity) {
  const marks = await page.evaluate((wanted) => window.__marks.filter((one) => one.kind === wanted), kind);
  return marks.filter(({ at }) => at >= from && at <= to);
}

/** Milliseconds from `from` until each remote tile of the page had a new frame; undefined while one has none. */
export async function framesAfter(page, from, others = 1) {
  const { samples } = await timeline(page);
  const tiles = samples.at(-1).tiles;
  if (tiles.length < others) return undefined;
  const times = tiles.map(({ userid }) => {
    const seen = samples.map(({ at, tiles: all }) => ({ at, frames: framesOf(all, userid) }));
    const before = seen.filter(({ at }) => at <= from).at(-1)?.frames ?? 0;
    return seen.find(({ at, frames }) => at > from && frames > before)?.at - from;
  });
  return times.some(Number.isNaN) ? undefined : Math.max(...times);
}

/** Waits until new frames came on all pages after `from`; gives the times, undefined for those where none came. */
export function framesBack(pages, from, { others = 1, patience = 40_000 } = {}) {
  return Promise.all(
    pages.map((page) =>
      waitFor(() => framesAfter(page, from, others), { timeout: patience, interval: 200 }).catch(() => undefined),
    ),
  );
}

/** The longest time, in ms, for which the picture of one person stood still between two moments. */
export async function longestGap(page, from, to) {
  const { samples } = await timeline(page);
  const within = samples.filter(({ at }) => at >= from && at <= to);
  const gaps = within.at(-1).tiles.map(({ userid }) => {
    let last = from;
    let longest = 0;
    let count = framesOf(within[0].tiles, userid);
    for (const { at, tiles } of within) {
      longest = Math.max(longest, at - last);
      const now = framesOf(tiles, userid);
      if (now !== count) last = at;
      count = now;
    }
    return longest;
  });
  return Math.max(...gaps);
}

/**
 * How the badge on the only remote tile followed the picture since `from`, in ms: "reconnecting" `came` from the last frame on;
 * it, or "no picture" after it, `went` for good from the first new one on. What did not happen is undefined.
 */
export async function badgeFollows(page, from) {
  const { samples } = await timeline(page);
  const seen = samples.filter(({ at, tiles }) => at >= from && tiles.length > 0);
  const hasMoved = ({ tiles: [tile] }, index) => index > 0 && tile.frames > seen[index - 1].tiles[0].frames;
  const first = seen.findIndex(tileReconnects);
  if (first < 0) return {};
  const still = seen.findLast((sample, index) => index <= first && hasMoved(sample, index));
  const moving = seen.find((sample, index) => index > first && hasMoved(sample, index));
  const without = seen[seen.findLastIndex((sample) => tileReconnects(sample) || tileWithoutPicture(sample)) + 1];
  return { came: seen[first].at - (still?.at ?? from), went: without && moving && without.at - moving.at };
}

/** The tile element of the only other person, from the first look to the last: one number while it is the same. */
export async function tileNumbers(page) {
  const { samples } = await timeline(page);
  return [...new Set(samples.flatMap(({ tiles }) => tiles.map(({ tile }) => tile)))];
}

/** Frames of all remote tiles between two moments; of somebody who left in between those before that. */
export async function framesBetween(page, from, to) {
  const { samples } = await timeline(page);
  const known = (moment) => {
    const tiles = samples.filter(({ at }) => at <= moment).flatMap((sample) => sample.tiles);
    return new Map(tiles.map(({ userid, frames }) => [userid, frames]));
  };
  const before = known(from);
  return [...known(to)].reduce((total, [userid, frames]) => total + frames - (before.get(userid) ?? 0), 0);
}

/** Milliseconds from `from` until the page looked like this; `isSo` is given what was seen in one moment. */
export async function seenAfter(page, from, isSo) {
  const { samples } = await timeline(page);
  const seen = samples.find((sample) => sample.at >= from && isSo(sample));
  return seen && seen.at - from;
}

/** Whether the page ever looked like this since `from`. */
export async function everSeen(page, isSo, from = 0, to = Infinity) {
  const { samples } = await timeline(page);
  return samples.some((sample) => sample.at >= from && sample.at <= to && isSo(sample));
}

/** As `seenAfter`; waits for it. */
export function sawAfter(page, from, isSo, patience = 40_000) {
  return waitFor(async () => (await seenAfter(page, from, isSo)) ?? undefined, {
    timeout: patience,
    interval: 200,
  }).catch(() => undefined);
}

/** The looks of a moment that rows ask for. */
export const tileReconnects = ({ tiles }) => tiles.some(({ status }) => status.startsWith('reconnecting'));
export const tileWithoutPicture = ({ tiles }) => tiles.some(({ status }) => status === 'no picture');
export const isAway = ({ state }) => state === 'reconnecting';
export const hasBanner = ({ banner }) => banner !== '';
export const isWhole =
  (count) =>
  ({ state, people, tiles }) =>
    state === 'connected' && people.length === count && tiles.length === count - 1;

/** What the page shows now: who is there, by id, and the ids of the tiles. */
export async function showsNow(page) {
  const { samples } = await timeline(page);
  const { people, tiles } = samples.at(-1);
  return {
    people: [...people].sort((one, other) => one.userid.localeCompare(other.userid)),
    tiles: tiles.map(({ userid }) => userid).sort(),
  };
}

/** States and repairs since `from`, for a reader: `0.3 s restart; 1.2 s connectionState 1:disconnected`. */
export async function story(page, from) {
  const kinds = ['described', 'restart', 'connectionState', 'iceConnectionState', 'peer', 'rtc-participant-left'];
  const { marks } = await timeline(page);
  return marks
    .filter(({ at, kind }) => at >= from && kinds.includes(kind))
    .map(({ at, kind, what }) => `${((at - from) / 1000).toFixed(1)} s ${kind} ${what ?? ''}`.trim())
    .join('; ');
}

function framesOf(tiles, userid) {
  return tiles.find((tile) => tile.userid === userid)?.frames ?? 0;
}
