import { expect, fixture, html } from '@open-wc/testing';
import '../../src/define.js';
import type { RtcFullscreenButton } from '../../src/index.js';
import { nativeButton, rendered } from '../support/elements.js';
import { press } from '../support/keys.js';
import { until } from '../support/until.js';

async function page(content: string): Promise<{ wrapper: HTMLElement; button: RtcFullscreenButton }> {
  const wrapper = await fixture<HTMLElement>(html`<div lang="en"></div>`);
  wrapper.innerHTML = content;
  const button = wrapper.querySelector('rtc-fullscreen-button')!;
  await rendered(button);
  return { wrapper, button };
}

const nameOf = (element: Element) => nativeButton(element).ariaLabel;

describe('rtc-fullscreen-button', () => {
  afterEach(async () => {
    if (document.fullscreenElement) await document.exitFullscreen();
  });

  it('shows its room on the full screen, and ends that', async () => {
    const { wrapper, button } = await page('<rtc-room><rtc-fullscreen-button></rtc-fullscreen-button></rtc-room>');
    await expect(button).to.be.accessible();
    const before = nameOf(button);

    await press('Tab');
    await press('Enter');
    await until(() => button.on, 'the full screen');
    const during = [document.fullscreenElement === wrapper.firstElementChild, nameOf(button)];
    await expect(button).to.be.accessible();
    await press('Enter');
    await until(() => !button.on, 'the end');

    expect(before).to.equal('Full screen');
    expect(during).to.deep.equal([true, 'Leave full screen']);
    expect(document.fullscreenElement).to.equal(null);
  });

  it('shows what it names', async () => {
    const { wrapper, button } = await page(
      '<p id="stage">Stage</p><rtc-fullscreen-button for="stage"></rtc-fullscreen-button>',
    );

    await press('Tab');
    await press('Enter');
    await until(() => button.on, 'the full screen');

    expect(document.fullscreenElement === wrapper.querySelector('#stage')).to.equal(true);
  });

  it('finds what it names when that comes later, or takes the name', async () => {
    const { wrapper, button } = await page('<rtc-fullscreen-button for="stage"></rtc-fullscreen-button><p>Stage</p>');
    await until(() => nativeButton(button).title === 'This control belongs to no room.', 'the words that it is lost');

    wrapper.querySelector('p')!.id = 'stage';
    await until(() => button.available, 'what has the name');
    wrapper.querySelector('p')!.remove();
    await until(() => !button.available, 'the end of it');
    wrapper.append(Object.assign(document.createElement('p'), { id: 'stage' }));
    await until(() => button.available, 'what has come');
  });

  it('says why it cannot', async () => {
    const { button: lost } = await page('<rtc-fullscreen-button></rtc-fullscreen-button>');
    const without = [nativeButton(lost).disabled, nativeButton(lost).title];
    const real = Object.getOwnPropertyDescriptor(Document.prototype, 'fullscreenEnabled')!;
    Object.defineProperty(Document.prototype, 'fullscreenEnabled', { get: () => false, configurable: true });
    const { button } = await page('<rtc-room><rtc-fullscreen-button></rtc-fullscreen-button></rtc-room>');
    Object.defineProperty(Document.prototype, 'fullscreenEnabled', real);

    expect(without).to.deep.equal([true, 'This control belongs to no room.']);
    expect([nativeButton(button).disabled, nativeButton(button).title]).to.deep.equal([
      true,
      'This browser has no full screen.',
    ]);
  });

  it('does nothing that the page says no to', async () => {
    const { button } = await page('<rtc-room><rtc-fullscreen-button></rtc-fullscreen-button></rtc-room>');
    let asked: boolean | undefined;
    button.addEventListener('rtc-fullscreen-request', (event) => {
      asked = event.on;
      event.preventDefault();
    });

    await press('Tab');
    await press('Enter');
    await until(() => button.available, 'the click to be over');

    expect(asked).to.equal(true);
    expect(document.fullscreenElement).to.equal(null);
  });
});
