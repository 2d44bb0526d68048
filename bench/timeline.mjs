import { median } from './statistics.mjs';

/** Runs in each page after `recordCall`: notes when each step of a call is first done after the click on "join". */
export function recordTimeline() {
  const marks = (window.__call.marks = []);
  const mark = (name) => marks.push([name, performance.timeOrigin + performance.now()]);

  const words = [
    ['join-room', 'join'],
    ['newParticipationRequest', 'request'],
    ['rtc:members', 'members'],
    ['enableMedia', 'enable-media'],
    ['readyForOffer', 'ready-for-offer'],
    ['"offer"', 'offer'],
    ['"answer"', 'answer'],
    ['streamSyncNeeded', 'stream state'],
    ['candidate', 'candidate'],
  ];
  const meaning = (text) =>
    words.find(([word]) => text.includes(word))?.[1] ?? (text.startsWith('43') ? 'ack' : undefined);
  const note = (what, data) => {
    for (const packet of String(data).split('\x1e')) {
      const name = meaning(packet);
      if (name) mark(`${name} ${what}`);
    }
  };
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (data) {
    note('sent', data);
    return send.call(this, data);
  };
  const Socket = window.WebSocket;
  window.WebSocket = new Proxy(Socket, {
    construct(target, values) {
      mark('socket begun');
      const socket = new target(...values);
      socket.addEventListener('open', () => mark('socket open'));
      socket.addEventListener('message', ({ data }) => note('received', data));
      return socket;
    },
  });
  const request = window.XMLHttpRequest.prototype;
  const { send: post } = request;
  request.send = function (body) {
    if (body) note('sent', body);
    else this.addEventListener('load', () => note('received', this.responseText));
    return post.call(this, body);
  };

  const devices = window.MediaDevices.prototype;
  const { getUserMedia } = devices;
  devices.getUserMedia = async function (constraints) {
    mark('camera asked');
    const stream = await getUserMedia.call(this, constraints);
    mark('camera there');
    return stream;
  };

  const Peer = window.RTCPeerConnection;
  for (const name of ['createOffer', 'createAnswer', 'setLocalDescription', 'setRemoteDescription']) {
    const act = Peer.prototype[name];
    Peer.prototype[name] = async function (...values) {
      mark(`${name} begun`);
      const result = await act.apply(this, values);
      mark(`${name} done`);
      return result;
    };
  }
  window.RTCPeerConnection = new Proxy(Peer, {
    construct(target, values) {
      mark('peer made');
      const peer = new target(...values);
      peer.addEventListener('track', ({ track }) => mark(`${track.kind} track`));
      peer.addEventListener('iceconnectionstatechange', () => mark(`ICE ${peer.iceConnectionState}`));
      peer.addEventListener('connectionstatechange', () => mark(`connection ${peer.connectionState}`));
      peer.addEventListener('negotiationneeded', () => mark('negotiation needed'));
      return peer;
    },
  });
  const { get, set } = Object.getOwnPropertyDescriptor(window.HTMLMediaElement.prototype, 'srcObject');
  Object.defineProperty(window.HTMLMediaElement.prototype, 'srcObject', {
    configurable: true,
    get,
    set(stream) {
      if (stream && this.localName === 'video') mark('stream shown');
      set.call(this, stream);
    },
  });
}

/** Prints, for both ends, the steps after the click in their order, each with the median of its first time in ms. */
export function printTimelines(name, timelines) {
  for (const end of ['joiner', 'first']) {
    const times = new Map();
    for (const timeline of timelines) {
      const seen = new Map();
      for (const [step, at] of timeline[end]) {
        if (at < timeline.clickedAt) continue;
        const count = (seen.get(step) ?? 0) + 1;
        seen.set(step, count);
        const label = count === 1 ? step : `${step} (${count})`;
        times.set(label, [...(times.get(label) ?? []), at - timeline.clickedAt]);
      }
    }
    const steps = [...times].filter(([, list]) => list.length * 2 > timelines.length);
    const rows = steps.map(([label, list]) => [label, median(list)]).sort(([, one], [, other]) => one - other);
    console.log(`\n${name}, ${end}`);
    for (const [label, at] of rows) console.log(`${at.toFixed(1).padStart(8)}  ${label}`);
  }
}
