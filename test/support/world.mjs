// What a suite of end-to-end tests runs on: browsers, servers and pages.
import { after, before } from 'node:test';

/**
 * Starts these things before the first test of the suite, all at once, and ends them after the last. The result has each
 * under its name once the tests run; what is not to be had on this machine is undefined.
 */
export function provide(start) {
  const world = {};
  before(async () => {
    const begun = await Promise.allSettled(
      Object.entries(start).map(async ([name, one]) => (world[name] = await one())),
    );
    const failed = begun.find(({ status }) => status === 'rejected');
    if (failed) throw failed.reason;
  });
  after(() => Promise.all(Object.values(world).map((one) => one?.close())));
  return world;
}
