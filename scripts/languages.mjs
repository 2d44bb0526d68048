// What each language lacks, and what is wrong in it: `npm run languages` after a build. What is missing is English.
import { readdirSync, readFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = new URL('../dist/esm/locales/', import.meta.url);

/** English, and the other languages as `[name, locale]`. */
export async function readLanguages() {
  const load = (name) => import(new URL(`${name}.js`, folder).href);
  const names = readdirSync(fileURLToPath(folder)).flatMap((file) => file.match(/^(\w\w)\.js$/)?.[1] ?? []);
  const { en } = await load('en');
  const others = names.filter((name) => name !== 'en');
  return { en, languages: await Promise.all(others.map(async (name) => [name, (await load(name)).locale])) };
}

/** The codes of all errors, from the source: the engine has no list of them for others. */
export function readCodes() {
  const source = readFileSync(new URL('../src/connection/rtc-error.ts', import.meta.url), 'utf8');
  const [, table] = source.match(/const texts = \{\n([^]*?)\n\} as const/);
  return [...table.matchAll(/^ {2}'?([\w-]+)'?:/gm)].map(([, code]) => code);
}

/** Compares a language with English and with the codes of errors: `missing` is no fault, `wrong` is. */
export function compare(name, { texts, errors }, en, codes) {
  const { pluralCategories } = new Intl.PluralRules(name).resolvedOptions();
  const wrong = Object.entries(texts).flatMap(([key, text]) => {
    if (!Object.hasOwn(en, key)) return `${key}: English has no such text`;
    if (!text.trim()) return `${key}: empty`;
    const forms = formsOf(text);
    const names = forms.map(([form]) => form);
    if (names[0] && !names.includes('other')) return `${key}: has no form "other"`;
    const unknown = names.find((form) => form && !pluralCategories.includes(form));
    if (unknown) return `${key}: the language has no form "${unknown}"`;
    const wanted = placesOf(en[key]);
    const different = forms.find(([, form]) => placesOf(form) !== wanted);
    return different ? `${key}: "${different[1]}" is not filled in as in English` : [];
  });
  for (const code of Object.keys(errors)) if (!codes.includes(code)) wrong.push(`${code}: there is no such error`);
  const missing = [
    ...Object.keys(en).filter((key) => !Object.hasOwn(texts, key)),
    ...codes.filter((code) => !Object.hasOwn(errors, code)),
  ];
  return { missing, wrong };
}

/** `one: … | other: …` as pairs of name and text; the name of a text without forms is undefined. */
function formsOf(text) {
  if (!/^(zero|one|two|few|many|other): /.test(text)) return [[undefined, text]];
  return text.split(' | ').map((form) => form.split(/: (.*)/s));
}

/** What is to be filled in, apart from the number, which a form may say in words. */
function placesOf(text) {
  return String([...new Set(text.match(/\{(?!count)\w+\}/g) ?? [])].sort());
}

if (argv[1] && import.meta.url === pathToFileURL(argv[1]).href) {
  const { en, languages } = await readLanguages();
  for (const [name, locale] of languages) {
    const { missing, wrong } = compare(name, locale, en, readCodes());
    console.log(`${name}: ${missing.length} missing${missing.map((key) => `\n  ${key}`).join('')}`);
    for (const line of wrong) console.error(`  wrong: ${line}`);
    if (wrong.length > 0) process.exitCode = 1;
  }
}
