// How long it takes from the click on "join" until each of two people sees the other: `npm run bench`.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { launchChromium, newPage } from '../test/support/browsers.mjs';
import { waitFor, waitInPage } from '../test/support/conditions.mjs';
import { candidates, startCandidates } from './candidates.mjs';
import { waitForQuiet, watchOthers } from './quiet.mjs';
import { recordCall } from './record-call.mjs';
import { median, quantile } from './statistics.mjs';
import { printTimelines, recordTimeline } from './timeline.mjs';

const usage = `node bench/run.mjs [--runs 7] [--rtt 0,100] [--only ${Object.keys(candidates).join(',')}] [--size 640x480] [--timeline]

  --runs      measured joins of each candidate; one more, not counted, comes first
  --rtt       round trip times of the signaling in ms; media always go directly
  --size      picture that everybody asks for, or 'any'; else what rtc-room asks for by itself
  --only      candidates
  --timeline  also prints when each step was done, which itself takes some time`;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '7' },
    rtt: { type: 'string', default: '0,100' },
    size: { type: 'string' },
    only: { type: 'string', default: Object.keys(candidates).join(',') },
    timeline: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
const rtts = values.rtt.split(',').map(Number);
const keys = values.only.split(',');
const isWrong =
  !(runs >= 1) ||
  rtts.some((rtt) => !(rtt >= 0)) ||
  keys.some((key) => !candidates[key]) ||
  !/^(any|\d+x\d+)$/.test(values.size ?? 'any');
if (values.help || isWrong) {
  console.log(usage);
  process.exit(isWrong ? 1 : 0);
}

/** A join while other programs used more than this share of the machine is made again, up to so many times. */
const othersAllowed = 0.15;
const attempts = 4;
/** What the pages are left alone for before the click: loading goes on in the background for longer than it seems. */
const quiet = 1500;
/** Messages that come a little after the picture are counted as well. */
const aftermath = 300;

let repeated = 0;
const browser = await launchChromium();
try {
  const version = (await browser.version()).replace(/^.*Chrome./, 'Chromium ');
  const date = new Date().toISOString().slice(0, 10);
  console.log(
    `${version}, Node ${process.version}, ${cpus().length} cores, ${process.platform}, ${date}, ${runs} runs`,
  );
  for (const rtt of rtts) report(rtt, await measure(rtt));
  if (repeated > 0) console.log(`\n${repeated} joins were made again because other programs disturbed them.`);
} finally {
  await browser.close();
}

/** The candidates take turns, and each round begins with another one. */
async function measure(rtt) {
  const results = new Map(keys.map((key) => [key, []]));
  const servers = await startCandidates(keys, { rtt, size: values.size });
  try {
    for (let round = 0; round <= runs; round++) {
      for (let turn = 0; turn < keys.length; turn++) {
        const key = keys[(round + turn) % keys.length];
        const result = await joinUndisturbed(candidates[key], (attempt) =>
          servers.urlOf(key, `room-${rtt}-${round}-${attempt}`),
        );
        if (round > 0) results.get(key).push(result);
      }
    }
  } finally {
    await servers.close();
  }
  return results;
}

/** The first join that nothing disturbed; if there is none, the one that was disturbed least. */
async function joinUndisturbed(candidate, urlOf) {
  let best;
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (attempt > 0) repeated++;
    await waitForQuiet();
    const result = await join(candidate, urlOf(attempt));
    if (!best || result.others < best.others) best = result;
    if (best.others <= othersAllowed) break;
  }
  return best;
}

/** One room of two: the first waits inside, the second joins. */
async function join(candidate, url) {
  const pages = [];
  try {
    const first = await openPage(url, pages);
    await waitForSelector(first, candidate.canOpen);
    await first.click(candidate.open);
    await waitForSelector(first, candidate.isOpen);
    const joiner = await openPage(url, pages);
    await waitForSelector(joiner, candidate.canJoin);
    await pause(quiet);
    const before = await messagesOf(pages);
    const othersUsed = watchOthers();
    await joiner.click(candidate.join);
    for (const page of pages) {
      await waitFor(async () => (await page.evaluate(() => window.__call.seenAt)) !== undefined, {
        message: `${candidate.name}: a picture of the other`,
      });
    }
    const others = othersUsed();
    await pause(aftermath);
    const messages = (await messagesOf(pages)) - before;
    const [there, came] = await Promise.all(pages.map((page) => page.evaluate(() => window.__call)));
    return {
      joiner: came.decodedAt - came.clickedAt,
      first: there.decodedAt - came.clickedAt,
      hidden: Math.max(came.seenAt - came.decodedAt, there.seenAt - there.decodedAt),
      others,
      messages,
      timeline: values.timeline && { clickedAt: came.clickedAt, joiner: came.marks, first: there.marks },
    };
  } finally {
    await Promise.all(pages.map((page) => page.browserContext().close()));
  }
}

async function openPage(url, pages) {
  const page = await newPage(browser, { initScripts: values.timeline ? [recordCall, recordTimeline] : [recordCall] });
  pages.push(page);
  await page.setViewport({ width: 1000, height: 700 });
  await page.goto(url);
  return page;
}

function waitForSelector(page, selector) {
  return waitInPage(page, (query) => document.querySelector(query) !== null, { args: [selector], message: selector });
}

async function messagesOf(pages) {
  const counts = pages.map((page) => page.evaluate(() => window.__call.sent + window.__call.received));
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

function report(rtt, results) {
  console.log(`\nRTT ${rtt} ms: click → first frame of the other, median (quartiles) in ms\n`);
  const rows = [['', 'socket opened', 'joiner', '× cold', '× warm', 'first', '× cold', '× warm', 'messages']];
  const ratio = (key, end, base) =>
    results.has(base) ? (middle(results.get(key), end) / middle(results.get(base), end)).toFixed(2) : '';
  for (const [key, list] of results) {
    const ends = ['joiner', 'first'].flatMap((end) => [
      spread(list, end),
      ratio(key, end, 'bare-cold'),
      ratio(key, end, 'bare-warm'),
    ]);
    rows.push([candidates[key].name, candidates[key].socket, ...ends, String(middle(list, 'messages'))]);
  }
  rows.splice(1, 0, ['---', '---', ...Array(7).fill('---:')]);
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) console.log(`| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`);
  for (const [key, list] of results) {
    const hidden = middle(list, 'hidden');
    if (hidden >= 1) console.log(`\n${candidates[key].name}: decoded, but hidden for ${hidden.toFixed(0)} ms more`);
  }
  if (values.timeline) {
    for (const [key, list] of results)
      printTimelines(
        candidates[key].name,
        list.map(({ timeline }) => timeline),
      );
  }
}

function middle(list, end) {
  return median(list.map((result) => result[end]));
}

function spread(list, end) {
  const numbers = list.map((result) => result[end]);
  const [low, middle, high] = [0.25, 0.5, 0.75].map((at) => quantile(numbers, at).toFixed(0));
  return `${middle} (${low}–${high})`;
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
