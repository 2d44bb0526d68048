/**
 * Many clients, one truth: random walks of three to five people through rooms, with faults, after which all must agree.
 *
 * Real are the engine (`ConnectionController`), socket.io of both sides, and the server's protocol, identities and rooms.
 * In place of the network, the devices, `RTCPeerConnection` and time there are models, so that one walk of minutes takes
 * milliseconds and the same seed always goes the same way.
 *
 * A walk opens, joins, leaves (also to come back at once), switches rooms, ends rooms, mutes, switches cameras, shares
 * screens, renames, lets the owner go, lets two do the same in one tick, resets sockets, silences them, puts pages to
 * sleep, kills pages and closes them, restarts and freezes the server, cuts the direct way between two people, and slows
 * the network down. Lines are slow by chance, so that what goes over different ones overtakes each other. When all faults
 * have ended, within 90 s of virtual time
 *
 * - everybody is in the room in which he wanted to be, or in none, sees exactly those who are there, and nobody twice;
 * - owner, names, streams and their states are the same for all, and what is said to be on does come in;
 * - each has one connection to each other one in the room, and none besides; no device runs for nothing;
 * - the server counts the same people, and each room went to the right one when its owner left;
 * - on the way nobody was told twice that somebody came or went, and nothing was thrown that nobody caught.
 *
 * Not covered: stock pages and servers; passwords, capacities, `authorize` and limits; chosen user ids and copied pages;
 * TURN, several addresses, loss of single packets and real browsers' differences in negotiation; polling; broken devices;
 * one-way and broadcast rooms; data channels; elements. The connection of two people is found whenever both have
 * described the same pair to each other, one has a candidate of the other, and the way is open.
 *
 * MODEL_WALKS: how many (1000). MODEL_FROM: the first seed (1). MODEL_SEED: this walk only, and all of its steps.
 * MODEL_STEPS: a JSON array of steps to take in place of those of MODEL_SEED, as a failure prints them.
 */
import assert from 'node:assert/strict';
import { register } from 'node:module';
import test from 'node:test';

register('./hooks.mjs', import.meta.url);
const { happened } = await import('./fake-peer.mjs');
const { knownWalks } = await import('./known.mjs');
const { loading } = await import('./load-in-call.mjs');
const { kindsOfSteps, stepsOf } = await import('./steps.mjs');
const { shorten, walk } = await import('./walk.mjs');

const { MODEL_WALKS = '1000', MODEL_FROM = '1', MODEL_SEED, MODEL_STEPS } = process.env;
/** A failure is made short by further walks; many of them tell no more than a few. */
const mostFailures = 3;

if (MODEL_SEED) {
  test(`walk ${MODEL_SEED}`, () => one(Number(MODEL_SEED)));
} else {
  for (const { why, seed, steps } of knownWalks) {
    test(`survives ${why}`, async () => assert.deepEqual(await walk(seed, steps), []));
  }
  for (const [how, change] of Object.entries({ late: { delay: 40_000 }, never: { isMissing: true } })) {
    test(`survives that the part for a running call comes ${how}`, () => withPart(change));
  }
  test(`${MODEL_WALKS} walks from seed ${MODEL_FROM}`, () => many(Number(MODEL_FROM), Number(MODEL_WALKS)));
}

async function many(first, count) {
  const failures = [];
  for (let seed = first; seed < first + count && failures.length < mostFailures; seed++) {
    const wrong = await walk(seed);
    if (wrong.length > 0) failures.push(await report(seed, wrong));
  }
  assert.equal(failures.length, 0, `\n\n${failures.join('\n\n')}\n`);
  // Faults that never bite would prove nothing.
  const needed = [
    'connected',
    'disconnected',
    'failed',
    'rollback',
    'heir',
    ...kindsOfSteps.map((kind) => `step ${kind}`),
  ];
  const missing = count < 500 ? [] : needed.filter((what) => !happened.get(what));
  assert.deepEqual(missing, [], 'some things never happened');
}

/** Fifty walks; in one of them nobody but the two who have lost each other can notice it. */
async function withPart(change) {
  const before = { ...loading };
  Object.assign(loading, change);
  try {
    for (let seed = 251; seed <= 300; seed++) assert.deepEqual(await walk(seed, stepsOf(seed)), [], `walk ${seed}`);
  } finally {
    Object.assign(loading, before);
  }
}

async function one(seed) {
  const steps = MODEL_STEPS ? JSON.parse(MODEL_STEPS) : stepsOf(seed);
  const wrong = await walk(seed, steps, (now, what) => {
    console.log(`${(now / 1000).toFixed(3)} s ${typeof what === 'string' ? what : JSON.stringify(what)}`);
  });
  assert.deepEqual(wrong, []);
}

async function report(seed, wrong) {
  const steps = await shorten(seed, stepsOf(seed));
  return [
    `Seed ${seed}:`,
    ...wrong.map((difference) => `- ${difference}`),
    `Again: MODEL_SEED=${seed} node --test test/model/model.test.mjs`,
    `Fewer steps that fail as well: MODEL_SEED=${seed} MODEL_STEPS='[`,
    steps.map((step) => `  ${JSON.stringify(step)}`).join(',\n'),
    `]' node --test test/model/model.test.mjs`,
  ].join('\n');
}
