// Small rollup plugins. TypeScript is compiled file by file: types are checked by a step of their own.
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

const { config } = ts.readConfigFile('tsconfig.json', (path) => readFileSync(path, 'utf8'));
const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, '.');
const compilerOptions = { ...options, noEmit: false, sourceMap: true, importHelpers: true };
/** As they stand in a class they are shorter than in its constructor. */
const nativeFields = { ...compilerOptions, useDefineForClassFields: true };

/** Compiles TypeScript; with `minify` the css and html literals lose the white space that nobody sees. */
export function typescript({ minify = false } = {}) {
  return {
    name: 'typescript',
    resolveId(source, importer) {
      // Else package.json would be asked, which says of none of the sources that importing them has an effect.
      if (!importer && source.endsWith('.ts')) return resolve(source);
      if (!importer?.endsWith('.ts') || !source.startsWith('.')) return null;
      const path = resolve(dirname(importer), source);
      return [path.replace(/\.js$/, '.ts'), `${path}.ts`, join(path, 'index.ts')].find(
        (candidate) => candidate.endsWith('.ts') && existsSync(candidate),
      );
    },
    transform(code, id) {
      if (!id.endsWith('.ts')) return null;
      const { outputText, sourceMapText } = ts.transpileModule(code, {
        fileName: id,
        compilerOptions: minify ? nativeFields : compilerOptions,
        transformers: { before: minify ? [plainProperties, minifyLiterals] : [] },
      });
      return { code: outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'), map: JSON.parse(sourceMapText) };
    },
  };
}

/** Gives an entry the first line and the mode of a command. */
export function executable(fileName) {
  return {
    name: 'executable',
    renderChunk: (code, chunk) =>
      chunk.fileName === fileName && !code.startsWith('#!')
        ? { code: `#!/usr/bin/env node\n${code}`, map: null }
        : null,
    writeBundle: ({ dir }) => chmodSync(join(dir, fileName), 0o755),
  };
}

/**
 * Turns `import('./x.js')` into one of `parts/x.js` beside the script, wherever that came from; `names`: of these parts
 * only, and all others stay in the file. The address is `scriptURL`, which each output defines: a browser gives the code of
 * another origin's script no address of its own.
 */
export function parts(names) {
  return {
    name: 'parts',
    transform: (code) => ({
      code: code.replace(/\bimport\('[./\w-]*?([\w-]+)\.js'\)/g, (whole, name) =>
        names?.includes(name) === false ? whole : `import(new URL('parts/${name}.js', scriptURL).href)`,
      ),
      map: null,
    }),
  };
}

/** Has a part take Lit from the script that loads it; see src/bundle/share-lit.ts. */
export function sharedLit() {
  const id = '\0shared-lit';
  const names = 'css, html, LitElement, nothing, render, svg';
  return {
    name: 'shared-lit',
    resolveId: (source) => (source === 'lit' ? id : null),
    load: (wanted) => (wanted === id ? `export const { ${names} } = globalThis[Symbol.for('rtc.lit')];` : null),
  };
}

/** What Lit holds for browsers without adopted style sheets, which know none of our classes, and for its own servers. */
const unused = {
  'css-tag.js': [
    [/(?<=const t=globalThis,e=)t\.ShadowRoot&&.*?CSSStyleSheet\.prototype(?=,)/, '!0'],
    [/(?<=Error\()"CSSResult is not.*?"(?=\))/, ''],
    [/(?<=Error\()"Value passed to 'css'.*?"(?=\))/, ''],
  ],
  'reactive-element.js': [
    [/p=a\.reactiveElementPolyfillSupport,/, ''],
    [/,p\?\.\(\{ReactiveElement:y\}\),\(a\.reactiveElementVersions\?\?=\[\]\)\.push\("[\d.]+"\)/, ''],
  ],
  'lit-html.js': [[/,B=t\.litHtmlPolyfillSupport;B\?\.\(S,k\),\(t\.litHtmlVersions\?\?=\[\]\)\.push\("[\d.]+"\)/, '']],
  'lit-element.js': [
    [/,s\.litElementHydrateSupport.*?o\?\.\(\{LitElement:i\}\);/, ';'],
    [/\(s\.litElementVersions\?\?=\[\]\)\.push\("[\d.]+"\);/, ''],
  ],
};

/** Takes that out of the files that hold Lit; a Lit in which it is written otherwise ends the build. */
export function trimLit() {
  return {
    name: 'trim-lit',
    transform(code, id) {
      const [, file] = /[\\/](?:@lit[\\/]reactive-element|lit-html|lit-element)[\\/]([\w-]+\.js)$/.exec(id) ?? [];
      const trimmed = (unused[file] ?? []).reduce((text, [pattern, left]) => {
        if (!pattern.test(text)) throw new Error(`${file} has no ${pattern}: look what has become of it.`);
        return text.replace(pattern, left);
      }, code);
      return trimmed === code ? null : { code: trimmed, map: null };
    },
  };
}

/** Modules with a smaller stand-in: what opens a socket by socket.io-client, and texts of what is loaded later. */
const standIns = {
  socket: [/^\.\/socket\.js$/, 'src/bundle/slim/client.ts'],
  texts: [/^\.\/en-\w+\.js$/, 'src/bundle/slim/no-texts.ts'],
};

/** Puts stand-ins of these names into the place of our own modules. */
export function slim(...names) {
  return {
    name: 'slim',
    resolveId(source, importer) {
      const [, standIn] = names.map((name) => standIns[name]).find(([pattern]) => pattern.test(source)) ?? [];
      return standIn && importer?.startsWith(resolve('src')) ? resolve(standIn) : null;
    },
  };
}

/** Names the private members of each class anew from `#a` on: the same few names everywhere compress better. */
export function shortPrivateNames() {
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const nth = (index) => (index < 52 ? '' : letters[Math.floor(index / 52) - 1]) + letters[index % 52];
  return {
    name: 'short-private-names',
    renderChunk(code, { fileName }) {
      const source = ts.createSourceFile(fileName, code, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
      const edits = [];
      const rename = (owner) => {
        const uses = new Map();
        const collect = (node) => {
          if (ts.isClassLike(node)) throw new Error('A class within a class may use the private names of both.');
          if (ts.isPrivateIdentifier(node)) uses.set(node.text, [...(uses.get(node.text) ?? []), node]);
          ts.forEachChild(node, collect);
        };
        ts.forEachChild(owner, collect);
        const byUse = [...uses.values()].sort((one, other) => other.length - one.length);
        byUse.forEach((nodes, index) => nodes.forEach((node) => edits.push({ node, name: `#${nth(index)}` })));
      };
      const visit = (node) => (ts.isClassLike(node) ? rename(node) : ts.forEachChild(node, visit));
      visit(source);
      edits.sort((one, other) => other.node.end - one.node.end);
      const renamed = edits.reduce(
        (text, { node, name }) => text.slice(0, node.getStart(source)) + name + text.slice(node.end),
        code,
      );
      // The map stays true to the line and nearly to the column: only names have become shorter.
      return { code: renamed, map: null };
    },
  };
}

/** What the parts of the engine call each other by, within one file: no name of the public API, of the wire or of a part. */
const inner = `
  admitted askForOffer askPresence customParameters dataReceived deviceAsked infos isAlive isInRoom isLinked
  isOffering linkChanged linkFailed linkSuspected localDescriptions localMediaChanged localMediaFailed
  localMediaMended memberReturned membersChanged messageEvent misses networkChanged offerDue offerWanted onpeer
  onsocket peerGone peerMessage presenceChanged publicRooms repeatOffer returned roomEnded sendToPeer
  setLocalStreams setState signalingLost signalingRestored signalingSettings topologyOptions updateExtra
  userIdTaken`
  .trim()
  .split(/\s+/);

/** Protected and private members of the elements, which nobody else uses, nor a template or a text of that name. */
const ofElements = `
  acting consumer dismissed doubted gaveUp hasWords isHeld isLost isMissing isPlaced isPlaying obstacle renderButton
  renderControl renderLabel showsCode targetId titleOf withHotkeys`
  .trim()
  .split(/\s+/);

/** For terser: such names become short ones. */
export const innerNames = { regex: new RegExp(`^(${[...inner, ...ofElements].join('|')})$`) };

/** Watches that a part, which is loaded into a page with the short names, uses none of the long ones. */
export function noInnerNames() {
  return {
    name: 'no-inner-names',
    renderChunk(code, { fileName }) {
      const used = inner.filter((name) => new RegExp(`\\b${name}\\b`).test(code));
      if (used.length > 0)
        throw new Error(`${fileName} uses ${used.join(', ')}: take them off the list of inner names.`);
      return null;
    },
  };
}

/**
 * Writes `@property(…)` and `@state()` as Lit's other notation, `static properties`: the same meaning without the code of
 * decorators. Their first values are set in the constructor, since a field would hide the accessor; other fields stay where
 * they are.
 */
function plainProperties(context) {
  const { factory } = context;
  return (file) => {
    const visit = (node) => {
      const visited = ts.visitEachChild(node, visit, context);
      if (!ts.isClassDeclaration(visited)) return visited;
      const entries = [];
      const values = [];
      const members = visited.members.flatMap((member) => {
        const decorator = ts.canHaveDecorators(member) && ts.getDecorators(member)?.[0]?.expression;
        const isType = ts.isPropertyDeclaration(member) && !member.initializer && !ts.isPrivateIdentifier(member.name);
        if (!decorator) return isType ? [] : [member];
        const isState = decorator.expression.text === 'state';
        const state = factory.createPropertyAssignment('state', factory.createTrue());
        const options = isState ? factory.createObjectLiteralExpression([state]) : decorator.arguments[0];
        entries.push(factory.createPropertyAssignment(member.name, options ?? factory.createObjectLiteralExpression()));
        const { name, type, initializer, parameters, body } = member;
        // Lit wraps an accessor that it finds.
        if (ts.isGetAccessorDeclaration(member))
          return [factory.updateGetAccessorDeclaration(member, undefined, name, parameters, type, body)];
        if (initializer) values.push(assignment(factory, name, initializer));
        return [];
      });
      const { modifiers, name, typeParameters, heritageClauses } = visited;
      const update = (all) =>
        factory.updateClassDeclaration(visited, modifiers, name, typeParameters, heritageClauses, all);
      if (entries.length === 0) return update(members);
      const properties = factory.createPropertyDeclaration(
        [factory.createModifier(ts.SyntaxKind.StaticKeyword)],
        'properties',
        undefined,
        undefined,
        factory.createObjectLiteralExpression(entries),
      );
      return update([properties, ...withValues(factory, members, values)]);
    };
    return ts.visitNode(file, visit);
  };
}

/** `this.name = value;` */
function assignment(factory, name, value) {
  const target = factory.createPropertyAccessExpression(factory.createThis(), name);
  return factory.createExpressionStatement(factory.createAssignment(target, value));
}

/** Sets values in the constructor, after the call of super() with which it begins. */
function withValues(factory, members, values) {
  if (values.length === 0) return members;
  const own = members.find(ts.isConstructorDeclaration);
  const all = factory.createSpreadElement(factory.createIdentifier('arguments'));
  const call = factory.createExpressionStatement(factory.createCallExpression(factory.createSuper(), undefined, [all]));
  const [first, ...others] = own?.body.statements ?? [call];
  const body = factory.createBlock([first, ...values, ...others], true);
  const made = factory.createConstructorDeclaration(undefined, own?.parameters ?? [], body);
  return [...members.filter((member) => member !== own), made];
}

const minifiers = { css: minifyCss, html: minifyHtml, svg: minifyHtml };

function minifyLiterals(context) {
  return (file) => {
    const visit = (node) => {
      const visited = ts.visitEachChild(node, visit, context);
      if (!ts.isTaggedTemplateExpression(visited) || !ts.isIdentifier(visited.tag)) return visited;
      const { tag, typeArguments, template } = visited;
      // With a backslash the text as written and its meaning differ: such a literal stays.
      const isPlain = !file.text.slice(node.template.pos, node.template.end).includes('\\');
      const minify = isPlain && minifiers[tag.text];
      if (!minify) return visited;
      const small = minifyTemplate(context.factory, template, minify);
      return context.factory.updateTaggedTemplateExpression(visited, tag, typeArguments, small);
    };
    return ts.visitNode(file, visit);
  };
}

function minifyTemplate(factory, template, minify) {
  if (ts.isNoSubstitutionTemplateLiteral(template)) {
    return factory.createNoSubstitutionTemplateLiteral(minify([template.text])[0]);
  }
  const texts = minify([template.head.text, ...template.templateSpans.map((span) => span.literal.text)]);
  const spans = template.templateSpans.map((span, index) => {
    const isLast = index === template.templateSpans.length - 1;
    const create = isLast ? factory.createTemplateTail : factory.createTemplateMiddle;
    return factory.updateTemplateSpan(span, span.expression, create(texts[index + 1]));
  });
  return factory.updateTemplateExpression(template, factory.createTemplateHead(texts[0]), spans);
}

/** Strings and url() stay; so does each space that has a meaning in calc() or in a selector. */
function minifyCss(texts) {
  return texts.map((text) => {
    const parts = text.replace(/\/\*[^]*?\*\//g, '').split(/("[^"]*"|'[^']*'|url\([^)]*\))/);
    const isCutString = parts.some((part, index) => index % 2 === 0 && /["']/.test(part));
    if (isCutString) return text;
    return parts.map((part, index) => (index % 2 ? part : minifyRules(part))).join('');
  });
}

function minifyRules(text) {
  return text
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,>]) ?/g, '$1')
    .replace(/([a-z]): /g, '$1:')
    .replace(/;}/g, '}')
    .replace(/(?<![\w.])0\./g, '.');
}

/** White space that holds a line break becomes one space, which looks the same. */
function minifyHtml(texts) {
  if (texts.some((text) => /<(pre|textarea|script|style)\b/i.test(text))) return texts;
  return texts.map((text) =>
    text
      .replace(/<!--[^]*?-->/g, '')
      .replace(/\s*\n\s*>/g, '>')
      .replace(/\s*\n\s*/g, ' '),
  );
}
