// The examples as somebody has them who copied the folder: what its package.json names is installed beside it, and its own
// script has checked and built it.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startPages } from './servers.mjs';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

export const frameworks = ['react', 'vue', 'svelte'];

/** What the package.json in a folder says. */
export const manifestOf = (folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));

/** All examples on an origin of their own, as `react/index.html` and so on; they meet on the server at `socketUrl`. */
export async function startExamples(socketUrl) {
  const folder = mkdtempSync(join(tmpdir(), 'rtc-examples-'));
  try {
    const plain = readFileSync(join(root, 'examples/plain/index.html'), 'utf8');
    const pages = { '/plain/index.html': plain.replace('socket-url="/"', `socket-url="${socketUrl}"`) };
    for (const built of await Promise.all(frameworks.map((name) => build(name, join(folder, name), socketUrl))))
      Object.assign(pages, built);
    return await startPages(pages);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Path → content, of each file that the example is built to. */
async function build(name, folder, socketUrl) {
  const original = join(root, 'examples', name);
  cpSync(original, folder, {
    recursive: true,
    filter: (path) => !['node_modules', 'dist'].includes(basename(path)),
  });
  const { dependencies, devDependencies } = manifestOf(join('examples', name));
  const install = (entry, target) => {
    const path = join(folder, 'node_modules', entry);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(target, path);
  };
  for (const entry of ['.bin', ...Object.keys({ ...dependencies, ...devDependencies })])
    install(entry, entry === 'rtc-elements' ? root : join(root, 'node_modules', entry));

  const env = { ...process.env, VITE_SOCKET_URL: socketUrl };
  await run('npm', ['run', 'build', '--', '--base=./'], { cwd: folder, env, timeout: 120_000 }).catch((error) => {
    throw new Error(`The example for ${name} cannot be built:\n${error.stdout}${error.stderr}`, { cause: error });
  });

  const output = join(folder, 'dist');
  const files = readdirSync(output, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return Object.fromEntries(paths.map((path) => [`/${name}/${relative(output, path)}`, readFileSync(path)]));
}
