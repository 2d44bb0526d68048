// Pages written for RTCMultiConnection, with its own files and with ours in their place, alone and together.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, it } from 'node:test';
import { launchChromium } from '../../support/browsers.mjs';
import { waitFor, waitInPage } from '../../support/conditions.mjs';
import { capturedTracks, hearsSound, untilMoving, untilQuiet } from '../../support/media.mjs';
import {
  callRoom,
  joins,
  noProblems,
  plainPage,
  seeAndHear,
  showsTiles,
  twoButtons,
  visitFor,
} from '../../support/rooms.mjs';
import { startServer, startSite, startStockServer } from '../../support/servers.mjs';
import { provide } from '../../support/world.mjs';

/** As the examples of RTCMultiConnection are written; only the addresses of the scripts differ from world to world. */
const oldPage = ({ client, io, files = '' }, script = shown) => `<!doctype html><meta charset="utf-8"><title>old</title>
<script src="${client}"></script>
<script src="${io}"></script>
${files && `<script src="${files}"></script>`}
<body><div id="videos-container"></div><div id="files-container"></div>
<script>
var connection = new RTCMultiConnection();
connection.socketURL = new URL('/', document.scripts[1].src).href;
connection.socketMessageEvent = 'video-conference-demo';
connection.enableFileSharing = true;
connection.session = { audio: true, video: true, data: true };
connection.sdpConstraints.mandatory = { OfferToReceiveAudio: true, OfferToReceiveVideo: true };
connection.mediaConstraints.video.optional = [{ minWidth: 320 }, { facingMode: 'user' }];
connection.iceServers = [];
connection.bandwidth = { audio: 50, video: 256 };
connection.extra = { fullName: 'somebody' };
connection.videosContainer = document.getElementById('videos-container');
connection.filesContainer = document.getElementById('files-container');

function picture(colour) {
  var canvas = document.createElement('canvas');
  canvas.width = canvas.height = 128;
  var context = canvas.getContext('2d');
  function paint() {
    context.fillStyle = colour;
    context.fillRect(0, 0, 128, 128);
  }
  paint();
  setInterval(paint, 50);
  return canvas.captureStream(20);
}
var heard = [];
function hear(name) {
  return function (event) { heard.push({ name: name, event: event }); };
}
connection.onopen = hear('open');
connection.onclose = hear('close');
connection.onmessage = hear('message');
connection.onleave = hear('leave');
connection.onmute = hear('mute');
connection.onunmute = hear('unmute');
connection.onExtraDataUpdated = hear('extra');
connection.onUserStatusChanged = hear('status');
connection.onEntireSessionClosed = hear('closed');
connection.onMediaError = hear('media-error');
connection.onFileStart = hear('file-start');
connection.onFileProgress = hear('file-progress');
connection.onFileEnd = hear('file-end');
${script}
</script>`;

const shown = `
connection.onstream = function (event) {
  heard.push({ name: 'stream', event: event });
  event.mediaElement.removeAttribute('src');
  event.mediaElement.muted = event.type === 'local';
  connection.videosContainer.appendChild(event.mediaElement);
  event.mediaElement.play();
};
connection.onstreamended = function (event) {
  heard.push({ name: 'streamended', event: event });
  var element = document.getElementById(event.streamid);
  if (element && element.parentNode) element.parentNode.removeChild(element);
};`;

const longText = 'RTC '.repeat(25_000);

