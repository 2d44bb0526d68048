import { Random } from './clock.mjs';
import { note } from './fake-peer.mjs';

const rooms = ['blue', 'red'];

/** What can happen: `chance` is its weight, `make` its arguments, `run` what it does to the world. */
const kinds = {
  enter: {
    weight: 14,
    make: (random, pages) => ({
      page: random.whole(0, pages - 1),
      kind: random.pick(['openOrJoin', 'openOrJoin', 'openOrJoin', 'open', 'join']),
      room: random.chance(0.85) ? rooms[0] : rooms[1],
    }),
    run: (world, { page, kind, room }) => act(world, page, (one) => one.enter(kind, room)),
  },
  leave: {
    weight: 6,
    make: onePage,
    run: (world, { page }) => act(world, page, (one) => one.leave()),
  },
  leaveAndEnter: {
    weight: 3,
    make: onePage,
    run: (world, { page }) =>
      act(world, page, (one) => {
        const { wanted = rooms[0] } = one;
        one.leave();
        one.enter('openOrJoin', wanted);
      }),
  },
  enterBoth: {
    weight: 3,
    make: twoPages,
    run: (world, { page, other }) => {
      for (const number of [page, other]) act(world, number, (one) => one.enter('openOrJoin', rooms[0]));
    },
  },
  ownerLeaves: {
    weight: 3,
    make: (random) => ({ entersAgain: random.chance(0.5) }),
    run: (world, { entersAgain }) => {
      const owner = world.pages.find((page) => page && !page.dead && page.controller?.isInitiator);
      if (!owner) return;
      act(world, owner.number, (one) => {
        one.leave();
        if (entersAgain) one.enter('openOrJoin', rooms[0]);
      });
    },
  },
  closeRoom: {
    weight: 1,
    make: () => ({}),
    run: (world) => {
      const owner = world.pages.find((page) => page && !page.dead && page.controller?.isInitiator);
      if (!owner) return;
      world.closings++;
      act(world, owner.number, (one) => one.closeRoom());
    },
  },
  microphone: {
    weight: 8,
    make: (random, pages) => ({ page: random.whole(0, pages - 1), on: random.chance(0.5) }),
    run: (world, { page, on }) => ifIn(world, page, ({ controller }) => controller.setMicrophone(on)),
  },
  camera: {
    weight: 8,
    make: (random, pages) => ({ page: random.whole(0, pages - 1), on: random.chance(0.5) }),
    run: (world, { page, on }) => ifIn(world, page, ({ controller }) => controller.setCamera(on)),
  },
  screen: {
    weight: 6,
    make: (random, pages) => ({ page: random.whole(0, pages - 1), on: random.chance(0.6) }),
    run: (world, { page, on }) => ifIn(world, page, (one) => shareScreen(one, on)),
  },
  glare: {
    weight: 5,
    make: (random, pages) => ({ ...twoPages(random, pages), device: random.pick(['screen', 'camera']) }),
    run: (world, { page, other, device }) => {
      for (const number of [page, other]) {
        ifIn(world, number, (one) => (device === 'screen' ? shareScreen(one, true) : one.controller.setCamera(true)));
      }
    },
  },
  rename: {
    weight: 5,
    make: (random, pages) => ({ page: random.whole(0, pages - 1), name: `name-${random.whole(1, 999)}` }),
    run: (world, { page, name }) => act(world, page, ({ controller }) => void (controller.extra = { name })),
  },
  reset: {
    weight: 5,
    make: onePage,
    run: (world, { page }) => fault(world, page, (one) => world.network.reset(one)),
  },
  silence: {
    weight: 5,
    make: (random, pages) => ({ page: random.whole(0, pages - 1), seconds: duration(random, 60) }),
    run: (world, { page, seconds }) =>
      fault(world, page, (one) => {
        world.network.silence(one);
        world.clock.later(seconds * 1000, () => world.network.restore(one), world.nobody);
      }),
  },
  sleep: {
    weight: 2,
    make: (random, pages) => ({ page: random.whole(0, pages - 1), seconds: duration(random, 60) }),
    run: (world, { page, seconds }) =>
      fault(world, page, (one) => {
        one.frozen = true;
        world.network.silence(one);
        world.clock.later(seconds * 1000, () => world.wake(one), world.nobody);
      }),
  },
  cutWay: {
    weight: 3,
    make: (random, pages) => ({ ...twoPages(random, pages), seconds: duration(random, 40) }),
    run: (world, { page, other, seconds }) => {
      const [one, two] = [world.pages[page], world.pages[other]];
      if (!one || !two) return;
      world.network.cut(one, two);
      world.clock.later(seconds * 1000, () => world.network.mend(one, two), world.nobody);
    },
  },
  kill: {
    weight: 3,
    make: (random, pages) => ({ page: random.whole(0, pages - 1), isSilent: random.chance(0.5) }),
    run: (world, { page, isSilent }) =>
      fault(world, page, (one) => {
        if (isSilent) world.network.silence(one);
        world.network.died(one);
      }),
  },
  closePage: {
    weight: 2,
    make: onePage,
    run: (world, { page }) =>
      fault(world, page, (one) => {
        world.run(one, () => {
          one.wanted = undefined;
          one.pageHidden();
          world.clock.later(1, () => world.network.died(one), world.nobody);
        });
      }),
  },
  openPage: {
    weight: 5,
    make: (random, pages) => ({
      page: random.whole(0, pages - 1),
      options: pageOptions(random),
      polls: random.chance(0.3),
      enters: random.chance(0.8),
    }),
    run: (world, { page, options, polls, enters }) => {
      if (world.pages[page] && !world.pages[page].dead) return;
      world.openPage(page, options, polls);
      if (enters) act(world, page, (one) => one.enter('openOrJoin', rooms[0]));
    },
  },
  restartServer: {
    weight: 3,
    make: (random) => ({ seconds: duration(random, 15) }),
    run: (world, { seconds }) => {
      note('restart');
      world.killServer();
      world.clock.later(seconds * 1000, () => world.startServer(), world.nobody);
    },
  },
  freezeServer: {
    weight: 1,
    make: (random) => ({ seconds: duration(random, 15) }),
    run: (world, { seconds }) => {
      const { server } = world.network;
      if (!server) return;
      server.frozen = true;
      world.clock.later(seconds * 1000, () => world.clock.thaw(server), world.nobody);
    },
  },
  slowNetwork: {
    weight: 1,
    make: (random) => ({ latency: random.pick([5, 60, 400, 1500]) }),
    run: (world, { latency }) => void (world.network.latency = latency),
  },
};

