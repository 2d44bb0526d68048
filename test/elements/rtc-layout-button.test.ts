import { expect, fixture, html } from '@open-wc/testing';
import '../../src/define.js';
import type { RtcLayoutButton } from '../../src/index.js';
import { nativeButton, rendered } from '../support/elements.js';
import { press } from '../support/keys.js';
import { until } from '../support/until.js';

const nameOf = (element: Element) => nativeButton(element).ariaLabel;

async function page(content: string): Promise<{ button: RtcLayoutButton; grids: Element[] }> {
  const wrapper = await fixture<HTMLElement>(html`<div lang="en"></div>`);
  wrapper.innerHTML = content;
  const button = wrapper.querySelector('rtc-layout-button')!;
  await rendered(button);
  return { button, grids: [...wrapper.querySelectorAll('rtc-video-grid')] };
}

const layouts = (grids: Element[]) => grids.map((grid) => grid.getAttribute('layout'));

describe('rtc-layout-button', () => {
  it('gives the only grid of the page the next layout with each click, and names it', async () => {
    const { button, grids } = await page('<rtc-layout-button></rtc-layout-button><rtc-video-grid></rtc-video-grid>');
    await expect(button).to.be.accessible();
    const seen: unknown[] = [];

    for (let click = 0; click < 4; click++) {
      seen.push(nameOf(button));
      button.click();
      await until(() => button.available && nameOf(button) !== seen.at(-1), 'the next name');
      seen.push(grids[0].getAttribute('layout'));
    }

    expect(seen).to.deep.equal([
      'Change to the speaker layout',
      'speaker',
      'Change to the focus layout',
      'focus',
      'Change to the strip layout',
      'strip',
      'Change to the grid layout',
      'grid',
    ]);
  });

  it('changes between those that the page names, by keyboard too', async () => {
    const { grids } = await page(
      '<rtc-layout-button layouts="grid strip"></rtc-layout-button><rtc-video-grid layout="strip"></rtc-video-grid>',
    );

    await press('Tab');
    await press('Enter');

    expect(layouts(grids)).to.deep.equal(['grid']);
  });

  it('sets one layout, and says whether the grid has it, whoever set it', async () => {
    const { button, grids } = await page(
      '<rtc-layout-button layout="focus">Focus</rtc-layout-button><rtc-video-grid></rtc-video-grid>',
    );
    await until(() => nameOf(button) === null, 'the words');
    const before = nativeButton(button).ariaPressed;

    grids[0].setAttribute('layout', 'focus');
    await until(() => button.hasAttribute('on'), 'the change');

    expect([before, nativeButton(button).ariaPressed]).to.deep.equal(['false', 'true']);
  });

  it('takes the grid that it names, and none where there are two or the name is wrong', async () => {
    const two = '<rtc-video-grid id="a"></rtc-video-grid><rtc-video-grid id="b"></rtc-video-grid>';
    const named = await page(`<rtc-layout-button for="b"></rtc-layout-button>${two}`);
    const unclear = await page(`<rtc-layout-button></rtc-layout-button>${two}`);
    const wrong = await page(`<rtc-layout-button for="c"></rtc-layout-button>${two}`);

    named.button.click();

    expect(layouts(named.grids)).to.deep.equal(['grid', 'speaker']);
    for (const { button } of [unclear, wrong]) {
      expect(nativeButton(button).disabled).to.equal(true);
      expect(nativeButton(button).title).to.equal('This control belongs to no grid.');
    }
  });

  for (const name of ['', 'for="g"']) {
    it(`finds a grid that comes later, and another one after that ${name}`, async () => {
      const { button } = await page(`<rtc-layout-button ${name}></rtc-layout-button>`);
      await until(
        () => nativeButton(button).title === 'This control belongs to no grid.',
        'the words that there is none',
      );
      const add = () => {
        const grid = document.createElement('rtc-video-grid');
        grid.id = 'g';
        button.after(grid);
        return grid;
      };

      const first = add();
      await until(() => button.available, 'the grid');
      first.remove();
      await until(() => !button.available, 'the end of the grid');
      const second = add();
      await until(() => button.available, 'the other grid');
      button.click();

      expect(layouts([first, second])).to.deep.equal(['grid', 'speaker']);
    });
  }

  it('takes the grid of its own room', async () => {
    const { button, grids } = await page(
      `<rtc-room><rtc-layout-button></rtc-layout-button><rtc-video-grid></rtc-video-grid></rtc-room>
       <rtc-room><rtc-video-grid></rtc-video-grid></rtc-room>`,
    );

    button.click();

    expect(layouts(grids)).to.deep.equal(['speaker', 'grid']);
  });

  it('does nothing that the page says no to', async () => {
    const { button, grids } = await page('<rtc-layout-button></rtc-layout-button><rtc-video-grid></rtc-video-grid>');
    const asked: string[] = [];
    button.addEventListener('rtc-layout-request', (event) => {
      asked.push(event.layout);
      event.preventDefault();
    });

    button.click();

    expect(asked).to.deep.equal(['speaker']);
    expect(layouts(grids)).to.deep.equal(['grid']);
  });
});
