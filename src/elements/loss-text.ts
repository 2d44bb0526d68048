import type { ConnectionState } from '../connection/state.js';
import { t } from '../i18n/translate.js';

/** What to tell of a lost line. Where nothing comes from the others either, it is not the server that is lost. */
export function lossText(host: Parameters<typeof t>[0], { participants }: ConnectionState): string {
  const others = participants.filter(({ isLocal }) => !isLocal);
  const isCutOff = others.length > 0 && others.every(({ connection }) => connection === 'reconnecting');
  return t(host, isCutOff || !navigator.onLine ? 'offline' : 'reconnecting');
}
