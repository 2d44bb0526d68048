// Whether media really arrives: a page opened with `initScripts: [recordMedia]` answers these questions.
import { waitFor } from './conditions.mjs';

/**
 * Runs in the page, before its scripts: keeps every peer connection and captured track, counts the frames of videos and
 * the descriptions made.
 */
export function recordMedia() {
  const peers = (window.__peers = []);
  const tracks = (window.__tracks = []);
  const keep = (stream) => {
    tracks.push(...stream.getTracks());
    return stream;
  };
  if (window.RTCPeerConnection) {
    const recorded = new Proxy(window.RTCPeerConnection, {
      construct(target, args, newTarget) {
        const peer = Reflect.construct(target, args, newTarget === recorded ? target : newTarget);
        peers.push(peer);
        return peer;
      },
    });
    window.RTCPeerConnection = recorded;
    if (window.webkitRTCPeerConnection) window.webkitRTCPeerConnection = recorded;
    window.__descriptions = 0;
    const describeLocal = recorded.prototype.setLocalDescription;
    recorded.prototype.setLocalDescription = function (...args) {
      window.__descriptions++;
      return describeLocal.apply(this, args);
    };
  }
  for (const name of ['getUserMedia', 'getDisplayMedia']) {
    const capture = window.MediaDevices?.prototype[name];
    if (!capture) continue;
    window.MediaDevices.prototype[name] = async function (...args) {
      return keep(await capture.apply(this, args));
    };
  }
  const cloneTrack = MediaStreamTrack.prototype.clone;
  MediaStreamTrack.prototype.clone = function () {
    const clone = cloneTrack.call(this);
    if (tracks.includes(this)) tracks.push(clone);
    return clone;
  };

  const counts = new WeakMap();
  const count = (video) => {
    if (!counts.has(video)) {
      counts.set(video, 0);
      const next = () => {
        counts.set(video, counts.get(video) + 1);
        video.requestVideoFrameCallback(next);
      };
      video.requestVideoFrameCallback(next);
    }
    return counts.get(video);
  };
  const videosIn = (root) =>
    [...root.querySelectorAll('*')].flatMap((element) => [
      ...(element.localName === 'video' ? [element] : []),
      ...(element.shadowRoot ? videosIn(element.shadowRoot) : []),
    ]);
  const describe = (video) => ({
    frames: count(video),
    width: video.videoWidth,
    height: video.videoHeight,
    muted: video.muted,
    paused: video.paused,
    streamId: video.srcObject.id,
  });
  window.__videos = () => {
    const all = videosIn(document).filter((video) => video.srcObject?.getVideoTracks().length);
    const isLocal = (video) => video.srcObject.getVideoTracks().some((track) => tracks.includes(track));
    return {
      local: all.filter(isLocal).map(describe),
      remote: all.filter((video) => !isLocal(video)).map(describe),
    };
  };
  window.__inbound = async () => {
    const total = { framesDecoded: 0, audioEnergy: 0, audioPackets: 0, bytes: 0 };
    for (const peer of peers.filter(({ connectionState }) => connectionState !== 'closed')) {
      for (const report of (await peer.getStats()).values()) {
        if (report.type !== 'inbound-rtp') continue;
        total.bytes += report.bytesReceived ?? 0;
        if (report.kind === 'video') total.framesDecoded += report.framesDecoded ?? 0;
        if (report.kind === 'audio') total.audioPackets += report.packetsReceived ?? 0;
        if (report.kind === 'audio') total.audioEnergy += report.totalAudioEnergy ?? 0;
      }
    }
    return total;
  };
  window.__soundByPeer = () =>
    Promise.all(
      peers.map(async (peer) => {
        if (peer.connectionState === 'closed') return 0;
        const reports = [...(await peer.getStats()).values()];
        const sounds = reports.filter(({ type, kind }) => type === 'inbound-rtp' && kind === 'audio');
        return sounds.reduce((sum, { totalAudioEnergy = 0 }) => sum + totalAudioEnergy, 0);
      }),
    );
}

/**
 * The videos of the page whose stream comes from others, also inside open shadow roots. `frames` counts what was
 * shown since the first call that saw the video.
 */
export function remoteVideos(page) {
  return page.evaluate(() => window.__videos().remote);
}

/** The videos of the page that show what it captured itself. */
export function localVideos(page) {
  return page.evaluate(() => window.__videos().local);
}

/** What all open peer connections received so far: `{ framesDecoded, audioEnergy, audioPackets, bytes }`. */
export function received(page) {
  return page.evaluate(() => window.__inbound());
}

/** Whether at least `count` remote videos have shown `frames` frames each. */
export async function showsRemoteVideo(page, { count = 1, frames = 5 } = {}) {
  const videos = await remoteVideos(page);
  return videos.filter((video) => video.frames >= frames && video.width > 0).length >= count;
}

/** What a decoder makes of silence stays below this; a second of a fake microphone is far above. */
const silence = 1e-4;

/** Whether sound that is not silence arrived since `before` (a result of `received`). */
export async function hearsSound(page, before = { audioEnergy: 0 }) {
  return (await received(page)).audioEnergy - before.audioEnergy > silence;
}

/** The sound received so far over each peer connection ever made; to be given to `hearsPeople`. */
export function soundByPeer(page) {
  return page.evaluate(() => window.__soundByPeer());
}

/** Whether sound came from at least `count` people since `before`. */
export async function hearsPeople(page, count, before = []) {
  const now = await soundByPeer(page);
  return now.filter((energy, index) => energy - (before[index] ?? 0) > silence).length >= count;
}

/** What was received when ten packets in a row brought no sound: what was on its way before the muting is through. */
export async function untilQuiet(page) {
  let before = await received(page);
  return waitFor(
    async () => {
      const now = await received(page);
      if (now.audioPackets - before.audioPackets < 10) return undefined;
      const isQuiet = now.audioEnergy - before.audioEnergy < 1e-6;
      before = now;
      return isQuiet && now;
    },
    { message: 'silence' },
  );
}

/** Waits until no frame has been decoded for a second. */
export async function untilStill(page) {
  let { framesDecoded: before } = await received(page);
  await waitFor(
    async () => {
      const { framesDecoded } = await received(page);
      const isStill = framesDecoded === before;
      before = framesDecoded;
      return isStill;
    },
    { message: 'no more frames', interval: 1000 },
  );
}

/** Waits until `frames` more have been decoded. */
export async function untilMoving(page, frames = 5) {
  const { framesDecoded } = await received(page);
  await waitFor(async () => (await received(page)).framesDecoded >= framesDecoded + frames, { message: 'new frames' });
}

/** Offers and answers made so far. */
export function descriptions(page) {
  return page.evaluate(() => window.__descriptions);
}

/** Peer connections ever made: `{ connectionState, signalingState, iceConnectionState }`. */
export function peers(page) {
  return page.evaluate(() =>
    window.__peers.map(({ connectionState, signalingState, iceConnectionState }) => ({
      connectionState,
      signalingState,
      iceConnectionState,
    })),
  );
}

/** Tracks ever captured, with their clones: `{ kind, readyState, enabled, muted }`. */
export function capturedTracks(page) {
  return page.evaluate(() =>
    window.__tracks.map(({ kind, readyState, enabled, muted }) => ({ kind, readyState, enabled, muted })),
  );
}
