// The server dies, stays away or stands still in the middle of a call.
import { once } from 'node:events';
import { describe } from 'node:test';
import { row } from '../support/fault.mjs';
import { waitFor } from '../support/conditions.mjs';
import { descriptions, untilMoving } from '../support/media.mjs';
import { callRoom, noProblems, press, roomHas, seeAndHear } from '../support/rooms.mjs';
import { isAsBefore, last, meetUp, pictureWentOn, startBrowser, startVisits, watch } from '../support/scene.mjs';
import { startSite } from '../support/servers.mjs';
import { callStock, stockVisitor } from '../support/stock-client.mjs';
import { startStock } from '../server/stock.mjs';
import { closePage } from '../support/browsers.mjs';
import { startProcess } from '../support/server-process.mjs';
import {
  everSeen,
  framesAfter,
  hasBanner,
  isAway,
  isWhole,
  marksOf,
  sawAfter,
  showsNow,
  tileNumbers,
  tileReconnects,
} from '../support/timeline.mjs';

const names = ['Ada', 'Bob'];
/** A stock server tells of nobody: who is not back 7 s after one's own return has gone, and no page looks sooner. */
const ghostTime = 7500;

/**
 * Ada and Bob in a call over a server that can be killed, with Dan if he is asked for; Cleo's page is there as well, outside
 * of the room.
 */
async function startCall(t, { start = startProcess, withDan = false } = {}) {
  const browser = await startBrowser(t);
  const server = await start(t);
  const { visit } = await startVisits(t, server.url);
  const [ada, bob, cleo] = [await visit(browser, 'Ada'), await visit(browser, 'Bob'), await visit(browser, 'Cleo')];
  const dan = withDan ? await visit(browser, 'Dan') : undefined;
  await meetUp(...[ada, bob, dan].filter(Boolean));
  const pages = [ada, bob];
  const before = await Promise.all(pages.map(showsNow));
  const offers = await Promise.all(pages.map(descriptions));
  return { ...server, pages, ada, bob, cleo, dan, before, offers };
}

async function kill({ child }) {
  child.kill('SIGKILL');
  await once(child, 'exit');
  return Date.now();
}

/** Nothing of the call itself was touched between two moments. */
async function callWentOn(findings, { pages, offers }, from, to) {
  for (const [index, page] of pages.entries()) {
    await pictureWentOn(findings, page, names[index], from, to);
    findings.same(`descriptions at ${names[index]}`, await descriptions(page), offers[index]);
    findings.holds('one tile, the same', (await tileNumbers(page)).length === 1);
    findings.holds('no tile says reconnecting', !(await everSeen(page, tileReconnects, from, to)));
    findings.count(0, 'departures told', (await marksOf(page, 'rtc-participant-left', from)).length);
  }
}