describe('a page written for RTCMultiConnection', { timeout: 180_000 }, () => {
  const world = provide({ browser: launchChromium, site: startSite });
  const servers = provide({ ours: startServer, stock: startStockServer });
  /** The scripts of a page, by server and by whose they are. */
  const scripts = {};

  before(async () => {
    const reader = await readFile(new URL('../../../node_modules/fbr/FileBufferReader.js', import.meta.url), 'utf8');
    const files = world.site.add(reader);
    for (const [name, { url }] of Object.entries(servers)) {
      const io = `${url}socket.io/socket.io.js`;
      scripts[name] = {
        dropIn: { client: `${servers.ours.url}dist/rtcmulticonnection.min.js`, io },
        original: { client: '/RTCMultiConnection.js', io, files },
      };
    }
  });

  const visitor = (t, sources, script) => visitFor(t, world.browser, world.site.add(oldPage(sources, script)));

  for (const [title, server, role] of [
    ['with its own files', 'stock', 'original'],
    ['with our files in their place', 'ours', 'dropIn'],
  ]) {
    it(`${title}: opens and joins, talks, mutes, tells of itself, and leaves`, async (t) => {
      const isOriginal = role === 'original';
      const sources = scripts[server][role];
      const [ada, bob] = await Promise.all([visitor(t, sources), visitor(t, sources)]);
      assert.deepEqual(await call(bob, 'checkPresence', 'story'), [false, 'story']);
      assert.deepEqual(await call(bob, 'join', 'story'), [false, 'story', 'Room not available']);
      assert.deepEqual((await call(ada, 'open', 'story')).slice(0, 2), [true, 'story']);
      assert.deepEqual(await call(bob, 'checkPresence', 'story'), [true, 'story']);
      assert.deepEqual(await call(bob, 'open', 'story'), [false, 'story', 'Room not available']);
      assert.deepEqual((await call(bob, 'join', 'story')).slice(0, 2), [true, 'story']);

      await seeAndHear([ada, bob]);
      for (const page of [ada, bob]) {
        const streams = await streamsHeard(page);
        // The original tells of a stream twice now and then; ours never.
        const told = isOriginal ? [...new Set(streams)] : streams;
        assert.deepEqual(told, ['local', 'remote']);
      }
      assert.equal(await ada.evaluate(() => window.connection.isInitiator), true);
      const [bobId] = await ada.evaluate(() => window.connection.getAllParticipants());
      assert.equal(bobId, await bob.evaluate(() => window.connection.userid));
      assert.deepEqual(
        await ada.evaluate((id) => {
          const { extra, streams, userid } = window.connection.peers[id];
          return { extra, sends: streams.length > 0, userid, length: window.connection.peers.getLength() };
        }, bobId),
        { extra: { fullName: 'somebody' }, sends: true, userid: bobId, length: 1 },
      );

      await talk(ada, bob);
      await mutes(ada, bob);
      await ada.evaluate(() => {
        window.connection.extra.fullName = 'Ada';
        window.connection.updateExtraData();
      });
      await waitInPage(bob, () =>
        window.heard.some(({ name, event }) => name === 'extra' && event.extra.fullName === 'Ada'),
      );

      await bob.evaluate(() => {
        window.connection.attachStreams.forEach((stream) => stream.stop());
        window.connection.closeSocket();
      });
      const left = await hears(ada, 'leave');
      assert.equal(left.userid, bobId);
      await hears(ada, 'streamended');
      // Of a stream told twice the original takes away one picture.
      await waitInPage(ada, (most) => document.querySelectorAll('video').length <= most, {
        args: [isOriginal ? 2 : 1],
      });
      assert.deepEqual(await ada.evaluate(() => window.connection.getAllParticipants()), []);
      assert.ok((await capturedTracks(bob)).every(({ readyState }) => readyState === 'ended'));
      noProblems(ada, bob);
    });
  }

  for (const server of ['ours', 'stock']) {
    for (const roles of [
      ['dropIn', 'original'],
      ['original', 'dropIn'],
    ]) {
      it(`opened with ${roles[0]} on the server ${server}, joined with ${roles[1]}`, async (t) => {
        const pages = await Promise.all(roles.map((role) => visitor(t, scripts[server][role])));
        const [owner, guest] = pages;
        const [ours, stock] = roles[0] === 'dropIn' ? pages : [guest, owner];
        const room = `mixed-${server}-${roles[0]}`;
        assert.equal((await call(owner, 'open', room))[0], true);
        assert.equal((await call(guest, 'join', room))[0], true);

        await seeAndHear(pages);
        await talk(owner, guest);
        await sendsFile(ours, stock);
        await sendsFile(stock, ours);
        if (server === 'ours') await mutes(...pages);
        await sharesCanvas(ours, stock);

        noProblems(owner, guest);
        await guest.evaluate(() => window.connection.leave());
        await hears(owner, 'leave');
        await waitInPage(owner, () => window.connection.getAllParticipants().length === 0);
      });
    }
  }

  describe('with our files,', () => {
    const both = (t, script) =>
      Promise.all([visitor(t, scripts.ours.dropIn, script), visitor(t, scripts.ours.dropIn, script)]);

    it('shows streams by itself, and ends the session for all', async (t) => {
      const [ada, bob] = await both(t, '');
      assert.equal((await call(ada, 'open', 'plain'))[0], true);
      assert.equal((await call(bob, 'join', 'plain'))[0], true);
      await seeAndHear([ada, bob]);
      const own = await ada.evaluate(() => {
        const videos = [...window.connection.videosContainer.querySelectorAll('video')];
        const { stream } = window.connection.streamEvents.selectFirst('local');
        return videos.map(({ controls, muted, srcObject }) => ({ controls, muted, isOwn: srcObject === stream }));
      });
      assert.deepEqual(own, [
        { controls: true, muted: false, isOwn: false },
        { controls: true, muted: true, isOwn: true },
      ]);

      const done = ada.evaluate(
        () => new Promise((resolve) => window.connection.closeEntireSession(() => resolve(true))),
      );

      assert.equal(await done, true);
      for (const page of [ada, bob]) assert.equal((await hears(page, 'closed')).sessionid, 'plain');
      for (const page of [ada, bob]) await waitInPage(page, () => document.querySelectorAll('video').length === 1);
      assert.deepEqual(await call(bob, 'checkPresence', 'plain'), [false, 'plain']);
      noProblems(ada, bob);
    });

    it('meets a page with our elements', async (t) => {
      const ada = await visitor(t, scripts.ours.dropIn);
      const room = { roomId: 'elements', attributes: 'audio video data', name: 'Bob' };
      const bob = await visitFor(
        t,
        world.browser,
        world.site.add(plainPage(servers.ours.url, twoButtons(servers.ours.url, room))),
      );
      assert.equal((await call(ada, 'open', 'elements'))[0], true);
      await joins(bob);
      await seeAndHear([ada, bob]);
      await hears(ada, 'open');

      await bob.evaluate(() => document.querySelector('rtc-room').send({ from: 'Bob' }));
      assert.deepEqual((await hears(ada, 'message')).data, { from: 'Bob' });
      await callRoom(bob, 'setCamera', false);
      // A stream whose devices are not there yet begins as one that is muted.
      await waitFor(async () => (await hears(ada, 'mute')).muteType === 'video', {
        message: 'the picture to be muted',
      });
      await ada.evaluate(() => window.connection.streamEvents.selectFirst('local').stream.mute('audio'));
      await showsTiles(bob, ['Bob (you), camera off', 'somebody, microphone off']);
      await callRoom(bob, 'leave');
      assert.deepEqual((await hears(ada, 'leave')).extra, { name: 'Bob' });
      noProblems(ada, bob);
    });

    it('is told of a wrong password and of a full room', async (t) => {
      const [ada, bob] = await both(t);
      const cleo = await visitor(t, scripts.ours.dropIn);
      await ada.evaluate(() => Object.assign(window.connection, { password: 'secret', maxParticipantsAllowed: 2 }));
      assert.equal((await call(ada, 'open', 'locked'))[0], true);

      assert.deepEqual(await call(bob, 'join', 'locked'), [false, 'locked', 'Invalid password']);
      await bob.evaluate(() => (window.connection.password = 'secret'));
      assert.equal((await call(bob, 'join', 'locked'))[0], true);
      await cleo.evaluate(() => (window.connection.password = 'secret'));

      assert.deepEqual(await call(cleo, 'join', 'locked'), [false, 'locked', 'Room full']);
      noProblems(ada, bob, cleo);
    });

    it('sends files, shares a canvas, and puts another picture in the place of the camera', async (t) => {
      const [ada, bob] = await both(t);
      await call(ada, 'open', 'things');
      await call(bob, 'join', 'things');
      await seeAndHear([ada, bob]);
      await hears(ada, 'open');

      await sendsFile(ada, bob);
      await sharesCanvas(bob, ada);
      await ada.evaluate(() => {
        const [track] = window.picture('rgb(0, 0, 200)').getVideoTracks();
        window.connection.replaceTrack(track);
      });
      await showsColour(bob, 'camera', ([red, green, blue]) => blue > 120 && red + green < 120);
      await ada.evaluate(() => window.connection.resetTrack());
      await showsColour(bob, 'camera', ([red, green, blue]) => !(blue > 120 && red + green < 120));
      noProblems(ada, bob);
    });

    it('lets nobody touch its own streams', async (t) => {
      const [ada, bob] = await both(t);
      await call(ada, 'open', 'hostile');
      await call(bob, 'join', 'hostile');
      await seeAndHear([ada, bob]);
      await ada.evaluate(() => window.connection.attachStreams[0].mute('audio'));
      const before = await ada.evaluate(() => {
        window.heard.length = 0;
        return { userid: window.connection.userid, streamid: window.connection.attachStreams[0].id };
      });

      await bob.evaluate(({ userid, streamid }) => {
        const { socket, socketMessageEvent, userid: sender } = window.connection;
        const say = (message) => socket.emit(socketMessageEvent, { remoteUserId: userid, message, sender });
        for (const id of [streamid, '__proto__', 'constructor'])
          for (const action of ['unmute', 'stop', 'ended', 'inactive', 'getTracks', 'constructor', '__proto__'])
            say({ streamSyncNeeded: true, streamid: id, action, type: 'both' });
        // Heard after all of those.
        window.connection.attachStreams[0].mute('video');
      }, before);
      const heard = await hears(ada, 'mute');

      assert.equal(heard.muteType, 'video');
      assert.deepEqual(
        await ada.evaluate(() => ({
          names: window.heard.map(({ name }) => name),
          tracks: window.connection.attachStreams[0]
            .getTracks()
            .map(({ kind, enabled, readyState }) => [kind, enabled, readyState]),
        })),
        {
          names: ['mute'],
          tracks: [
            ['audio', false, 'live'],
            ['video', true, 'live'],
          ],
        },
      );
      noProblems(ada, bob);
    });
  });
});

