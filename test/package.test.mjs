// What a user gets: the built files, and the package as it would be installed.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { launchChromium, newPage } from './support/browsers.mjs';
import { waitFor, waitInPage } from './support/conditions.mjs';
import { startPages } from './support/servers.mjs';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const tags = [
  'rtc-room',
  'rtc-open-button',
  'rtc-join-button',
  'rtc-video-grid',
  'rtc-video-tile',
  'rtc-mic-button',
  'rtc-camera-button',
  'rtc-screen-button',
  'rtc-hand-button',
  'rtc-leave-button',
  'rtc-camera-flip-button',
  'rtc-device-select',
  'rtc-mic-level',
  'rtc-sound-prompt',
  'rtc-lobby',
  'rtc-control-bar',
  'rtc-layout-button',
  'rtc-fullscreen-button',
  'rtc-pip-button',
  'rtc-status',
  'rtc-participants',
  'rtc-share-link',
  'rtc-show',
  'rtc-timer',
  'rtc-knocks',
  'rtc-password',
];

describe('the package, installed', { timeout: 100_000 }, () => {
  let folder;
  let installed;

  before(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'rtc-elements-')));
    installed = join(folder, 'node_modules/rtc-elements');
    const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: root,
    });
    const [{ filename }] = JSON.parse(stdout);
    mkdirSync(installed, { recursive: true });
    await run('tar', ['-xzf', join(folder, filename), '-C', installed, '--strip-components=1']);
    // Only what package.json names can be found, and no network is needed.
    for (const name of Object.keys(manifest.dependencies)) install(name);
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('holds every file that package.json names', () => {
    const { main, module, types, unpkg, jsdelivr, customElements, bin, exports, 'web-types': webTypes } = manifest;
    const targets = Object.values(exports).flatMap((target) =>
      typeof target === 'string' ? target : Object.values(target),
    );
    const named = [main, module, types, unpkg, jsdelivr, customElements, webTypes, ...Object.values(bin), ...targets];

    for (const path of named.filter((path) => !path.includes('*')))
      assert.ok(statSync(join(installed, path)).isFile(), path);
    for (const path of ['README.md', 'LICENSE', 'CHANGELOG.md', 'dist/themes/soft.css'])
      assert.ok(statSync(join(installed, path)).isFile(), path);
  });

  it('holds every file to which its own texts lead', () => {
    const texts = ['README.md', ...filesIn('docs', installed).filter((file) => file.endsWith('.md'))];
    const missing = texts.flatMap((text) =>
      [...readFileSync(join(installed, text), 'utf8').matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)]
        .map(([, path]) => join(dirname(text), path))
        .filter((path) => !existsSync(join(installed, path)))
        .map((path) => `${text}: ${path}`),
    );

    assert.ok(texts.length > 10);
    assert.deepEqual(missing, []);
  });

  it('can be imported in plain Node, each export and each built file', async () => {
    const names = Object.keys(manifest.exports)
      .filter((name) => !name.includes('*') && !name.endsWith('.json'))
      .map((name) => name.replace(/^\./, 'rtc-elements'));
    const elements = readdirSync(join(installed, 'dist/esm/define')).filter((file) => file.endsWith('.js'));
    const bundles = readdirSync(join(installed, 'dist')).filter((file) => /^rtc.*\.js$/.test(file));
    names.push(
      ...elements.map((file) => `rtc-elements/elements/${file}`),
      ...bundles.map((file) => `rtc-elements/dist/${file}`),
    );

    assert.ok(elements.length >= tags.length);
    for (const name of names) {
      const code = `await import(${JSON.stringify(name)})`;
      await run(process.execPath, ['--input-type=module', '-e', code], { cwd: folder, timeout: 20_000 }).catch(
        (error) => assert.fail(`import '${name}': ${error.stderr}`),
      );
    }
  });

  it('exports the named classes, the engine, the errors, the version and the server', async () => {
    const code = `
      import * as kit from 'rtc-elements';
      import * as classes from 'rtc-elements/classes';
      import { ConnectionController, RtcError } from 'rtc-elements/connection';
      import { createSignalingServer } from 'rtc-elements/server';
      const names = ['RtcRoom', 'RtcOpenButton', 'RtcJoinButton', 'RtcVideoGrid', 'RtcVideoTile'];
      console.log(JSON.stringify({
        missing: names.filter((name) => !kit[name] || kit[name] !== classes[name]),
        version: kit.version,
        one: kit.ConnectionController === ConnectionController && kit.RtcError === RtcError,
        server: typeof createSignalingServer,
      }));
      process.exit();`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], { cwd: folder });

    assert.deepEqual(JSON.parse(stdout), { missing: [], version: manifest.version, one: true, server: 'function' });
  });

  it('registers all elements, or one and those that it renders', async () => {
    const registeredBy = async (name) => {
      const code = `
        const tags = [];
        globalThis.customElements = { get: () => undefined, define: (tag) => tags.push(tag) };
        await import('${name}');
        console.log(JSON.stringify(tags.sort()));
        process.exit();`;
      const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], { cwd: folder });
      return JSON.parse(stdout);
    };

    const registered = await registeredBy('rtc-elements');
    assert.deepEqual(
      tags.filter((tag) => !registered.includes(tag)),
      [],
    );
    assert.deepEqual(await registeredBy('rtc-elements/elements/rtc-video-grid.js'), [
      'rtc-video-grid',
      'rtc-video-tile',
    ]);
    assert.deepEqual(await registeredBy('rtc-elements/classes'), []);
  });

  it('has types for each export', async () => {
    writeFileSync(
      join(folder, 'user.ts'),
      `import { RtcRoom, version } from 'rtc-elements';
       import { RtcVideoGrid } from 'rtc-elements/classes';
       import 'rtc-elements/elements/rtc-room.js';
       import { ConnectionController, type RtcError } from 'rtc-elements/connection';
       import { createSignalingServer } from 'rtc-elements/server';
       const text: string = version;
       // @ts-expect-error the types are real ones
       const wrong: number = new RtcRoom().connection;
       export { RtcVideoGrid, ConnectionController, createSignalingServer, text, wrong, type RtcError };`,
    );
    await checkTypes('user.ts', 'nodenext');
    await checkTypes('user.ts', 'bundler');
  });

  it('has a type for each tag', async () => {
    writeFileSync(
      join(folder, 'tags.ts'),
      `import 'rtc-elements';
       ${tags.map((tag) => `document.createElement('${tag}').updateComplete;`).join('\n')}`,
    );

    await checkTypes('tags.ts', 'bundler');
  });

  for (const [framework, types, file] of [
    ['react', '@types/react', 'react-user.tsx'],
    ['vue', 'vue', 'vue-user.ts'],
    ['svelte', 'svelte', 'svelte-user.ts'],
  ]) {
    it(`has types of its elements for ${framework}`, async () => {
      install(types);
      cpSync(join(root, 'test/frameworks', file), join(folder, file));

      await checkTypes(file, 'nodenext');
      await checkTypes(file, 'bundler');
    });
  }

  function install(name) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(realpathSync(join(root, 'node_modules', name)), link);
  }

  async function checkTypes(file, resolution) {
    const module = resolution === 'bundler' ? 'esnext' : 'nodenext';
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022', '--jsx', 'react-jsx'];
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    await run(process.execPath, [tsc, ...options, '--module', module, '--moduleResolution', resolution, file], {
      cwd: folder,
    }).catch((error) => assert.fail(`${resolution}: ${error.stdout}`));
  }

  it('runs its server from any folder, which ends well on SIGTERM', async (t) => {
    const [[, path]] = Object.entries(manifest.bin);
    const elsewhere = mkdtempSync(join(tmpdir(), 'rtc-elsewhere-'));
    t.after(() => rmSync(elsewhere, { recursive: true }));
    const server = spawn(join(installed, path), { cwd: elsewhere, env: { ...process.env, PORT: '0' } });
    t.after(() => server.kill('SIGKILL'));
    let output = '';
    for (const stream of [server.stdout, server.stderr]) stream.on('data', (text) => (output += text));
    const url = await waitFor(() => output.match(/https?:\/\/[\w.:[\]-]+/)?.[0], {
      message: 'the line with the address',
    });

    for (const file of ['healthz', 'dist/rtc-elements.min.js', 'socket.io/socket.io.js', '']) {
      assert.equal((await fetch(`${url}/${file}`, { signal: AbortSignal.timeout(5000) })).status, 200, file);
    }
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');

    assert.equal(await ended, 0, output);
  });
});

