// What `npm run test:faults` runs: faults that are done to a running call, row by row, in a network and among processes of
// their own, which end with this one. `--light`: only the rows that are short and need no network of their own. `--long`:
// those that wait a minute and more as well. Names (`M1`, `M3-60`) choose rows.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const results = 'test-results';
const record = resolve(results, 'faults.jsonl');
const folder = 'test/faults';
const options = process.argv.slice(2);
const names = options.filter((option) => !option.startsWith('--'));
const extent = ['long', 'light'].find((name) => options.includes(`--${name}`)) ?? '';

/** A machine with loopback only; its files, processes and interfaces are nobody else's and end with it. */
const alone = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
const prepare = [
  'mount -t tmpfs tmpfs /run && mkdir /run/netns && ip link set lo up',
  // Browsers talk with each other over an interface only, though nothing ever leaves by it.
  'ip link add own0 type veth peer name own1 && ip link set own0 up && ip link set own1 up',
  'ip addr add 10.76.0.1/24 dev own0 && ip route add default dev own0',
].join(' && ');
const probe = 'ip link add probe type bridge && tc qdisc add dev probe root tbf rate 8bit burst 1 limit 1';

mkdirSync(results, { recursive: true });
rmSync(record, { force: true });
writeFileSync(record, '');
const { isolation, reason } = findIsolation();
const files = readdirSync(folder).filter((file) => file.endsWith('.test.mjs'));
const ok = await runTests(files.sort().map((file) => join(folder, file)));
const rows = readRows();
printTable(rows);
const count = countRows(rows, ok);
writeFileSync(join(results, 'faults.json'), JSON.stringify(count));
process.exitCode = count.failed ? 1 : 0;
console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);

/** How to run a command on a machine of its own, or why that is not possible here. */
function findIsolation() {
  for (const rights of [[], ['--map-root-user']]) {
    const args = [...alone, ...rights];
    const { status } = spawnSync('unshare', [...args, 'sh', '-c', `${prepare} && ${probe}`], { stdio: 'ignore' });
    if (status === 0) return { isolation: ['unshare', ...args, 'sh', '-c', `${prepare} && "$@"`, 'sh'], reason: '' };
  }
  return {
    isolation: [],
    reason: 'no network namespaces: needs Linux with `unshare`, `ip` and `tc`, and the right to them',
  };
}

function runTests(paths) {
  const reporter = ['--test-reporter=spec', '--test-reporter-destination=stdout'];
  const [command, ...args] = [...isolation, process.execPath, '--test', '--test-concurrency=1', ...reporter, ...paths];
  const environment = { FAULT_ROWS: names.join(' '), FAULT_EXTENT: extent, FAULT_RECORD: record };
  if (reason) environment.FAULT_MISSING_NETWORK = reason;
  else environment.FAULT_NETWORK = 'own';
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...environment } });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      child.kill(isolation.length > 0 ? 'SIGKILL' : 'SIGTERM');
      process.exit(1);
    });
  }
  return new Promise((done) => {
    child.on('error', () => done(false));
    child.on('close', (code) => done(code === 0));
  });
}

/** Each row with its last state: one that has only started did not end. */
function readRows() {
  const lines = readFileSync(record, 'utf8').split('\n').filter(Boolean);
  const latest = new Map();
  for (const line of lines) {
    const entry = JSON.parse(line);
    latest.set(`${entry.id} ${entry.text}`, entry);
  }
  return [...latest.values()].map((entry) =>
    entry.state === 'started' ? { ...entry, state: 'failed', reason: 'did not end' } : entry,
  );
}

function printTable(entries) {
  const width = Math.max(3, ...entries.map(({ id }) => id.length));
  console.log('');
  for (const { id, text, state, figure, reason: why } of entries) {
    const lines = [figure, ...(state === 'passed' ? [] : (why ?? '').split('\n'))].filter(Boolean);
    console.log(`${id.padEnd(width)} ${state.padEnd(7)} ${text}`);
    for (const line of new Set(lines)) console.log(`${' '.repeat(width + 9)}${line}`);
  }
  console.log('');
}

function countRows(entries, isWell) {
  const number = (wanted) => entries.filter(({ state }) => state === wanted).length;
  const total = { passed: number('passed'), failed: number('failed'), skipped: number('skipped') };
  // An end that no row explains, or no row at all, is a failure as well.
  if (total.failed === 0 && (!isWell || entries.length === 0)) total.failed = 1;
  return total;
}
