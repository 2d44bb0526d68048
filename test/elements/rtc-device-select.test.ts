import { expect, fixture, html } from '@open-wc/testing';
import { RtcError } from '../../src/connection/rtc-error.js';
import type { RtcDeviceSelect } from '../../src/define/rtc-device-select.js';
import '../../src/define/rtc-device-select.js';
import { timed } from '../support/clock.js';
import { rendered } from '../support/elements.js';
import { cameraStream, fakeConnection } from '../support/fake-connection.js';
import { listedDevices } from '../support/fake-devices.js';
import { press } from '../support/keys.js';
import { until } from '../support/until.js';

const built = { kind: 'audioinput', deviceId: 'built', label: 'Built-in' } as const;
const headset = { kind: 'audioinput', deviceId: 'headset', label: 'Headset' } as const;
const system = { kind: 'audioinput', deviceId: 'default', label: 'Default' } as const;
const webcam = { kind: 'videoinput', deviceId: 'webcam', label: 'Webcam' } as const;
const loud = { kind: 'audiooutput', deviceId: 'loud', label: 'Loudspeaker' } as const;

const selectOf = (element: Element) => element.shadowRoot!.querySelector('select')!;
const part = (element: Element, name: string) => element.shadowRoot!.querySelector<HTMLElement>(`[part=${name}]`)!;
const options = (element: Element) => [...selectOf(element).options].map(({ text }) => text);

