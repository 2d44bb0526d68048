/**
 * Runs in each page before its scripts: notes, in milliseconds of the machine's clock, when the page was clicked and
 * when the first picture of the other came, and counts the messages of signaling.
 *
 * Only a frame that came over the network has an RTP timestamp, so the own preview is never mistaken for the other.
 */
export function recordCall() {
  const call = (window.__call = {
    clickedAt: undefined,
    decodedAt: undefined,
    seenAt: undefined,
    sent: 0,
    received: 0,
  });
  const now = () => performance.timeOrigin + performance.now();

  window.addEventListener('click', () => (call.clickedAt ??= now()), { capture: true });

  const awaitFrame = (video) =>
    video.requestVideoFrameCallback((_, { rtpTimestamp }) => {
      if (rtpTimestamp === undefined) return;
      call.decodedAt ??= now();
      if (video.checkVisibility({ visibilityProperty: true })) call.seenAt ??= now();
      else awaitFrame(video);
    });
  const { get, set } = Object.getOwnPropertyDescriptor(window.HTMLMediaElement.prototype, 'srcObject');
  Object.defineProperty(window.HTMLMediaElement.prototype, 'srcObject', {
    configurable: true,
    enumerable: true,
    get,
    set(stream) {
      set.call(this, stream);
      if (stream && this.localName === 'video') awaitFrame(this);
    },
  });

  // Engine.io's sign of life is no message; polling packs several packets into one body.
  const count = (text) =>
    String(text)
      .split('\x1e')
      .filter((packet) => packet && packet !== '2' && packet !== '3').length;
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (data) {
    call.sent += count(data);
    return send.call(this, data);
  };
  window.WebSocket = new Proxy(WebSocket, {
    construct(target, values) {
      const socket = new target(...values);
      socket.addEventListener('message', ({ data }) => (call.received += count(data)));
      return socket;
    },
  });
  const request = window.XMLHttpRequest.prototype;
  const { send: post } = request;
  request.send = function (body) {
    if (body) call.sent += count(body);
    else this.addEventListener('load', () => (call.received += count(this.responseText)));
    return post.call(this, body);
  };
}
