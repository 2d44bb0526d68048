/** Code → what happened, what to do next, and whether trying again can help. */
const texts = {
  'room-not-found': ['This room does not exist.', 'Check the name, or open the room yourself.', true],
  'room-exists': ['A room of this name is already open.', 'Join it, or choose another name.', true],
  'room-full': ['This room is full.', 'Try again when somebody has left.', true],
  'invalid-password': ['The password is not right.', 'Check it and try again.', true],
  'permission-denied': ['Only the owner of the room may do that.', 'Ask the owner.', false],
  'user-not-found': ['This person is not here.', 'They may have left.', false],
  'userid-taken': ['Somebody else already uses this user id.', 'A new id was chosen for you.', true],
  unauthorized: ['You are not allowed in.', 'Sign in, or ask for an invitation.', false],
  expired: ['Your invitation has expired.', 'Ask for a new one, or reload the page.', true],
  'origin-refused': [
    'The signaling server does not accept this page.',
    'Add the origin of the page to RTC_ORIGINS of the server.',
    false,
  ],
  'rate-limited': ['Too many tries.', 'Wait a moment, then try again.', true],
  'too-large': ['That is too much data.', 'Send less.', false],
  'knock-refused': ['The owner did not let you in.', 'Ask the owner.', true],
  removed: ['You were removed from the room.', 'Ask the owner.', false],
  'closed-by-owner': ['The owner has closed the room.', 'You can open it again.', true],
  'signaling-unreachable': [
    'The server cannot be reached.',
    'Check your connection and the address of the server; trying again goes on.',
    true,
  ],
  'signaling-lost': ['The connection to the server was lost.', 'It comes back by itself.', true],
  'peer-failed': ['No connection to this person could be made.', 'A TURN server may be needed.', true],
  timeout: ['The server did not answer in time.', 'Try again.', true],
  aborted: ['The action was cancelled.', 'Try again when you like.', true],
  'invalid-argument': ['Something is missing or has the wrong form.', 'Correct it and try again.', false],
  'media-denied': [
    'Camera or microphone is blocked.',
    'Allow it at the left of the address bar, then switch it on again.',
    true,
  ],
  'media-dismissed': [
    'The question about camera and microphone was not answered.',
    'Switch it on again and choose Allow.',
    true,
  ],
  'media-not-found': ['No camera or microphone was found.', 'Plug one in and switch it on again.', true],
  'media-in-use': ['Camera or microphone is in use elsewhere.', 'Close the other program and try again.', true],
  'media-constraint': ['Camera or microphone cannot do what was asked.', 'Choose other settings.', true],
  'media-policy': [
    'This page may not use camera or microphone.',
    'Add allow="camera; microphone; display-capture; autoplay" to the iframe, or relax the Permissions-Policy.',
    false,
  ],
  'media-paused': ['The system has paused camera or microphone.', 'Switch it on again.', true],
  'device-lost': ['Camera or microphone was unplugged.', 'Plug it in, or choose another.', true],
  'insecure-context': ['Camera and microphone need a secure page.', 'Open the page over https.', false],
  'unsupported-browser': ['This browser cannot make video calls.', 'Use a current browser.', false],
} as const satisfies Record<string, readonly [string, string, boolean]>;

export type RtcErrorCode = keyof typeof texts;

export interface RtcErrorOptions {
  /** The error underneath, if any. */
  cause?: unknown;
  /** What to do next; a sentence per code by default. */
  help?: string;
}

/** Every error that the kit reports: in `state.error`, in `rtc-error` and as the reason of a rejection. */
export class RtcError extends Error {
  override readonly name = 'RtcError';
  /** Stable, for programs. */
  readonly code: RtcErrorCode;
  /** True when the same action may succeed later or after a change by the person. */
  readonly retryable: boolean;
  /** English sentence: what happened, in general. `message` may be the server's own text instead. */
  readonly summary: string;
  /** English sentence: what to do next. */
  readonly help: string;

  constructor(code: RtcErrorCode, message?: string, options: RtcErrorOptions = {}) {
    const [summary, help, retryable] = texts[code];
    super(message || summary, { cause: options.cause });
    this.code = code;
    this.summary = summary;
    this.help = options.help ?? help;
    this.retryable = retryable;
  }
}

/** Reads a code that came from elsewhere. */
export function isRtcErrorCode(value: unknown): value is RtcErrorCode {
  return typeof value === 'string' && Object.hasOwn(texts, value);
}
