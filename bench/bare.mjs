// The yardstick: what a call costs without any library. One WebSocket, one RTCPeerConnection, nothing else.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

/** The `ws` package that socket.io brings with it. */
const { WebSocketServer } = ['socket.io', 'engine.io', 'ws'].reduce(
  (require, name) => (name === 'ws' ? require(name) : createRequire(require.resolve(name))),
  createRequire(import.meta.url),
);

/** Passes each message on to all others on the same path. */
export async function startRelay() {
  const http = createServer();
  const sockets = new Map();
  const relay = new WebSocketServer({ server: http, perMessageDeflate: false });
  relay.on('connection', (socket, { url }) => {
    sockets.set(socket, url);
    socket.on('close', () => sockets.delete(socket));
    socket.on('message', (data) => {
      for (const [other, room] of sockets) if (other !== socket && room === url) other.send(data, { binary: false });
    });
  });
  await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${http.address().port}/`,
    close: () => {
      relay.clients.forEach((socket) => socket.terminate());
      http.close();
    },
  };
}

/** A page with two buttons and two videos; `warm` opens the socket with the page, else the click does. */
export function barePage({ signaling, room, warm, constraints }) {
  const options = { socketUrl: `${signaling.replace(/^http/, 'ws')}${room}`, warm, constraints };
  return `<button id="open">Open room</button><button id="join">Join room</button>
<div class="videos"><video id="self" autoplay playsinline muted></video><video id="other" autoplay playsinline></video></div>
<script>(${bareCall})(${JSON.stringify(options)})</script>`;
}

/** Runs in the page. */
function bareCall({ socketUrl, warm, constraints }) {
  const find = (id) => document.getElementById(id);
  const local = new MediaStream();
  let socket;
  let peer;
  let waiting = [];

  const connect = () => {
    socket = new WebSocket(socketUrl);
    socket.onopen = () => {
      waiting.forEach((text) => socket.send(text));
      waiting = undefined;
    };
    socket.onmessage = ({ data }) => receive(JSON.parse(data));
  };
  const send = (message) => {
    const text = JSON.stringify(message);
    if (waiting) waiting.push(text);
    else socket.send(text);
  };
  const capture = async () => {
    const captured = await navigator.mediaDevices.getUserMedia(constraints);
    for (const track of captured.getTracks()) {
      local.addTrack(track);
      // The offer was made without the tracks.
      const slot = peer?.getTransceivers().find(({ receiver }) => receiver.track.kind === track.kind);
      slot?.sender.replaceTrack(track);
    }
    find('self').srcObject = local;
  };
  const makePeer = () => {
    peer = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    peer.onicecandidate = ({ candidate }) => candidate && send({ candidate });
    peer.ontrack = ({ streams: [stream] }) => {
      const video = find('other');
      if (video.srcObject !== stream) video.srcObject = stream;
    };
  };
  const receive = async (message) => {
    if (message.candidate) return peer.addIceCandidate(message.candidate);
    if (message.type === 'answer') return peer.setRemoteDescription(message);
    makePeer();
    for (const track of local.getTracks()) peer.addTrack(track, local);
    await peer.setRemoteDescription(message);
    await peer.setLocalDescription();
    send(peer.localDescription);
  };

  find('open').onclick = async () => {
    if (!socket) connect();
    await capture();
    if (!waiting) document.body.dataset.open = '';
    else socket.addEventListener('open', () => (document.body.dataset.open = ''));
  };
  find('join').onclick = async () => {
    if (!socket) connect();
    capture();
    makePeer();
    for (const kind of ['audio', 'video']) peer.addTransceiver(kind, { direction: 'sendrecv', streams: [local] });
    await peer.setLocalDescription();
    send(peer.localDescription);
  };
  if (warm) connect();
}
