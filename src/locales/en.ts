import { controls } from './en-controls.js';
import { grid } from './en-grid.js';
import { lobby } from './en-lobby.js';
import { meeting } from './en-meeting.js';
import { notices } from './en-notices.js';
import { people } from './en-people.js';
import { tile } from './en-tile.js';

/** Every text that people read or hear, in English. `{…}` is filled in. */
export const en = {
  ...controls,
  ...grid,
  ...lobby,
  ...meeting,
  ...notices,
  ...people,
  ...tile,
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
  ownScreen: 'Your screen',
  muted: 'microphone off',
  cameraOff: 'camera off',
  connectingPeer: 'connecting…',
  reconnectingPeer: 'reconnecting…',
  noPicture: 'no picture',
  videoGrid: 'People in the room',
  emptyGrid: 'Nobody is here yet.',
} as const;

export type TextKey = keyof typeof en;

/**
 * Texts of one language; what is missing is English. Errors are by their code. A text about a number may have the forms
 * that the language has, named as by `Intl.PluralRules`: `one: {count} person | other: {count} people`.
 */
export interface Locale {
  readonly texts: Readonly<Partial<Record<TextKey, string>>>;
  readonly errors: Readonly<Record<string, string>>;
}
