import js from '@eslint/js';
import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import wc from 'eslint-plugin-wc';
import ts from 'typescript-eslint';

const readonly = (...names) => Object.fromEntries(names.map((name) => [name, 'readonly']));
const shared = readonly(
  'AbortController',
  'AbortSignal',
  'Blob',
  'Event',
  'EventTarget',
  'MessageChannel',
  'TextDecoder',
  'TextEncoder',
  'URL',
  'URLSearchParams',
  'WebSocket',
  'atob',
  'btoa',
  'clearInterval',
  'clearTimeout',
  'console',
  'crypto',
  'fetch',
  'performance',
  'queueMicrotask',
  'setInterval',
  'setTimeout',
  'structuredClone',
);
const node = { ...shared, ...readonly('Buffer', 'global', 'process', 'setImmediate') };
// Functions in .mjs tests are often sent into a page and run there.
const page = readonly(
  'CustomEvent',
  'HTMLElement',
  'HTMLVideoElement',
  'MediaStream',
  'MediaStreamTrack',
  'RTCMultiConnection',
  'RTCPeerConnection',
  'RtcElements',
  'customElements',
  'document',
  'getComputedStyle',
  'io',
  'location',
  'navigator',
  'requestAnimationFrame',
  'window',
);

export default [
  { ignores: ['dist/', 'coverage/', 'test-results/', 'node_modules/', 'demo/vendor/', 'examples/*/dist/'] },
  js.configs.recommended,
  // Not .vue and .svelte, which ESLint cannot read: the compilers of the examples check those.
  ...ts.configs.recommended.map((config) => ({ ...config, files: ['**/*.ts', '**/*.tsx'] })),
  {
    files: ['src/**/*.ts', 'test/**/*.ts'],
    ...lit.configs['flat/recommended'],
  },
  {
    files: ['src/**/*.ts', 'test/**/*.ts'],
    ...wc.configs['flat/best-practice'],
  },
  {
    files: ['src/**/*.ts'],
    ...litA11y.configs.recommended,
    plugins: { 'lit-a11y': litA11y },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      // Event maps are merged by interfaces without members of their own.
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      'no-undef': 'off',
    },
  },
  {
    files: ['test/**/*.ts'],
    // Chai's assertions are expressions.
    rules: { '@typescript-eslint/no-unused-expressions': 'off' },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: { ...node, ...page } },
  },
  {
    files: ['demo/**/*.js'],
    languageOptions: { globals: { ...shared, ...page } },
  },
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
];
