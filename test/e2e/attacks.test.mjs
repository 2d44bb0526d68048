// Pages under attack by somebody in their room. Each attack is also shown to bite where nothing stands against it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { io } from 'socket.io-client';
import { launchChromium } from '../support/browsers.mjs';
import { waitFor, waitInPage } from '../support/conditions.mjs';
import { capturedTracks, untilMoving } from '../support/media.mjs';
import {
  callRoom,
  clickText,
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
import { callStock, stockVisitor } from '../support/stock-client.mjs';
import { provide } from '../support/world.mjs';

const messageEvent = 'RTCMultiConnection-Message';

describe('a page under attack', { timeout: 180_000 }, () => {
  const world = provide({ browser: launchChromium, ours: startServer, stock: startStockServer, site: startSite });

  /** A page of ours whose room is on this server. */
  function visitor(t, { url }, roomId, name, options) {
    const markup = plainPage(world.ours.url, twoButtons(url, { roomId, name }));
    return visitFor(t, world.browser, world.site.add(markup), options);
  }

  /** A page of the stock client on the stock server. */
  function stockPage(t) {
    const { site, ours, stock } = world;
    return stockVisitor(t, world.browser, { site, scripts: ours.url, socketURL: stock.url });
  }

  /** Somebody with a bare socket, in the room like everybody else; `heard` is what the others say to it. */
  async function attacker(t, { url }, roomId, userid = 'mallory') {
    const socket = io(url, { query: { userid, sessionid: roomId, msgEvent: messageEvent }, forceNew: true });
    t.after(() => socket.disconnect());
    const heard = [];
    socket.on(messageEvent, (envelope) => heard.push(envelope));
    const say = (to, message) => socket.emit(messageEvent, { remoteUserId: to, message, sender: userid });
    const ask = (event, ...values) =>
      socket
        .timeout(5000)
        .emitWithAck(event, ...values)
        .catch(() => undefined);
    await new Promise((resolve, reject) =>
      socket
        .timeout(5000)
        .emit('join-room', { sessionid: roomId, session: {}, extra: {}, password: '' }, (error, ok) =>
          error || !ok ? reject(error ?? new Error('not let in')) : resolve(),
        ),
    );
    return { socket, heard, say, ask };
  }

  const request = { newParticipationRequest: true, isOneWay: false, isDataOnly: false };

  /** Lets the victim make a connection to the attacker, as far as an offer. */
  async function getOffer({ heard, say }, roomId) {
    say(roomId, request);
    await waitFor(
      () => {
        for (const { message, sender } of heard.splice(0)) {
          if (message.enableMedia) say(sender, { readyForOffer: true, userPreferences: message.userPreferences });
          if (message.type === 'offer') return true;
        }
        return false;
      },
      { message: 'an offer to the attacker' },
    );
  }

  describe('A11: a remote word opens no microphone, and ends no camera:', () => {
    async function attack(t, server, roomId, victim, streamId) {
      const mallory = await attacker(t, server, roomId);
      await getOffer(mallory, roomId);
      for (const [action, type] of [
        ['unmute', 'audio'],
        ['unmute', 'both'],
        ['stop', undefined],
        ['ended', 'both'],
      ]) {
        mallory.say(victim, { streamSyncNeeded: true, streamid: streamId, action, type });
      }
      return mallory;
    }
    const sound = async (page) => (await capturedTracks(page)).filter(({ kind }) => kind === 'audio');

    it('bites the stock client', async (t) => {
      const page = await stockPage(t);
      await callStock(page, 'open', 'a11');
      const [userid, streamId] = await page.evaluate(() => {
        window.connection.attachStreams[0].mute('audio');
        return [window.connection.userid, window.connection.attachStreams[0].streamid];
      });
      assert.ok((await sound(page)).every(({ enabled }) => !enabled));

      await attack(t, world.stock, 'a11', userid, streamId);

      await waitFor(async () => (await sound(page)).some(({ enabled }) => enabled), { message: 'an open microphone' });
    });

    it('becomes a question here', async (t) => {
      const ada = await visitor(t, world.ours, 'a11', 'Ada');
      await opens(ada);
      await waitInPage(ada, () => window.__tracks.length === 2);
      // A room that hears whether its own person speaks does so by another track, which nobody else gets.
      await ada.evaluate(() => document.querySelector('rtc-room').toggleAttribute('no-muted-hint', true));
      await callRoom(ada, 'setMicrophone', false);
      const [userid, streamId] = await ada.evaluate(() => {
        const { connection } = document.querySelector('rtc-room');
        return [connection.userid, connection.state.local.streams[0].id];
      });

      const { socket } = await attack(t, world.ours, 'a11', userid, streamId);
      socket.emit('extra-data-updated', { name: 'Mallory' });

      await waitInPage(ada, () => document.querySelector('rtc-room').shadowRoot.querySelector('[part=question]'));
      const tracks = await capturedTracks(ada);
      assert.deepEqual(tracks.map(({ kind, enabled, readyState }) => [kind, enabled, readyState]).sort(), [
        ['audio', false, 'live'],
        ['video', true, 'live'],
      ]);
      await roomHas(ada, 'mic', null);
      await clickText(ada, 'Turn microphone on');
      await roomHas(ada, 'mic', '');
      noProblems(ada);
    });
  });

  describe('A12: script in names, ids and messages', () => {
    const payloads = scriptPayloads();

    it('bites a page that shows them as markup', async (t) => {
      const page = await visitFor(t, world.browser, world.site.add('<!doctype html><title>weak</title><p></p>'));
      await page.evaluate((all) => {
        document.querySelector('p').innerHTML = all.join('');
      }, payloads);
      await waitInPage(page, () => window.__ran > 0);
    });

    it('is text here, under a policy with Trusted Types, with the script pinned by its hash', async (t) => {
      const { origin, host } = new URL(world.ours.url);
      const file = readFileSync(new URL('../../dist/rtc-elements.min.js', import.meta.url));
      const integrity = `sha384-${createHash('sha384').update(file).digest('base64')}`;
      const policy = [
        `default-src 'none'; script-src ${origin}; connect-src ${origin} ws://${host}`,
        "require-trusted-types-for 'script'; trusted-types lit-html",
      ].join('; ');
      const page = (name) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>room</title>
<script src="${world.ours.url}dist/rtc-elements.min.js" integrity="${integrity}" crossorigin></script>
${twoButtons(world.ours.url, { roomId: 'a12', name, attributes: 'audio video data' })}`;
      const headers = { 'Content-Security-Policy': policy };
      const options = { initScripts: [recordViolations] };
      const [ada, bob] = [
        await visitFor(t, world.browser, world.site.add(page('Ada'), headers), options),
        await visitFor(t, world.browser, world.site.add(page('Bob'), headers), options),
      ];
      await opens(ada);
      await joins(bob);
      await seeAndHear([ada, bob]);
      const mallory = await attacker(t, world.ours, 'a12');
      mallory.say('a12', request);
      await roomHas(ada, 'count', '3');

      for (const payload of payloads) mallory.socket.emit('extra-data-updated', { name: payload, fullName: payload });
      const last = payloads.at(-1);
      await waitFor(async () => (await tileLabels(ada)).some((label) => label.startsWith(last)), { message: last });
      await ada.evaluate(() => {
        window.__messages = [];
        document.addEventListener('rtc-message', ({ data }) => window.__messages.push(data));
      });
      await bob.evaluate((all) => all.forEach((one) => document.querySelector('rtc-room').send(one)), payloads);
      await waitInPage(ada, (count) => window.__messages.length === count, { args: [payloads.length] });
      assert.deepEqual(await ada.evaluate(() => window.__messages), payloads);
      for (const payload of payloads.slice(0, 40)) {
        assert.equal((await callRoom(bob, 'checkPresence', payload.slice(0, 128))).exists, false);
        await bob.evaluate((text) => {
          const room = document.querySelector('rtc-room');
          room.name = text;
          room.title = text;
        }, payload);
      }
      await waitFor(async () => (await tileLabels(bob))[0].startsWith(payloads[39].trim().slice(0, 20)), {
        message: 'the last name',
      });

      for (const one of [ada, bob]) {
        assert.equal(await one.evaluate(() => window.__ran), undefined);
        assert.deepEqual(await one.evaluate(() => window.__violations), []);
      }
      await untilMoving(ada);
      noProblems(ada, bob);
    });

    it('does not run when one byte of it is another', async (t) => {
      const integrity = `sha384-${createHash('sha384').update('another').digest('base64')}`;
      const page = await visitFor(
        t,
        world.browser,
        world.site.add(`<!doctype html><title>room</title>
<script src="${world.ours.url}dist/rtc-room.min.js" integrity="${integrity}" crossorigin></script>`),
      );
      await waitInPage(page, () => document.readyState === 'complete');
      assert.equal(await page.evaluate(() => typeof window.RtcElements), 'undefined');
    });
  });

  describe('A13: ten thousand pieces of garbage from one in the room', () => {
    /** The stock server has no limits, so all of it arrives. */
    async function attack(mallory, roomId, victim, count = 10_000) {
      for (const message of garbage(count)) mallory.say(victim, message);
      // Answered when the server has handled all that came before.
      assert.equal(await mallory.ask('check-presence', roomId), true);
    }

    it('bites the stock client', async (t) => {
      const page = await stockPage(t);
      await callStock(page, 'open', 'a13-stock');
      const mallory = await attacker(t, world.stock, 'a13-stock');
      await getOffer(mallory, 'a13-stock');
      await attack(mallory, 'a13-stock', await page.evaluate(() => window.connection.userid), 200);
      await waitFor(() => page.problems.length > 0, { message: 'an error that nobody caught' });
    });

    it('end at worst the connection to that one here', async (t) => {
      const [ada, bob] = [
        await visitor(t, world.stock, 'a13', 'Ada', { initScripts: [countMessages] }),
        await visitor(t, world.stock, 'a13', 'Bob'),
      ];
      await opens(ada);
      await joins(bob);
      await seeAndHear([ada, bob]);
      const arrived = () => ada.evaluate(() => window.__messagesFrom.mallory);
      const mallory = await attacker(t, world.stock, 'a13');
      await getOffer(mallory, 'a13');
      // The answers to both come after all that went before.
      assert.equal(await mallory.ask('check-presence', 'a13'), true);
      assert.equal((await callRoom(ada, 'checkPresence')).exists, true);
      const before = await arrived();

      await attack(mallory, 'a13', await ada.evaluate(() => document.querySelector('rtc-room').connection.userid));

      await waitFor(async () => (await arrived()) - before === 10_000, { message: 'all of it', timeout: 60_000 });
      await seeAndHear([ada, bob], 1);
      await callRoom(bob, 'setMicrophone', false);
      await waitFor(async () => (await tileLabels(ada)).includes('Bob, microphone off'), { message: 'a mark' });
      assert.equal(await ada.evaluate(() => ({}).polluted), undefined);
      await roomHas(ada, 'state', 'connected');
      noProblems(ada, bob);
    });
  });

  it('A8: meets in rooms and under names that are keys of prototypes', async (t) => {
    for (const roomId of ['__proto__', 'constructor']) {
      const [ada, bob] = [
        await visitor(t, world.ours, roomId, '__proto__'),
        await visitor(t, world.ours, roomId, 'toString'),
      ];
      await opens(ada);
      await bob.evaluate(() => {
        document.querySelector('rtc-room').connection.extra = JSON.parse(
          '{"name":"toString","__proto__":{"polluted":1}}',
        );
      });
      await joins(bob);
      await seeAndHear([ada, bob]);
      await showsTiles(ada, ['__proto__ (you)', 'toString']);
      assert.equal(await ada.evaluate(() => ({}).polluted), undefined);
      noProblems(ada, bob);
    }
  });

  it('A14: is told when the word of the host has expired, and gets in with a fresh one', async (t) => {
    const guarded = await startServer({
      authorize: ({ auth }) => {
        if (auth.token === 'old') throw Object.assign(new Error('Your ticket is from yesterday.'), { code: 'expired' });
        return auth.token === 'fresh';
      },
    });
    t.after(() => guarded.close());
    const ada = await visitor(t, guarded, 'a14', 'Ada');

    assert.equal((await callRoom(ada, 'open')).code, 'unauthorized');
    await ada.evaluate(() => document.querySelector('rtc-room').setAttribute('token', 'old'));
    assert.deepEqual(await callRoom(ada, 'open'), { code: 'expired', message: 'Your ticket is from yesterday.' });
    await roomHas(ada, 'error', 'expired');
    await ada.evaluate(() => document.querySelector('rtc-room').setAttribute('token', 'fresh'));
    await callRoom(ada, 'open');

    await roomHas(ada, 'state', 'connected');
    await roomHas(ada, 'error', null);
    noProblems(ada);
  });

  it('A14: takes fresh credentials for the relay before the old ones end', async (t) => {
    const turn = await startServer({ turnSecret: 'secret', turnUrls: ['turn:127.0.0.1:3478?transport=tcp'] });
    t.after(() => turn.close());
    const [ada, bob] = [await visitor(t, turn, 'renewed', 'Ada'), await visitor(t, turn, 'renewed', 'Bob')];
    await opens(ada);
    await joins(bob);
    await seeAndHear([ada, bob]);
    const username = () => ada.evaluate(() => window.__peers.at(-1).getConfiguration().iceServers[0].username);
    for (const time of ['the first', 'the next']) {
      const before = await username();
      const [seconds] = before.split(':');
      assert.ok(Number(seconds) * 1000 > Date.now());
      // The end of a credential is told in whole seconds.
      await waitFor(() => Math.floor(Date.now() / 1000) > Number(seconds) - 12 * 3600, { message: 'another second' });

      await ada.evaluate(threeHoursPass);

      await waitFor(async () => (await username()) !== before, { message: `another credential, ${time} time` });
    }
    await untilMoving(ada);
    await roomHas(bob, 'count', '2');
    noProblems(ada, bob);
  });
});

/** Runs in the page. */
function threeHoursPass() {
  const { now } = Date;
  Date.now = () => now() + 3 * 3_600_000 + 1;
}

/** Runs in the page: counts what its sockets receive, by who sent it. */
function countMessages() {
  const counts = (window.__messagesFrom = {});
  const { WebSocket } = window;
  window.WebSocket = class extends WebSocket {
    constructor(...values) {
      super(...values);
      this.addEventListener('message', ({ data }) => {
        if (typeof data !== 'string' || !data.startsWith('42["RTCMultiConnection-Message",')) return;
        const [, { sender }] = JSON.parse(data.slice(2));
        counts[sender] = (counts[sender] ?? 0) + 1;
      });
    }
  };
}

/** Runs in the page. */
function recordViolations() {
  window.__violations = [];
  window.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) =>
    window.__violations.push(`${effectiveDirective} ${blockedURI} ${sample}`),
  );
}

/** Two hundred texts that run as script where they are taken for markup, an address or code. */
function scriptPayloads() {
  const run = 'window.__ran=1+(window.__ran||0)';
  const forms = [
    `<img src=x onerror=${run}>`,
    `<svg onload=${run}>`,
    `<script>${run}</script>`,
    `"><img src=x onerror=${run}>`,
    `'><img src=x onerror='${run}'>`,
    `<iframe srcdoc="<img src=x onerror=parent.${run}>">`,
    `<details open ontoggle=${run}>`,
    `<video><source onerror=${run}>`,
    `<input autofocus onfocus=${run}>`,
    `<a href="javascript:${run}">x</a>`,
    `javascript:${run}`,
    `</style><img src=x onerror=${run}>`,
    `</title><img src=x onerror=${run}>`,
    `--><img src=x onerror=${run}>`,
    `\${${run}}`,
    `{{constructor.constructor('${run}')()}}`,
    `<math><mi xlink:href="javascript:${run}">x</mi></math>`,
    `<template><img src=x onerror=${run}></template>`,
    `<!--?lit$0$--><img src=x onerror=${run}>`,
    `<rtc-room auto="open" audio video><img src=x onerror=${run}>`,
  ];
  const disguises = [
    (text) => text,
    (text) => text.toUpperCase().replace(run.toUpperCase(), run),
    (text) => ` ${text}`,
    (text) => `\u202e${text}`,
    (text) => `a\u0000${text}`,
    (text) => text.replaceAll(' ', '/'),
    (text) => text.replaceAll(' ', '\t'),
    (text) => text.replaceAll('<', '\u003c'),
    (text) => `${text}${text}`,
    (text) => `x${'\u0301'.repeat(20)}${text}`,
  ];
  return disguises.flatMap((disguise) => forms.map(disguise));
}

/** What a hostile client may say, the same each time. */
function* garbage(count) {
  let seed = 1;
  const random = (below) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const texts = [
    '',
    'v=0\r\n',
    'v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=video 9 X 0\r\n',
    'x'.repeat(5000),
    '\u0000',
  ];
  const values = [null, undefined, 0, -1, true, [], {}, 'x', { length: 1e9 }, [[[]]], ...texts];
  const any = () => values[random(values.length)];
  const text = () => texts[random(texts.length)];
  const kinds = [
    () => any(),
    () => ({ type: 'offer', sdp: text(), streamsToShare: any(), gen: any(), renegotiatingPeer: random(2) === 1 }),
    () => ({ type: 'answer', sdp: text(), streamsToShare: any() }),
    () => ({ type: 'rollback', sdp: '' }),
    () => ({ candidate: text(), sdpMid: any(), sdpMLineIndex: any() }),
    () => ({ streamSyncNeeded: true, streamid: any(), action: any(), type: any() }),
    () => ({ readyForOffer: true, userPreferences: any() }),
    () => ({ enableMedia: true, userPreferences: any() }),
    () => ({ allParticipants: any() }),
    () => ({ newParticipant: any() }),
    () => ({ changedUUID: true, oldUUID: any(), newUUID: any() }),
    () => ({ newParticipationRequest: true, localPeerSdpConstraints: any() }),
    () =>
      JSON.parse(
        '{"__proto__":{"polluted":1},"type":"offer","sdp":"v=0","streamsToShare":{"__proto__":{"audio":"on"}}}',
      ),
    () => 'dropPeerConnection',
  ];
  for (let given = 0; given < count;) {
    const one = kinds[random(kinds.length)]();
    if (one === null || one === undefined) continue; // the stock server relays no such thing
    given++;
    yield one;
  }
}
