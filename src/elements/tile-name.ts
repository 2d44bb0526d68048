import type { MediaStreamInfo, Participant } from '../connection/state.js';
import { t } from '../i18n/translate.js';

/** Letters that stand for a person without a picture. */
export function initialsOf(name: string): string {
  const words: string[] = name.match(/\S+/g) ?? [];
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return letters.map((word) => [...word][0].toLocaleUpperCase()).join('');
}

/** The name alone, or what stands for it; of nobody that nobody is there. */
export function personName(host: Element, participant: Participant | undefined): string {
  return participant?.name || t(host, participant ? (participant.isLocal ? 'you' : 'guest') : 'emptyGrid');
}

/** Whose picture it is, as people read it. */
export function tileName(
  host: Element,
  participant: Participant | undefined,
  streamInfo: MediaStreamInfo | undefined,
): string {
  const name = personName(host, participant);
  if (streamInfo?.source === 'screen') return t(host, participant?.isLocal ? 'ownScreen' : 'screenOf', { name });
  return participant?.isLocal && participant.name ? t(host, 'nameYou', { name }) : name;
}
