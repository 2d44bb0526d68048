import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** Share of the machine that may be busy, with us or with others, before a join is begun. */
const busyAllowed = 0.25;
const sample = 300;
/** A machine that never comes to rest is measured all the same. */
const patience = 60_000;

/** Waits until the machine has little to do. */
export async function waitForQuiet() {
  const end = Date.now() + patience;
  for (;;) {
    const before = busyTime();
    await new Promise((resolve) => setTimeout(resolve, sample));
    if ((busyTime() - before) / (sample * cpus().length) < busyAllowed || Date.now() > end) return;
  }
}

/** @returns a function that tells which share of the machine others have used since; 0 where that cannot be known. */
export function watchOthers() {
  const begun = Date.now();
  const before = busyTime() - ownTime();
  return () => {
    const used = busyTime() - ownTime() - before;
    return process.platform === 'linux' ? Math.max(0, used) / ((Date.now() - begun) * cpus().length) : 0;
  };
}

/** Milliseconds for which the processors have worked. */
function busyTime() {
  return cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0);
}

/** The part of it that this process and its descendants, the browser among them, have used. */
function ownTime() {
  if (process.platform !== 'linux') return 0;
  const processes = new Map();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      // After the name, which may hold anything: state, parent, …, and as the 12th and 13th the time in ticks of 10 ms.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      processes.set(Number(pid), { parent: Number(fields[1]), time: (Number(fields[11]) + Number(fields[12])) * 10 });
    } catch {
      // It has ended meanwhile.
    }
  }
  const isOwn = (pid) => pid === process.pid || (processes.has(pid) && isOwn(processes.get(pid).parent));
  return [...processes].reduce((sum, [pid, { time }]) => sum + (isOwn(pid) ? time : 0), 0);
}
