import { meeting } from './en-meeting.js';
import { notices } from './en-notices.js';

/** Every text that people read or hear, in English. `{…}` is filled in. */
export const en = {
  ...meeting,
  ...notices,
  openRoom: 'Open room',
  joinRoom: 'Join room',
  join: 'Join',
  opening: 'Opening…',
  joining: 'Joining…',
  noRoom: 'This control belongs to no room.',
  noRoomId: 'No room has been named.',
  alreadyOpen: 'This room is already open: join it.',
  notOpenYet: 'Nobody has opened this room yet.',
  roomFull: 'This room is full.',
  inRoom: 'You are in the room.',
  rejoin: 'Join again',
  guest: 'Guest',
  you: 'You',
  nameYou: '{name} (you)',
  screenOf: 'Screen of {name}',
  muted: 'microphone off',
  cameraOff: 'camera off',
  connectingPeer: 'connecting…',
  reconnectingPeer: 'reconnecting…',
  noPicture: 'no picture',
  'media-denied': 'blocked',
  'media-dismissed': 'needs your permission',
  'media-policy': 'not allowed in this page',
  'media-constraint': 'choose other settings',
  'insecure-context': 'needs https',
  'unsupported-browser': 'not in this browser',
  'media-not-found': 'not found',
  'media-in-use': 'in use elsewhere',
  'media-paused': 'paused by the system',
  'device-lost': 'lost',
  videoGrid: 'People in the room',
  emptyGrid: 'Nobody is here yet.',
  previousPage: 'Previous page',
  nextPage: 'Next page',
  pageOf: 'Page {page} of {pages}',
} as const;

export type TextKey = keyof typeof en;

/** A form of a text for some numbers, as the language has them: `joined_one`. The text itself is for all others. */
export type PluralKey = `${TextKey}_${Intl.LDMLPluralRule}`;

/** Texts of one language; what is missing is English. Errors are by their code. */
export interface Locale {
  readonly texts: Readonly<Partial<Record<TextKey | PluralKey, string>>>;
  readonly errors: Readonly<Record<string, string>>;
}
