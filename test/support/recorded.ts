// Import this first: everything made afterwards is kept here, to see what a page has not given back.

/** Every peer connection of the page. */
export const peers: RTCPeerConnection[] = [];
/** Every track that was captured, with its clones. */
export const tracks: MediaStreamTrack[] = [];
/** Every socket. */
export const sockets: WebSocket[] = [];

export function openPeers(): RTCPeerConnection[] {
  return peers.filter(({ connectionState }) => connectionState !== 'closed');
}

export function liveTracks(): MediaStreamTrack[] {
  return tracks.filter(({ readyState }) => readyState === 'live');
}

export function openSockets(): WebSocket[] {
  return sockets.filter(({ readyState }) => readyState <= WebSocket.OPEN);
}

function record<Made extends object>(name: 'RTCPeerConnection' | 'WebSocket', kept: Made[]): void {
  const recording = new Proxy(window[name] as new (...values: never[]) => object, {
    construct(target, values, newTarget) {
      const made = Reflect.construct(target, values, newTarget === recording ? target : newTarget) as Made;
      kept.push(made);
      return made;
    },
  });
  Object.assign(window, { [name]: recording });
}

record('RTCPeerConnection', peers);
record('WebSocket', sockets);

const { getUserMedia } = MediaDevices.prototype;
MediaDevices.prototype.getUserMedia = async function (constraints) {
  const stream = await getUserMedia.call(this, constraints);
  tracks.push(...stream.getTracks());
  return stream;
};
const { clone } = MediaStreamTrack.prototype;
MediaStreamTrack.prototype.clone = function () {
  const copy = clone.call(this);
  tracks.push(copy);
  return copy;
};
