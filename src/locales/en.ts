import { meeting } from './en-meeting.js';

/** Every text that people read or hear, in English. `{…}` is filled in. */
export const en = {
  ...meeting,
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
  turnMicrophoneOn: 'Turn microphone on',
  turnCameraOn: 'Turn camera on',
  rejoin: 'Join again',
  turnOnSound: 'Turn on sound',
  asksMicrophone: '{name} asks you to turn your microphone on.',
  asksCamera: '{name} asks you to turn your camera on.',
  notNow: 'Not now',
  soundBlocked: 'The browser keeps the sound off until you turn it on.',
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
  answerBrowser: 'Answer the browser’s question about camera and microphone.',
  tryAgain: 'Try again',
  microphoneBack: 'Microphone works again.',
  cameraBack: 'Camera works again.',
  videoGrid: 'People in the room',
  emptyGrid: 'Nobody is here yet.',
  previousPage: 'Previous page',
  nextPage: 'Next page',
  pageOf: 'Page {page} of {pages}',
  reconnecting: 'The connection to the server was lost. Reconnecting…',
  offline: 'You are offline. Reconnecting…',
  reconnected: 'Connected again.',
  joined: '{names} joined.',
  left: '{names} left.',
  youJoined: 'You are in the room.',
  youLeft: 'You have left the room.',
  closed: 'The room was closed by its owner.',
} as const;

export type TextKey = keyof typeof en;

/** Texts of one language; what is missing is English. Errors are by their code. */
export interface Locale {
  readonly texts: Partial<Record<TextKey, string>>;
  readonly errors: Readonly<Record<string, string>>;
}
