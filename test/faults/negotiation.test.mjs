// Two people or fifty do something at once, messages are lost or late, and somebody goes in the middle of it.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { io } from 'socket.io-client';
import { waitFor, waitInPage } from '../support/conditions.mjs';
import { row } from '../support/fault.mjs';
import { untilMoving } from '../support/media.mjs';
import { callRoom, noProblems, press, roomHas, seeAndHear } from '../support/rooms.mjs';
import { isAsBefore, meetUp, startBrowser, startVisits } from '../support/scene.mjs';
import { startServer } from '../support/servers.mjs';
import { startProxy } from '../support/tcp-proxy.mjs';
import { framesAfter, isWhole, marksOf, sawAfter, showsNow } from '../support/timeline.mjs';

/** A server and a browser; `visit` opens a page of the room. */
async function startScene(t) {
  const [browser, server] = await Promise.all([startBrowser(t), startServer()]);
  t.after(() => server.close());
  const visits = await startVisits(t, server.url);
  return { browser, server, visit: (name, options) => visits.visit(browser, name, options) };
}

/** Peer connections of a page that are not closed. */
const openPeers = (page) =>
  page.evaluate(() => window.__peers.filter(({ connectionState }) => connectionState !== 'closed').length);
const liveTracks = (page) =>
  page.evaluate(() => window.__tracks.filter(({ readyState }) => readyState === 'live').length);