/** Calls a method of the connection and waits for its callback; of checkPresence without what it says of the room. */
function call(page, method, room) {
  return page.evaluate(
    (name, id) =>
      new Promise((resolve) =>
        window.connection[name](id, (...values) => resolve(values.filter((value) => value != null && !value._room))),
      ),
    method,
    room,
  );
}

/** Waits until the page has heard this, and gives what of the event can be told. */
function hears(page, name) {
  return waitInPage(
    page,
    (wanted) => {
      const { event } = window.heard.findLast((one) => one.name === wanted) ?? {};
      if (!event) return undefined;
      const { userid, extra, data, muteType, unmuteType, sessionid } = event;
      return { userid, extra, data, muteType, unmuteType, sessionid };
    },
    { args: [name], message: `the page to hear "${name}"` },
  );
}

function streamsHeard(page) {
  return page.evaluate(() => window.heard.filter(({ name }) => name === 'stream').map(({ event }) => event.type));
}

/** Short and long text and an object, both ways. */
async function talk(...pages) {
  for (const page of pages) await hears(page, 'open');
  for (const [from, to] of [pages, pages.toReversed()]) {
    await to.evaluate(() => (window.heard = window.heard.filter(({ name }) => name !== 'message')));
    await from.evaluate((text) => {
      window.connection.send('hello');
      window.connection.send({ list: [1, null, 'é'] });
      window.connection.send(text);
    }, longText);
    await waitInPage(to, () => window.heard.filter(({ name }) => name === 'message').length === 3);
    const messages = await to.evaluate(() =>
      window.heard.filter(({ name }) => name === 'message').map(({ event: { data, userid } }) => ({ data, userid })),
    );
    const userid = await from.evaluate(() => window.connection.userid);
    assert.deepEqual(
      messages.map(({ data }) => data),
      ['hello', { list: [1, null, 'é'] }, longText],
    );
    assert.ok(messages.every((message) => message.userid === userid));
  }
}