describe('the built files', { timeout: 60_000 }, () => {
  it('name no folder of the machine that built them', () => {
    const wrong = filesIn('dist').filter((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      const sources = file.endsWith('.map') ? JSON.parse(text).sources : [];
      return text.includes(root) || sources.some((source) => !source.startsWith('../'));
    });

    assert.deepEqual(wrong, []);
  });

  it('load only parts that are there', () => {
    const named = filesIn('dist')
      .filter((file) => file.endsWith('.js'))
      .flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(/"(parts\/[\w-]+\.js)"/g)])
      .map(([, path]) => path);

    assert.ok(named.includes('parts/de.js') && named.includes('parts/in-call.js'));
    for (const path of named) assert.ok(statSync(join(root, 'dist', path)).isFile(), path);
  });

  it('carry the version of package.json', () => {
    const source = readFileSync(join(root, 'src/version.ts'), 'utf8');

    assert.match(source, new RegExp(`'${manifest.version.replaceAll('.', '\\.')}'`));
  });

  it('tell editors of each element, its attributes and values, its parts and custom properties', () => {
    const data = (kind) => JSON.parse(readFileSync(join(root, `dist/vscode.${kind}-custom-data.json`), 'utf8'));
    const { tags: known } = data('html');
    const { properties, pseudoElements } = data('css');
    const { elements: webElements } = JSON.parse(readFileSync(join(root, 'dist/web-types.json'), 'utf8')).contributions
      .html;
    const attribute = (tag, name) => known.find((one) => one.name === tag).attributes.find((one) => one.name === name);

    assert.deepEqual(
      tags.filter((tag) => !known.some(({ name }) => name === tag) || !webElements.some(({ name }) => name === tag)),
      [],
    );
    assert.deepEqual(attribute('rtc-join-button', 'mode').values, [{ name: 'join' }, { name: 'auto' }]);
    assert.equal(attribute('rtc-room', 'audio').valueSet, 'v');
    assert.equal(attribute('rtc-room', 'state'), undefined);
    assert.ok(properties.some(({ name, description }) => name === '--rtc-accent' && description));
    assert.ok(pseudoElements.some(({ name, description }) => name === '::part(base)' && description));
    assert.ok(!known.some(({ name }) => name === 'rtc-meeting'));
  });

  it('document each of the named elements', () => {
    const { modules } = JSON.parse(readFileSync(join(root, 'custom-elements.json'), 'utf8'));
    const documented = modules.flatMap(({ declarations = [] }) => declarations).filter(({ tagName }) => tagName);

    for (const tag of tags) {
      const element = documented.find(({ tagName }) => tagName === tag) ?? assert.fail(`${tag} is not documented`);
      assert.ok(element.description || element.summary, `${tag} has no description`);
      for (const part of element.cssParts ?? []) assert.ok(part.description, `part ${part.name} of ${tag}`);
      for (const slot of element.slots ?? []) assert.ok(slot.description, `slot ${slot.name} of ${tag}`);
      for (const event of element.events ?? [])
        assert.ok(event.name && event.description, `event ${event.name} of ${tag}`);
      for (const attribute of element.attributes ?? []) assert.ok(attribute.description, `${attribute.name} of ${tag}`);
      const hidden = (element.members ?? []).filter(({ privacy }) => privacy === 'private' || privacy === 'protected');
      assert.deepEqual(hidden, []);
    }
  });
});

