// The way of the pictures is lost, changes, or gets narrow, while the server is there.
import { describe } from 'node:test';
import { waitFor } from '../support/conditions.mjs';
import { row } from '../support/fault.mjs';
import { received, untilMoving } from '../support/media.mjs';
import { callRoom, showsTiles } from '../support/rooms.mjs';
import { isAsBefore, last, meetUp, startApart, startBrowser, startVisits, watch } from '../support/scene.mjs';
import { startServer } from '../support/servers.mjs';
import {
  badgeFollows,
  everSeen,
  framesBack,
  framesBetween,
  hasBanner,
  isAway,
  isWhole,
  longestGap,
  marksOf,
  sawAfter,
  seenAfter,
  showsNow,
  story,
  tileReconnects,
  tileWithoutPicture,
  timeline,
} from '../support/timeline.mjs';

const both = ['Ada', 'Bob'];

describe('the direct path lost in silence', () => {
  for (const { id, cut, bound, long } of [
    { id: 'M1', cut: 8, bound: 3000 },
    { id: 'M2', cut: 20, bound: 5000 },
    { id: 'M2-60', cut: 60, bound: 8000, long: true },
    { id: 'M2-120', cut: 120, bound: 10_000, long: true },
  ]) {
    const options = { long, needs: ['namespaces'], timeout: 120_000 + cut * 1000 };
    row(id, `direct path silent for ${cut} s`, options, async (t, findings) => {
      const { network, ada, bob, pages } = await startApart(t);
      await meetUp(ada, bob);
      const before = await Promise.all(pages.map(showsNow));

      const cutAt = Date.now();
      network.cutDirectPath();
      const badges = await Promise.all(pages.map((page) => sawAfter(page, cutAt, tileReconnects, 10_000)));
      await last(cutAt + cut * 1000 - Date.now());
      network.mendDirectPath();
      const end = Date.now();
      const frames = await framesBack(pages, end);

      for (const [index, page] of pages.entries()) {
        findings.within(3000, `badge at ${both[index]}`, badges[index]);
        findings.within(bound, `frames at ${both[index]}`, frames[index]);
        findings.count(0, 'frames in the cut', await framesBetween(page, cutAt + 1500, end));
        findings.holds('the server was there', !(await everSeen(page, isAway, cutAt, end)));
      }
      await isRepairedByOne(findings, pages, cutAt, end);
      await isAsBefore(findings, pages, before);
      await badgesFollow(findings, pages, cutAt);
      for (const [index, page] of pages.entries()) t.diagnostic(`${both[index]}: ${await story(page, cutAt)}`);
    });
  }
});

describe('everything lost in silence', () => {
  for (const { id, cut, bound, long } of [
    { id: 'M3', cut: 20, bound: 5000 },
    { id: 'M3-60', cut: 60, bound: 8000, long: true },
    { id: 'M3-120', cut: 120, bound: 10_000, long: true },
  ]) {
    const options = { long, needs: ['namespaces'], timeout: 120_000 + cut * 1000 };
    row(id, `one machine without any network for ${cut} s`, options, async (t, findings) => {
      const { network, ada, bob, pages } = await startApart(t);
      await meetUp(ada, bob);
      const before = await Promise.all(pages.map(showsNow));

      const cutAt = Date.now();
      network.machines[0].silence();
      const ownBanner = sawAfter(ada, cutAt, hasBanner, 20_000);
      const othersBadge = sawAfter(bob, cutAt, tileReconnects, 20_000);
      await last(cutAt + cut * 1000 - Date.now());
      network.machines[0].widen();
      const end = Date.now();
      const frames = await framesBack(pages, end);

      findings.note(`own banner after ${(await ownBanner) / 1000} s`);
      findings.holds('own banner', (await ownBanner) !== undefined);
      findings.holds('it says so', await everSeen(ada, ({ banner }) => banner.includes('You are offline'), cutAt, end));
      findings.within(3000, 'badge at Bob', await othersBadge);
      for (const [index, page] of pages.entries()) {
        findings.within(bound, `frames at ${both[index]}`, frames[index]);
        findings.count(0, 'frames in the cut', await framesBetween(page, cutAt + 1500, end));
      }
      const left = await marksOf(bob, 'rtc-participant-left', cutAt);
      findings.note(left.length > 0 ? `told that Ada left after ${(left[0].at - cutAt) / 1000} s` : 'Ada never left');
      findings.same('departures', left.length, cut > 30 ? 1 : 0);
      await isAsBefore(findings, pages, before, { owner: cut <= 30 });
      // Of one who was told to have left there is another tile.
      if (cut <= 30) await badgesFollow(findings, pages, cutAt);
      for (const [index, page] of pages.entries()) t.diagnostic(`${both[index]}: ${await story(page, cutAt)}`);
    });
  }
});

