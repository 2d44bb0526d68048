import { differences } from './agreement.mjs';
import { stepsOf, take } from './steps.mjs';
import { World } from './world.mjs';

/** Milliseconds after the last fault within which all must agree, and for which they must go on to. */
const patience = 90_000;
const constancy = { short: 3000, long: 40_000 };

/**
 * Takes the steps, ends all faults, and waits until all agree.
 *
 * @param trace Hears of each step and of each change of what differs.
 * @returns what is wrong; empty: nothing.
 */
export async function walk(seed, steps = stepsOf(seed), trace = () => undefined) {
  const world = new World(seed);
  const { clock } = world;
  const uncaught = (failure) => world.report(`uncaught: ${failure?.stack ?? failure}`);
  process.on('uncaughtException', uncaught);
  process.on('unhandledRejection', uncaught);
  try {
    await clock.pass(0);
    for (const { wait, ...step } of steps) {
      trace(clock.now, step);
      take(world, step);
      await clock.pass(wait);
    }
    trace(clock.now, 'all faults end');
    world.heal();
    const end = clock.now + patience;
    let wrong = [];
    // What the system has kept for those who were silent comes now, even from pages that are gone since.
    await clock.pass(1500 + 4 * world.network.latency);
    do {
      await clock.pass(1000);
      world.enterAgain();
      wrong = differences(world);
      if (wrong.length === 0) {
        trace(clock.now, 'all agree');
        await clock.pass(seed % 8 === 0 ? constancy.long : constancy.short);
        wrong = differences(world).map((difference) => `later on ${difference}`);
        break;
      }
    } while (clock.now < end);
    trace(clock.now, wrong);
    return [...world.complaints, ...wrong];
  } finally {
    process.off('uncaughtException', uncaught);
    process.off('unhandledRejection', uncaught);
    world.end();
  }
}

/** Fewer steps that fail as well, found by leaving out one after the other. */
export async function shorten(seed, steps, tries = 150) {
  let shortest = steps;
  for (let isShorter = true; isShorter && tries > 0;) {
    isShorter = false;
    for (let index = shortest.length - 1; index >= 0 && tries > 0; index--, tries--) {
      const fewer = shortest.filter((_, at) => at !== index);
      if ((await walk(seed, fewer)).length === 0) continue;
      shortest = fewer;
      isShorter = true;
    }
  }
  return shortest;
}
