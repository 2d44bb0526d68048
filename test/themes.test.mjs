// The look by default and each theme: which tokens there are, and whether what they colour can be told apart.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const elements = readdirSync(new URL('../src/elements', import.meta.url))
  .map((file) => read(`src/elements/${file}`))
  .join('\n');
const outputs = ['--rtc-columns', '--rtc-rows', '--rtc-tile-width', '--rtc-tile-height'];

/** Name of a theme → its tokens. */
const themes = new Map([
  ['default', tokensOf(elements, /var\((--rtc-[\w-]+), ((?:light-dark\([^)]*\))|#\w+)\)/g)],
  ...readdirSync(new URL('../src/themes', import.meta.url)).map((file) => [
    file.replace('.css', ''),
    tokensOf(read(`src/themes/${file}`), /(--rtc-[\w-]+): ([^;]+);/g),
  ]),
]);

/** What stands on what; text needs 4.5 to 1, other marks 3 to 1. */
const texts = [
  ['text', 'background'],
  ['text', 'surface'],
  ['text-quiet', 'background'],
  ['text-quiet', 'surface'],
  ['on-accent', 'accent'],
  ['on-danger', 'danger'],
  ['tile-text', 'tile-background'],
  ['tile-text', 'avatar-background'],
];
const marks = [
  ['accent', 'background'],
  ['accent', 'surface'],
  ['danger', 'background'],
  ['danger', 'surface'],
  ['success', 'surface'],
  ['focus', 'background'],
  ['focus', 'surface'],
  ['ring-color', 'tile-background'],
  ['tile-mark', 'tile-background'],
];

for (const [name, tokens] of themes) {
  describe(`the theme ${name}`, () => {
    const isContrast = name === 'contrast';

    for (const scheme of ['light', 'dark']) {
      it(`can be read in ${scheme}`, () => {
        check(texts, isContrast ? 7 : 4.5, scheme);
        check([['tile-text', 'tile-label', '#ffffff']], isContrast ? 7 : 4.5, scheme);
      });

      it(`has marks that can be seen in ${scheme}`, () => {
        check(marks, isContrast ? 4.5 : 3, scheme);
        check([['tile-mark', 'tile-label', '#000000']], isContrast ? 4.5 : 3, scheme);
        if (isContrast) check([['border', 'surface']], 4.5, scheme);
      });
    }

    function check(pairs, least, scheme) {
      for (const [front, back, behind] of pairs) {
        const [one, other] = [front, back].map((token) => colourOf(tokens, token, scheme));
        // Of what the elements do not use yet there is no default.
        if (name === 'default' && !(one && other)) continue;
        const ratio = contrast(rgb(one), over(rgb(other), rgb(behind ?? '#000000')));
        assert.ok(ratio >= least, `${front} on ${back} in ${scheme}: ${ratio.toFixed(2)}`);
      }
    }
  });
}

describe('the tokens', () => {
  const documented = [...read('docs/theming.md').matchAll(/^\| `(--rtc-[\w-]+)`/gm)].map(([, token]) => token);

  it('are documented, each that an element reads', () => {
    const docs = readdirSync(new URL('../docs', import.meta.url)).filter((file) => file.endsWith('.md'));
    const told = docs.map((file) => read(`docs/${file}`)).join('\n');
    const used = [...elements.matchAll(/var\((--rtc-[\w-]+)/g)].map(([, token]) => token);

    assert.deepEqual(
      [...new Set(used)].filter((token) => !told.includes(`${token}\``) && !outputs.includes(token)),
      [],
    );
  });

  it('are the same in each theme', () => {
    for (const [name, tokens] of themes) {
      if (name === 'default') continue;
      assert.deepEqual(
        [...tokens.keys()].filter((token) => !documented.includes(token)),
        [],
        name,
      );
      const missing = documented.filter((token) => !tokens.has(token) && !/font|-size$|-width$/.test(token));
      assert.deepEqual(missing, [], name);
    }
  });
});

describe('contrast', () => {
  it('is computed as WCAG does', () => {
    assert.equal(contrast(rgb('#000000'), rgb('#ffffff')), 21);
    assert.equal(contrast(rgb('#777777'), rgb('#ffffff')).toFixed(2), '4.48');
    assert.equal(contrast(rgb('#fff'), over(rgb('#00000080'), rgb('#ffffff'))).toFixed(1), '4.0');
  });
});

function tokensOf(text, pattern) {
  return new Map([...text.matchAll(pattern)].map(([, token, value]) => [token, value]));
}

function colourOf(tokens, name, scheme) {
  const value = tokens.get(`--rtc-${name}`) ?? (name === 'focus' ? tokens.get('--rtc-accent') : undefined);
  const [, light, dark] = value?.match(/^light-dark\((#\w+), (#\w+)\)$/) ?? [undefined, value, value];
  return scheme === 'light' ? light : dark;
}

/** `#rgb`, `#rrggbb` and both with a last channel, as four numbers from 0 to 1. */
function rgb(colour) {
  const digits = colour.slice(1);
  const long = digits.length > 4 ? digits : [...digits].map((digit) => digit + digit).join('');
  const channels = long.padEnd(8, 'f').match(/../g);
  return channels.map((channel) => parseInt(channel, 16) / 255);
}

function over([r, g, b, alpha], behind) {
  return [r, g, b].map((channel, index) => channel * alpha + behind[index] * (1 - alpha));
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(channels) {
  const [r, g, b] = channels.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
