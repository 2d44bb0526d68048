/** Seconds of each of the two notes. */
const noteTime = 0.35;
/** Milliseconds that a speaker has to begin. */
const patience = 5000;

/**
 * Plays two soft notes on a speaker, an empty id being the system's own; settles when they are over, or when there is nothing
 * to play them on. To be called in a click.
 */
export async function playTestTone(speaker: string): Promise<void> {
  const context = new AudioContext();
  const audio = new Audio();
  try {
    const output = context.createMediaStreamDestination();
    audio.srcObject = output.stream;
    // Only an element can be sent to a speaker in every browser that has a choice of them.
    if (speaker) await audio.setSinkId(speaker);
    await soon(audio.play().then(() => context.resume()));
    await playNotes(context, output);
  } finally {
    audio.srcObject = null;
    await context.close();
  }
}

/** On a computer without a speaker Firefox would wait until one is plugged in. */
function soon(start: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    start.then(resolve, reject);
    setTimeout(() => reject(new Error('There is no speaker.')), patience);
  });
}

function playNotes(context: AudioContext, output: AudioNode): Promise<void> {
  const start = context.currentTime;
  const end = start + 2 * noteTime;
  const loudness = context.createGain();
  loudness.gain.setValueAtTime(0, start);
  loudness.gain.linearRampToValueAtTime(0.2, start + 0.02);
  loudness.gain.setValueAtTime(0.2, end - 0.1);
  loudness.gain.linearRampToValueAtTime(0, end);
  const note = context.createOscillator();
  note.frequency.setValueAtTime(523, start);
  note.frequency.setValueAtTime(659, start + noteTime);
  note.connect(loudness).connect(output);
  note.start();
  note.stop(end);
  return new Promise((resolve) => (note.onended = () => resolve()));
}
