// The line between page and server is cut in silence, while pictures take another way; answers and upgrades that get lost.
import { describe } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { closePage } from '../support/browsers.mjs';
import { waitFor } from '../support/conditions.mjs';
import { row } from '../support/fault.mjs';
import { peers } from '../support/media.mjs';
import { buttonState, press, roomHas, seeAndHear } from '../support/rooms.mjs';
import { isAsBefore, last, meetUp, pictureWentOn, startBrowser, startVisits, watch } from '../support/scene.mjs';
import { startServer } from '../support/servers.mjs';
import { startProxy } from '../support/tcp-proxy.mjs';
import {
  everSeen,
  framesBack,
  hasBanner,
  isAway,
  isWhole,
  marksOf,
  sawAfter,
  seenAfter,
  showsNow,
  tileNumbers,
  tileReconnects,
} from '../support/timeline.mjs';
import { connect, hear, identity, join, meet, settle, silence, times } from '../server/support.mjs';

/** Ada and Bob in a call; Ada's socket goes by a proxy. */
async function startCall(t, options) {
  const browser = await startBrowser(t);
  const server = await startServer(options);
  t.after(() => server.close());
  const proxy = await startProxy(t, server.url);
  const { visit } = await startVisits(t, server.url);
  const ada = await visit(browser, 'Ada', { socketUrl: proxy.url });
  const bob = await visit(browser, 'Bob');
  await meetUp(ada, bob);
  const pages = [ada, bob];
  return { browser, server, proxy, visit, ada, bob, pages, before: await Promise.all(pages.map(showsNow)) };
}

/** Names that Bob was told of Ada, one for each packet. */
async function namesTold(page, from) {
  const packets = await marksOf(page, 'packet', from);
  return packets
    .map(({ what }) => JSON.parse(what))
    .filter(([event]) => event === 'extra-data-updated')
    .map(([, , { name }]) => name);
}

const packetsOf = async (page, event, from) =>
  (await marksOf(page, 'packet', from)).filter(({ what }) => JSON.parse(what)[0] === event).length;

describe('a socket that is cut in silence', () => {
  row('S4', 'socket cut for 2 s', { light: true }, async (t, findings) => {
    const { proxy, ada, bob, pages, before } = await startCall(t);

    const cutAt = Date.now();
    proxy.freeze();
    for (const name of ['Ada 1', 'Ada 2', 'Ada 3']) await ada.evaluate(rename, name);
    await last(cutAt + 2000 - Date.now());
    const early = await namesTold(bob, cutAt);
    proxy.thaw();
    const end = Date.now();
    await waitFor(async () => (await namesTold(bob, cutAt)).length >= 3);
    const told = (await marksOf(bob, 'packet', end)).at(-1);
    await echo(ada, bob);

    findings.same('told in the cut', early, []);
    findings.same('told afterwards', await namesTold(bob, cutAt), ['Ada 1', 'Ada 2', 'Ada 3', 'Echo', 'Ada']);
    findings.within(2000, 'what waited came', told && told.at - end);
    findings.count(0, 'departures told', await packetsOf(bob, 'user-disconnected', cutAt));
    for (const [index, page] of pages.entries()) {
      findings.holds('nobody sees anything', !(await everSeen(page, (seen) => isAway(seen) || hasBanner(seen), cutAt)));
      findings.holds('no tile reconnects', !(await everSeen(page, tileReconnects, cutAt)));
      await pictureWentOn(findings, page, ['Ada', 'Bob'][index], cutAt, end);
    }
    await isAsBefore(findings, pages, before);
  });

  row('S5', 'socket cut for 20 s', {}, async (t, findings) => {
    const { proxy, ada, bob, pages, before } = await startCall(t);

    const cutAt = Date.now();
    proxy.freeze();
    await last(20_000);
    proxy.thaw();
    const end = Date.now();
    const whole = await sawAfter(ada, end, isWhole(2));

    const banner = await seenAfter(ada, cutAt, hasBanner);
    findings.note(`own banner after ${banner / 1000} s`);
    findings.holds('own banner', banner < end - cutAt);
    findings.within(5000, 'back', whole);
    const badge = await seenAfter(bob, cutAt, tileReconnects);
    findings.within(20_000, 'tile "reconnecting" at the other', badge < end - cutAt ? badge : undefined);
    await echo(ada, bob);
    findings.count(0, 'departures told', await packetsOf(bob, 'user-disconnected', cutAt));
    findings.count(0, 'departures seen', (await marksOf(bob, 'rtc-participant-left', cutAt)).length);
    for (const [index, page] of pages.entries()) {
      findings.holds('one tile, the same', (await tileNumbers(page)).length === 1);
      await pictureWentOn(findings, page, ['Ada', 'Bob'][index], cutAt, end);
    }
    await isAsBefore(findings, pages, before);
  });

  for (const { id, cut, timings, long } of [
    { id: 'S6', cut: 20, timings: { silenceGrace: 3000, hold: 3000 } },
    { id: 'S6-120', cut: 120, long: true },
  ]) {
    const text = `socket cut for ${cut} s${timings ? ', with a grace of 3 s' : ''}`;
    row(id, text, { long, timeout: 120_000 + cut * 1000 }, async (t, findings) => {
      const { proxy, server, ada, bob, pages, before } = await startCall(t, { timings });

      const cutAt = Date.now();
      proxy.freeze();
      await last(cut * 1000);
      const told = (await marksOf(bob, 'rtc-participant-left', cutAt))[0];
      const tilesInCut = (await showsNow(bob)).tiles;
      proxy.thaw();
      const end = Date.now();
      const whole = await Promise.all(pages.map((page) => sawAfter(page, end, isWhole(2))));

      findings.within(timings ? 15_000 : 35_000, 'departure told', told && told.at - cutAt);
      findings.same('tiles at Bob in the cut', tilesInCut, []);
      for (const [index, time] of whole.entries()) {
        findings.within(timings ? 5000 : 10_000, `${['Ada', 'Bob'][index]} whole`, time);
      }
      const frames = await framesBack(pages, end);
      findings.within(10_000, 'frames', frames.includes(undefined) ? undefined : Math.max(...frames));
      await echo(ada, bob);
      for (const page of pages) {
        const open = (await peers(page)).filter(({ connectionState }) => connectionState !== 'closed');
        findings.count(1, 'connection open', open.length);
      }
      findings.same('members', server.stats().members, 2);
      await isAsBefore(findings, pages, before, { owner: false });
    });
  }
});

