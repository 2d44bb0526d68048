// Whether media really arrives: a page opened with `initScripts: [recordMedia]` answers these questions.

/** Runs in the page, before its scripts: keeps every peer connection, captured track and counts the frames of videos. */
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
