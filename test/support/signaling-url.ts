/** Address of the signaling server that runs beside the unit tests. */
export async function signalingUrl(): Promise<string> {
  const url = await (await fetch('/__signaling-url')).text();
  if (!url) throw new Error('No signaling server: run `npm run build` first');
  return url;
}
