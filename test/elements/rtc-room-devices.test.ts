import { expect, fixture, html } from '@open-wc/testing';
import { RtcError } from '../../src/connection/rtc-error.js';
import type { RtcRoom } from '../../src/define/rtc-room.js';
import '../../src/define/rtc-room.js';
import { rendered, shownText } from '../support/elements.js';
import { cameraStream, fakeConnection, person } from '../support/fake-connection.js';
import { until } from '../support/until.js';

describe('rtc-room with devices in trouble', () => {
  async function roomOf(connection = fakeConnection()) {
    const room = await fixture<RtcRoom>(
      html`<rtc-room room-id="standup" lang="en" .connection=${connection}><p>Welcome</p></rtc-room>`,
    );
    await until(() => room.shadowRoot!.querySelector('[aria-live]'), 'its notices');
    connection.enter(person({ name: 'Ada', streams: [cameraStream()] }));
    await rendered(room);
    return { room, connection };
  }

  const part = (room: RtcRoom, name: string) => room.shadowRoot!.querySelector<HTMLElement>(`[part=${name}]`)!;
  const spoken = (room: RtcRoom) => room.shadowRoot!.querySelector('[aria-live]')!.textContent!;

  it('points out a question of the browser, says it aloud, and is quiet when it is answered', async () => {
    const { room, connection } = await roomOf();

    connection.patch({ asking: true });
    await rendered(room);
    const shown = shownText(room);
    await until(() => spoken(room).includes('Answer the browser’s question'), 'the sentence');
    await expect(room).to.be.accessible();
    connection.patch({ asking: false });
    await rendered(room);

    expect(shown).to.contain('Answer the browser’s question');
    expect(part(room, 'hint').checkVisibility()).to.equal(false);
  });

  it('opens what has failed again at the press of a button, and nothing else', async () => {
    const { room, connection } = await roomOf();
    connection.patchLocal({ streams: [cameraStream({ audio: 'on', video: 'none', videoError: 'media-in-use' })] });
    connection.patch({ error: new RtcError('media-in-use') });
    await rendered(room);
    await expect(room).to.be.accessible();

    part(room, 'retry').click();

    expect(connection.calls.filter(([method]) => method.startsWith('set'))).to.deep.equal([['setCamera', true]]);
  });

  it('offers no button where another try cannot help', async () => {
    const { room, connection } = await roomOf();
    connection.patchLocal({ streams: [cameraStream({ video: 'none', videoError: 'media-policy' })] });
    connection.patch({ error: new RtcError('media-policy') });
    await rendered(room);

    expect(part(room, 'retry')).to.equal(null);
  });

  for (const [kind, lost, back] of [
    ['audio', { audio: 'off', audioError: 'device-lost' }, 'Microphone works again.'],
    ['video', { video: 'off', videoError: 'device-lost' }, 'Camera works again.'],
  ] as const) {
    it(`says aloud which device works again: ${kind}`, async () => {
      const { room, connection } = await roomOf();
      const stream = new MediaStream();
      connection.patchLocal({ streams: [cameraStream({ stream, ...lost })] });
      connection.patch({ error: new RtcError('device-lost') });
      await until(() => spoken(room).includes('unplugged'), 'the bad news');

      connection.patchLocal({ streams: [cameraStream({ stream })] });
      connection.patch({ error: undefined });
      await until(() => spoken(room).includes('works again'), 'the sentence');

      expect(spoken(room).trim()).to.equal(back);
    });
  }

  for (const [name, off] of [
    ['switched off', [{ audio: 'off', video: 'off' }]],
    ['freed with the call', []],
  ] as const) {
    it(`does not say so of a device that was ${name}`, async () => {
      const { room, connection } = await roomOf();
      const stream = new MediaStream();
      const paused = { audio: 'off', audioError: 'media-paused', video: 'off', videoError: 'media-paused' } as const;
      connection.patchLocal({ streams: [cameraStream({ stream, ...paused })] });
      connection.patch({ error: new RtcError('media-paused') });
      await until(() => spoken(room).includes('paused'), 'the bad news');

      connection.patchLocal({ streams: off.map((fields) => cameraStream({ stream, ...fields })) });
      connection.patch({ error: undefined });
      await rendered(room);
      // What comes later is said together with what was to be said before it.
      connection.patch({ asking: true });
      await until(() => spoken(room).includes('Answer'), 'the next sentence');

      expect(spoken(room)).not.to.contain('works again');
    });
  }

  it('lets the screen go dark where the page says so', async () => {
    const { room, connection } = await roomOf();
    const before = connection.wakeLock;

    room.noWakeLock = true;
    await rendered(room);

    expect([before, connection.wakeLock]).to.deep.equal([true, false]);
  });

  // A machine without sound has no second speaker: what the browser is asked is recorded.
  it('plays the others, also those who come later, on the chosen speaker', async () => {
    const asked: string[] = [];
    const prototype = HTMLMediaElement.prototype as { setSinkId?: (id: string) => Promise<void> };
    const { setSinkId } = prototype;
    prototype.setSinkId = (id) => Promise.resolve(void asked.push(id));
    const { room, connection } = await roomOf();

    connection.patch({ speaker: 'headphones' });
    await rendered(room);
    connection.enter(person({ streams: [cameraStream()] }), person({ streams: [cameraStream()] }));
    await rendered(room);
    if (setSinkId) prototype.setSinkId = setSinkId;
    else delete prototype.setSinkId;

    expect(asked).to.deep.equal(['headphones', 'headphones', 'headphones']);
  });

  it('plays on through the speaker of the system when the chosen one has gone', async () => {
    const prototype = HTMLMediaElement.prototype as { setSinkId?: (id: string) => Promise<void> };
    const { setSinkId } = prototype;
    prototype.setSinkId = async function (this: HTMLMediaElement, value: string) {
      Object.defineProperty(this, 'sinkId', { configurable: true, value });
    };
    const { room, connection } = await roomOf();
    connection.patch({ speaker: 'headphones' });
    connection.enter(person({ streams: [cameraStream()] }));
    await rendered(room);
    const audio = room.shadowRoot!.querySelector('audio')!;
    const before = audio.sinkId;

    connection.patch({ speaker: '' });
    await rendered(room);
    if (setSinkId) prototype.setSinkId = setSinkId;
    else delete prototype.setSinkId;

    expect([before, audio.sinkId]).to.deep.equal(['headphones', '']);
  });
});

