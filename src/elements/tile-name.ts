import type { MediaStreamInfo, Participant } from '../connection/state.js';
import { t } from '../i18n/translate.js';

/** Letters that stand for a person without a picture. */
export function initialsOf(name: string): string {
  const words: string[] = name.match(/\S+/g) ?? [];
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return letters.map((word) => [...word][0].toLocaleUpperCase()).join('');
}

/** The name alone, or what stands for it. */
export function personName(host: Element, participant: Participant | undefined): string {
  return participant?.name || t(host, participant?.isLocal ? 'you' : 'guest');
}

/** Whose picture it is, as people read it. */
export function tileName(
  host: Element,
  participant: Participant | undefined,
  streamInfo: MediaStreamInfo | undefined,
): string {
  const plain = personName(host, participant);
  const name = participant?.isLocal && participant.name ? t(host, 'nameYou', { name: plain }) : plain;
  return streamInfo?.source === 'screen' ? t(host, 'screenOf', { name }) : name;
}