/** The names of all that can happen. */
export const kindsOfSteps = Object.keys(kinds);

const bag = Object.entries(kinds).flatMap(([kind, { weight }]) => Array(weight).fill(kind));

/** The steps of a walk. The first ones bring everybody into one room. */
export function stepsOf(seed) {
  const random = new Random(seed ^ 0x5eed);
  const pages = random.pick([3, 3, 3, 4, 4, 5]);
  const steps = [];
  for (let page = 0; page < pages; page++) {
    const polls = random.chance(0.3);
    steps.push({ step: 'openPage', page, options: pageOptions(random), polls, enters: true, wait: pauseOf(random) });
  }
  // Rather short than long: more short walks find more than fewer long ones.
  const length = Math.min(random.whole(8, 30), random.whole(8, 30)) - pages;
  for (let index = 0; index < length; index++) {
    const step = random.pick(bag);
    steps.push({ step, ...kinds[step].make(random, pages), wait: pauseOf(random) });
  }
  return steps;
}

export function take(world, { step, ...values }) {
  note(`step ${step}`);
  kinds[step].run(world, values);
}

function onePage(random, pages) {
  return { page: random.whole(0, pages - 1) };
}

function twoPages(random, pages) {
  const page = random.whole(0, pages - 1);
  return { page, other: (page + random.whole(1, pages - 1)) % pages };
}

function pageOptions(random) {
  return {
    session: random.pick([
      { audio: true, video: true },
      { audio: true, video: true },
      { audio: true, video: true },
      { audio: true },
      {},
    ]),
    muted: random.chance(0.2),
    cameraOff: random.chance(0.2),
  };
}

/** Milliseconds between two steps: often none, so that things cross. */
function pauseOf(random) {
  const share = random.fraction();
  if (share < 0.3) return 0;
  if (share < 0.6) return random.whole(1, 150);
  return random.whole(150, 6000);
}

/** Seconds that a fault lasts: short ones are more frequent. */
function duration(random, most) {
  return Math.round(10 * (0.2 + (most - 0.2) * random.fraction() ** 2)) / 10;
}

function act(world, number, action) {
  const page = world.pages[number];
  if (page && !page.dead) world.run(page, () => action(page));
}

function ifIn(world, number, action) {
  act(world, number, (page) => {
    if (!page.isIn) return;
    const promise = action(page);
    promise?.catch(() => undefined);
  });
}

function fault(world, number, action) {
  const page = world.pages[number];
  if (page && !page.dead) action(page);
}

function shareScreen({ controller }, on) {
  if (on) return controller.startScreen();
  controller.stopScreen();
  return undefined;
}
