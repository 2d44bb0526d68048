// Small rollup plugins. TypeScript is compiled file by file: types are checked by a step of their own.
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

const { config } = ts.readConfigFile('tsconfig.json', (path) => readFileSync(path, 'utf8'));
const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, '.');
const compilerOptions = { ...options, noEmit: false, sourceMap: true, importHelpers: true };

/** Compiles TypeScript; with `minify` the css and html literals lose the white space that nobody sees. */
export function typescript({ minify = false } = {}) {
  return {
    name: 'typescript',
    resolveId(source, importer) {
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
        compilerOptions,
        transformers: { before: minify ? [minifyLiterals] : [] },
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

/** Leaves WebTransport out of engine.io-client, 2.5 %: neither our server nor the stock one offers it. */
export function withoutWebTransport() {
  const stub = '\0no-webtransport';
  return {
    name: 'without-webtransport',
    resolveId: (source, importer) =>
      source.endsWith('/webtransport.js') && importer?.includes('engine.io-client') ? stub : null,
    load: (id) => (id === stub ? { code: 'export class WT {}', map: { mappings: '' } } : null),
  };
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
    .replace(/;}/g, '}');
}

/** White space that holds a line break becomes one space, which looks the same. */
function minifyHtml(texts) {
  if (texts.some((text) => /<(pre|textarea|script|style)\b/i.test(text))) return texts;
  return texts.map((text) => text.replace(/<!--[^]*?-->/g, '').replace(/\s*\n\s*/g, ' '));
}