describe('a short loss', () => {
  for (const { id, text, cut, mend } of [
    { id: 'M1-blip', text: 'direct path', cut: 'cutDirectPath', mend: 'mendDirectPath' },
    { id: 'M3-blip', text: 'everything', cut: 'silence', mend: 'widen' },
  ]) {
    row(id, `${text} silent for 1.5 s`, { needs: ['namespaces'] }, async (t, findings) => {
      const { network, ada, bob, pages } = await startApart(t);
      await meetUp(ada, bob);
      await Promise.all(pages.map((page) => sawAfter(page, 0, ({ said }) => said !== '')));
      const before = await Promise.all(pages.map(showsNow));

      const cutAt = Date.now();
      network[cut]();
      await last(cutAt + 1500 - Date.now());
      network[mend]();
      const end = Date.now();
      const frames = await framesBack(pages, end);
      // What a loss leads to comes late.
      await watch(10_000);

      for (const [index, page] of pages.entries()) {
        findings.within(3000, `frames at ${both[index]}`, frames[index]);
        const gap = await longestGap(page, cutAt, Date.now());
        findings.note(`picture stood still for ${gap / 1000} s`);
        findings.holds(`the picture at ${both[index]} stood still`, gap > 1000);
        await wasUnnoticed(findings, page, both[index], cutAt);
      }
      await isAsBefore(findings, pages, before);
      for (const [index, page] of pages.entries()) t.diagnostic(`${both[index]}: ${await story(page, cutAt)}`);
    });
  }

  row('M3-5', 'everything silent for 5 s', { needs: ['namespaces'] }, async (t, findings) => {
    const { network, ada, bob, pages } = await startApart(t);
    await meetUp(ada, bob);
    const before = await Promise.all(pages.map(showsNow));

    const cutAt = Date.now();
    network.silence();
    await last(cutAt + 5000 - Date.now());
    network.widen();
    const end = Date.now();
    const frames = await framesBack(pages, end);
    // Who is taken for gone is told to have gone after the server's patience, which is 20 s.
    await watch(25_000);

    for (const [index, page] of pages.entries()) {
      findings.within(5000, `frames at ${both[index]}`, frames[index]);
      findings.count(0, 'frames in the cut', await framesBetween(page, cutAt + 1500, end));
      findings.count(0, 'departures told', (await marksOf(page, 'rtc-participant-left', cutAt)).length);
      findings.holds('never two tiles of one', !(await everSeen(page, ({ tiles }) => tiles.length > 1, cutAt)));
    }
    await isAsBefore(findings, pages, before);
    await badgesFollow(findings, pages, cutAt);
    for (const [index, page] of pages.entries()) t.diagnostic(`${both[index]}: ${await story(page, cutAt)}`);
  });
});