describe('the same person back before the old socket is dead', () => {
  const timings = { pingInterval: 60_000, pingTimeout: 60_000 };

  row('S7', 'second socket of one page, then of another page', { light: true }, async (t, findings) => {
    const server = await startServer({ timings });
    t.after(() => server.close());
    const me = identity();
    const first = connect(t, server, { ...me, kit: true });
    const other = connect(t, server, { userid: 'other', kit: true });
    await meet('r', other, first);
    silence(first);

    const samePageAt = Date.now();
    const second = connect(t, server, { ...me, kit: true });
    findings.same('let in', (await join(second, 'r'))[0], true);
    findings.within(500, 'the same page in', Date.now() - samePageAt);

    silence(second);
    const copyAt = Date.now();
    const { secret } = me.auth;
    const third = connect(t, server, { ...me, auth: { secret, instance: 'another page' }, kit: true });
    findings.same('let in', (await join(third, 'r'))[0], true);
    findings.within(1500, 'another page of that person in', Date.now() - copyAt);

    // This one answers: the person who is there keeps the id.
    const fourth = connect(t, server, { ...me, auth: { secret, instance: 'a third page' }, kit: true });
    await hear(fourth, 'userid-already-taken');
    await settle(other, third);
    findings.count(0, 'departures told', times(other, 'user-disconnected'));
    findings.same('members', [server.stats().members, server.stats().seats], [2, 2]);
  });

  row('S7-stock', 'second socket of a stock page, whose id nobody can prove', { light: true }, async (t, findings) => {
    const server = await startServer({ timings });
    t.after(() => server.close());
    const first = connect(t, server, { userid: 'stock' });
    const other = connect(t, server, { userid: 'other' });
    await meet('r', other, first);
    silence(first);

    const againAt = Date.now();
    const second = connect(t, server, { userid: 'stock' });
    findings.same('let in', (await join(second, 'r'))[0], true);
    findings.within(1500, 'in', Date.now() - againAt);
    await settle(other);
    findings.count(0, 'departures told', times(other, 'user-disconnected'));
    findings.same('members', server.stats().members, 2);
  });
});

describe('answers that never come', () => {
  row('S8', 'the server answers nothing', {}, async (t, findings) => {
    const browser = await startBrowser(t);
    const server = await startServer();
    t.after(() => server.close());
    const { visit } = await startVisits(t, server.url);
    const open = () => visit(browser, 'Ada', { initScripts: [swallowAnswers] });
    const pages = [await open(), await open(), await open()];
    const [opener, joiner, asker] = pages;
    await Promise.all(pages.map((page) => waitFor(() => page.evaluate(() => window.__swallowed >= 0))));

    const from = Date.now();
    const calls = await Promise.all([
      opener.evaluate(callWithCallback, 'open', 'one'),
      joiner.evaluate(callWithCallback, 'join', 'two'),
      asker.evaluate(callWithCallback, 'checkPresence', 'three'),
    ]);
    for (const [index, name] of ['open', 'join', 'checkPresence'].entries()) {
      const { at, code } = calls[index];
      findings.within(10_000, `${name} answered "${code}"`, at - from);
    }
    findings.holds('answers were swallowed', (await opener.evaluate(() => window.__swallowed)) > 0);
    findings.holds('the error is shown', await everSeen(opener, ({ error }) => error === 'timeout', from));
    const { disabled } = await buttonState(opener, 'rtc-open-button');
    findings.same('open button can be pressed again', disabled, false);

    await opener.evaluate(() => (window.__swallows = false));
    await press(opener, 'rtc-open-button');
    await roomHas(opener, 'state', 'connected');
    await opener.evaluate(() => (window.__swallows = true));
    const leaving = Date.now();
    await opener.evaluate(() => document.querySelector('rtc-room').leave());
    findings.within(3000, 'leave', Date.now() - leaving);
    for (const [index, name] of ['open', 'join', 'checkPresence'].entries()) {
      findings.count(1, `callback of ${name}`, await pages[index].evaluate(() => window.__calls));
    }
  });
});

