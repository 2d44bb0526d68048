import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { readdirSync } from 'node:fs';
import {
  executable,
  innerNames,
  noInnerNames,
  parts,
  sharedLit,
  shortPrivateNames,
  slim,
  trimLit,
  typescript,
} from './scripts/rollup-plugins.mjs';

const selfContained = [
  typescript({ minify: true }),
  nodeResolve({ browser: true, exportConditions: ['browser', 'production'] }),
  trimLit(),
];
const compress = {
  ecma: 2020,
  passes: 4,
  inline: 1,
  keep_fargs: false,
  pure_getters: true,
  unsafe_arrows: true,
  unsafe_methods: true,
};
const minifyScript = terser({ ecma: 2020, compress, format: { comments: false } });
const minifyInner = terser({
  ecma: 2020,
  compress,
  mangle: { properties: innerNames },
  format: { comments: false },
});
const minifyModule = terser({ ecma: 2020, module: true, compress, format: { comments: false } });

// Outside a browser an import is harmless: what the modules touch while they load has a stand-in.
const introFor = (scriptURL) => `const HTMLElement = globalThis.HTMLElement ?? class {};
const document = globalThis.document ?? { createTreeWalker() {} };
const scriptURL = ${scriptURL};`;

/** Every language beside English. */
const languages = ['ar', 'de', 'es', 'fr', 'ja', 'pt', 'zh'];

/** Parts, by the names of their files, that stay outside of the files with the whole kit as well: few pages need them. */
const outside = [
  ...languages,
  'call-extras',
  'custom-states',
  'focus',
  'grid-stage',
  'languages',
  'pip-window',
  'polling',
  'qr',
  'room-sounds',
  'simulate',
  'test-tone',
  'tile-template',
  'tile-tools',
];

/**
 * A file for a script tag that needs nothing else to begin with. Minified once more with the short names: a few more things
 * are worth it then.
 */
const classic = (name, ...last) => ({
  file: `dist/${name}.min.js`,
  format: 'iife',
  name: 'RtcElements',
  esModule: false,
  sourcemap: true,
  intro: introFor('document.currentScript?.src'),
  // Loaded a second time, the names keep standing for the classes that are registered.
  outro: 'Object.assign(exports, globalThis.RtcElements);',
  plugins: [minifyScript, shortPrivateNames(), ...last],
});

/** One module a source file, under the same path. */
const modules = (dir) => ({
  dir,
  format: 'es',
  sourcemap: true,
  preserveModules: true,
  preserveModulesRoot: 'src',
  entryFileNames: ({ name }) => `${name.replace(/^.*node_modules\//, 'vendor/')}.js`,
});

export default [
  {
    input: ['src/server/index.ts', 'src/server/main.ts'],
    external: [/^node:/, /^socket\.io($|\/)/],
    plugins: [typescript(), nodeResolve(), executable('server/main.js')],
    output: modules('dist'),
  },
  {
    input: [
      'src/index.ts',
      'src/define.ts',
      'src/connection/index.ts',
      ...readdirSync('src/define').map((file) => `src/define/${file}`),
    ],
    external: [/^lit($|\/)/, /^@lit\//, /^lean-qr($|\/)/, /^socket\.io-client($|\/)/],
    plugins: [typescript(), nodeResolve()],
    output: modules('dist/esm'),
  },
  {
    input: 'src/bundle/rtc-elements.ts',
    plugins: [slim('socket'), ...selfContained, parts(outside)],
    output: [
      { ...classic('rtc-elements', minifyInner), inlineDynamicImports: true },
      {
        file: 'dist/rtc-elements.js',
        format: 'es',
        inlineDynamicImports: true,
        sourcemap: true,
        intro: introFor('import.meta.url'),
        plugins: [minifyModule],
      },
    ],
  },
  {
    input: 'src/bundle/rtc-room.ts',
    plugins: [slim('socket', 'texts'), ...selfContained, parts()],
    output: classic('rtc-room', minifyInner),
  },
  {
    input: 'src/bundle/rtcmulticonnection.ts',
    plugins: selfContained,
    output: {
      file: 'dist/rtcmulticonnection.min.js',
      format: 'iife',
      inlineDynamicImports: true,
      sourcemap: true,
      plugins: [minifyScript, shortPrivateNames()],
    },
  },
  // What rtc-room.min.js loads when it is first needed, and rtc-elements.min.js of it what is `outside`; each stands alone.
  ...Object.entries({
    ...Object.fromEntries(languages.map((language) => [language, `src/locales/${language}.ts`])),
    languages: 'src/i18n/languages.ts',
    'call-extras': 'src/elements/call-extras.ts',
    'custom-states': 'src/elements/custom-states.ts',
    focus: 'src/elements/focus.ts',
    'grid-stage': 'src/elements/grid-stage.ts',
    'in-call': 'src/connection/in-call.ts',
    'pip-window': 'src/elements/pip-window.ts',
    qr: 'src/elements/qr.ts',
    'room-sounds': 'src/elements/room-sounds.ts',
    polling: 'src/bundle/slim/polling.ts',
    'room-notices': 'src/elements/room-notices.ts',
    'rtc-meeting': 'src/define/rtc-meeting.ts',
    simulate: 'src/elements/simulate.ts',
    'test-tone': 'src/elements/test-tone.ts',
    'tile-menu': 'src/elements/tile-menu.ts',
    'tile-template': 'src/elements/tile-template.ts',
    'tile-tools': 'src/elements/tile-tools.ts',
  }).map(([name, input]) => ({
    input,
    plugins: [sharedLit(), ...selfContained, parts()],
    output: {
      file: `dist/parts/${name}.js`,
      format: 'es',
      sourcemap: true,
      intro: `const scriptURL = new URL('..', import.meta.url);`,
      plugins: [minifyModule, noInnerNames()],
    },
  })),
];
