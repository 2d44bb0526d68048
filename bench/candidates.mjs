// What is compared. Each candidate is a page with a button that opens a room and one that joins it, and a server.
import { startPages, startServer, startStockServer } from '../test/support/servers.mjs';
import { barePage, startRelay } from './bare.mjs';
import { startSlowLine } from './slow-line.mjs';

/** What `rtc-room` asks for by itself; all candidates ask for the same. */
const ownSize = '960x540';

const plainButtons = { open: '#open', join: '#join', canOpen: '#open', canJoin: '#join', isOpen: 'body[data-open]' };

/**
 * `socket` tells when the line to the server is opened; `open` and `join` are what is clicked, once `canOpen`
 * and `canJoin` match something, and `isOpen` matches in a room with devices.
 */
export const candidates = {
  'bare-cold': {
    name: 'bare, cold',
    socket: 'at the click',
    ...plainButtons,
    start: startRelay,
    page: (options) => barePage({ ...options, warm: false }),
  },
  'bare-warm': {
    name: 'bare, warm',
    socket: 'with the page',
    ...plainButtons,
    start: startRelay,
    page: (options) => barePage({ ...options, warm: true }),
  },
  elements: {
    name: 'rtc-elements, markup',
    socket: 'with the page',
    open: 'rtc-open-button',
    join: 'rtc-join-button',
    canOpen: 'rtc-open-button[available]',
    canJoin: 'rtc-join-button[available]',
    isOpen: 'rtc-room[state=connected][mic][camera]',
    start: startServer,
    page: ({ room, signaling, size, constraints }) => `<script src="/dist/rtc-room.min.js"></script>
<rtc-room socket-url="${signaling}" room-id="${room}" audio video>
  <rtc-open-button>Open room</rtc-open-button>
  <rtc-join-button>Join room</rtc-join-button>
  <rtc-video-grid></rtc-video-grid>
</rtc-room>
${size === ownSize ? '' : `<script>document.querySelector('rtc-room').connection.mediaConstraints = ${JSON.stringify(constraints)}</script>`}`,
  },
  engine: {
    name: 'rtc-elements, engine by script',
    socket: 'at the click',
    ...plainButtons,
    start: startServer,
    page: ({ room, signaling, constraints }) => `<script src="/dist/rtc-room.min.js"></script>
<button id="open">Open room</button><button id="join">Join room</button>
<div class="videos"><video id="self" autoplay playsinline muted></video><video id="other" autoplay playsinline></video></div>
<script>(${engineCall})(${JSON.stringify({ signaling, room, constraints })})</script>`,
  },
  stock: {
    name: 'RTCMultiConnection',
    socket: 'at the click',
    ...plainButtons,
    start: startStockServer,
    page: ({ room, signaling, server, constraints }) => `<script src="${server}socket.io/socket.io.js"></script>
<script src="/RTCMultiConnection.js"></script>
<button id="open">Open room</button><button id="join">Join room</button>
<div class="videos"></div>
<script>(${stockCall})(${JSON.stringify({ signaling, room, constraints })})</script>`,
  },
};

/**
 * Starts the servers of the named candidates, and one for their pages; `urlOf(key, room)` is where a page is. `size` is
 * that of the picture which everybody asks for.
 */
export async function startCandidates(keys, { rtt, size = ownSize }) {
  const constraints = constraintsFor(size);
  const started = [];
  const pages = {};
  for (const key of keys) {
    const server = await candidates[key].start();
    const line = rtt > 0 ? await startSlowLine(server.url, rtt) : undefined;
    started.push(server, ...(line ? [line] : []));
    pages[`/${key}`] = ({ url }) => {
      const room = new URL(url, 'http://localhost').searchParams.get('room');
      const signaling = line?.url ?? server.url;
      return wholePage(candidates[key].page({ room, signaling, server: server.url, size, constraints }));
    };
  }
  const files = await startPages(pages);
  started.push(files);
  return {
    urlOf: (key, room) => `${files.url}${key}?room=${room}`,
    close: () => Promise.all(started.reverse().map((one) => one.close())),
  };
}

function constraintsFor(size) {
  const [width, height] = size.split('x').map(Number);
  return {
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    video: size === 'any' || { width: { ideal: width }, height: { ideal: height } },
  };
}

function wholePage(body) {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>call</title>
<style>
  body { margin: 0 }
  rtc-video-grid, .videos { width: 640px; height: 180px }
  .videos video { width: 320px; height: 180px; object-fit: cover }
</style>
${body}`;
}

/** Runs in the page: the engine without elements, as a script would use it. */
function engineCall({ signaling, room, constraints }) {
  const find = (id) => document.getElementById(id);
  const connection = new RtcElements.ConnectionController({ socketURL: signaling, mediaConstraints: constraints });
  connection.addEventListener('rtc-stream-added', ({ participant, streamInfo }) => {
    find(participant.isLocal ? 'self' : 'other').srcObject = streamInfo.stream;
  });
  connection.subscribe(() => {
    const { status, local } = connection.state;
    const [own] = local.streams;
    if (status === 'connected' && own?.audio === 'on' && own.video === 'on') document.body.dataset.open = '';
  });
  find('open').onclick = () => connection.open(room);
  find('join').onclick = () => connection.join(room);
}

/** Runs in the page: RTCMultiConnection as its documentation shows it. */
function stockCall({ signaling, room, constraints }) {
  const find = (id) => document.getElementById(id);
  const connection = new RTCMultiConnection();
  connection.socketURL = signaling;
  connection.session = { audio: true, video: true };
  connection.sdpConstraints.mandatory = { OfferToReceiveAudio: true, OfferToReceiveVideo: true };
  connection.mediaConstraints = constraints;
  connection.iceServers = [];
  connection.onstream = ({ mediaElement }) => document.querySelector('.videos').append(mediaElement);
  find('open').onclick = () => connection.open(room, (isOpened) => isOpened && (document.body.dataset.open = ''));
  find('join').onclick = () => connection.join(room);
}
