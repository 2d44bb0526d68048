import { languageOf } from './translate.js';

const units = ['hour', 'minute', 'second'] as const;

function split(seconds: number): number[] {
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
}

/** The language as `Intl` takes it, which throws at a `lang` such as `en_US`; English where it is none. */
function intlLanguageOf(host: Element): string {
  try {
    return Intl.getCanonicalLocales(languageOf(host).replaceAll('_', '-'))[0];
  } catch {
    return 'en';
  }
}

/** A time as a clock shows it, in the digits of the language: `4:05`, `1:04:05`. */
export function clockDuration(host: Element, seconds: number): string {
  const [hours, ...rest] = split(seconds);
  const language = intlLanguageOf(host);
  return (hours > 0 ? [hours, ...rest] : rest)
    .map((part, index) =>
      new Intl.NumberFormat(language, { minimumIntegerDigits: index > 0 ? 2 : 1, useGrouping: false }).format(part),
    )
    .join(':');
}

/** A time in words: `4 minutes, 5 seconds`. */
export function spokenDuration(host: Element, seconds: number): string {
  const language = intlLanguageOf(host);
  const parts = split(seconds);
  const words = units.flatMap((unit, index) => {
    const isOnly = index === 2 && seconds === 0;
    const form = { style: 'unit', unit, unitDisplay: 'long' } as const;
    return parts[index] > 0 || isOnly ? new Intl.NumberFormat(language, form).format(parts[index]) : [];
  });
  return new Intl.ListFormat(language, { type: 'unit' }).format(words);
}
