// The rules that keep the source in layers, checked on the text of the files.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path) => readFileSync(join(root, path), 'utf8');
const files = sourceFiles('src');

/** What each layer may import, besides itself: layers, then packages. */
const allowed = {
  // What stands for socket.io-client has its types, and the library's own engine for lines that poll.
  bundle: [
    ['define', 'index', 'elements', 'connection', 'compat', 'i18n', 'version'],
    ['engine.io-client', 'lit', 'socket.io-client'],
  ],
  define: [['index', 'elements'], []],
  index: [['elements', 'connection', 'i18n', 'version'], []],
  elements: [
    ['connection', 'i18n', 'version'],
    ['lit', '@lit/context', 'lean-qr'],
  ],
  connection: [['wire', 'version'], ['socket.io-client']],
  compat: [['connection', 'wire'], ['socket.io-client']],
  i18n: [['locales'], ['lit']],
  locales: [[], []],
  // Types only, for those who have the framework.
  frameworks: [['define'], ['lit', 'react', 'vue', 'svelte']],
  server: [
    ['wire', 'version'],
    ['socket.io', 'node:'],
  ],
  wire: [[], []],
  version: [[], []],
};

describe('the source', () => {
  it('imports in one direction', () => {
    const wrong = files.flatMap((file) => {
      const [layers, packages] = allowed[layerOf(file)] ?? assert.fail(`${file} is in no layer`);
      return importsOf(file)
        .filter((source) => {
          if (!source.startsWith('.')) return !packages.some((name) => isOfPackage(source, name));
          const target = layerOf(normalize(join(dirname(file), source)));
          return target !== layerOf(file) && !layers.includes(target);
        })
        .map((source) => `${file} imports ${source}`);
    });

    assert.deepEqual(wrong, []);
  });

  it('names the file that it imports, so that its types resolve in Node as well', () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((source) => source.startsWith('.') && !source.endsWith('.js'))
        .map((source) => `${file} imports ${source}`),
    );

    assert.deepEqual(wrong, []);
  });

  it('keeps the engine free of the document', () => {
    const wrong = files.filter((file) => layerOf(file) === 'connection' && identifiersOf(file).has('document'));

    assert.deepEqual(wrong, []);
  });

  it('registers elements in define only', () => {
    const registers = /customElements\s*\??\.\s*define\(|@customElement\(/;
    const wrong = files.filter((file) => layerOf(file) !== 'define' && registers.test(withoutComments(file)));

    assert.deepEqual(wrong, []);
  });

  it('has a define module for each file that is a tag', () => {
    const tags = (folder) => readdirSync(join(root, folder)).filter((file) => file.startsWith('rtc-'));
    const defined = new Set(tags('src/define'));
    const wrong = tags('src/elements').filter((file) => isTag(`src/elements/${file}`) && !defined.has(file));

    assert.deepEqual(wrong, []);
  });
});

describe('the lock file', () => {
  it('holds no download address', () => {
    const { packages } = JSON.parse(read('package-lock.json'));
    const wrong = Object.entries(packages).filter(([, { resolved }]) => resolved);

    assert.deepEqual(wrong, []);
  });

  it('belongs to package.json', () => {
    const { packages, version } = JSON.parse(read('package-lock.json'));
    const wanted = JSON.parse(read('package.json'));

    assert.equal(version, wanted.version);
    assert.deepEqual(packages[''].dependencies, wanted.dependencies);
    assert.deepEqual(packages[''].devDependencies, wanted.devDependencies);
  });
});

function sourceFiles(folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
}

/** `src/elements/x.ts` → `elements`; `src/define.ts` → `define`. */
function layerOf(file) {
  return relative('src', file)
    .split(sep)[0]
    .replace(/\.(ts|js)$/, '');
}

function importsOf(file) {
  return ts.preProcessFile(read(file)).importedFiles.map(({ fileName }) => fileName);
}

function isOfPackage(source, name) {
  return name.endsWith(':') ? source.startsWith(name) : source === name || source.startsWith(`${name}/`);
}

/** The names a file uses on their own, not as a member of something: `globalThis.document?.hidden` is none. */
function identifiersOf(file) {
  const names = new Set();
  const visit = (node) => {
    if (ts.isIdentifier(node)) names.add(node.text);
    if (ts.isPropertyAccessExpression(node)) visit(node.expression);
    else ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest));
  return names;
}

function withoutComments(file) {
  return ts.transpileModule(read(file), {
    compilerOptions: { removeComments: true, target: 'esnext', module: 'esnext', verbatimModuleSyntax: true },
  }).outputText;
}

function isTag(file) {
  return /@tag\s/.test(read(file));
}
