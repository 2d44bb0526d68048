import { expect, fixture, html } from '@open-wc/testing';
import '../../src/define.js';
import type { RtcRoom } from '../../src/index.js';
import { rendered, shownText } from '../support/elements.js';
import { cameraStream, fakeConnection, person } from '../support/fake-connection.js';
import { next, until } from '../support/until.js';

type Connection = ReturnType<typeof fakeConnection>;

async function roomWith(connection: Connection, attributes: readonly string[] = []): Promise<RtcRoom> {
  const room = await fixture<RtcRoom>(html`<rtc-room lang="en" .connection=${connection}>Call</rtc-room>`);
  for (const name of attributes) room.setAttribute(name, '');
  await rendered(room);
  return room;
}

describe('the controls of the system', () => {
  const { setActionHandler } = MediaSession.prototype;
  const handlers = new Map<string, MediaSessionActionHandler | null>();
  beforeEach(() => {
    MediaSession.prototype.setActionHandler = (type, handler) => void handlers.set(type, handler);
  });
  afterEach(() => {
    MediaSession.prototype.setActionHandler = setActionHandler;
    handlers.clear();
  });

  it('switch microphone and camera and hang up while one is in a call', async () => {
    const connection = fakeConnection({ present: true });
    connection.patchLocal({ streams: [cameraStream()] });
    await roomWith(connection);
    const before = handlers.size;

    connection.enter(person({ name: 'Ada' }));
    await until(() => handlers.get('hangup'), 'the handlers');
    for (const type of ['togglemicrophone', 'togglecamera', 'hangup'])
      handlers.get(type)!({ action: type as MediaSessionAction });
    connection.patch({ status: 'idle', participants: [] });
    await until(() => handlers.get('hangup') === null, 'the end');

    expect(before).to.equal(0);
    expect(connection.calls.filter(([name]) => name !== 'connect')).to.deep.equal([
      ['setMicrophone', false],
      ['setCamera', false],
      ['leave'],
    ]);
    expect([...handlers.values()]).to.deep.equal([null, null, null]);
  });

  it('are given back when the room is gone, though the call goes on, and lent again when it is back', async () => {
    const connection = fakeConnection({ present: true });
    connection.enter(person({ name: 'Ada' }));
    const room = await roomWith(connection);
    const parent = room.parentElement!;
    await until(() => handlers.get('hangup'), 'the handlers');

    room.remove();
    await until(() => handlers.get('hangup') === null, 'the end');
    const gone = [...handlers.values()];
    parent.append(room);
    await until(() => handlers.get('hangup'), 'the handlers again');

    expect(gone).to.deep.equal([null, null, null]);
  });

  it('are told what is on', async () => {
    const told: unknown[] = [];
    const session = navigator.mediaSession as MediaSession & Record<string, unknown>;
    Object.assign(session, {
      setMicrophoneActive: (on: boolean) => Promise.resolve(told.push(['microphone', on])),
      setCameraActive: (on: boolean) => Promise.resolve(told.push(['camera', on])),
    });
    const connection = fakeConnection({ present: true });
    connection.patchLocal({ streams: [cameraStream({ video: 'off' })] });
    connection.enter(person({ name: 'Ada' }));
    await roomWith(connection);
    await until(() => told.length > 0, 'the state');
    for (const name of ['setMicrophoneActive', 'setCameraActive']) delete session[name];

    expect(told.slice(0, 2)).to.deep.equal([
      ['microphone', true],
      ['camera', false],
    ]);
  });
});