describe('another way', () => {
  row('M4', 'the interface changes in the call', { needs: ['namespaces'] }, async (t, findings) => {
    const { network, ada, bob, pages } = await startApart(t);
    network.addMobile();
    await meetUp(ada, bob);
    const before = await Promise.all(pages.map(showsNow));

    const changedAt = Date.now();
    network.moveToMobile();
    const frames = await framesBack(pages, changedAt + 500);

    for (const [index, page] of pages.entries()) {
      findings.within(5000, `frames at ${both[index]}`, frames[index] && frames[index] + 500);
      await untilMoving(page, 20);
      const gap = await longestGap(page, changedAt - 1000, Date.now());
      findings.within(3000, `picture of ${both[1 - index]} stood still, moves`, gap);
      const badge = await seenAfter(page, changedAt, (seen) => tileReconnects(seen) || tileWithoutPicture(seen));
      findings.note(badge === undefined ? 'no badge' : `badge after ${badge / 1000} s`);
    }
    const away = await seenAfter(ada, changedAt, isAway);
    findings.note(`Ada's socket ${away === undefined ? 'held' : `lost after ${away / 1000} s`}`);
    const tiles = await timeline(bob);
    findings.same('tile', tiles.samples.at(-1).tiles[0].tile, tiles.samples.find(isWhole(2)).tiles[0].tile);
    await isAsBefore(findings, pages, before);
    for (const [index, page] of pages.entries()) t.diagnostic(`${both[index]}: ${await story(page, changedAt)}`);
  });

  row('M5', 'sends are refused for 5 s', { needs: ['namespaces'] }, async (t, findings) => {
    const { network, ada, bob, pages } = await startApart(t);
    await meetUp(ada, bob);
    const before = await Promise.all(pages.map(showsNow));

    const cutAt = Date.now();
    network.forbidDirectPath();
    await last(5000);
    network.allowDirectPath();
    const end = Date.now();
    const frames = await framesBack(pages, end);

    for (const [index, page] of pages.entries()) {
      findings.within(5000, `frames at ${both[index]}`, frames[index]);
      findings.within(3000, `badge at ${both[index]}`, await seenAfter(page, cutAt, tileReconnects));
      findings.count(0, 'frames in the cut', await framesBetween(page, cutAt + 1500, end));
    }
    findings.note(`${(await marksOf(ada, 'peer', cutAt)).length} connections made anew`);
    await isAsBefore(findings, pages, before);
    for (const [index, page] of pages.entries()) t.diagnostic(`${both[index]}: ${await story(page, cutAt)}`);
  });

  row('M5-long', 'sends are refused until the restart has failed', { needs: ['namespaces'] }, async (t, findings) => {
    const { network, ada, bob, pages } = await startApart(t);
    await meetUp(ada, bob);
    const before = await Promise.all(pages.map(showsNow));

    const cutAt = Date.now();
    network.forbidDirectPath();
    await last(20_000);
    network.allowDirectPath();
    const end = Date.now();
    const frames = await framesBack(pages, end);

    for (const [index, page] of pages.entries()) {
      findings.within(5000, `frames at ${both[index]}`, frames[index]);
      findings.count(0, 'frames in the cut', await framesBetween(page, cutAt + 1500, end));
    }
    const [rebuilt] = await marksOf(ada, 'peer', cutAt);
    const restarts = (await Promise.all(pages.map((page) => marksOf(page, 'restart', cutAt)))).flat();
    const restarted = restarts.map(({ at }) => at).sort((a, b) => a - b)[0];
    findings.within(11_000, 'made anew, from the restart on,', rebuilt && rebuilt.at - restarted);
    await isAsBefore(findings, pages, before);
    for (const [index, page] of pages.entries()) t.diagnostic(`${both[index]}: ${await story(page, cutAt)}`);
  });

  row('M8', 'the line falls to 400 kbit/s for 20 s', { needs: ['namespaces'] }, async (t, findings) => {
    const { network, ada, bob, pages } = await startApart(t, { initScripts: [seeNoise] });
    await meetUp(ada, bob);
    const before = await Promise.all(pages.map(showsNow));
    const rate = async (seconds) => {
      const { bytes } = await received(bob);
      await last(seconds * 1000);
      return Math.round(((await received(bob)).bytes - bytes) / (125 * seconds));
    };
    const full = await waitFor(async () => {
      const now = await rate(1);
      return now > 800 && now;
    });

    const from = Date.now();
    network.machines[0].narrow(400);
    const sounds = [];
    for (let second = 0; second < 16; second += 2) {
      const heard = await Promise.all(pages.map(received));
      await watch(2000);
      const now = await Promise.all(pages.map(received));
      sounds.push(Math.min(...now.map(({ audioPackets }, index) => audioPackets - heard[index].audioPackets)));
    }
    const narrow = await rate(4);

    findings.note(`${full} kbit/s before, ${narrow} kbit/s at the end`);
    findings.holds('the line was narrow', narrow < 420);
    // A fake microphone sends 50 packets a second.
    findings.note(`at least ${Math.min(...sounds.slice(1))} packets of sound in 2 s`);
    findings.holds(
      'sound goes on',
      sounds.slice(1).every((packets) => packets >= 50),
    );
    findings.note(`picture of ${await widthOf(bob)} px width`);
    const repairs = (await Promise.all(pages.map((page) => marksOf(page, 'restart', from)))).flat();
    const made = (await Promise.all(pages.map((page) => marksOf(page, 'peer', from)))).flat();
    findings.count(0, 'repairs', repairs.length + made.length);
    for (const page of pages) findings.holds('the server was there', !(await everSeen(page, isAway, from)));
    network.machines[0].widen();
    await isAsBefore(findings, pages, before);
    for (const [index, page] of pages.entries()) t.diagnostic(`${both[index]}: ${await story(page, from)}`);
  });
});

