import { sha256 } from './sha256.js';

/** Who one is towards a server; a fresh one for each connection. */
export interface Identity {
  /** `u` and 32 hexadecimal digits of SHA-256(secret): any server, also one just restarted, can check it. */
  readonly userid: string;
  /** 64 hexadecimal digits that never leave the handshake's `auth`. */
  readonly secret: string;
  /** 32 hexadecimal digits: this page, this connection. */
  readonly instance: string;
}

export function createIdentity(): Identity {
  const secret = randomHex(32);
  return { userid: userIdOf(secret), secret, instance: randomHex(16) };
}

/** The user id that only the holder of `secret` may use. */
export function userIdOf(secret: string): string {
  return `u${sha256(secret).slice(0, 32)}`;
}

/** `bytes` random bytes as hexadecimal digits. */
export function randomHex(bytes: number): string {
  return [...crypto.getRandomValues(new Uint8Array(bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
