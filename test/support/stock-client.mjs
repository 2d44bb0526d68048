// Pages with the stock client, as its own examples write them.
import { visitFor } from './rooms.mjs';

/**
 * Opens a page with the stock client, ready to connect to `socketURL`. `site` is where the page comes from, `scripts` the
 * server that has socket.io's client. `settings` are set on the connection.
 */
export async function stockVisitor(t, browser, { site, scripts, socketURL, settings = {} }) {
  const page = await visitFor(
    t,
    browser,
    site.add(`<!doctype html><meta charset="utf-8"><title>stock</title>
<script src="${scripts}socket.io/socket.io.js"></script><script src="/RTCMultiConnection.js"></script>`),
  );
  await page.evaluate(
    (url, more) => {
      const connection = (window.connection = new RTCMultiConnection());
      connection.socketURL = url;
      connection.session = { audio: true, video: true };
      connection.sdpConstraints.mandatory = { OfferToReceiveAudio: true, OfferToReceiveVideo: true };
      connection.iceServers = [];
      Object.assign(connection, more);
      /** What has happened: `[event, …]`. */
      window.__heard = [];
      window.__streams = {};
      const note =
        (name, ...fields) =>
        (event) =>
          window.__heard.push([name, ...fields.map((field) => event[field])]);
      connection.onmute = note('mute', 'muteType');
      connection.onunmute = note('unmute', 'unmuteType');
      connection.onleave = note('leave', 'userid');
      connection.onmessage = note('message', 'data');
      connection.onopen = note('open', 'userid');
      connection.onEntireSessionClosed = note('closed', 'sessionid');
      connection.onstream = (event) => {
        window.__heard.push(['stream', event.type, event.stream.isScreen === true]);
        window.__streams[event.streamid] = event;
        document.body.append(event.mediaElement);
      };
      connection.onstreamended = (event) => {
        window.__heard.push(['streamended', event.type]);
        event.mediaElement?.remove();
      };
    },
    socketURL,
    settings,
  );
  return page;
}

/** `open` or `join` of the stock client: `[isDone, roomid, error]`. */
export function callStock(page, method, roomId) {
  return page.evaluate(
    (name, id) =>
      new Promise((resolve) => window.connection[name](id, (...values) => resolve(values.map((one) => one ?? null)))),
    method,
    roomId,
  );
}

/** How often something was heard by the page: its first values are these. */
export function heard(page, ...values) {
  return page.evaluate(
    (wanted) => window.__heard.filter((one) => wanted.every((value, index) => one[index] === value)).length,
    values,
  );
}