/** One mutes and the other hears of it, and hears nothing else. */
async function mutes(from, to) {
  await from.evaluate(() => window.connection.streamEvents.selectFirst('local').stream.mute('audio'));
  await waitInPage(to, () => window.heard.some(({ name, event }) => name === 'mute' && event.type === 'remote'));
  assert.equal((await hears(to, 'mute')).muteType, 'audio');
  const quiet = await untilQuiet(to);
  await from.evaluate(() => window.connection.streamEvents.selectFirst('local').stream.unmute('audio'));
  await waitInPage(to, () => window.heard.some(({ name, event }) => name === 'unmute' && event.type === 'remote'));
  assert.equal((await hears(to, 'unmute')).unmuteType, 'audio');
  await waitFor(() => hearsSound(to, quiet), { message: 'sound again' });
  await untilMoving(to);
}

/** A file of several pieces arrives whole, and both sides hear how far it is. */
async function sendsFile(from, to) {
  const hear = (page) =>
    page.evaluate(() => (window.heard = window.heard.filter(({ name }) => !name.startsWith('file'))));
  for (const page of [from, to]) await hear(page);
  const sum = await from.evaluate(() => {
    const bytes = Uint8Array.from({ length: 100_001 }, (_, index) => (index * 7) % 251);
    const file = new window.File([bytes], '<b>notes.txt', { type: 'text/plain' });
    window.connection.send(file);
    return bytes.reduce((total, byte) => total + byte, 0);
  });
  for (const page of [from, to]) await hears(page, 'file-end');
  const arrived = await to.evaluate(async () => {
    const [start, end] = ['file-start', 'file-end'].map(
      (wanted) => window.heard.find(({ name }) => name === wanted).event,
    );
    const bytes = new Uint8Array(await (await window.fetch(end.url)).arrayBuffer());
    return {
      name: end.name,
      type: end.type,
      size: bytes.length,
      sum: bytes.reduce((total, byte) => total + byte, 0),
      userid: start.userid,
      progress: window.heard.filter(({ name }) => name === 'file-progress').map(({ event }) => event.currentPosition),
    };
  });
  const userid = await from.evaluate(() => window.connection.userid);
  assert.deepEqual(arrived, {
    name: '<b>notes.txt',
    type: 'text/plain',
    size: 100_001,
    sum,
    userid,
    progress: [1, 2, 3],
  });
}

