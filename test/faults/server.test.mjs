// The server dies, stays away or stands still in the middle of a call.
import { once } from 'node:events';
import { describe } from 'node:test';
import { row } from '../support/fault.mjs';
import { descriptions } from '../support/media.mjs';
import { callRoom, press, roomHas } from '../support/rooms.mjs';
import { isAsBefore, last, meetUp, startBrowser, startVisits } from '../support/scene.mjs';
import { startProcess } from '../support/server-process.mjs';
import {
  everSeen,
  framesAfter,
  hasBanner,
  isAway,
  isWhole,
  longestGap,
  marksOf,
  sawAfter,
  showsNow,
  tileReconnects,
} from '../support/timeline.mjs';

const names = ['Ada', 'Bob'];
/** A picture that stands still for longer than this does not do so because the machine is busy. */
const busy = 2000;

/** Ada and Bob in a call over a server that can be killed; Cleo's page is there as well, outside of the room. */
async function startCall(t) {
  const browser = await startBrowser(t);
  const server = await startProcess(t);
  const { visit } = await startVisits(t, server.url);
  const [ada, bob, cleo] = [await visit(browser, 'Ada'), await visit(browser, 'Bob'), await visit(browser, 'Cleo')];
  await meetUp(ada, bob);
  const pages = [ada, bob];
  const before = await Promise.all(pages.map(showsNow));
  const offers = await Promise.all(pages.map(descriptions));
  return { ...server, pages, ada, bob, cleo, before, offers };
}

async function kill({ child }) {
  child.kill('SIGKILL');
  await once(child, 'exit');
  return Date.now();
}

/** Nothing of the call itself was touched between two moments. */
async function callWentOn(findings, { pages, offers }, from, to) {
  for (const [index, page] of pages.entries()) {
    const gap = await longestGap(page, from, to);
    findings.note(`longest stop of the picture at ${names[index]} ${gap} ms`);
    findings.holds(`the picture at ${names[index]} never stopped`, gap < busy);
    findings.same(`descriptions at ${names[index]}`, await descriptions(page), offers[index]);
    findings.holds('no tile says reconnecting', !(await everSeen(page, tileReconnects, from, to)));
    findings.count(0, 'departures told', (await marksOf(page, 'rtc-participant-left', from)).length);
  }
}

describe('a server that is killed', () => {
  row('S1', 'server killed, back after 2 s', { light: true }, async (t, findings) => {
    const call = await startCall(t);
    const { pages, cleo } = call;

    const killedAt = await kill(call);
    await last(2000);
    await startProcess(t, new URL(call.url).port);
    const end = Date.now();
    const whole = await Promise.all(pages.map((page) => sawAfter(page, end, isWhole(2))));

    for (const [index, page] of pages.entries()) {
      findings.holds('the loss was seen', await everSeen(page, isAway, killedAt, end));
      findings.within(5000, `${names[index]} back`, whole[index]);
    }
    await callWentOn(findings, call, killedAt - 500, Date.now());
    await isAsBefore(findings, pages, call.before);
    await press(cleo, 'rtc-join-button');
    const joinedAt = Date.now();
    const times = await Promise.all([cleo, ...pages].map((page) => framesOfTwo(page, joinedAt)));
    findings.within(3000, 'third sees and is seen', times.includes(undefined) ? undefined : Math.max(...times));
  });

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
    for (const page of pages) findings.holds('pictures went on', (await longestGap(page, stoppedAt, end)) < busy);
  });
});

/** Milliseconds from `from` until the page shows moving pictures of two people who are both there. */
async function framesOfTwo(page, from) {
  await sawAfter(page, from, isWhole(3));
  await sawAfter(page, from, ({ tiles }) => tiles.length === 2 && tiles.every(({ frames }) => frames > 0));
  return framesAfter(page, from, 2);
}