describe('the classic script', { timeout: 60_000 }, () => {
  let browser;
  let pages;

  before(async () => {
    browser = await launchChromium();
    const page = (...sources) =>
      `<!doctype html><meta charset="utf-8"><title>page</title>
       ${sources.map((source) => `<script src="${source}"></script>`).join('')}<rtc-room></rtc-room>`;
    const german = (script) => `<!doctype html><html lang="de"><title>Seite</title>${script}<rtc-room></rtc-room>`;
    pages = await startPages({
      '/once.html': page('/dist/rtc-elements.min.js'),
      '/twice.html': page('/dist/rtc-elements.min.js', '/kit-v1.js'),
      '/small.html': page('/dist/rtc-room.min.js'),
      '/both.html': page('/dist/rtc-room.min.js', '/dist/rtc-elements.min.js'),
      '/module.html': '<!doctype html><title>module</title><rtc-room></rtc-room>',
      '/german-rtc-elements.min.html': german('<script src="/dist/rtc-elements.min.js"></script>'),
      '/german-rtc-room.min.html': german('<script src="/dist/rtc-room.min.js"></script>'),
      '/german-rtc-elements.html': german('<script type="module" src="/dist/rtc-elements.js"></script>'),
      '/kit-v1.js': () => readFileSync(join(root, 'dist/rtc-elements.min.js')),
    });
  });
  after(async () => {
    await browser?.close();
    await pages?.close();
  });

  for (const name of ['once', 'twice', 'small', 'both']) {
    it(`defines the elements and its global: ${name}`, async () => {
      const page = await newPage(browser);
      await page.goto(`${pages.url}${name}.html`);

      const found = await page.evaluate(
        (tags) => ({
          version: RtcElements.version,
          engine: typeof RtcElements.ConnectionController,
          undefinedTags: tags.filter((tag) => !customElements.get(tag)),
          isOne: customElements.get('rtc-room') === RtcElements.RtcRoom,
          isUpgraded: Boolean(document.querySelector('rtc-room').shadowRoot),
        }),
        // The small file has the room, its grid and tile, and the two buttons; all else comes in parts.
        name === 'small' ? tags.slice(0, 5) : tags,
      );

      assert.deepEqual(page.problems, []);
      assert.deepEqual(found, {
        version: manifest.version,
        engine: 'function',
        undefinedTags: [],
        isOne: true,
        isUpgraded: true,
      });
    });
  }

  for (const name of ['rtc-elements.min', 'rtc-room.min', 'rtc-elements']) {
    it(`loads a language once, for all parts, and follows a changed lang: ${name}.js`, async () => {
      const page = await newPage(browser);
      await page.goto(`${pages.url}german-${name}.html`);
      const says = (text) =>
        waitInPage(
          page,
          (text) => {
            const meeting = document.querySelector('rtc-room')?.shadowRoot?.querySelector('rtc-meeting');
            return meeting?.shadowRoot?.querySelector('h2')?.textContent === text;
          },
          { args: [text], message: text },
        );

      await says('Bereit?');
      await page.evaluate(() => (document.documentElement.lang = 'ja'));
      await says('参加する準備はできましたか？');
      const loaded = await page.evaluate(() =>
        performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname),
      );

      const languages = loaded.filter((path) => /\/parts\/\w\w\.js$/.test(path));
      assert.deepEqual(languages, ['/dist/parts/de.js', '/dist/parts/ja.js']);
      assert.deepEqual(page.problems, []);
    });
  }

  it('exists as one ES module too', async () => {
    const page = await newPage(browser);
    await page.goto(`${pages.url}module.html`);

    const version = await page.evaluate(async () => (await import('/dist/rtc-elements.js')).version);

    assert.deepEqual(page.problems, []);
    assert.equal(version, manifest.version);
  });
});

function filesIn(folder, base = root) {
  return readdirSync(join(base, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(base, join(entry.parentPath ?? entry.path, entry.name)));
}