/** A canvas is shared as a screen: seen as such by the other, until it is taken back. */
async function sharesCanvas(from, to) {
  const count = (page, name) =>
    page.evaluate((wanted) => window.heard.filter((one) => one.name === wanted).length, name);
  const [streams, ended] = [await count(to, 'stream'), await count(to, 'streamended')];
  await from.evaluate(() => {
    window.shared = window.picture('rgb(200, 0, 0)');
    window.shared.isScreen = true;
    window.connection.addStream(window.shared);
  });
  await waitFor(async () => (await count(to, 'stream')) === streams + 1, { message: 'the canvas' });
  await showsColour(to, 'screen', ([red, green]) => red > 120 && green < 80);
  await from.evaluate(() => window.connection.removeStream(window.shared.id));
  await waitFor(async () => (await count(to, 'streamended')) > ended, { message: 'the end of the canvas' });
}

/** Waits until the other's camera or screen shows this colour in its middle. */
function showsColour(page, source, isRight) {
  return waitFor(
    async () => {
      const colour = await page.evaluate((wanted) => {
        const event = window.connection.streamEvents
          .selectAll('remote')
          .find(({ stream }) => Boolean(stream.isScreen) === (wanted === 'screen'));
        if (!event?.mediaElement.videoWidth) return undefined;
        const canvas = document.createElement('canvas');
        const context = canvas.getContext('2d');
        context.drawImage(event.mediaElement, 0, 0, 300, 150);
        return [...context.getImageData(150, 75, 1, 1).data];
      }, source);
      return colour && isRight(colour);
    },
    { message: `the colour of the ${source}` },
  );
}