describe('the hint that the microphone is off', () => {
  let context: AudioContext;
  let gain: GainNode;
  let track: MediaStreamTrack;

  /** A voice, or silence, whose track is muted as the engine does it. */
  beforeEach(() => {
    context = new AudioContext();
    const out = context.createMediaStreamDestination();
    gain = new GainNode(context, { gain: 0 });
    const voice = new OscillatorNode(context, { frequency: 220 });
    voice.connect(gain).connect(out);
    voice.start();
    [track] = out.stream.getAudioTracks();
    track.enabled = false;
  });
  afterEach(() => context.close());

  function muted(): Connection {
    const connection = fakeConnection({ present: true });
    connection.patchLocal({ streams: [cameraStream({ audio: 'off', stream: new MediaStream([track]) })] });
    connection.enter(person({ name: 'Ada' }));
    return connection;
  }

  const hintOf = (room: RtcRoom) => room.shadowRoot!.querySelector('[part=muted-hint]');

  it('comes when one speaks, is told to screen readers, and switches the microphone on', async () => {
    const connection = muted();
    const room = await roomWith(connection);
    const spoken = next(room, 'rtc-muted-speech');
    gain.gain.value = 0.5;

    await spoken;
    const hint = await until(() => hintOf(room), 'the hint');
    const text = shownText(hint);
    await expect(room).to.be.accessible();
    await until(() => room.shadowRoot!.querySelector('[role=status]')!.textContent!.includes('speaking'), 'the words');
    hint.querySelector('button')!.click();
    connection.patchLocal({ streams: [cameraStream({ audio: 'on' })] });
    await until(() => !hintOf(room), 'the end');

    expect(text).to.equal('You are speaking, but your microphone is off. Turn microphone on');
    expect(connection.calls).to.deep.include(['setMicrophone', true]);
  });

  it('does not come in silence; the copy that is listened to ends with the call', async () => {
    const copies: MediaStreamTrack[] = [];
    const clone = track.clone.bind(track);
    track.clone = () => (copies.push(clone()), copies[0]);
    const connection = muted();
    const room = await roomWith(connection);
    await until(() => copies.length > 0, 'somebody to listen');
    const wasOn = copies[0].enabled;

    connection.patch({ status: 'idle', participants: [] });
    await until(() => copies[0].readyState === 'ended', 'the end');

    expect([wasOn, track.enabled, hintOf(room)]).to.deep.equal([true, false, null]);
  });

  for (const name of ['createMediaStreamSource', 'constructor'] as const) {
    it(`frees the copy where nothing can listen to it: the ${name} fails`, async () => {
      const { AudioContext } = window;
      const contexts: AudioContext[] = [];
      const fail = () => {
        throw new DOMException('No.', 'NotSupportedError');
      };
      window.AudioContext = class extends AudioContext {
        constructor() {
          if (name === 'constructor') fail();
          super();
          contexts.push(this);
        }

        override createMediaStreamSource = fail;
      };
      const copies: MediaStreamTrack[] = [];
      const clone = track.clone.bind(track);
      track.clone = () => (copies.push(clone()), copies[0]);

      await roomWith(muted());
      await until(() => copies.length > 0, 'somebody to listen');
      window.AudioContext = AudioContext;

      await until(() => copies[0].readyState === 'ended', 'the end of the copy', 2000);
      await until(() => contexts.every(({ state }) => state === 'closed'), 'the end of the context', 2000);
    });
  }

  it('does not listen with no-muted-hint', async () => {
    let count = 0;
    track.clone = () => (count++, track);
    const connection = fakeConnection({ present: true });
    const room = await roomWith(connection, ['no-muted-hint']);
    connection.patchLocal({ streams: [cameraStream({ audio: 'off', stream: new MediaStream([track]) })] });
    connection.enter(person({ name: 'Ada' }));
    await rendered(room);
    await import('../../src/elements/call-extras.js');
    await rendered(room);

    expect(count).to.equal(0);
  });

  it('goes after a while, but not while its button has the focus', async () => {
    const { setTimeout } = globalThis;
    const ends: (() => void)[] = [];
    globalThis.setTimeout = ((act: () => void, time?: number) =>
      time === 8000 ? ends.push(act) : setTimeout(act, time)) as typeof setTimeout;
    try {
      const room = await roomWith(muted());
      gain.gain.value = 0.5;
      const hint = await until(() => hintOf(room), 'the hint');
      gain.gain.value = 0;
      window.focus();
      hint.querySelector('button')!.focus();
      await until(() => hint.matches(':focus-within'), 'the window in front');

      ends.shift()!();
      await rendered(room);
      const stays = hintOf(room) !== null;
      hint.querySelector('button')!.blur();
      ends.pop()!();
      await until(() => !hintOf(room), 'the end');

      expect(stays).to.equal(true);
    } finally {
      globalThis.setTimeout = setTimeout;
    }
  });

  it('is left to the page where that says no', async () => {
    const room = await roomWith(muted());
    const spoken = next(room, 'rtc-muted-speech');
    room.addEventListener('rtc-muted-speech', (event) => event.preventDefault());
    gain.gain.value = 0.5;

    await spoken;
    await rendered(room);

    expect(hintOf(room)).to.equal(null);
  });
});
