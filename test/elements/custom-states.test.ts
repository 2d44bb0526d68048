import { expect, fixture, html } from '@open-wc/testing';
import { LitElement } from 'lit';
import '../../src/define.js';
import type { RtcMicButton } from '../../src/elements/rtc-mic-button.js';
import type { RtcRoom } from '../../src/elements/rtc-room.js';
import { cameraStream, fakeConnection } from '../support/fake-connection.js';
import { rendered } from '../support/elements.js';
import { until } from '../support/until.js';

/** What reflects something that the page may set while it belongs to no room. */
const tags =
  `rtc-camera-button rtc-join-button rtc-leave-button rtc-lobby rtc-mic-button rtc-open-button rtc-screen-button
  rtc-video-grid rtc-video-tile`.split(/\s+/);

describe('custom states', () => {
  for (const tag of tags) {
    it(`of <${tag}> are its reflected attributes`, async () => {
      const element = await fixture<LitElement>(`<${tag} simulate="1" for="nobody"></${tag}>`);
      const { elementProperties } = element.constructor as typeof LitElement;
      const flags = [...elementProperties].filter(([, { reflect, type }]) => reflect && type === Boolean);
      const names = flags.map(([name, { attribute }]) => (typeof attribute === 'string' ? attribute : String(name)));
      const has = () => names.filter((name) => element.hasAttribute(name));
      const tells = () => names.filter((name) => element.matches(`:state(${name})`));

      // Set by the page, and not by the element itself, which may take some back.
      for (const [name] of flags) Object.assign(element, { [name]: true });
      await until(() => has().length > 0 && tells().length > 0, 'its states');
      await rendered(element);

      expect(tells()).to.deep.equal(has());
    });
  }

  it('come and go with what they tell', async () => {
    const connection = fakeConnection();
    const room = await fixture<RtcRoom>(
      html`<rtc-room .connection=${connection}><rtc-mic-button></rtc-mic-button></rtc-room>`,
    );
    const button = room.querySelector<RtcMicButton>('rtc-mic-button')!;
    await until(() => room.matches(':state(idle)'), 'the state of the room');
    expect(button.matches(':state(on)')).to.equal(false);

    connection.enter();
    connection.patchLocal({ streams: [cameraStream()] });
    await until(() => button.matches(':state(on)'), 'the state of the button');
    expect(['idle', 'connected', 'mic'].filter((name) => room.matches(`:state(${name})`))).to.deep.equal([
      'connected',
      'mic',
    ]);

    connection.patchLocal({ streams: [] });
    await until(() => !button.on, 'the end of the microphone');
    await rendered(button);
    expect(button.matches(':state(on)')).to.equal(false);
    await expect(room).to.be.accessible();
  });
});
