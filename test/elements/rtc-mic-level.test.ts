import { expect, fixture, html } from '@open-wc/testing';
import type { RtcMicLevel } from '../../src/define/rtc-mic-level.js';
import '../../src/define/rtc-mic-level.js';
import { rendered } from '../support/elements.js';
import { cameraStream, fakeConnection } from '../support/fake-connection.js';
import { until } from '../support/until.js';

const base = (element: Element) => element.shadowRoot!.querySelector<HTMLElement>('[part=base]')!;
const levelOf = (element: Element) => Number(base(element).style.getPropertyValue('--rtc-level'));

describe('rtc-mic-level', () => {
  const real = globalThis.AudioContext;
  let made: AudioContext[];
  let tone: AudioContext;
  beforeEach(() => {
    made = [];
    tone = new real();
    globalThis.AudioContext = class extends real {
      constructor() {
        super();
        made.push(this);
      }
    };
  });
  afterEach(() => {
    globalThis.AudioContext = real;
    return tone.close();
  });

  /** Somebody who talks all the time. */
  function talking() {
    const output = tone.createMediaStreamDestination();
    const voice = tone.createOscillator();
    voice.connect(output);
    voice.start();
    return cameraStream({ stream: output.stream });
  }

  async function meter(...streams: ReturnType<typeof cameraStream>[]) {
    const connection = fakeConnection();
    connection.patchLocal({ streams });
    const element = await fixture<RtcMicLevel>(
      html`<rtc-mic-level lang="en" .connection=${connection}></rtc-mic-level>`,
    );
    return { element, connection };
  }

  const isClosed = () => made.length > 0 && made.every(({ state }) => state === 'closed');

  it('shows how loud the own microphone is, and tells it in words, without rendering anew', async () => {
    const { element } = await meter(talking());
    await until(() => levelOf(element) > 0.5, 'a level');
    let updates = 0;
    element.requestUpdate = () => void updates++;
    await until(() => base(element).getAttribute('aria-valuetext') === 'loud', 'a word');

    expect(Number(base(element).ariaValueNow)).to.be.within(50, 100);
    expect(updates).to.equal(0);
    await expect(element).to.be.accessible();
  });

  it('measures nothing, and makes no AudioContext, without a microphone that is on', async () => {
    const { element } = await meter(cameraStream({ audio: 'off' }));
    await rendered(element);

    expect(base(element).getAttribute('aria-valuetext')).to.equal('microphone off');
    expect(made).to.be.empty;
    await expect(element).to.be.accessible();
  });

  it('stops when the microphone is switched off, when it is hidden and when it is removed', async () => {
    const { element, connection } = await meter(talking());
    await until(() => levelOf(element) > 0, 'a level');

    connection.patchLocal({ streams: [cameraStream({ audio: 'off' })] });
    await until(isClosed, 'an end after switching off');
    const off = [levelOf(element), base(element).getAttribute('aria-valuetext')];
    connection.patchLocal({ streams: [talking()] });
    await until(() => levelOf(element) > 0, 'a level again');
    element.hidden = true;
    await until(isClosed, 'an end when hidden');
    element.hidden = false;
    await until(() => levelOf(element) > 0, 'a level once more');
    element.remove();

    expect(off).to.deep.equal([0, 'microphone off']);
    await until(isClosed, 'an end when removed');
  });
});