describe('a connection without pictures', () => {
  for (const { id, text, stuck, silent } of [
    { id: 'M9', text: 'the camera track is taken from its sender unsaid' },
    { id: 'M9-silent', text: 'the same of one whose microphone is off', silent: true },
    { id: 'M9-stuck', text: 'the camera track is taken from its sender, and no repair helps', stuck: true },
  ]) {
    row(id, text, {}, async (t, findings) => {
      const browser = await startBrowser(t);
      const server = await startServer();
      t.after(() => server.close());
      const { visit } = await startVisits(t, server.url);
      const [ada, bob] = [await visit(browser, 'Ada'), await visit(browser, 'Bob')];
      await meetUp(ada, bob);
      if (silent) {
        await callRoom(ada, 'setMicrophone', false);
        await showsTiles(bob, ['Bob (you)', 'Ada, microphone off']);
      }
      const before = await Promise.all([ada, bob].map(showsNow));

      const from = Date.now();
      await ada.evaluate(takeTrack, stuck);
      findings.within(5000, 'badge "no picture"', await sawAfter(bob, from, tileWithoutPicture, 15_000));
      findings.count(0, 'frames until then', await framesBetween(bob, from + 500, from + 2000));
      await watch(from + 20_000 - Date.now());
      const repairs = (await Promise.all([ada, bob].map((page) => marksOf(page, 'restart', from)))).flat();
      findings.count(1, 'repair', repairs.length);
      findings.count(0, 'connections made anew', (await marksOf(bob, 'peer', from)).length);
      findings.holds('the other picture goes on', (await framesBetween(ada, from, Date.now())) > 50);
      if (stuck) {
        const now = Date.now();
        findings.holds('the badge stays', await everSeen(bob, tileWithoutPicture, now - 500));
        await ada.evaluate(() => window.__giveBack());
        const [frames] = await framesBack([bob], now);
        findings.within(3000, 'frames after the cause is gone', frames);
      } else {
        findings.within(10_000, 'frames', (await framesBack([bob], from + 2000))[0] + 2000);
      }
      findings.holds(
        'badge gone',
        (await sawAfter(bob, Date.now(), (seen) => !tileWithoutPicture(seen), 3000)) !== undefined,
      );
      await isAsBefore(findings, [ada, bob], before);
    });
  }
});

/** Runs in the page: its camera's sender sends nothing; `stuck`: whatever track it is given, until `__giveBack`. */
async function takeTrack(stuck) {
  const sender = window.__peers[0].getSenders().find(({ track }) => track?.kind === 'video');
  const { track } = sender;
  await sender.replaceTrack(null);
  if (!stuck) return;
  sender.replaceTrack = () => Promise.resolve();
  window.__giveBack = () => {
    delete sender.replaceTrack;
    return sender.replaceTrack(track);
  };
}

