// Virtual time for one process that plays many. Each task belongs to an owner (a page, the server, or nobody), so that a
// page can be killed and a server can stand still with all of their timers.

const native = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  setImmediate: globalThis.setImmediate,
};

/** Milliseconds since 1970 at which every walk begins. */
const epoch = 1_700_000_000_000;

/** Somebody whose tasks run in virtual time: a page or a server process. */
export class Owner {
  /** Its tasks never run again. */
  dead = false;
  /** Its tasks wait, as those of a stopped process. */
  frozen = false;
  waiting = [];

  constructor(name) {
    this.name = name;
  }
}

export const nobody = new Owner('nobody');

/** Whole numbers and fractions out of a seed (mulberry32); the same seed gives the same row. */
export class Random {
  #state;

  constructor(seed) {
    this.#state = (seed * 2_654_435_761 + 0x9e3779b9) >>> 0;
  }

  fraction() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** From `least` to `most`, both included. */
  whole(least, most) {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  chance(share) {
    return this.fraction() < share;
  }

  pick(list) {
    return list[Math.floor(this.fraction() * list.length)];
  }
}

/** Runs tasks in the order of their time, all promises in between. There is one at a time. */
export class Clock {
  now = 0;
  current = nobody;
  tasksRun = 0;
  random;
  #heap = [];
  #order = 0;

  constructor(random) {
    this.random = random;
  }

  /** Calls `run` after `delay` ms as a task of `owner`. `light`: it leads to no promise, so that nothing need be awaited. */
  later(delay, run, owner = this.current, light = false) {
    const due = this.now + Math.max(0, Number(delay) || 0);
    const task = { due, order: this.#order++, run, owner, light, over: false };
    this.#push(task);
    return task;
  }

  /** Runs what is due within `milliseconds`. */
  async pass(milliseconds) {
    const end = this.now + milliseconds;
    while (this.#heap.length > 0 && this.#heap[0].due <= end) {
      const task = this.#pop();
      if (task.over || task.owner.dead) continue;
      this.now = Math.max(this.now, task.due);
      if (task.owner.frozen) {
        task.owner.waiting.push(task);
        continue;
      }
      task.over = true;
      this.current = task.owner;
      this.tasksRun++;
      task.run();
      if (!task.light) await settled();
      this.current = nobody;
    }
    this.now = end;
  }

  /** Lets a standing owner go on: what has become due comes now, timers first or not, as it happens. */
  thaw(owner) {
    if (!owner.frozen) return;
    owner.frozen = false;
    const waiting = owner.waiting.splice(0);
    const timersFirst = this.random.chance(0.5);
    if (timersFirst) waiting.sort((one, other) => Number(other.isTimer ?? false) - Number(one.isTimer ?? false));
    for (const task of waiting) {
      if (task.over) continue;
      task.due = this.now;
      task.order = this.#order++;
      this.#push(task);
    }
  }

  #push(task) {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(task);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(task, heap[above])) break;
      heap[at] = heap[above];
      at = above;
    }
    heap[at] = task;
  }

  #pop() {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (heap.length > 0) {
      let at = 0;
      for (;;) {
        let below = 2 * at + 1;
        if (below >= heap.length) break;
        if (below + 1 < heap.length && isBefore(heap[below + 1], heap[below])) below++;
        if (!isBefore(heap[below], last)) break;
        heap[at] = heap[below];
        at = below;
      }
      heap[at] = last;
    }
    return first;
  }
}

function isBefore(one, other) {
  return one.due < other.due || (one.due === other.due && one.order < other.order);
}

/** All promises that can go on have gone on: the end of a real task. */
const settled = () => new Promise((resolve) => native.setImmediate(resolve));

let clock;

/** The clock of the walk that runs now. */
export const theClock = () => clock;

/** A node timer as far as anybody uses one. */
class Timer {
  constructor(task) {
    this.task = task;
  }
  unref() {
    return this;
  }
  ref() {
    return this;
  }
}

function setTimer(run, delay, ...values) {
  const task = clock.later(Math.max(1, Number(delay) || 1), () => run(...values));
  task.isTimer = true;
  return new Timer(task);
}

function clearTimer(timer) {
  if (timer instanceof Timer) timer.task.over = true;
}

function setRepeated(run, delay, ...values) {
  const timer = new Timer();
  const again = () => {
    timer.task = clock.later(Math.max(1, Number(delay) || 1), () => {
      again();
      run(...values);
    });
    timer.task.isTimer = true;
  };
  again();
  return timer;
}

/** Puts time, chance and timers of the process under a clock. @returns what puts the real ones back. */
export function install(next) {
  clock = next;
  const { random } = Math;
  const { now: dateNow } = Date;
  Object.assign(globalThis, {
    setTimeout: setTimer,
    clearTimeout: clearTimer,
    setInterval: setRepeated,
    clearInterval: clearTimer,
  });
  Math.random = () => clock.random.fraction();
  Date.now = () => epoch + Math.round(clock.now);
  performance.now = () => clock.now;
  crypto.getRandomValues = (array) => {
    for (let index = 0; index < array.length; index++) array[index] = clock.random.whole(0, 255);
    return array;
  };
  return () => {
    const { setTimeout, clearTimeout, setInterval, clearInterval } = native;
    Object.assign(globalThis, { setTimeout, clearTimeout, setInterval, clearInterval });
    Math.random = random;
    Date.now = dateNow;
    delete performance.now;
    delete crypto.getRandomValues;
  };
}