describe('two at once', () => {
  for (const { id, rounds, light, long, delay, line = 'a fast line' } of [
    { id: 'N1', rounds: 40, light: true },
    { id: 'N1-200', rounds: 200 },
    { id: 'N1-slow', rounds: 20, light: true, delay: 120, line: 'a line on which the offers cross' },
    { id: 'N1-slow-200', rounds: 200, long: true, delay: 120, line: 'a line on which the offers cross' },
  ])
    row(
      id,
      `both add or take away a track in the same tick, ${rounds} rounds on ${line}`,
      { light, long, timeout: 400_000 },
      async (t, findings) => {
        const { server, visit } = await startScene(t);
        const page = await visit('Ada');
        const socketURL = delay ? (await startProxy(t, server.url, { delay })).url : server.url;

        const { times, offers, made } = await page.evaluate(
          async (socketURL, rounds) => {
            const { ConnectionController } = window.RtcElements;
            navigator.mediaDevices.getDisplayMedia = async () => {
              const canvas = document.createElement('canvas');
              const paint = canvas.getContext('2d');
              const stream = canvas.captureStream();
              const [track] = stream.getTracks();
              const timer = setInterval(() => {
                if (track.readyState === 'ended') return clearInterval(timer);
                paint.fillStyle = `hsl(${Date.now() % 360} 50% 50%)`;
                return paint.fillRect(0, 0, 9, 9);
              }, 100);
              return stream;
            };
            const ends = [0, 1].map(() => new ConnectionController({ socketURL, session: {} }));
            await ends[0].open('glare');
            await ends[1].join('glare');
            const streams = (end) => end.state.participants.find(({ isLocal }) => !isLocal)?.streams.length;
            const isDone = (count) =>
              ends.every((end) => streams(end) === count && end.state.participants.at(-1).connection === 'connected') &&
              window.__peers.every(({ signalingState }) => ['stable', 'closed'].includes(signalingState));
            /** Something may have changed, or nothing has for long. */
            const change = (signal) =>
              new Promise((resolve) => {
                const listening = new AbortController();
                const done = () => resolve(listening.abort());
                const options = { signal: listening.signal };
                for (const end of ends) end.addEventListener('rtc-state-change', done, options);
                for (const peer of window.__peers) peer.addEventListener('signalingstatechange', done, options);
                signal.addEventListener('abort', done, options);
              });
            const settle = async (count) => {
              const start = performance.now();
              const patience = AbortSignal.timeout(20_000);
              while (!isDone(count)) {
                if (patience.aborted) {
                  const states = window.__peers.map(({ signalingState, connectionState }) => [
                    signalingState,
                    connectionState,
                  ]);
                  const seen = ends.map((end) => [streams(end), end.state.participants.at(-1).connection]);
                  throw new Error(`round ${times.length}, ${count} streams wanted: ${JSON.stringify([states, seen])}`);
                }
                await change(patience);
              }
              return performance.now() - start;
            };
            const times = [];
            await settle(0);
            const before = window.__descriptions;
            for (let round = 0; round < rounds; round++) {
              const shares = round % 2 === 0;
              // A share is there in a promise's turn, a stop at once: both do both in one task.
              const shared = ends.map((end) => (shares ? end.startScreen() : end.stopScreen()));
              times.push(await settle(shares ? 1 : 0));
              await Promise.all(shared);
            }
            for (const end of ends) end.dispose();
            return { times, offers: window.__descriptions - before, made: window.__peers.length - 2 };
          },
          socketURL,
          rounds,
        );

        findings.count(rounds, 'rounds stable', times.length);
        findings.within(2000, 'the slowest', Math.max(...times));
        findings.note(`${offers} descriptions, ${made} connections made anew`);
        // A crossing makes one connection anew, which are two ends.
        if (delay) findings.holds('offers have crossed in most rounds', made > 1.6 * rounds);
        findings.count(0, 'uncaught', page.problems.length);
      },
    );

  row('N2', 'both restart ICE at once, 20 times', { light: true }, async (t, findings) => {
    const { visit } = await startScene(t);
    const pages = [await visit('Ada'), await visit('Bob')];
    await meetUp(...pages);
    const before = await Promise.all(pages.map(showsNow));
    const times = [];

    for (let round = 0; round < 20; round++) {
      const at = Date.now() + 60;
      const user = () => window.__peers.at(-1).remoteDescription.sdp.match(/a=ice-ufrag:(\S+)/)[1];
      const old = await Promise.all(pages.map((page) => page.evaluate(user)));
      await Promise.all(
        pages.map((page) =>
          page.evaluate((when) => {
            while (Date.now() < when);
            window.__peers.at(-1).restartIce();
          }, at),
        ),
      );
      await Promise.all(
        pages.map((page, index) =>
          waitInPage(
            page,
            (before) => {
              const { remoteDescription, signalingState, connectionState } = window.__peers.at(-1);
              const now = remoteDescription?.sdp.match(/a=ice-ufrag:(\S+)/)[1];
              return now !== before && signalingState === 'stable' && connectionState === 'connected';
            },
            { args: [old[index]], message: 'another way' },
          ),
        ),
      );
      times.push(Date.now() - at);
    }

    findings.within(2000, 'the slowest of 20', Math.max(...times));
    for (const page of pages) findings.count(1, 'connection open', await openPeers(page));
    findings.note(`${(await pages[0].evaluate(() => window.__peers.length)) - 1} made anew`);
    await isAsBefore(findings, pages, before);
  });

  row('N6', '50 sockets and three pages open or join at the same moment', { light: true }, async (t, findings) => {
    const { server, visit } = await startScene(t);
    const pages = [await visit('Ada'), await visit('Bob'), await visit('Cleo')];
    const sockets = Array.from({ length: 50 }, (_, index) => {
      const query = { userid: `s${index}`, extra: '{}', msgEvent: 'RTCMultiConnection-Message' };
      return io(server.url, { query, forceNew: true, transports: ['websocket'] });
    });
    t.after(() => sockets.forEach((socket) => socket.disconnect()));
    await waitFor(() => sockets.every(({ connected }) => connected), { message: '50 sockets' });
    const ask = (socket, event) =>
      new Promise((done) => socket.emit(event, { sessionid: 'faulty', session: {}, password: '' }, done));

    const start = Date.now();
    const [opened, ...entered] = await Promise.all([
      Promise.all(
        sockets.map(async (socket) => {
          if (await ask(socket, 'open-room')) return 'opened';
          return (await ask(socket, 'join-room')) ? 'joined' : 'neither';
        }),
      ),
      ...pages.map((page) => callRoom(page, 'openOrJoin')),
    ]);
    findings.within(2000, 'all in', Date.now() - start);

    const openers = opened.filter((how) => how === 'opened').length + entered.filter(({ isOwner }) => isOwner).length;
    findings.count(1, 'opened', openers);
    findings.count(0, 'outside', opened.filter((how) => how === 'neither').length);
    findings.same('rooms', server.stats().rooms, 1);
    findings.same('members', server.stats().members, 53);
    // Of 53 tiles the grid shows a page at a time, so the connections are looked at.
    const meets = () => {
      const { participants } = document.querySelector('rtc-room');
      const others = participants.filter(({ isLocal, streams }) => !isLocal && streams.length > 0);
      return others.length === 2 && others.every(({ connection }) => connection === 'connected');
    };
    await Promise.all(pages.map((page) => waitInPage(page, meets, { message: 'the other two pages' })));
    noProblems(...pages);
  });
});