describe('a proxy that lets no WebSocket through', () => {
  for (const { id, upgrade, text } of [
    { id: 'S9', upgrade: 'refuse', text: 'upgrades are refused' },
    { id: 'S9-cut', upgrade: 'cut', text: 'upgrades are cut' },
    { id: 'S9-cut-early', upgrade: 'cut-early', text: "upgrades are cut before the server's first word" },
  ]) {
    row(id, text, { light: true }, async (t, findings) => {
      const browser = await startBrowser(t);
      const server = await startServer();
      t.after(() => server.close());
      const proxy = await startProxy(t, server.url, { upgrade });
      const { visit } = await startVisits(t, server.url);
      const ada = await visit(browser, 'Ada', { socketUrl: proxy.url });
      const bob = await visit(browser, 'Bob', { socketUrl: proxy.url });
      const pages = [ada, bob];

      await press(ada, 'rtc-open-button');
      const from = Date.now();
      const opened = await sawAfter(ada, from, ({ state }) => state === 'connected', 20_000);
      findings.within(8000, 'open', opened);
      if (opened === undefined) findings.note(`${proxy.upgrades()} upgrades asked for`);
      if (opened === undefined) return;
      await press(bob, 'rtc-join-button');
      const joinedAt = Date.now();
      await seeAndHear(pages);
      findings.within(8000, 'see each other', Date.now() - joinedAt);
      const upgrades = proxy.upgrades();
      findings.holds('WebSockets were asked for', upgrades > 0);
      await watch(4000);
      findings.count(0, 'more upgrades in 4 s', proxy.upgrades() - upgrades);
      for (const page of pages) findings.holds('no reconnecting', !(await everSeen(page, isAway, from)));
    });
  }
});

describe('a page that ends', () => {
  for (const { id, text, end } of [
    { id: 'D14', text: 'page crashes', end: (page) => page.goto('chrome://crash').catch(() => undefined) },
    { id: 'D14-close', text: 'page is closed', end: (page) => closePage(page) },
    { id: 'D14-kill', text: 'browser is killed', end: (_, browser) => process.kill(-browser.process().pid, 'SIGKILL') },
  ]) {
    row(id, text, { light: true }, async (t, findings) => {
      const browser = await startBrowser(t);
      const other = await startBrowser(t);
      const server = await startServer();
      t.after(() => server.close());
      const { visit } = await startVisits(t, server.url);
      const [ada, bob] = [await visit(browser, 'Ada'), await visit(other, 'Bob')];
      await meetUp(ada, bob);

      const from = Date.now();
      await Promise.race([end(ada, browser), pause(500)]);
      const alone = await sawAfter(bob, from, ({ people, tiles }) => people.length === 1 && tiles.length === 0, 30_000);
      findings.within(3000, 'departure told', alone);
      findings.same('members', server.stats().members, 1);
      await roomHas(bob, 'owner', '');
    });
  }
});

/** Runs in the page. */
function rename(name) {
  document.querySelector('rtc-room').name = name;
}

/** When this has come, everything has that the server had to say before. */
async function echo(ada, bob) {
  for (const name of ['Echo', 'Ada']) {
    const from = Date.now();
    await ada.evaluate(rename, name);
    const heard = await sawAfter(bob, from, ({ tiles }) => tiles[0]?.name === name, 20_000);
    if (heard === undefined) throw new Error(`Waited 20 s for ${name} to be shown at Bob.`);
  }
}

/** Runs in the page, before its scripts: no answer of the server to an event arrives while `__swallows`. */
function swallowAnswers() {
  window.__swallowed = 0;
  window.__swallows = true;
  const listen = window.WebSocket.prototype.__lookupSetter__('onmessage');
  Object.defineProperty(window.WebSocket.prototype, 'onmessage', {
    set(listener) {
      listen.call(this, (event) => {
        const isAnswer = typeof event.data === 'string' && /^43\d*\[/.test(event.data);
        if (isAnswer && window.__swallows) window.__swallowed++;
        else listener.call(this, event);
      });
    },
  });
}

/** Runs in the page: resolves with the first call of the callback; `__calls` goes on counting. */
function callWithCallback(method, id) {
  window.__calls = 0;
  return new Promise((resolve) => {
    document.querySelector('rtc-room')[method](id, (first, second, third) => {
      window.__calls++;
      const error = [third, second, first].find((one) => one?.code || typeof one === 'string');
      resolve({ at: Date.now(), code: error?.code ?? String(error) });
    });
  });
}