describe('rtc-video-tile with devices in trouble', () => {
  it('says on the own tile what is off and why', async () => {
    const info = cameraStream({ audio: 'off', video: 'off', audioError: 'media-paused', videoError: 'device-lost' });
    const tile = await fixture(
      html`<rtc-video-tile lang="en" .participant=${person({ isLocal: true })} .streamInfo=${info}></rtc-video-tile>`,
    );

    const text = 'microphone off: paused by the system, camera off: lost';
    await until(() => shownText(tile).includes(text), 'what the tile has beside its picture');
    expect(tile.shadowRoot!.querySelector('[part=base]')!.getAttribute('aria-label')).to.equal(`You, ${text}`);
  });

  for (const [code, english, spanish] of [
    ['media-denied', 'blocked', 'sin permiso'],
    ['media-dismissed', 'needs your permission', 'falta tu permiso'],
    ['media-policy', 'not allowed in this page', 'no se permite en esta página'],
    ['media-constraint', 'choose other settings', 'elige otros ajustes'],
    ['media-not-found', 'not found', 'no se encuentra'],
    ['media-in-use', 'in use elsewhere', 'en uso por otro programa'],
    ['insecure-context', 'needs https', 'necesita https'],
    ['unsupported-browser', 'not in this browser', 'no en este navegador'],
  ] as const) {
    it(`gives the reason for ${code} in English and Spanish`, async () => {
      const info = cameraStream({ audio: 'none', videoError: code, audioError: code });
      const page = await fixture(
        html`<div lang="en">
          <rtc-video-tile .participant=${person({ isLocal: true })} .streamInfo=${info}></rtc-video-tile>
        </div>`,
      );
      const tile = page.querySelector('rtc-video-tile')!;
      await until(() => shownText(tile).includes(`microphone off: ${english}`), 'what the tile has beside its picture');

      page.setAttribute('lang', 'es');
      tile.requestUpdate();
      await until(() => shownText(tile).includes('micrófono apagado'), 'Spanish');

      expect(shownText(tile)).to.contain(`micrófono apagado: ${spanish}`);
    });
  }
});
