// Builds dist/ and custom-elements.json in place, then removes from dist/ what this build did not write.
import { spawn } from 'node:child_process';
import { cpSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeEditorData } from './editor-data.mjs';

console.log('Building dist/ (half a minute or so)…');
const started = Date.now() - 1000;
const emitTypes = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir'];

await run('rollup', '-c', '--silent');
await Promise.all([
  run('tsc', '-p', 'tsconfig.json', ...emitTypes, 'dist/esm'),
  run('tsc', '-p', 'src/server/tsconfig.json', ...emitTypes, 'dist'),
]);
cpSync('src/themes', 'dist/themes', { recursive: true });
// Declarations that are written by hand: what they import is there for their users only.
cpSync('src/frameworks', 'dist/esm/frameworks', { recursive: true });
await run('cem', 'analyze', '--quiet', '--config', 'custom-elements-manifest.config.mjs');
writeEditorData();
// Types of what has no module here.
for (const folder of ['bundle', 'compat']) rmSync(`dist/esm/${folder}`, { recursive: true });
prune('dist');

function run(tool, ...args) {
  return new Promise((resolve) => {
    const path = join('node_modules', '.bin', tool);
    spawn(path, args, { stdio: 'inherit', shell: process.platform === 'win32' }).on('close', (code) => {
      if (code === 0) return resolve();
      console.error(`${tool} ${args.join(' ')} ended with ${code}`);
      process.exit(1);
    });
  });
}

function prune(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) prune(path);
    else if (statSync(path).mtimeMs < started) rmSync(path);
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