describe('rtc-device-select', () => {
  const { enumerateDevices } = MediaDevices.prototype;
  beforeEach(() => localStorage.clear());
  afterEach(() => Object.assign(MediaDevices.prototype, { enumerateDevices }));

  async function choice(kind: string, connection = fakeConnection(), content = '') {
    const wrapper = await fixture<HTMLElement>(html`<div lang="en"></div>`);
    const element = document.createElement('rtc-device-select');
    element.setAttribute('kind', kind);
    Object.assign(element, { connection, innerHTML: content });
    wrapper.append(element);
    await rendered(element);
    await until(() => !options(element).includes('…'), 'the devices');
    await rendered(element);
    return { element, connection };
  }

  function choose(element: RtcDeviceSelect, deviceId: string): void {
    selectOf(element).value = deviceId;
    selectOf(element).dispatchEvent(new Event('change'));
  }

  /** A stream whose microphone is this device. */
  function captured(deviceId: string) {
    const [track] = new AudioContext().createMediaStreamDestination().stream.getTracks();
    track.getSettings = () => ({ deviceId });
    return cameraStream({ stream: new MediaStream([track]) });
  }

  for (const [kind, device, label] of [
    ['microphone', built, 'Microphone'],
    ['camera', webcam, 'Camera'],
    ['speaker', loud, 'Speaker'],
  ] as const) {
    it(`lists what there is of a ${kind}, under a label`, async () => {
      listedDevices(system, device);

      const { element } = await choice(kind);

      const all = kind === 'speaker' ? ['System default', 'Loudspeaker'] : [device.label];
      expect(options(element)).to.deep.equal(all);
      expect(part(element, 'label').textContent!.trim()).to.equal(label);
      await expect(element).to.be.accessible();
    });
  }

  it('gives a device a number until the browser may name it, and then its name', async () => {
    listedDevices({ kind: 'audioinput' });
    const { element, connection } = await choice('microphone');
    const before = options(element);

    listedDevices(built, headset);
    connection.patchLocal({ streams: [captured('headset')] });
    await until(() => options(element).length === 2, 'the names');
    await rendered(element);

    expect(before).to.deep.equal(['Microphone 1']);
    expect(options(element)).to.deep.equal(['Built-in', 'Headset']);
    expect(selectOf(element).value).to.equal('headset');
  });

  it('takes another device and keeps the choice', async () => {
    listedDevices(built, headset);
    const { element, connection } = await choice('microphone');

    choose(element, 'headset');
    await until(() => localStorage.length > 0, 'the choice to be kept');
    await rendered(element);

    expect(connection.calls).to.deep.equal([['setDevice', 'audio', 'headset']]);
    expect(selectOf(element).value).to.equal('headset');
    expect(JSON.parse(localStorage.getItem('rtc-elements.choices')!)).to.deep.equal({ audio: 'headset' });
  });

  it('takes the device of last time once, if it is there', async () => {
    localStorage.setItem('rtc-elements.choices', '{"audio":"headset","video":"gone"}');
    listedDevices(built, headset, webcam);

    const { element, connection } = await choice('microphone');
    await until(() => connection.calls.length > 0, 'the choice');
    await until(() => selectOf(element).value === 'headset', 'the select to show it');
    choose(element, 'built');
    listedDevices(built, headset, webcam);
    await choice('camera', connection);
    await until(() => selectOf(element).value === 'built', 'the new choice');

    expect(connection.calls).to.deep.equal([
      ['setDevice', 'audio', 'headset'],
      ['setDevice', 'audio', 'built'],
    ]);
  });

  it('neither keeps nor takes anything with no-remember', async () => {
    localStorage.setItem('rtc-elements.choices', '{"audio":"headset"}');
    listedDevices(built, headset);
    const connection = fakeConnection();
    const element = await fixture<RtcDeviceSelect>(
      html`<rtc-device-select lang="en" no-remember .connection=${connection}></rtc-device-select>`,
    );
    await rendered(element);
    await until(() => options(element).length === 2, 'the devices');

    choose(element, 'built');
    await until(() => selectOf(element).ariaBusy === 'false', 'the change');

    expect(connection.calls).to.deep.equal([['setDevice', 'audio', 'built']]);
    expect(localStorage.getItem('rtc-elements.choices')).to.equal('{"audio":"headset"}');
  });

  it('works where nothing can be stored', async () => {
    const real = Object.getOwnPropertyDescriptor(window, 'localStorage')!;
    const get = () => {
      throw new DOMException('', 'SecurityError');
    };
    Object.defineProperty(window, 'localStorage', { configurable: true, get });
    try {
      listedDevices(built, headset);
      const { element, connection } = await choice('microphone');
      choose(element, 'headset');
      await until(() => selectOf(element).ariaBusy === 'false', 'the change');

      expect(connection.calls).to.deep.equal([['setDevice', 'audio', 'headset']]);
      expect(selectOf(element).value).to.equal('headset');
    } finally {
      Object.defineProperty(window, 'localStorage', real);
    }
  });

  it('shows the device that is used when another cannot be had, or the page says no', async () => {
    listedDevices(built, headset);
    const { element, connection } = await choice('microphone');
    connection.patchLocal({ streams: [captured('built')] });
    connection.setDevice = () => Promise.reject(new RtcError('media-in-use'));
    await rendered(element);

    choose(element, 'headset');
    await until(() => selectOf(element).value === 'built', 'the failure to show');
    let asked = 0;
    connection.setDevice = async () => void asked++;
    element.addEventListener('rtc-device-request', (event) => event.preventDefault());
    choose(element, 'headset');
    await rendered(element);

    expect(selectOf(element).value).to.equal('built');
    expect(asked).to.equal(0);
    expect(localStorage).to.have.length(0);
  });

  it('follows what is plugged in and out, and says when there is nothing', async () => {
    listedDevices();
    const { element } = await choice('camera');
    const none = [options(element)[0], selectOf(element).disabled];

    listedDevices(webcam);
    await until(() => options(element)[0] === 'Webcam', 'the camera');

    expect(none).to.deep.equal(['No camera found', true]);
    expect(selectOf(element).disabled).to.equal(false);
  });

  it('is used by keyboard', async () => {
    listedDevices(built, headset);
    const { element, connection } = await choice('microphone');
    await press('Tab');
    const hasFocus = document.activeElement === element;

    await press('H');
    await until(() => connection.calls.length > 0, 'the choice');

    expect(hasFocus).to.equal(true);
    expect(connection.calls).to.deep.equal([['setDevice', 'audio', 'headset']]);
  });

  it('has words of the page as its label, and the reason why it is disabled', async () => {
    const element = await fixture<RtcDeviceSelect>(html`<rtc-device-select lang="en">Mine</rtc-device-select>`);
    await rendered(element);

    expect(selectOf(element).disabled).to.equal(true);
    expect(part(element, 'reason').textContent!.trim()).to.equal('This control belongs to no room.');
    await expect(element).to.be.accessible();
  });

  describe('of a speaker', () => {
    it('plays a sound on it', async () => {
      listedDevices(loud);
      const played: unknown[] = [];
      const { play } = HTMLMediaElement.prototype;
      HTMLMediaElement.prototype.play = async function (this: HTMLMediaElement) {
        played.push((this.srcObject as MediaStream).getAudioTracks()[0].readyState);
      };
      const { element } = await choice('speaker');

      part(element, 'test').click();
      await rendered(element);
      const during = part(element, 'test').ariaDisabled;
      part(element, 'test').click();
      await until(() => part(element, 'test').ariaDisabled === 'false', 'the end of the sound');
      HTMLMediaElement.prototype.play = play;

      expect(during).to.equal('true');
      expect(played).to.deep.equal(['live']);
    });

    it(
      'gives up on a sound that does not begin, and can try again',
      timed(async ({ comes }) => {
        listedDevices(loud);
        const { play } = HTMLMediaElement.prototype;
        const { resume } = AudioContext.prototype;
        HTMLMediaElement.prototype.play = () => Promise.resolve();
        AudioContext.prototype.resume = () => new Promise(() => undefined);
        const { element } = await choice('speaker');

        part(element, 'test').click();
        await rendered(element);
        const during = part(element, 'test').ariaDisabled;
        await comes(() => part(element, 'test').ariaDisabled === 'false', 'the end', 100);
        Object.assign(HTMLMediaElement.prototype, { play });
        Object.assign(AudioContext.prototype, { resume });

        expect(during).to.equal('true');
      }),
    );

    it('says so where the browser leaves no choice', async () => {
      const real = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'setSinkId')!;
      Reflect.deleteProperty(HTMLMediaElement.prototype, 'setSinkId');
      try {
        listedDevices(loud);
        const { element } = await choice('speaker');

        expect(selectOf(element).disabled).to.equal(true);
        expect(part(element, 'reason').textContent!.trim()).to.contain('the system chooses the speaker');
        expect(part(element, 'test').checkVisibility()).to.equal(true);
        await expect(element).to.be.accessible();
      } finally {
        Object.defineProperty(HTMLMediaElement.prototype, 'setSinkId', real);
      }
    });
  });
});