describe('messages lost or late', () => {
  for (const { id, what } of [
    { id: 'N3', what: 'offer' },
    { id: 'N3-answer', what: 'answer' },
  ]) {
    row(id, `the first ${what} is lost`, {}, async (t, findings) => {
      const { visit } = await startScene(t);
      const loses = (type) => (type === what ? [`(${loseFirst})(${JSON.stringify(type)})`] : []);
      // The newcomer offers, and the other answers.
      const pages = [
        await visit('Ada', { initScripts: loses('answer') }),
        await visit('Bob', { initScripts: loses('offer') }),
      ];

      await press(pages[0], 'rtc-open-button');
      await roomHas(pages[0], 'state', 'connected');
      await press(pages[1], 'rtc-join-button');
      const joinedAt = Date.now();
      const times = await Promise.all(pages.map((page) => waitFor(() => framesAfter(page, joinedAt))));

      findings.within(10_000, 'frames', Math.max(...times));
      const lost = await Promise.all(pages.map((page) => page.evaluate(() => window.__lost)));
      findings.count(1, 'lost', (lost[0] ?? 0) + (lost[1] ?? 0));
      for (const page of pages) {
        findings.count(1, 'connection open', await openPeers(page));
        findings.holds('one tile', (await showsNow(page)).tiles.length === 1);
      }
      noProblems(...pages);
    });
  }

  row(
    'N4',
    'candidates before the description, after the end, and of an old attempt',
    { light: true },
    async (t, findings) => {
      const { visit } = await startScene(t);
      const pages = [
        await visit('Ada', { initScripts: [sendCandidatesFirst] }),
        await visit('Bob', { initScripts: [sendCandidatesFirst] }),
      ];
      await meetUp(...pages);
      const [, bob] = pages;

      await callRoom(bob, 'leave');
      await roomHas(pages[0], 'count', '1');
      await press(bob, 'rtc-join-button');
      await seeAndHear(pages);
      const before = await Promise.all(pages.map(showsNow));
      // Everything that was said before, once more.
      const repeated = await Promise.all(pages.map((page) => page.evaluate(() => window.__repeat())));
      await untilMoving(pages[0], 10);

      const early = await Promise.all(pages.map((page) => page.evaluate(() => window.__early)));
      findings.note(`${early[0] + early[1]} candidates sent before their description`);
      findings.holds('candidates came first', early[0] + early[1] > 0);
      findings.note(`${repeated[0] + repeated[1]} messages sent again`);
      await isAsBefore(findings, pages, before);
      for (const page of pages) findings.count(1, 'connection', await openPeers(page));
    },
  );
});

describe('going in the middle', () => {
  for (const { id, times, light } of [
    { id: 'N5', times: 12, light: true },
    { id: 'N5-500', times: 500 },
  ]) {
    row(
      id,
      `a page that has just joined is gone after 0 to 500 ms, ${times} times`,
      { light, timeout: 300_000 },
      async (t, findings) => {
        const { visit, server } = await startScene(t);
        const [ada, host] = [await visit('Ada'), await visit('Host')];
        await press(ada, 'rtc-open-button');
        await roomHas(ada, 'state', 'connected');

        const joined = await host.evaluate(leaveEarly, server.url, times);
        await waitFor(() => server.stats().members === 1, { message: 'an empty room' });
        const shown = await sawAfter(ada, Date.now(), isWhole(1), 5000);

        findings.count(times, 'came', joined);
        findings.holds('the room is empty again', shown !== undefined);
        const made = await ada.evaluate(() => window.__peers.length);
        findings.note(`${made} connections begun`);
        findings.holds('most had begun a connection', made > times / 2);
        findings.count(0, 'connections left', await openPeers(ada));
        findings.count(0, 'tiles left', (await showsNow(ada)).tiles.length);
        findings.same('error', await ada.evaluate(() => document.querySelector('rtc-room').error?.code), undefined);
        noProblems(ada, host);
      },
    );
  }

  row('N8', 'leave and join at once, 100 times', { light: true, timeout: 200_000 }, async (t, findings) => {
    const { visit } = await startScene(t);
    const pages = [await visit('Ada'), await visit('Bob')];
    const [ada, bob] = pages;
    await meetUp(...pages);
    const before = await Promise.all(pages.map(showsNow));

    const failed = await bob.evaluate(async () => {
      const room = document.querySelector('rtc-room');
      const errors = [];
      for (let round = 0; round < 100; round++) {
        void room.leave();
        await room.join().catch(({ code }) => errors.push(code));
      }
      return errors;
    });
    await seeAndHear(pages);

    findings.same('refusals', failed, []);
    for (const page of pages) findings.count(1, 'connection open', await openPeers(page));
    findings.count(2, 'live tracks', await liveTracks(bob));
    await isAsBefore(findings, pages, before);
    await callRoom(bob, 'leave');
    await roomHas(ada, 'count', '1');
    findings.count(0, 'live tracks after leaving', await liveTracks(bob));
    findings.count(0, 'connections after leaving', (await openPeers(bob)) + (await openPeers(ada)));
  });

  row('N7', 'a second tab with the same id, and a copy with the same secret', { light: true }, async (t, findings) => {
    const { visit, server } = await startScene(t);
    const choose = () => {
      window.addEventListener('DOMContentLoaded', () => (document.querySelector('rtc-room').connection.userid = 'ada'));
    };
    const [ada, copy] = [
      await visit('Ada', { initScripts: [keepAuth, choose] }),
      await visit('Copy', { initScripts: [choose] }),
    ];

    await press(ada, 'rtc-open-button');
    await roomHas(ada, 'state', 'connected');
    await press(copy, 'rtc-join-button');
    await seeAndHear([ada, copy]);
    const ids = async (page) => (await showsNow(page)).people.map(({ userid }) => userid);
    const [first, second] = [await ids(ada), await ids(copy)];

    findings.same('people', first, second);
    findings.count(2, 'people', new Set(first).size);
    findings.same(
      'the first tab keeps its id',
      await ada.evaluate(() => document.querySelector('rtc-room').connection.userid),
      'ada',
    );
    const socket = io(server.url, {
      query: { userid: 'ada', kit: '1' },
      auth: { ...(await ada.evaluate(() => window.__auth)), instance: 'another' },
      forceNew: true,
    });
    t.after(() => socket.disconnect());
    const taken = await new Promise((done) => {
      socket.once('userid-already-taken', () => done(true));
      socket.emit('check-presence', 'faulty', () => done(false));
    });
    findings.holds('the copy of the secret does not get the id of a live tab', taken);
    await untilMoving(copy, 10);
    findings.count(0, 'losses at the live tab', (await marksOf(ada, 'rtc-reconnecting')).length);
    assert.deepEqual(await ids(ada), first);
  });
});

