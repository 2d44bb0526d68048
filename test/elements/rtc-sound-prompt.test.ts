import { expect, fixture, html } from '@open-wc/testing';
import type { RtcRoom } from '../../src/define/rtc-room.js';
import type { RtcSoundPrompt } from '../../src/define/rtc-sound-prompt.js';
import '../../src/define/rtc-room.js';
import '../../src/define/rtc-sound-prompt.js';
import { nativeButton, rendered, shownText } from '../support/elements.js';
import { cameraStream, fakeConnection, person } from '../support/fake-connection.js';
import { until } from '../support/until.js';

describe('rtc-sound-prompt', () => {
  const { play } = HTMLMediaElement.prototype;
  let allowed: boolean;
  let played: number;
  beforeEach(() => {
    allowed = false;
    played = 0;
    HTMLMediaElement.prototype.play = async () => {
      if (!allowed) throw new DOMException('', 'NotAllowedError');
      played++;
    };
  });
  afterEach(() => void (HTMLMediaElement.prototype.play = play));

  async function blocked() {
    const connection = fakeConnection();
    const wrapper = await fixture<HTMLElement>(
      html`<div lang="en">
        <rtc-sound-prompt for="r"></rtc-sound-prompt>
        <rtc-room id="r" .connection=${connection}><p>Welcome</p></rtc-room>
      </div>`,
    );
    const prompt = wrapper.querySelector<RtcSoundPrompt>('rtc-sound-prompt')!;
    const room = wrapper.querySelector<RtcRoom>('rtc-room')!;
    const before = prompt.checkVisibility();
    connection.enter(person({ streams: [cameraStream({ audio: 'on' })] }));
    await until(() => prompt.checkVisibility(), 'the prompt');
    await until(() => room.shadowRoot!.querySelector('[part=sound-prompt]'), 'the bar of the room');
    return { prompt, room, connection, before };
  }

  it('is there only while the browser keeps the sound off, and turns it on', async () => {
    const { prompt, before } = await blocked();
    const text = shownText(prompt);
    await expect(prompt).to.be.accessible();

    allowed = true;
    nativeButton(prompt).click();
    await until(() => !prompt.checkVisibility(), 'it to go');

    expect(before).to.equal(false);
    expect(text).to.equal('The browser keeps the sound off until you turn it on. Turn on sound');
    expect(played).to.equal(1);
  });

  it('stands in the place of the bar in which the room asks otherwise', async () => {
    const { prompt, room } = await blocked();
    const bar = room.shadowRoot!.querySelector('[part=sound-prompt]')!;
    const beside = bar.checkVisibility();

    prompt.remove();
    room.requestUpdate();
    await rendered(room);

    expect(beside).to.equal(false);
    expect(bar.checkVisibility()).to.equal(true);
  });

  it('goes when the room’s own button has done it, and with the call', async () => {
    const { prompt, room, connection } = await blocked();
    allowed = true;
    room.shadowRoot!.querySelector<HTMLElement>('[part=sound-prompt]')!.click();
    await until(() => !prompt.checkVisibility(), 'it to go');

    allowed = false;
    connection.patch({ participants: [] });
    await rendered(prompt);
    connection.enter(person({ streams: [cameraStream({ audio: 'on' })] }));
    await until(() => prompt.checkVisibility(), 'it to come back');
    connection.patch({ participants: [] });

    await until(() => !prompt.checkVisibility(), 'it to go with the call');
  });

  it('is taken from the page and put back as any element, also late', async () => {
    const { prompt } = await blocked();
    const { parentElement } = prompt;

    prompt.remove();
    parentElement!.append(prompt);
    await rendered(prompt);

    expect(prompt.checkVisibility()).to.equal(true);
  });
});