/** Runs in the page, before its scripts: the camera sees nothing but noise, which fills any line. */
function seeNoise() {
  const { getUserMedia } = window.MediaDevices.prototype;
  window.MediaDevices.prototype.getUserMedia = async function (constraints) {
    const stream = await getUserMedia.call(this, constraints);
    const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
    const context = canvas.getContext('2d');
    const image = context.createImageData(640, 480);
    const words = new Uint32Array(image.data.buffer);
    setInterval(() => {
      for (let index = 0; index < words.length; index++) words[index] = Math.random() * 2 ** 32;
      context.putImageData(image, 0, 0);
    }, 100);
    const [noise] = canvas.captureStream(10).getVideoTracks();
    return new MediaStream([...stream.getAudioTracks(), noise]);
  };
}

async function widthOf(page) {
  return (await timeline(page)).samples.at(-1).tiles[0]?.width;
}

/** The one with the smaller id restarts ICE, at most 5 s after it was told of the loss, and the other does not. */
async function isRepairedByOne(findings, pages, cutAt, end) {
  const lost = await Promise.all(pages.map((page) => marksOf(page, 'connectionState', cutAt, end)));
  const restarts = await Promise.all(pages.map((page) => marksOf(page, 'restart', cutAt)));
  const ids = await Promise.all(pages.map(async (page) => (await showsNow(page)).tiles[0]));
  // Each shows the other: whose tile has the greater id is the smaller one.
  const first = ids[0] > ids[1] ? 0 : 1;
  const second = 1 - first;
  const toldAt = lost[first].find(({ what }) => what.endsWith('disconnected'))?.at;
  findings.note(`restarts: ${restarts[first].length} by the smaller id, ${restarts[second].length} by the other`);
  findings.holds('one side restarts', restarts[second].length === 0);
  if (end - cutAt < 15_000) return;
  findings.holds('the loss was noticed by the browser', toldAt !== undefined);
  findings.within(5000, 'restart', restarts[first].length ? Math.max(0, restarts[first][0].at - toldAt) : undefined);
}

/** A tile says "reconnecting" within 3 s of its last frame, and that or "no picture" until the first new one, give or take 1 s. */
async function badgesFollow(findings, pages, from) {
  for (const [index, page] of pages.entries()) {
    const { came, went } = await badgeFollows(page, from);
    findings.within(3000, `badge at ${both[index]}, from the last frame on,`, came);
    const moment = `${Math.abs(went) / 1000} s ${went < 0 ? 'before' : 'after'} the first new one`;
    findings.note(`gone ${went === undefined ? 'never' : moment}`);
    findings.holds(`the badge at ${both[index]} is gone within 1 s of the first new frame`, Math.abs(went) <= 1000);
  }
}

/** Since `from` nobody was shown or told anything, and nothing was repaired. */
async function wasUnnoticed(findings, page, name, from) {
  const { samples, marks } = await timeline(page);
  const since = samples.filter(({ at }) => at >= from);
  const different = (words) => [...new Set(words)].filter(Boolean);
  findings.same(
    `on the tile at ${name}`,
    different(since.flatMap(({ tiles }) => tiles.map(({ status }) => status))),
    [],
  );
  findings.same(`bar at ${name}`, different(since.map(({ banner }) => banner)), []);
  const before = samples.filter(({ at }) => at < from).map(({ said }) => said);
  findings.same(`said at ${name}`, different(since.map(({ said }) => said)), before.slice(-1));
  findings.same(`states at ${name}`, different(since.map(({ state }) => state)), ['connected']);
  const news = ['restart', 'peer', 'described', 'rtc-participant-left', 'rtc-participant-joined', 'rtc-reconnecting'];
  const told = marks.filter(({ at, kind }) => at >= from && news.includes(kind));
  findings.same(`news at ${name}`, different(told.map(({ kind }) => kind)), []);
}