// What runs in the pages.

function loseFirst(type) {
  window.__lost = 0;
  const { send } = window.WebSocket.prototype;
  window.WebSocket.prototype.send = function (data) {
    if (window.__lost === 0 && String(data).includes(`"type":"${type}"`)) window.__lost++;
    else send.call(this, data);
  };
}

/**
 * Holds back each description, and what is said after it, for two candidates or a while; `__repeat` says all that was said
 * to people once more.
 */
function sendCandidatesFirst() {
  window.__early = 0;
  const { send } = window.WebSocket.prototype;
  const said = [];
  const held = [];
  let count = 0;
  const release = (socket) => {
    count = 0;
    for (const data of held.splice(0)) send.call(socket, data);
  };
  window.WebSocket.prototype.send = function (data) {
    const text = String(data);
    if (!text.includes('"remoteUserId"')) return send.call(this, data);
    said.push([this, data]);
    if (text.includes('"candidate":')) {
      if (held.length > 0) window.__early++;
      send.call(this, data);
      if (++count === 2) release(this);
      return undefined;
    }
    if (held.length === 0 && !/"type":"(offer|answer)"/.test(text)) return send.call(this, data);
    if (held.length === 0) setTimeout(() => release(this), 500);
    held.push(data);
    return undefined;
  };
  window.__repeat = () => {
    const all = said.filter(([socket]) => socket.readyState === 1);
    for (const [socket, data] of all) send.call(socket, data);
    return all.length;
  };
}

function keepAuth() {
  const { send } = window.WebSocket.prototype;
  window.WebSocket.prototype.send = function (data) {
    if (String(data).startsWith('40{')) window.__auth = JSON.parse(data.slice(2));
    return send.call(this, data);
  };
}

/** Pages in frames, four at a time: each joins and is thrown away. Gives how many had come in. */
async function leaveEarly(server, times) {
  const room = document.querySelector('rtc-room');
  let started = 0;
  let joined = 0;
  const one = async () => {
    const frame = document.createElement('iframe');
    frame.srcdoc = `<script src="${server}dist/rtc-room.min.js"></script>
<rtc-room socket-url="${server}" room-id="${room.roomId}" name="Early"><p></p></rtc-room>`;
    document.body.append(frame);
    await new Promise((done) => (frame.onload = done));
    const late = frame.contentDocument.querySelector('rtc-room');
    const goesAfter = (started / times) * 500;
    await late.join();
    joined++;
    await new Promise((done) => setTimeout(done, goesAfter));
    frame.remove();
  };
  const worker = async () => {
    while (started < times) {
      started++;
      await one();
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  return joined;
}
