// Pages of ours and pages of the stock client in one room, on our server and on the stock server.
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { findFirefox } from '../../scripts/find-browser.mjs';
import { closePage, launchChromium, launchFirefox } from '../support/browsers.mjs';
import { waitFor, waitInPage } from '../support/conditions.mjs';
import { descriptions, hearsSound, received, untilMoving, untilQuiet } from '../support/media.mjs';
import {
  callRoom,
  joins,
  noProblems,
  opens,
  plainPage,
  roomHas,
  seeAndHear,
  showsTiles,
  tileLabels,
  twoButtons,
  visitFor,
} from '../support/rooms.mjs';
import { startServer, startSite, startStockServer } from '../support/servers.mjs';
import { callStock, heard, stockVisitor } from '../support/stock-client.mjs';
import { provide } from '../support/world.mjs';

const firefox = Boolean(findFirefox());

describe('pages of ours and of the stock client', { timeout: 240_000 }, () => {
  const browsers = provide({ Chromium: launchChromium, Firefox: launchFirefox });
  const servers = provide({ ours: startServer, stock: startStockServer });
  const world = provide({ site: startSite });

  /** A page of ours whose room is on this server. */
  function ours(t, server, roomId, { name = 'Ada', attributes, browser = 'Chromium', initScripts } = {}) {
    const markup = twoButtons(servers[server].url, { roomId, name, attributes });
    return visitFor(t, browsers[browser], world.site.add(plainPage(servers.ours.url, markup)), { initScripts });
  }

  function stock(t, server, { browser = 'Chromium', ...settings } = {}) {
    const { url: socketURL } = servers[server];
    return stockVisitor(t, browsers[browser], { site: world.site, scripts: servers.ours.url, socketURL, settings });
  }

  describe('see and hear each other, and who is muted', () => {
    const cells = [];
    after(() => {
      const rows = cells.sort().map((cell) => `  ${cell}`);
      console.log(`interop: page, server, role, browser with pictures and sound both ways:\n${rows.join('\n')}`);
    });

    for (const server of ['ours', 'stock']) {
      for (const opener of ['our page', 'stock page']) {
        for (const browser of ['Chromium', 'Firefox']) {
          const other = browser === 'Chromium' && firefox ? 'Firefox' : 'Chromium';
          const joiner = opener === 'our page' ? 'stock page' : 'our page';
          const skip = browser === 'Firefox' && !firefox ? 'no Firefox on this machine' : false;
          const title = `on the ${server} server, where ${opener} in ${browser} opens and ${joiner} in ${other} joins`;
          it(title, { skip }, async (t) => {
            const roomId = `cell-${server}-${opener}-${browser}`.replaceAll(' ', '-');
            const oursOpens = opener === 'our page';
            const [bob, guest] = await Promise.all([
              ours(t, server, roomId, { name: 'Bob', browser: oursOpens ? browser : other }),
              stock(t, server, { browser: oursOpens ? other : browser, extra: { fullName: 'Olga' } }),
            ]);
            if (oursOpens) {
              await opens(bob);
              assert.deepEqual((await callStock(guest, 'join', roomId)).slice(0, 2), [true, roomId]);
            } else {
              assert.deepEqual((await callStock(guest, 'open', roomId)).slice(0, 2), [true, roomId]);
              await joins(bob);
            }

            await talk(bob, guest);

            noProblems(bob, guest);
            cells.push(`${opener}, ${server}, open, ${browser}`, `${joiner}, ${server}, join, ${other}`);
          });
        }
      }
    }

    /** Pictures and sound both ways, names, and the mute of each seen by the other. */
    async function talk(mine, guest) {
      await seeAndHear([mine, guest], 1);
      await showsTiles(mine, ['Bob (you)', 'Olga']);
      assert.deepEqual(
        await guest.evaluate(() =>
          window.connection.getAllParticipants().map((id) => window.connection.peers[id].extra.name),
        ),
        ['Bob'], // a stock server adds its own notes to what people say of themselves
      );
      const before = await received(guest);
      await callRoom(mine, 'setMicrophone', false);
      await waitFor(() => heard(guest, 'mute', 'audio'), { message: 'the mute of ours' });
      const quiet = await untilQuiet(guest);
      assert.ok(quiet.audioPackets > before.audioPackets);
      await callRoom(mine, 'setMicrophone', true);
      await waitFor(() => hearsSound(guest, quiet), { message: 'sound again' });
      await guest.evaluate(() => window.connection.attachStreams[0].mute('audio'));
      await showsTiles(mine, ['Bob (you)', 'Olga, microphone off']);
      await untilQuiet(mine);
      await untilMoving(mine);
    }
  });

  for (const server of ['ours', 'stock']) {
    it(`do not lose each other when they join at one moment, and see each leave, on the ${server} server`, async (t) => {
      const roomId = `instant-${server}`;
      const [ada, bob, guest, other] = await Promise.all([
        ours(t, server, roomId, { name: 'Ada' }),
        ours(t, server, roomId, { name: 'Bob' }),
        stock(t, server, { extra: { name: 'Olga' } }),
        stock(t, server, { extra: { name: 'Per' } }),
      ]);
      await opens(ada);
      await callRoom(ada, 'setMicrophone', false);
      await Promise.all([callRoom(bob, 'join'), callStock(guest, 'join', roomId)]);

      // Ada is silent: pictures of two, sound of one.
      await seesEverybody([ada, bob], [guest], 2);
      await waitFor(() => heard(guest, 'mute', 'audio'), { message: 'the mute before the stock page came' });
      await callStock(other, 'join', roomId);
      await seesEverybody([ada, bob], [other], 3);

      await closePage(other);
      await roomHas(ada, 'count', '3');
      await callRoom(bob, 'leave');
      await waitFor(() => heard(guest, 'leave'), { message: 'the leaving of ours' });
      await showsNames(ada, ['Ada (you), microphone off', 'Olga']);
      await guest.evaluate(() => window.connection.leave());
      await showsNames(ada, ['Ada (you), microphone off']);
      // What was on its way when it left does not bring it back.
      const { userid } = await ada.evaluate(() => ({ userid: document.querySelector('rtc-room').connection.userid }));
      await guest.evaluate((remoteUserId) => {
        const { connection } = window;
        const message = { candidate: 'candidate:1 1 udp 1 127.0.0.1 9 typ host', sdpMid: '0', sdpMLineIndex: 0 };
        connection.socket.emit(connection.socketMessageEvent, { remoteUserId, message, sender: connection.userid });
        return new Promise((done) => connection.socket.emit('check-presence', 'any', done));
      }, userid);
      await callRoom(ada, 'checkPresence');
      await roomHas(ada, 'count', '1');
      noProblems(ada, bob, guest);
    });

    it(`share a second stream and messages both ways, on the ${server} server`, async (t) => {
      const roomId = `more-${server}`;
      const session = { audio: true, video: true, data: true };
      const [ada, guest] = await Promise.all([
        ours(t, server, roomId, { attributes: 'audio video data', initScripts: [paintScreens] }),
        stock(t, server, { session, extra: { name: 'Olga' } }),
      ]);
      await ada.evaluate(() => {
        window.__messages = [];
        document.addEventListener('rtc-message', ({ data }) => window.__messages.push(data));
      });
      await opens(ada);
      await callStock(guest, 'join', roomId);
      await seeAndHear([ada, guest], 1);

      const long = 'ä'.repeat(100_000);
      await waitFor(() => heard(guest, 'open'), { message: 'the data channel' });
      await ada.evaluate(
        (text) => ['hi', { n: 1 }, text].map((one) => document.querySelector('rtc-room').send(one)),
        long,
      );
      await waitFor(() => heard(guest, 'message', long), { message: 'the long message at stock' });
      assert.equal(await heard(guest, 'message', 'hi'), 1);
      await guest.evaluate((text) => ['hi', { n: 1 }, text].map((one) => window.connection.send(one)), long);
      await waitInPage(ada, () => window.__messages.length === 3);
      assert.deepEqual(await ada.evaluate(() => window.__messages), ['hi', { n: 1 }, long]);

      await callRoom(ada, 'startScreen');
      await waitFor(() => heard(guest, 'stream', 'remote', true), { message: 'our screen at stock' });
      for (const page of [ada, guest]) await waitInPage(page, isStable);
      const before = await descriptions(guest);
      await callRoom(ada, 'stopScreen');
      await waitFor(() => heard(guest, 'streamended', 'remote'), { message: 'the end of our screen' });
      // Stock loses its own offer when it crosses ours: not while our negotiation of the end is under way.
      await waitFor(async () => (await descriptions(guest)) > before, { message: 'its answer' });
      for (const page of [ada, guest]) await waitInPage(page, isStable);

      await guest.evaluate(paintScreens);
      await guest.evaluate(async () => {
        const stream = await navigator.mediaDevices.getDisplayMedia();
        stream.isScreen = true;
        window.connection.addStream(stream);
        window.__screen = stream;
      });
      await showsNames(ada, ['Ada (you)', 'Olga', 'Screen of Olga']);
      await guest.evaluate(() => {
        // Its own removeStream adds the stream again in the same breath.
        const { connection, __screen } = window;
        connection.attachStreams = connection.attachStreams.filter((stream) => stream !== __screen);
        for (const id of connection.getAllParticipants()) connection.peers[id].peer.removeStream(__screen);
        connection.renegotiate();
      });
      await showsNames(ada, ['Ada (you)', 'Olga']);

      // Both at the same moment: the offers cross.
      await Promise.all([
        callRoom(ada, 'startScreen'),
        guest.evaluate(() => {
          const { connection, __screen } = window;
          connection.addStream(__screen);
        }),
      ]);
      await showsNames(ada, ['Ada (you)', 'Olga', 'Screen of Olga', 'Your screen']);
      const shown = (page) =>
        page.evaluate(() => [...document.querySelectorAll('video')].filter((one) => one.videoWidth === 320).length);
      await waitFor(async () => (await shown(guest)) >= 1, { message: 'our screen at stock' });
      await seeAndHear([ada, guest], 1);
    });

    it(`hear the same refusals: missing, taken, locked, full, on the ${server} server`, async (t) => {
      const roomId = `refusals-${server}`;
      const [guest, owner] = await Promise.all([
        stock(t, server, { password: 'wrong' }),
        stock(t, server, { password: 'secret', maxParticipantsAllowed: 2 }),
      ]);
      const ada = await ours(t, server, roomId);
      const message = 'Room not available';
      assert.deepEqual(await callStock(guest, 'join', roomId), [false, roomId, message]);
      assert.deepEqual(await callRoom(ada, 'join'), { code: 'room-not-found', message });
      assert.equal((await callStock(owner, 'open', roomId))[0], true);

      assert.deepEqual(await callStock(guest, 'open', roomId), [false, roomId, message]);
      assert.deepEqual(await callRoom(ada, 'open'), { code: 'room-exists', message });
      assert.deepEqual(await callStock(guest, 'join', roomId), [false, roomId, 'Invalid password']);
      assert.deepEqual(await callRoom(ada, 'join'), { code: 'invalid-password', message: 'Invalid password' });
      await ada.evaluate(() => document.querySelector('rtc-room').setAttribute('password', 'secret'));
      await callRoom(ada, 'join');
      await roomHas(ada, 'state', 'connected');
      await guest.evaluate(() => (window.connection.password = 'secret'));
      assert.deepEqual(await callStock(guest, 'join', roomId), [false, roomId, 'Room full']);
      await seeAndHear([ada, owner], 1);
      noProblems(ada);
    });

    for (const kind of ['oneway', 'broadcast']) {
      it(`send as the session says: ${kind}, on the ${server} server`, async (t) => {
        const roomId = `${kind}-${server}`;
        const session = { audio: true, video: true, [kind]: true };
        const attributes = kind === 'oneway' ? '' : 'audio video';
        const [owner, guest, ada] = await Promise.all([
          stock(t, server, { session }),
          stock(t, server, { session }),
          ours(t, server, roomId, { attributes }),
        ]);
        await ada.evaluate((value) => Object.assign(document.querySelector('rtc-room').connection.session, value), {
          [kind]: true,
        });
        await callStock(owner, 'open', roomId);
        await Promise.all([callStock(guest, 'join', roomId), callRoom(ada, 'join')]);

        await seeAndHear([ada, guest], 1);
        if (kind === 'broadcast') await seeAndHear([owner], 2);
        // Each has a link with the owner, and with nobody else.
        assert.equal(await guest.evaluate(() => window.connection.getAllParticipants().length), 1);
        assert.equal(
          await ada.evaluate(() => window.__peers.filter((one) => one.connectionState === 'connected').length),
          1,
        );
        noProblems(ada, guest, owner);
      });
    }
  }

  it('meet under a message event and with parameters that the page has chosen', async (t) => {
    const settings = { socketMessageEvent: 'video-conference-demo', socketCustomParameters: '&fullName=x' };
    const [guest, ada] = await Promise.all([stock(t, 'stock', settings), ours(t, 'stock', 'named')]);
    await ada.evaluate((values) => Object.assign(document.querySelector('rtc-room').connection, values), settings);
    await callStock(guest, 'open', 'named');
    await callRoom(ada, 'join');

    await seeAndHear([ada, guest], 1);
    noProblems(ada, guest);
  });

  it('go on when the stock page loses its socket for a moment, on our server', async (t) => {
    const [guest, ada] = await Promise.all([stock(t, 'ours'), ours(t, 'ours', 'blip')]);
    await opens(ada);
    await callStock(guest, 'join', 'blip');
    await seeAndHear([ada, guest], 1);
    const streams = await ada.evaluate(() => document.querySelector('rtc-room').participants[1].streams[0].id);
    await guest.evaluate(() => {
      window.__reconnected = 0;
      window.connection.socket.on('connect', () => window.__reconnected++);
      window.connection.socket.io.engine.close();
    });
    await waitInPage(guest, () => window.__reconnected > 0);

    await callRoom(ada, 'setMicrophone', false);
    await waitFor(() => heard(guest, 'mute', 'audio'), { message: 'a message over the new socket' });
    await untilMoving(ada, 20);
    assert.equal(await heard(guest, 'leave'), 0);
    assert.equal(await heard(guest, 'streamended', 'remote'), 0);
    assert.equal(await ada.evaluate(() => document.querySelector('rtc-room').participants[1].streams[0].id), streams);
    await roomHas(ada, 'count', '2');
    noProblems(ada, guest);
  });

  it('hand the room on when its owner goes, and end it when its owner closes it, on our server', async (t) => {
    const [owner, ada, bob] = await Promise.all([
      stock(t, 'ours'),
      ours(t, 'ours', 'handed'),
      ours(t, 'ours', 'handed', { name: 'Bob' }),
    ]);
    await callStock(owner, 'open', 'handed');
    await joins(ada);
    await seeAndHear([owner, ada], 1);
    await closePage(owner);
    await roomHas(ada, 'owner', '');

    await joins(bob);
    const guest = await stock(t, 'ours');
    await callStock(guest, 'join', 'handed');
    await seeAndHear([ada, bob, guest], 2);
    await callRoom(ada, 'close');

    await roomHas(bob, 'state', 'closed');
    await waitFor(() => heard(guest, 'closed', 'handed'), { message: 'the end at stock' });
    noProblems(ada, bob, guest);
  });

  /** Everybody shows so many others. */
  async function seesEverybody(mine, stocks, others) {
    for (const page of mine) {
      await roomHas(page, 'count', String(others + 1));
      await waitInPage(
        page,
        (count) =>
          document
            .querySelector('rtc-room')
            .participants.filter(({ connection, streams }) => connection === 'connected' && streams.length).length ===
          count + 1,
        { args: [others] },
      );
      await untilMoving(page);
    }
    for (const page of stocks) {
      await waitInPage(
        page,
        (count) => Object.values(window.__streams).filter(({ type }) => type === 'remote').length >= count,
        { args: [others] },
      );
    }
  }

  async function showsNames(page, names) {
    const same = async () => isDeepStrictEqual((await tileLabels(page)).sort(), [...names].sort());
    await waitFor(same, { message: `the tiles ${names.join('; ')}` }).catch(async () =>
      assert.deepEqual((await tileLabels(page)).sort(), [...names].sort()),
    );
  }
});

/** Runs in the page: no negotiation is under way. */
function isStable() {
  return window.__peers.every(({ signalingState }) => signalingState === 'stable' || signalingState === 'closed');
}

/** Runs in the page: a screen to be shared is a canvas that somebody paints on. */
function paintScreens() {
  navigator.mediaDevices.getDisplayMedia = async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 });
    const context = canvas.getContext('2d');
    let step = 0;
    setInterval(() => {
      context.fillStyle = `hsl(${(step += 20)} 80% 50%)`;
      context.fillRect(0, 0, 320, 180);
    }, 100);
    return canvas.captureStream(10);
  };
}
