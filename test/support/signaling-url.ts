/** Address of a signaling server that runs beside the unit tests: the one, or the one that names a relay. */
export async function signalingUrl(kind: '' | '/relay' = ''): Promise<string> {
  const url = await (await fetch(`/__signaling-url${kind}`)).text();
  if (!url) throw new Error('No signaling server: run `npm run build` first');
  return url;
}
