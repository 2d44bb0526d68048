// What `npm test` runs: steps in processes of their own, each with a time limit, then one closing line. Steps that leave
// each other room run side by side; what a step prints comes in one piece when it has ended.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findFirefox, requireChromium } from './find-browser.mjs';

const results = 'test-results';
const total = { passed: 0, failed: 0, skipped: 0 };
const summary = [];
const failures = [];
const running = new Set();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    for (const child of running) stop(child, 'SIGTERM');
    process.exit(1);
  });
}

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
try {
  console.log(`Chromium: ${requireChromium()}`);
} catch (error) {
  console.error(error.message);
  add('chromium', { passed: 0, failed: 1, skipped: 0 }, 0);
}

await sideBySide(
  async () => {
    await check('types', 120, 'npm', 'run', '--silent', 'types');
    await check('lint', 120, 'npm', 'run', '--silent', 'lint');
    await check('format', 60, 'npm', 'run', '--silent', 'format:check');
  },
  async () => {
    await check('build', 240, 'npm', 'run', '--silent', 'build');
    await check('size', 20, 'npm', 'run', '--silent', 'size');
  },
);
await sideBySide(
  async () => {
    await unit('chromium');
    await nodeTests('e2e', 600, 'test/e2e', '--test-concurrency=2');
    await suite('faults', 480, process.execPath, ['scripts/test-faults.mjs', '--light']);
  },
  async () => {
    await nodeTests('server', 240, 'test/server', '--test-concurrency=2');
    await nodeTests('package', 300, 'test');
    await nodeTests('model', 300, 'test/model');
    if (findFirefox()) await unit('firefox');
    else skip('unit-firefox', 'no Firefox on this machine');
    await nodeTests('e2e-compat', 180, 'test/e2e/compat');
  },
);

console.log(`\n${summary.join('\n')}\n`);
if (total.skipped) console.log(`${total.skipped} skipped\n`);
if (failures.length > 0) console.log(`${failures.join('\n')}\n`);
process.exitCode = total.failed ? 1 : 0;
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);

function sideBySide(...lanes) {
  return Promise.all(lanes.map((lane) => lane()));
}

/** A step that is one test: it ends well or it does not. */
async function check(name, limit, command, ...args) {
  const { ok, seconds } = await run(name, limit, command, args);
  add(name, { passed: Number(ok), failed: Number(!ok), skipped: 0 }, seconds);
}

function unit(browser) {
  return suite(`unit-${browser}`, 480, 'wtr', [], { TEST_BROWSER: browser });
}

async function nodeTests(name, limit, folder, ...options) {
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.test.mjs')) : [];
  const reporters = [
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=./scripts/report-node.mjs',
    `--test-reporter-destination=${results}/${name}.json`,
  ];
  const paths = files.sort().map((file) => join(folder, file));
  if (paths.length) await suite(name, limit, process.execPath, ['--test', ...options, ...reporters, ...paths]);
  else skip(name, `no test in ${folder}`);
}

/** A step that counts its own tests into a file; without that file, or with an unexplained end, it failed. */
async function suite(name, limit, command, args, environment) {
  const { ok, seconds } = await run(name, limit, command, args, environment);
  const count = readCount(`${results}/${name}.json`);
  if (!ok && count.failed === 0) {
    count.failed = 1;
    count.failures.push('ended with an error');
  }
  if (ok && count.passed + count.failed + count.skipped === 0) count.failed = 1;
  add(name, count, seconds);
}

function readCount(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: 0, failures: [] }; // the suite ended before it could report; the caller counts that
  }
}

function run(name, limit, command, args, environment) {
  const started = Date.now();
  return new Promise((resolve) => {
    const path = ['node_modules/.bin', process.env.PATH].join(process.platform === 'win32' ? ';' : ':');
    // A group of its own: a step that hangs is ended with all that it started.
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      shell: process.platform === 'win32',
      env: { ...process.env, PATH: path, ...environment },
    });
    running.add(child);
    const output = [];
    child.stdout.on('data', (data) => output.push(data));
    child.stderr.on('data', (data) => output.push(data));
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      output.push(Buffer.from(`\n${name} did not end within ${limit} s: stopped\n`));
      stop(child, 'SIGTERM');
      setTimeout(() => stop(child, 'SIGKILL'), 5000).unref();
    }, limit * 1000);
    child.on('error', (error) => output.push(Buffer.from(`${error.message}\n`)));
    // When it has exited, what it left behind is ended too, which closes its output.
    child.on('exit', () => stop(child, 'SIGKILL'));
    child.on('close', (code) => {
      clearTimeout(timer);
      running.delete(child);
      process.stdout.write(`\n=== ${name}\n${Buffer.concat(output)}`);
      resolve({ ok: code === 0 && !late, seconds: (Date.now() - started) / 1000 });
    });
  });
}

function stop(child, signal) {
  if (!child?.pid) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch {
    // it ended already, which is what was wanted
  }
}

function skip(name, reason) {
  console.log(`\n=== ${name}: skipped, ${reason}`);
  total.skipped++;
  summary.push(`${name}: skipped, ${reason}`);
}

function add(name, { passed, failed, skipped, failures: told = [] }, seconds) {
  failures.push(...told.map((failure) => `FAILED ${name}: ${failure}`));
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  const skips = skipped ? `, ${skipped} skipped` : '';
  summary.push(`${name}: ${passed} passed, ${failed} failed${skips} (${seconds.toFixed(1)} s)`);
}
