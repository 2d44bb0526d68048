/** Code → what happened and what to do next, in one sentence. A `!` at the end: trying again as it is cannot help. */
const texts = {
  'room-not-found': 'No such room: check its name, or open it.',
  'room-exists': 'The room is already open: join it.',
  'room-full': 'The room is full: try again later.',
  'invalid-password': 'Wrong or no password: try again.',
  'permission-denied': 'Only the owner of the room may do that.!',
  'user-not-found': 'This person has left.!',
  'userid-taken': 'This user id is in use: you have been given another.',
  unauthorized: 'You are not allowed in: ask for an invitation.!',
  expired: 'Your invitation has expired: ask for a new one.',
  'origin-refused': 'The server does not accept this page: add its origin to RTC_ORIGINS.!',
  'rate-limited': 'Too many tries: wait a moment.',
  'too-large': 'Too much data: send less.!',
  'knock-refused': 'The owner did not let you in.',
  removed: 'You were removed from the room.!',
  'closed-by-owner': 'The owner has closed the room.',
  'signaling-unreachable': 'The server cannot be reached: check your connection and its address.',
  'signaling-lost': 'The connection to the server was lost: it will come back.',
  'peer-failed': 'No connection to this person: a TURN server may be needed.',
  timeout: 'The server did not answer: try again.',
  aborted: 'Cancelled.',
  'invalid-argument': 'Something is missing or wrong: correct it.!',
  'media-denied': 'Camera or microphone is blocked: allow it beside the address bar, then switch it on.',
  'media-dismissed': 'Camera or microphone was not allowed: switch it on and choose Allow.',
  'media-not-found': 'No camera or microphone found: plug one in, then switch it on.',
  'media-in-use': 'Camera or microphone is in use: close the other program, then switch it on.',
  'media-constraint': 'Camera or microphone cannot do that: choose other settings.',
  'media-policy': 'This page may not use camera or microphone: see allow="camera; microphone" of the iframe.!',
  'media-paused': 'The system has paused camera or microphone: switch it on again.',
  'device-lost': 'Camera or microphone was unplugged: plug it in, or choose another.',
  'insecure-context': 'Camera and microphone need https.!',
  'unsupported-browser': 'This browser cannot make calls: use a current one.!',
} as const;

export type RtcErrorCode = keyof typeof texts;

/** Every error that the kit reports: in `state.error`, in `rtc-error` and as the reason of a rejection. */
export class RtcError extends Error {
  override readonly name = 'RtcError';
  /** Stable, for programs. */
  readonly code: RtcErrorCode;
  /** True when the same action may succeed later or after a change by the person. */
  readonly retryable: boolean;
  /** English sentence: what happened and what to do next. `message` may be the server's own text instead. */
  readonly help: string;

  /** `message`: the words of who refused, or what exactly is wrong; `help` by default. */
  constructor(code: RtcErrorCode, message?: string, cause?: unknown) {
    const text = texts[code];
    const help = text.replace(/!$/, '');
    super(message || help, { cause });
    this.code = code;
    this.retryable = help === text;
    this.help = help;
  }
}

/** Reads a code that came from elsewhere. */
export function isRtcErrorCode(value: unknown): value is RtcErrorCode {
  return typeof value === 'string' && Object.hasOwn(texts, value);
}
