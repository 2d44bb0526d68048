/**
 * What client and server say to each other: socket events, payloads, limits and error texts.
 *
 * The base is the wire of RTCMultiConnection 3.7 / rtcmulticonnection-server 1.3; whatever is named `rtc:…`, `kit`
 * or `gen`, and the third argument of the open/join answer, is our addition, which stock ends ignore.
 */

/** The relay event unless the page chose another (`socketMessageEvent`). */
export const defaultMessageEvent = 'RTCMultiConnection-Message';
/** The custom event name that stock clients announce in the handshake. */
export const defaultCustomEvent = 'RTCMultiConnection-Custom-Message';

/** Our own events. `rtc:members` and `rtc:presence` come from the server, `rtc:moderate` from both, the others from the client. */
export const kitEvents = {
  /** Client → server: leaves the room for good; acknowledged with no argument. */
  leave: 'rtc:leave',
  /** Client → server `(roomId)`: answered at once, and after each change, by `rtc:presence`. */
  watch: 'rtc:watch',
  /** Client → server `(roomId)`: ends a watch. */
  unwatch: 'rtc:unwatch',
  /** Server → client: one {@link PresenceFacts}. */
  presence: 'rtc:presence',
  /** Server → clients of the kit in the room: one {@link MembersSnapshot}. */
  members: 'rtc:members',
  /** Owner → server `(act, userid)`: a {@link ModerationAct}. Server → client of the kit: one {@link ModerationNews}. */
  moderate: 'rtc:moderate',
} as const;

/** Texts of the stock server, letter by letter: pages compare them. */
export const errorText = {
  roomNotAvailable: 'Room not available',
  invalidPassword: 'Invalid password',
  roomFull: 'Room full',
  permissionDenied: 'Room permission denied',
  userNotFound: 'User ID does not exist',
  notInRoom: 'Did not join any room yet',
  invalidSocket: 'Invalid socket',
  publicIdentifierMissing: 'publicRoomIdentifier is required',
  passwordMissing: 'You did not enter the password.',
  roomIdMissing: 'You did not enter the room-id.',
  noPassword: 'This room do not have any password.',
} as const;

/** Upper bounds, checked at both ends. Characters are UTF-16 code units, bytes are UTF-8. */
export const limits = {
  roomIdCharacters: 128,
  userIdCharacters: 64,
  nameCharacters: 128,
  messageBytes: 64 * 1024,
  extraBytes: 8 * 1024,
  extraDepth: 8,
  /** `extra` in the handshake query, percent-encoded; larger ones travel only in open/join. */
  handshakeExtraBytes: 1024,
} as const;

/** Public data of a user: any JSON object; `name`, `fullName` or `username` is the name shown to people. */
export type Extra = Record<string, unknown>;

/**
 * Secrets of the handshake, in socket.io's `auth` only, never in the URL.
 * A generated `userid` is `u` + the first 32 hexadecimal digits of SHA-256(secret), see {@link generatedUserId}.
 */
export interface HandshakeAuth {
  /** Proof of the identity: 32 to 128 characters, made by the client, known to nobody else. */
  secret: string;
  /** Random per page and connection: tells a returning page from a copied one. */
  instance: string;
  /** What the host of the server asks for, see `authorize` of the server. */
  token?: string;
}

/** A generated id: only the holder of its secret may use it. Other ids belong to who came first. */
export const generatedUserId = /^u[0-9a-f]{32}$/;

/** What `open-room` and `join-room` carry. */
export interface RoomRequest {
  sessionid: string;
  session: Session;
  mediaConstraints: unknown;
  sdpConstraints: unknown;
  streams: { streamid: string; tracks: number }[];
  extra: Extra;
  /** `publicRoomIdentifier`; empty: the room is in no public list. Read on `open-room` only. */
  identifier?: string;
  /** Empty: no password. */
  password: string;
  /** The owner decides on each who wants in. Read on `open-room` only. */
  knock?: boolean;
}

/** RTCMultiConnection's session: what the room is about. */
export interface Session {
  audio?: boolean | 'two-way';
  video?: boolean | 'two-way';
  screen?: boolean;
  data?: boolean;
  /** Only the owner sends. */
  oneway?: boolean;
  /** Each member talks with the owner only. */
  broadcast?: boolean;
}

/** One person of a room; `kit` is true for clients that announced `kit=1` in the handshake. */
export interface Member {
  userid: string;
  extra: Extra;
  kit: boolean;
  /** The socket has been silent for a while; whoever it is may come back. */
  away?: boolean;
}

/** The members of a room in the order in which they came; a higher `seq` is newer. */
export interface MembersSnapshot {
  seq: number;
  /** The owner's user id. */
  owner: string;
  /** Everyone, oneself included. */
  members: Member[];
}

/** Third argument of a successful answer to `open-room` and `join-room`. Only our server sends it. */
export interface Admission extends MembersSnapshot {
  iceServers: IceServer[];
}

/** Third argument of a refusal by our server; the second is the text. */
export interface Refusal {
  /** A code of `RtcError`. */
  code: string;
  /** Seconds after which a try may succeed. */
  retryAfter?: number;
  /** No refusal yet: the owner has been asked. Who asks again goes on waiting, and is answered when it is decided. */
  knocking?: true;
}

/** What the owner of a room may do with a person: one who knocks (`admit`, `refuse`), or a member. */
export type ModerationAct = 'admit' | 'refuse' | 'remove' | 'mute';

/** One who knocks; of what strangers say of themselves only the name is handed on. */
export interface Knocker {
  userid: string;
  extra: Extra;
}

/** What the server tells the owner, or says in the owner's name. */
export type ModerationNews =
  /** To the owner: all who knock at this moment, in the order in which they came. */
  | { kind: 'knocks'; knocks: Knocker[] }
  /** To a member: the owner, whose id this is, asks that one's microphone be off. */
  | { kind: 'mute'; from: string };

/** Seconds for which a TURN credential of our server is good; clients take a fresh one after half of that time. */
export const turnCredentialSeconds = 12 * 3600;

/** `RTCIceServer` of WebRTC, spelled out so that the server needs no DOM types. */
export interface IceServer {
  urls: string | string[];
  username?: string;
  credential?: string;
}

/** All that anybody outside of a room may know of it. */
export interface PresenceFacts {
  roomId: string;
  present: boolean;
  full: boolean;
  locked: boolean;
}

/** Third argument of the answer to `check-presence`. */
export interface PresenceExtra {
  _room: { isFull: boolean; isPasswordProtected: boolean };
}

/** The argument of the relay event. The server writes `sender` and, towards a member, `extra`. */
export interface Envelope {
  /** A user id or, for `newParticipationRequest` only, the room id. */
  remoteUserId: string;
  message: unknown;
  sender: string;
  /** The sender's extra as the server knows it. */
  extra?: Extra;
}
