import { expect } from '@open-wc/testing';
import * as classes from '../../src/index.js';

const tags = [
  'rtc-room',
  'rtc-open-button',
  'rtc-join-button',
  'rtc-video-grid',
  'rtc-video-tile',
  'rtc-mic-button',
  'rtc-camera-button',
  'rtc-screen-button',
  'rtc-hand-button',
  'rtc-leave-button',
  'rtc-camera-flip-button',
  'rtc-device-select',
  'rtc-mic-level',
  'rtc-sound-prompt',
  'rtc-lobby',
  'rtc-control-bar',
  'rtc-layout-button',
  'rtc-fullscreen-button',
  'rtc-pip-button',
  'rtc-status',
  'rtc-participants',
  'rtc-share-link',
  'rtc-show',
  'rtc-timer',
  'rtc-knocks',
  'rtc-password',
];
const registered = () => tags.filter((tag) => customElements.get(tag));
const onImport = registered();

// In this order: each test registers more.
describe('define', () => {
  it('is not done by importing the classes', () => {
    expect(onImport).to.deep.equal([]);
    expect(Object.keys(classes)).to.include.members(['RtcRoom', 'RtcOpenButton', 'RtcJoinButton', 'RtcVideoGrid']);
  });

  it('registers an element with those that it renders', async () => {
    await import('../../src/define/rtc-video-grid.js');

    expect(registered()).to.deep.equal(['rtc-video-grid', 'rtc-video-tile']);
  });

  it('leaves a name alone that is taken', async () => {
    class Other extends HTMLElement {}
    customElements.define('rtc-open-button', Other);

    await import('../../src/define/rtc-open-button.js');

    expect(customElements.get('rtc-open-button')).to.equal(Other);
  });

  it('registers the whole kit', async () => {
    const kit = await import('../../src/define.js');

    expect(registered()).to.deep.equal(tags);
    expect(customElements.get('rtc-room')).to.equal(kit.RtcRoom);
  });

  it('survives a second copy of the script', async () => {
    const { define } = await import('../../src/define/define.js');
    const first = customElements.get('rtc-room');

    define('rtc-room', class extends HTMLElement {});

    expect(customElements.get('rtc-room')).to.equal(first);
  });
});
