const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A room id that cannot be guessed and can be read out: 12 letters and digits, 60 bits. */
export function randomRoomId(): string {
  const letters = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => alphabet[byte % alphabet.length]);
  return letters.join('').replace(/(.{4})(?=.)/g, '$1-');
}

/** The room id in a query parameter of the page; where there is none, a random one is written into the URL. */
export function roomIdFromURL(parameter: string): string {
  const url = new URL(location.href);
  const given = url.searchParams.get(parameter);
  if (given) return given;
  const roomId = randomRoomId();
  url.searchParams.set(parameter, roomId);
  try {
    history.replaceState(history.state, '', url);
  } catch {
    // A sandboxed or opaque page may not touch its URL: the room works, only its link does not invite.
  }
  return roomId;
}
