import { errorText } from '../wire.js';

/** `connection.errors`: pages compare what a callback gets with these. */
export const errors = {
  ROOM_NOT_AVAILABLE: errorText.roomNotAvailable,
  INVALID_PASSWORD: errorText.invalidPassword,
  USERID_NOT_AVAILABLE: errorText.userNotFound,
  ROOM_PERMISSION_DENIED: errorText.permissionDenied,
  ROOM_FULL: errorText.roomFull,
  DID_NOT_JOIN_ANY_ROOM: errorText.notInRoom,
  INVALID_SOCKET: errorText.invalidSocket,
  PUBLIC_IDENTIFIER_MISSING: errorText.publicIdentifierMissing,
  INVALID_ADMIN_CREDENTIAL: 'Invalid username or password attempted',
} as const;
