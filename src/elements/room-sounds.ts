/** What a sound tells: two notes up for who comes, two notes down for who goes. */
export type RoomSound = 'joined' | 'left';

const notes: Readonly<Record<RoomSound, readonly number[]>> = { joined: [523.25, 783.99], left: [659.25, 440] };
/** Seconds of a note. */
const length = 0.14;
/** Milliseconds for which further sounds are one with the last: many may come at once. */
const rest = 600;

let last = -Infinity;
let context: AudioContext | undefined;

/**
 * Plays a short, quiet sound. A page that nobody has touched yet may make none, and says nothing of it later either.
 *
 * @param speaker Device id of the speaker; empty: the system's own.
 */
export async function playSound(sound: RoomSound, speaker: string): Promise<void> {
  if (performance.now() - last < rest) return;
  last = performance.now();
  context ??= new AudioContext();
  // Only some browsers let sounds choose where they are heard.
  const output = context as AudioContext & { sinkId?: string; setSinkId?(id: string): Promise<void> };
  if (output.setSinkId && output.sinkId !== speaker) await output.setSinkId(speaker).catch(() => undefined);
  void context.resume();
  if (context.state !== 'running')
    await Promise.race([running(context), new Promise((late) => setTimeout(late, rest))]);
  if (context.state !== 'running') return;
  const begin = context.currentTime;
  notes[sound].forEach((pitch, index) => playNote(context!, pitch, begin + index * length));
}

function running(of: AudioContext): Promise<unknown> {
  return new Promise((resolve) => of.addEventListener('statechange', resolve, { once: true }));
}

function playNote(output: AudioContext, pitch: number, begin: number): void {
  const tone = output.createOscillator();
  const volume = output.createGain();
  tone.frequency.value = pitch;
  // Rises and falls, so that it does not click.
  volume.gain.setValueAtTime(0, begin);
  volume.gain.linearRampToValueAtTime(0.08, begin + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, begin + 2 * length);
  tone.connect(volume).connect(output.destination);
  tone.start(begin);
  tone.stop(begin + 2 * length);
}
