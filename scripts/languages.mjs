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
    const [, base, form] = key.match(/^(.+)_([a-z]+)$/) ?? [key, key];
    if (!Object.hasOwn(en, base)) return `${key}: English has no such text`;
    if (form && !pluralCategories.includes(form)) return `${key}: the language has no such form`;
    if (!text.trim()) return `${key}: empty`;
    // A form may say the number in words.
    const isSame = String(placesOf(text)) === String(placesOf(en[base]));
    const isSameButCount = form && String(placesOf(`${text}{count}`)) === String(placesOf(`${en[base]}{count}`));
    return isSame || isSameButCount ? [] : `${key}: has ${placesOf(text)}, English has ${placesOf(en[base])}`;
  });
  for (const code of Object.keys(errors)) if (!codes.includes(code)) wrong.push(`${code}: there is no such error`);
  return {
    wrong,
    // A form of English such as `people_one` is of its own rules.
    missing: [
      ...Object.keys(en).filter((key) => !/_(zero|one|two|few|many)$/.test(key) && !(key in texts)),
      ...codes.filter((code) => !(code in errors)),
    ],
  };
}

function placesOf(text) {
  return [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
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
