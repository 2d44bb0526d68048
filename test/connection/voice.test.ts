import { expect } from '@open-wc/testing';
import { OwnVoice } from '../../src/connection/own-voice.js';
import { RemoteVoice } from '../../src/connection/voice.js';
import { timed } from '../support/clock.js';
import { cameraStream, fakeConnection } from '../support/fake-connection.js';
import { until } from '../support/until.js';

/** A stream with a tone of this loudness. */
function toneStream(gain = 0.5) {
  const context = new AudioContext();
  const tone = context.createOscillator();
  const volume = context.createGain();
  const destination = context.createMediaStreamDestination();
  volume.gain.value = gain;
  tone.connect(volume).connect(destination);
  tone.start();
  const end = async () => {
    destination.stream.getTracks().forEach((track) => track.stop());
    await context.close();
  };
  return { stream: destination.stream, volume, end };
}

describe('RemoteVoice', () => {
  /** Somebody whose packets say how loud they are. */
  async function heard(fields: Parameters<typeof cameraStream>[0] = {}) {
    const { stream, end } = toneStream();
    const sound = { level: 0 };
    const receiver = {
      track: stream.getAudioTracks()[0],
      getSynchronizationSources: () => [{ audioLevel: sound.level }, {}],
    };
    const told: boolean[] = [];
    const connection = { getReceivers: () => [receiver] } as unknown as RTCPeerConnection;
    const voice: RemoteVoice = new RemoteVoice(
      connection,
      () => [cameraStream({ ...fields, stream })],
      () => told.push(voice.isSpeaking),
    );
    await end();
    return { voice, sound, told };
  }
  // The clock of a test moves timers only.
  const realNow = Date.now;
  afterEach(() => (Date.now = realNow));

  it(
    'speaks within 300 ms, and no more a second after the last sound',
    timed(async (clock) => {
      let now = 1_000_000;
      Date.now = () => now;
      const pass = async (milliseconds: number) => {
        for (let time = 0; time < milliseconds; time += 10, now += 10) await clock.pass(10);
      };
      const { voice, sound, told } = await heard();
      await pass(500);
      const before = voice.isSpeaking;

      sound.level = 0.2;
      await pass(300);
      const loud = voice.isSpeaking;
      sound.level = 0;
      await pass(500);
      const breath = voice.isSpeaking;
      await pass(500);
      voice.stop();

      expect([before, loud, breath, voice.isSpeaking]).to.deep.equal([false, true, true, false]);
      expect(told).to.deep.equal([true, false]);
    }),
  );

  for (const [what, fields] of [
    ['a noise too low for a voice', {}],
    ['a screen', { source: 'screen' }],
    ['one who is muted', { audio: 'off' }],
  ] as const) {
    it(
      `does not take ${what} for somebody who speaks`,
      timed(async (clock) => {
        const { voice, sound, told } = await heard(fields);

        sound.level = what.startsWith('a noise') ? 0.01 : 1;
        await clock.pass(1000);
        voice.stop();

        expect(told).to.be.empty;
      }),
    );
  }

  it(
    'ends when nobody listens any more',
    timed(async (clock) => {
      const { voice, sound, told } = await heard();
      sound.level = 1;
      await clock.pass(300);

      voice.stop();
      await clock.pass(1000);

      expect(told).to.deep.equal([true, false]);
    }),
  );
});

describe('OwnVoice', () => {
  it('hears the own microphone while one is in a room and it is on', async () => {
    const connection = fakeConnection();
    const { stream, volume, end } = toneStream();
    const told: boolean[] = [];
    const voice: OwnVoice = new OwnVoice(connection, () => told.push(voice.isSpeaking));
    connection.patchLocal({ streams: [cameraStream({ stream })] });
    connection.enter();

    await until(() => voice.isSpeaking, 'the voice');
    volume.gain.value = 0;
    await until(() => !voice.isSpeaking, 'its end');
    volume.gain.value = 0.5;
    await until(() => voice.isSpeaking, 'the voice again');
    connection.patchLocal({ streams: [cameraStream({ stream, audio: 'off' })] });
    await until(() => !voice.isSpeaking, 'the end at the switch');

    expect(told).to.deep.equal([true, false, true, false]);
    await end();
  });
});
