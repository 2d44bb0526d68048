// Rows of the fault tests: which of them run, what each needs, and the figures they give.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { it } from 'node:test';

const { FAULT_ROWS = '', FAULT_EXTENT = '', FAULT_RECORD, FAULT_NETWORK, FAULT_MISSING_NETWORK } = process.env;
const chosen = FAULT_ROWS.split(' ').filter(Boolean);

/** What a row may need → why it is not there; undefined when it is. */
const missing = {
  namespaces: () =>
    FAULT_NETWORK
      ? undefined
      : (FAULT_MISSING_NETWORK ?? 'needs a network of its own: `npm run test:faults` makes one'),
  coturn: () => (isInstalled('turnserver', '--version') ? undefined : 'coturn (turnserver) is not installed'),
};

/**
 * One row: a fault, and what must hold during and after it. `light` rows are over in 15 s and need nothing special; `long`
 * ones wait a minute and more and run when they are asked for. `run` is given the test's context and a {@link Findings}.
 */
export function row(id, text, { light = false, long = false, needs = [], timeout = 120_000 }, run) {
  if (!isChosen(id, light, long)) return;
  const reason = needs.map((need) => missing[need]()).find(Boolean);
  if (reason) record({ id, text, state: 'skipped', reason });
  it(`${id} ${text}`, { skip: reason ?? false, timeout }, async (t) => {
    const findings = new Findings();
    const tell = (state, why) => record({ id, text, state, figure: findings.figure, reason: why });
    tell('started');
    try {
      await run(t, findings);
      findings.settle();
      tell('passed');
    } catch (error) {
      tell('failed', [...findings.missed, error.message].join('\n'));
      throw error;
    } finally {
      t.diagnostic(findings.figure);
    }
  });
}

function isChosen(id, light, long) {
  if (chosen.length > 0) {
    return chosen.some((name) => id === name || (id.startsWith(`${name}-`) && (!long || FAULT_EXTENT === 'long')));
  }
  return FAULT_EXTENT === 'light' ? light : !long || FAULT_EXTENT === 'long';
}

/**
 * What a row has measured. A bound that is missed fails the row only at its end, so that one miss does not hide the
 * others.
 */
class Findings {
  #figures = [];
  /** What was missed so far, a line each. */
  missed = [];

  get figure() {
    return this.#figures.join('; ');
  }

  /** Notes something for the table. */
  note(text) {
    this.#figures.push(text);
  }

  /**
   * Notes a time in ms, which must be there and within the bound; of light rows, which run beside other work on machines
   * of any speed, within three times the bound.
   */
  within(bound, what, time) {
    const text = Number.isFinite(time) ? `${what} after ${seconds(time)}` : `${what} never`;
    const isInTime = time <= bound;
    const isLenient = FAULT_EXTENT === 'light';
    this.note(isInTime ? text : `${text} (bound ${seconds(bound)})`);
    if (!(time <= (isLenient ? 3 * bound : bound))) this.missed.push(`${text}, bound ${seconds(bound)}`);
  }

  /** Notes a number, which must be this one. */
  count(expected, what, number) {
    const text = `${number} ${what}`;
    this.note(text);
    if (number !== expected) this.missed.push(`${text}, expected ${expected}`);
  }

  /** What must be so and is no news when it is. */
  holds(what, isSo) {
    if (!isSo) this.missed.push(`not so: ${what}`);
  }

  /** As `holds`, for values; tells both when they differ. */
  same(what, actual, expected) {
    try {
      assert.deepEqual(actual, expected);
    } catch {
      this.missed.push(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
    }
  }

  /** Fails when something was missed. */
  settle() {
    if (this.missed.length > 0) assert.fail(this.missed.join('\n'));
  }
}

const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(2)} s`;

function record(entry) {
  if (FAULT_RECORD) appendFileSync(FAULT_RECORD, `${JSON.stringify(entry)}\n`);
}

function isInstalled(command, ...args) {
  return !spawnSync(command, args).error;
}
