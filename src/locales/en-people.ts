/**
 * What is said of people and of the room: the list, the link, the password, who knocks. A text with several forms names
 * each as `Intl.PluralRules` does.
 */
export const people = {
  connecting: 'Connecting…',
  aloneInRoom: 'You are in the room. Nobody else is here yet.',
  timeInRoom: 'Time in the room: {time}',
  callLasted: 'You were in the room for {time}.',
  peopleCount: 'one: {count} person | other: {count} people',
  owner: 'owner',
  sharesScreen: 'shares the screen',
  microphoneIsOn: 'microphone on',
  cameraIsOn: 'camera on',
  pin: 'Pin {name}',
  unpin: 'Unpin {name}',
  askToMute: 'Ask {name} to turn the microphone off',
  askedToMute: '{name} has been asked.',
  remove: 'Remove {name} from the room',
  roomLink: 'Link to this room',
  copyLink: 'Copy link',
  linkCopied: 'Link copied.',
  linkNotCopied: 'The browser does not let the page copy. The link is marked: copy it yourself.',
  shareLink: 'Share…',
  linkNotShared: 'The link could not be shared.',
  showCode: 'Show QR code',
  hideCode: 'Hide QR code',
  codeOfLink: 'QR code of the link to this room',
  codeFailed: 'The QR code could not be loaded.',
} as const;