describe('a server that is killed', () => {
  for (const { id, server, start, light } of [
    { id: 'S1', server: 'server', start: startProcess, light: true },
    { id: 'S1-stock', server: 'stock server', start: startStock },
  ]) {
    row(id, `${server} killed, back after 2 s`, { light }, async (t, findings) => {
      const call = await startCall(t, { start });
      const { pages, cleo } = call;

      const killedAt = await kill(call);
      await last(2000);
      await start(t, new URL(call.url).port);
      const end = Date.now();
      const whole = await Promise.all(pages.map((page) => sawAfter(page, end, isWhole(2))));

      for (const [index, page] of pages.entries()) {
        findings.holds('the loss was seen', await everSeen(page, isAway, killedAt, end));
        findings.within(5000, `${names[index]} back`, whole[index]);
      }
      await callWentOn(findings, call, killedAt - 500, Date.now());
      await isAsBefore(findings, pages, call.before, { isStock: start === startStock });
      await thirdMeets(findings, cleo, pages);
    });
  }

  row('S1-stock-peer', 'stock server killed, back after 2 s, in a call with a stock page', {}, async (t, findings) => {
    const browser = await startBrowser(t);
    const server = await startStock(t);
    const site = await startSite();
    t.after(() => site.close());
    const { visit } = await startVisits(t, server.url);
    const ada = await visit(browser, 'Ada');
    const settings = { extra: { name: 'Stan' } };
    const stan = await stockVisitor(t, browser, { site, scripts: server.url, socketURL: server.url, settings });
    const pages = [ada, stan];
    await press(ada, 'rtc-open-button');
    await roomHas(ada, 'state', 'connected');
    const { roomId } = await ada.evaluate(() => document.querySelector('rtc-room').connection.state);
    findings.same('Stan is in', (await callStock(stan, 'join', roomId)).slice(0, 2), [true, roomId]);
    await seeAndHear(pages, 1);
    const before = await showsNow(ada);

    const killedAt = await kill(server);
    await last(2000);
    await startStock(t, new URL(server.url).port);
    const end = Date.now();
    findings.within(5000, 'Ada back', await sawAfter(ada, end, isWhole(2)));
    // Both have asked each other for a connection, or have not; what they come to is to show and to last.
    await waitFor(() => stan.evaluate(() => window.connection.socket.connected), { message: 'Stan to be back' });
    await Promise.all(pages.map((page) => untilMoving(page)));
    findings.within(5000, 'pictures at both', Date.now() - end);
    await watch(10_000);
    await Promise.all(pages.map((page) => untilMoving(page, 10)));

    findings.holds('the loss was seen', await everSeen(ada, isAway, killedAt, end));
    findings.same('people and tiles', await showsNow(ada), before);
    // The stock client tells of a stream once for each of its tracks.
    const streams = await stan.evaluate(() => Object.values(window.__streams).filter(({ type }) => type === 'remote'));
    findings.count(1, 'stream of Ada at Stan', streams.length);
    findings.note(`${(await marksOf(ada, 'peer', killedAt)).length} connections made anew`);
    noProblems(...pages);
  });

  for (const { id, text, end } of [
    { id: 'S1-stock-left', text: 'leaves', end: (page) => callRoom(page, 'leave') },
    { id: 'S1-stock-closed', text: 'closes the page', end: closePage },
  ]) {
    row(id, `stock server killed, back after 2 s; one ${text} meanwhile`, {}, async (t, findings) => {
      const call = await startCall(t, { start: startStock, withDan: true });
      const { pages, cleo, dan } = call;
      const [{ userid }] = call.before[0].people.filter(({ name }) => name === 'Dan');
      const left = call.before.map(({ people, tiles }) => ({
        people: people.filter((one) => one.userid !== userid),
        tiles: tiles.filter((one) => one !== userid),
      }));

      const killedAt = await kill(call);
      const away = await Promise.all([...pages, dan].map((page) => sawAfter(page, killedAt, isAway)));
      await end(dan);
      await last(killedAt + 2000 - Date.now());
      await startStock(t, new URL(call.url).port);
      const upAt = Date.now();
      const back = await Promise.all(pages.map((page) => sawAfter(page, upAt, ({ state }) => state === 'connected')));
      const whole = await Promise.all(pages.map((page) => sawAfter(page, upAt, isWhole(2), 20_000)));

      findings.holds('the loss was seen', !away.includes(undefined));
      for (const [index, page] of pages.entries()) {
        findings.within(5000, `${names[index]} back`, back[index]);
        findings.within(ghostTime, `no ghost at ${names[index]} from then on`, whole[index] - back[index]);
        findings.count(1, 'departure told', (await marksOf(page, 'rtc-participant-left', killedAt)).length);
      }
      await isAsBefore(findings, pages, left, { isStock: true });
      await thirdMeets(findings, cleo, pages);
    });
  }

  for (const { id, away, bound, long } of [
    { id: 'S2', away: 20, bound: 5000 },
    { id: 'S2-120', away: 120, bound: 10_000, long: true },
  ]) {
    row(id, `server away for ${away} s`, { long, timeout: 120_000 + away * 1000 }, async (t, findings) => {
      const call = await startCall(t);
      const { pages, cleo } = call;

      const killedAt = await kill(call);
      const answer = callRoom(cleo, 'join').then((result) => ({ result, at: Date.now() }));
      await last(killedAt + away * 1000 - Date.now());
      const end = Date.now();
      await startProcess(t, new URL(call.url).port);
      const up = Date.now();
      const whole = await Promise.all(pages.map((page) => sawAfter(page, up, isWhole(2))));

      for (const [index, page] of pages.entries()) {
        findings.within(bound, `${names[index]} back`, whole[index]);
        findings.holds('banner', await everSeen(page, hasBanner, killedAt, end));
        const tries = (await marksOf(page, 'try', killedAt, end)).map(({ at }) => at);
        const pauses = [...tries, end].map((at, place) => at - (tries[place - 1] ?? killedAt));
        const early = pauses.filter((_, place) => (tries[place] ?? end) <= killedAt + 60_000);
        findings.within(4000, `${tries.length} tries, longest pause`, Math.max(...early));
        findings.within(10_000, 'longest pause at all', Math.max(...pauses));
        findings.holds('pauses differ', new Set(pauses.map((pause) => Math.round(pause / 50))).size > 3);
      }
      await callWentOn(findings, call, killedAt - 500, Date.now());
      await isAsBefore(findings, pages, call.before);
      const { result, at } = await answer;
      findings.within(10_500, `join of a third answered "${result.code}"`, at - killedAt);
      findings.same('code', result.code, 'signaling-unreachable');
      findings.same('second try', (await callRoom(cleo, 'join')).roomId, 'faulty');
      await roomHas(cleo, 'count', '3');
    });
  }

  row('S3', 'server stands still for 30 s', { timeout: 150_000 }, async (t, findings) => {
    const call = await startCall(t);
    const { child, pages, cleo } = call;

    const stoppedAt = Date.now();
    child.kill('SIGSTOP');
    const banners = await Promise.all(pages.map((page) => sawAfter(page, stoppedAt, hasBanner, 25_000)));
    await last(stoppedAt + 30_000 - Date.now());
    child.kill('SIGCONT');
    const end = Date.now();
    const whole = await Promise.all(pages.map((page) => sawAfter(page, end, isWhole(2))));

    for (const [index, page] of pages.entries()) {
      findings.within(10_000, `banner at ${names[index]}`, banners[index]);
      findings.within(5000, `${names[index]} back`, whole[index]);
      const packets = await marksOf(page, 'packet', stoppedAt + 500, end);
      findings.holds('the server was silent', packets.length === 0);
    }
    // What waited in the server has been handled when somebody new is in.
    await press(cleo, 'rtc-join-button');
    await roomHas(cleo, 'count', '3');
    findings.same('tiles of a third', (await sawAfter(cleo, end, isWhole(3))) !== undefined, true);
    await Promise.all(pages.map((page) => sawAfter(page, end, isWhole(3))));
    findings.same('people of a third', (await showsNow(cleo)).people.map(({ name }) => name).sort(), [
      'Ada',
      'Bob',
      'Cleo',
    ]);
    findings.same('people', (await showsNow(pages[0])).people.length, 3);
    const departures = await Promise.all(pages.map((page) => marksOf(page, 'rtc-participant-left', stoppedAt)));
    findings.count(0, 'departures told', departures.flat().length);
    for (const [index, page] of pages.entries()) await pictureWentOn(findings, page, names[index], stoppedAt, end);
  });
});

/** One who joins now sees the two who are there, and they see that one. */
async function thirdMeets(findings, page, pages) {
  await press(page, 'rtc-join-button');
  const joinedAt = Date.now();
  const times = await Promise.all([page, ...pages].map((one) => framesOfTwo(one, joinedAt)));
  findings.within(3000, 'third sees and is seen', times.includes(undefined) ? undefined : Math.max(...times));
}

/** Milliseconds from `from` until the page shows moving pictures of two people who are both there. */
async function framesOfTwo(page, from) {
  await sawAfter(page, from, isWhole(3));
  await sawAfter(page, from, ({ tiles }) => tiles.length === 2 && tiles.every(({ frames }) => frames > 0));
  return framesAfter(page, from, 2);
}
