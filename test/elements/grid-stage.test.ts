import { expect, fixture, html } from '@open-wc/testing';
import type { Participant } from '../../src/connection/state.js';
import type { RtcVideoGrid } from '../../src/define/rtc-video-grid.js';
import type { RtcVideoTile } from '../../src/define/rtc-video-tile.js';
import '../../src/define/rtc-join-button.js';
import '../../src/define/rtc-video-grid.js';
import { RtcPinRequestEvent } from '../../src/elements/control-events.js';
import { timed } from '../support/clock.js';
import { areSame, rendered } from '../support/elements.js';
import { cameraStream, fakeConnection, person, type FakeConnection } from '../support/fake-connection.js';
import { pictureStream } from '../support/fake-devices.js';
import { freed, tellsFreed } from '../support/garbage.js';
import { box, gridOf, people, shown } from '../support/grids.js';
import { until } from '../support/until.js';

const speaking = (participant: Participant): Participant => Object.freeze({ ...participant, speaking: true });
const screenOf = (participant: Participant): Participant => ({
  ...participant,
  streams: [cameraStream(), cameraStream({ source: 'screen' })],
});

/** Enters again, where those of the given names speak. */
function speak(connection: FakeConnection, others: readonly Participant[], ...names: string[]): void {
  connection.enter(...others.map((other) => (names.includes(other.name) ? speaking(other) : other)));
}

/** The places of the tiles by name, in pixels of the grid. */
async function places(grid: RtcVideoGrid): Promise<Record<string, string>> {
  const names = await shown(grid);
  const frame = grid.getBoundingClientRect();
  return Object.fromEntries(
    grid.tiles.map((tile, index) => {
      const { left, top, width, height } = tile.getBoundingClientRect();
      return [names[index], [left - frame.left, top - frame.top, width, height].map(Math.round).join(' ')];
    }),
  );
}

/** The name on the largest tile. */
async function largest(grid: RtcVideoGrid): Promise<string | null> {
  const names = await shown(grid);
  const areas = grid.tiles.map(({ offsetWidth, offsetHeight }) => offsetWidth * offsetHeight);
  return names[areas.indexOf(Math.max(...areas))];
}

function expectApart(grid: RtcVideoGrid): void {
  const frame = grid.getBoundingClientRect();
  const rects = grid.tiles.map((tile) => tile.getBoundingClientRect());
  for (const [index, one] of rects.entries()) {
    expect(one.left, 'left').to.be.at.least(frame.left - 0.1);
    expect(one.right, 'right').to.be.at.most(frame.right + 0.1);
    expect(one.top, 'top').to.be.at.least(frame.top - 0.1);
    expect(one.bottom, 'bottom').to.be.at.most(frame.bottom + 0.1);
    for (const other of rects.slice(index + 1)) {
      const meet = one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
      expect(meet, 'one over another').to.equal(false);
    }
  }
}

const list = (grid: RtcVideoGrid) => grid.shadowRoot!.querySelector<HTMLElement>('ul')!;
const handle = (grid: RtcVideoGrid) => grid.shadowRoot!.querySelector<HTMLButtonElement>('[part=handle]')!;
const press = (target: HTMLElement, key: string) =>
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
const point = (target: Element, type: string, clientX: number, clientY: number, pointerType = 'mouse') =>
  target.dispatchEvent(
    new PointerEvent(type, {
      clientX,
      clientY,
      pointerType,
      pointerId: 1,
      isPrimary: true,
      bubbles: true,
      composed: true,
    }),
  );

describe('the layouts of rtc-video-grid', () => {
  it('are reflected, and anything unknown is a grid', async () => {
    const { grid } = await gridOf(people(2), { layout: 'speaker' });
    const before = [grid.layout, grid.getAttribute('arrangement')];

    grid.layout = 'spiral';
    await rendered(grid);

    expect(before).to.deep.equal(['speaker', 'speaker']);
    expect([grid.getAttribute('layout'), grid.getAttribute('arrangement')]).to.deep.equal(['grid', 'grid']);
  });

  for (const layout of ['speaker', 'focus']) {
    for (const size of [
      '640px; height: 360px',
      '300px; height: 600px',
      '1200px; height: 300px',
      '280px; height: 280px',
    ]) {
      it(`${layout} has one large tile, none over another, in ${size.replace('height: ', '')}`, async () => {
        const { grid } = await gridOf(people(4), { layout, style: `width: ${size}` });

        const areas = grid.tiles
          .map(({ offsetWidth, offsetHeight }) => offsetWidth * offsetHeight)
          .sort((a, b) => b - a);
        expect(areas[0]).to.be.above(1.5 * areas[1]);
        expect(await largest(grid)).to.equal('P1');
        expectApart(grid);
      });
    }
  }

  it('speaker shows who speaks, and stays with whoever was it', async () => {
    const others = people(3);
    const { grid, connection } = await gridOf(others, { layout: 'speaker' });

    speak(connection, others, 'P2');
    const during = await largest(grid);
    speak(connection, others);

    expect([during, await largest(grid)]).to.deep.equal(['P2', 'P2']);
  });

  it(
    'speaker does not jump at a word thrown in',
    timed(async (clock) => {
      const others = people(3);
      const { grid, connection } = await gridOf(others, { layout: 'speaker' });
      const large: unknown[] = [];
      const step = async (milliseconds: number, ...names: string[]) => {
        speak(connection, others, ...names);
        await clock.pass(milliseconds);
        large.push(await largest(grid));
      };

      await step(100, 'P2');
      await step(100, 'P2', 'P3');
      await step(1000, 'P3');
      await step(1000);
      await step(100, 'P2');
      await step(1400, 'P3');
      await step(200, 'P3');

      expect(large).to.deep.equal(['P2', 'P2', 'P2', 'P2', 'P2', 'P2', 'P3']);
    }),
  );

  it('a new speaker changes places with the last one, and nobody else moves', async () => {
    const others = people(4);
    const { grid, connection } = await gridOf(others, { layout: 'speaker', 'min-tile': '60' });
    speak(connection, others, 'P1');
    const before = await places(grid);

    connection.enter(...others.slice(1));
    connection.enter(others[0], speaking(others[1]), ...others.slice(2));
    grid.pin(others[3]);
    const after = await places(grid);

    expect(after).to.deep.equal({ ...before, P4: before.P1, P1: before.P4 });
  });

  it('strip is one row that scrolls', async () => {
    const { grid } = await gridOf(people(6), { layout: 'strip' });
    const tops = new Set(grid.tiles.map((tile) => tile.getBoundingClientRect().top));

    list(grid).scrollLeft = 10_000;

    expect(tops.size).to.equal(1);
    expect(list(grid).scrollLeft).to.be.above(0);
    expect([grid.columns, grid.rows, grid.pages, list(grid).tabIndex]).to.deep.equal([7, 1, 1, 0]);
  });

  it('strip leaves room for a bar that scrolls it', async () => {
    const { grid } = await gridOf(people(6), { layout: 'strip' });
    const box = list(grid);
    // As where bars take room; the browsers of tests have none.
    Object.defineProperty(box, 'clientHeight', { get: () => box.offsetHeight - 15 });
    grid.style.cssText = 'width: 500px; height: 120px';

    const fits = () => grid.tiles.every((tile) => tile.getBoundingClientRect().height <= box.clientHeight);
    await until(fits, 'tiles above the bar');
  });

  it('strip is a column in a tall box', async () => {
    const { grid } = await gridOf(people(2), { layout: 'strip' });

    grid.style.cssText = 'width: 200px; height: 600px';

    await until(() => grid.rows === 3 && grid.columns === 1, 'a column');
  });

  it('are accessible', async () => {
    const { grid, connection } = await gridOf(people(9));
    for (const layout of ['speaker', 'focus', 'strip', 'grid']) {
      grid.layout = layout;
      await shown(grid);
      await expect(grid).to.be.accessible();
    }
    grid.self = 'floating';
    connection.enter(...people(2));
    await shown(grid);
    await expect(grid).to.be.accessible();
  });
});

describe('a shared screen in rtc-video-grid', () => {
  it('is large while it is shared, and the grid comes back', async () => {
    const others = people(2);
    const { grid, connection } = await gridOf(others);
    const before = await places(grid);

    connection.enter(screenOf(others[0]), others[1]);
    const during = [await largest(grid), grid.arrangement, grid.layout];
    connection.enter(...others);

    expect(during).to.deep.equal(['Screen of P1', 'focus', 'grid']);
    expect(await places(grid)).to.deep.equal(before);
    expect(grid.getAttribute('arrangement')).to.equal('grid');
  });

  it('gives way to a newer one, and to a pin', async () => {
    const others = people(3);
    const [first, second] = [screenOf(others[0]), screenOf(others[1])];
    const { grid, connection } = await gridOf([others[0], second, others[2]]);
    const seen = [await largest(grid)];

    connection.enter(first, second, others[2]);
    seen.push(await largest(grid));
    grid.pin(others[1].userid, 'screen');
    seen.push(await largest(grid));
    grid.unpin();
    seen.push(await largest(grid));

    expect(seen).to.deep.equal(['Screen of P2', 'Screen of P1', 'Screen of P2', 'Screen of P1']);
  });

  it('stays a tile as the others with no-auto-focus, and when it is one’s own', async () => {
    const others = people(2);
    const { grid, connection } = await gridOf([screenOf(others[0]), others[1]], { 'no-auto-focus': '' });
    const before = grid.arrangement;

    grid.noAutoFocus = false;
    await rendered(grid);
    const during = grid.arrangement;
    connection.enter(...others);
    connection.patchLocal(screenOf(connection.state.local));
    await rendered(grid);

    expect([before, during, grid.arrangement]).to.deep.equal(['grid', 'focus', 'grid']);
    expect(grid.count).to.equal(4);
  });
});

describe('pins of rtc-video-grid', () => {
  it('make a tile large until they are taken off', async () => {
    const others = people(3);
    const { grid } = await gridOf(others);

    grid.pin(others[2]);
    const during = [
      await largest(grid),
      grid.arrangement,
      grid.tiles.map((tile) => (tile as { pinned?: boolean }).pinned),
    ];
    grid.unpin();
    await rendered(grid);

    expect(during).to.deep.equal(['P3', 'focus', [false, false, false, true]]);
    expect(grid.arrangement).to.equal('grid');
  });

  it('are asked for by tiles, and may be refused', async () => {
    const others = people(2);
    const { grid } = await gridOf(others);
    const ask = async (pinned: boolean, participant = others[1], from: Element = grid.tiles[2]) => {
      from.dispatchEvent(new RtcPinRequestEvent({ participant, streamInfo: undefined, pinned }));
      await rendered(grid);
      return grid.pinned?.userid;
    };
    const refuse = (event: Event) => event.preventDefault();
    const { userid } = others[1];

    const granted = await ask(true);
    const ofAnother = await ask(false, others[0]);
    const ended = await ask(false);
    const fromElsewhere = await ask(true, others[1], document.body);
    const stranger = await ask(true, person(), document.body);
    await ask(false);
    document.addEventListener('rtc-pin-request', refuse);
    const refused = await ask(true);
    document.removeEventListener('rtc-pin-request', refuse);

    expect([granted, ofAnother, ended]).to.deep.equal([userid, userid, undefined]);
    expect([fromElsewhere, stranger, refused]).to.deep.equal([userid, userid, undefined]);
  });
});

describe('the pages of rtc-video-grid', () => {
  it('let a speaker of another page in for the one who was silent longest, and no other tile moves', async () => {
    const others = people(9);
    const { grid, connection } = await gridOf(others, { 'page-size': '4', 'no-auto-focus': '' });
    speak(connection, others, 'P1');
    await shown(grid);
    speak(connection, others, 'P1', 'P2');
    await shown(grid);
    grid.pin(others[2]);
    speak(connection, others, 'P2');
    const before = await places(grid);

    // P1 has been the speaker, and leaves: the next one is not waited for.
    const rest = others.slice(1);
    speak(connection, rest);
    const without = await places(grid);
    speak(connection, rest, 'P8');
    const after = await places(grid);

    const { P2, ...stay } = without;
    expect(Object.keys(before)).to.deep.equal(['Me (you)', 'P1', 'P2', 'P3']);
    expect(Object.keys(without)).to.deep.equal(['Me (you)', 'P2', 'P3', 'P4']);
    // P4 has never spoken: it is the one that goes.
    expect(after).to.deep.equal({ 'Me (you)': stay['Me (you)'], P2, P3: stay.P3, P8: stay.P4 });
  });

  it(
    'keep everybody in place while one after the other speaks',
    timed(async (clock) => {
      const others = people(11);
      const { grid, connection } = await gridOf(others, { 'page-size': '6' });
      let before = await places(grid);

      for (const name of ['P7', 'P9', 'P11', 'P8', 'P10', 'P6', 'P1', 'P2']) {
        const wasSeen = name in before;
        speak(connection, others, name);
        await clock.pass(2000);
        const after = await places(grid);
        const moved = Object.keys(after).filter((one) => after[one] !== before[one]);

        expect(Object.keys(after), name).to.include.members(['Me (you)', name]);
        expect(moved, name).to.deep.equal(wasSeen ? [] : [name]);
        before = after;
      }
    }),
  );

  it('stay as they are when all on the page are pinned, own or speaking', async () => {
    const others = people(3);
    const { grid, connection } = await gridOf(others, { 'page-size': '2', 'no-auto-focus': '' });
    grid.pin(others[0]);

    speak(connection, others, 'P3');

    expect(await shown(grid)).to.deep.equal(['Me (you)', 'P1']);
  });

  it('are turned by keys while the list has the focus', async () => {
    const { grid } = await gridOf(people(5), { 'page-size': '2' });
    const seen: number[] = [];

    for (const key of ['PageDown', 'ArrowRight', 'ArrowRight', 'ArrowLeft', 'PageUp', 'End', 'Home']) {
      press(list(grid), key);
      await rendered(grid);
      seen.push(grid.page);
    }

    expect(seen).to.deep.equal([2, 3, 3, 2, 1, 3, 1]);
    expect(list(grid).tabIndex).to.equal(0);
  });

  it('are turned the other way where one reads from right to left', async () => {
    const { grid } = await gridOf(people(5), { 'page-size': '2', dir: 'rtl' });

    press(list(grid), 'ArrowLeft');

    expect(grid.page).to.equal(2);
  });

  it('leave the arrow keys to what is inside of a tile', async () => {
    const { grid } = await gridOf(people(5), { 'page-size': '2' });

    press(grid.tiles[0], 'ArrowRight');
    const before = grid.page;
    press(grid.tiles[0], 'PageDown');

    expect([before, grid.page]).to.deep.equal([1, 2]);
  });

  it('are turned by a swipe, not by a scroll and not by a mouse', async () => {
    const { grid } = await gridOf(people(5), { 'page-size': '2' });
    const swipe = (across: number, down: number, type?: string) => {
      point(grid.tiles[0], 'pointerdown', 300, 100, type);
      point(grid.tiles[0], 'pointerup', 300 + across, 100 + down, type);
      return grid.page;
    };

    const pages = [swipe(-90, 5, 'touch'), swipe(-90, 200, 'touch'), swipe(-90, 0), swipe(90, 5, 'touch')];

    expect(pages).to.deep.equal([2, 2, 2, 1]);
  });

  it('keep the focus when what had it goes', async () => {
    const { grid, connection } = await gridOf(people(3), { 'page-size': '2' });
    const [, next] = grid.shadowRoot!.querySelectorAll<HTMLButtonElement>('[part=pager] button');
    next.focus();
    next.click();
    await rendered(grid);
    const during = grid.shadowRoot!.activeElement;

    connection.enter();
    await rendered(grid);

    expect(during === next).to.equal(true);
    expect(grid.shadowRoot!.activeElement === list(grid)).to.equal(true);
  });
});

describe('the own tile of rtc-video-grid that floats', () => {
  const corner = (grid: RtcVideoGrid) => {
    const frame = list(grid).getBoundingClientRect();
    const { left, right, top, bottom } = grid.tiles.at(-1)!.getBoundingClientRect();
    return `${top - frame.top < frame.bottom - bottom ? 'top' : 'bottom'} ${left - frame.left < frame.right - right ? 'left' : 'right'}`;
  };
  const inside = (grid: RtcVideoGrid) => {
    const frame = list(grid).getBoundingClientRect();
    const { left, right, top, bottom } = grid.tiles.at(-1)!.getBoundingClientRect();
    return (
      left >= frame.left - 0.1 && right <= frame.right + 0.1 && top >= frame.top - 0.1 && bottom <= frame.bottom + 0.1
    );
  };

  it('lies small in a corner, and is a tile as others when nobody else is there', async () => {
    const { grid, connection } = await gridOf(people(2), { self: 'floating' });
    const names = await shown(grid);
    const seen = [corner(grid), inside(grid), grid.count];

    connection.enter();
    await shown(grid);

    expect(names).to.deep.equal(['P1', 'P2', 'Me (you)']);
    expect(seen).to.deep.equal(['bottom right', true, 3]);
    expect(handle(grid)).to.equal(null);
    expect(grid.tiles[0].offsetWidth).to.be.closeTo(box.width, 1);
  });

  it('lies over the large tile, not over the strip', async () => {
    const { grid } = await gridOf(people(3), { self: 'floating', layout: 'focus' });

    const [large, ...rest] = grid.tiles.map((tile) => tile.getBoundingClientRect());
    const own = rest.at(-1)!;

    expect(own.right).to.be.below(large.right);
    expect(own.bottom).to.be.below(large.bottom);
    expect(rest.length).to.equal(3);
  });

  it('is moved by the keys of its handle, and by a click', async () => {
    const { grid } = await gridOf(people(2), { self: 'floating' });
    const seen: string[] = [];

    for (const key of [
      'ArrowUp',
      'ArrowLeft',
      'ArrowLeft',
      'ArrowDown',
      'ArrowRight',
      'click',
      'click',
      'click',
      'click',
    ]) {
      if (key === 'click') handle(grid).click();
      else press(handle(grid), key);
      await rendered(grid);
      seen.push(corner(grid));
    }

    expect(handle(grid).getAttribute('aria-label')).to.equal('Move own picture to another corner');
    expect(seen).to.deep.equal([
      'top right',
      'top left',
      'top left',
      'bottom left',
      'bottom right',
      'bottom left',
      'top left',
      'top right',
      'bottom right',
    ]);
  });

  it('follows a pointer, stays inside, and rests in the next corner', async () => {
    const { grid } = await gridOf(people(2), { self: 'floating' });
    const place = handle(grid).parentElement!;
    place.setPointerCapture = () => undefined;
    const frame = list(grid).getBoundingClientRect();
    const { left, top } = place.getBoundingClientRect();

    point(place, 'pointerdown', left + 10, top + 10);
    point(place, 'pointermove', left - 90, top + 10);
    const moved = Math.round(left - place.getBoundingClientRect().left);
    point(place, 'pointermove', frame.left - 2000, frame.top - 2000);
    const stays = inside(grid);
    point(place, 'pointerup', frame.left - 2000, frame.top - 2000);
    await rendered(grid);

    expect([moved, stays, corner(grid), inside(grid)]).to.deep.equal([100, true, 'top left', true]);
  });

  it('is let go when the last of the others leaves, and floats again when somebody comes', async () => {
    const { grid, connection } = await gridOf(people(1), { self: 'floating' });
    const place = handle(grid).parentElement!;
    place.setPointerCapture = () => undefined;
    const { left, top } = place.getBoundingClientRect();
    point(place, 'pointerdown', left + 10, top + 10);
    point(place, 'pointermove', left - 90, top + 10);

    connection.enter();
    await shown(grid);
    const alone = place.style.translate;
    point(place, 'pointermove', left - 190, top + 10);
    point(place, 'pointerup', left - 190, top + 10);
    const after = place.style.translate;
    connection.enter(...people(1));
    await shown(grid);

    expect([alone, after]).to.deep.equal(['', '']);
    expect([corner(grid), inside(grid)]).to.deep.equal(['bottom right', true]);
    expect(grid.tiles.at(-1)!.offsetWidth).to.be.below(box.width / 2);
  });

  it('is mirrored where one reads from right to left', async () => {
    const { grid } = await gridOf(people(2), { self: 'floating', dir: 'rtl' });
    const before = corner(grid);

    press(handle(grid), 'ArrowRight');
    await rendered(grid);

    expect([before, corner(grid)]).to.deep.equal(['bottom left', 'bottom right']);
  });
});

describe('an rtc-video-grid that is taken out', () => {
  const { addEventListener, removeEventListener } = window;
  afterEach(() => Object.assign(window, { addEventListener, removeEventListener }));

  it('leaves nothing at the window, which would keep it, and listens again when it is put back', async () => {
    const heard = new Set<unknown>();
    window.addEventListener = (...values: Parameters<Window['addEventListener']>) => {
      if (values[0] === 'rtc-pin-request') heard.add(values[1]);
      addEventListener.apply(window, values);
    };
    window.removeEventListener = (...values: Parameters<Window['removeEventListener']>) => {
      heard.delete(values[1]);
      removeEventListener.apply(window, values);
    };
    const { grid } = await gridOf(people(2));
    const parent = grid.parentElement!;
    const counts = [heard.size];

    grid.remove();
    await rendered(grid);
    counts.push(heard.size);
    parent.append(grid);
    await rendered(grid);
    counts.push(heard.size);

    expect(counts).to.deep.equal([1, 0, 1]);
  });

  const connection = fakeConnection();
  const drawn = async (parent: Element) => {
    const grid = document.createElement('rtc-video-grid');
    grid.setAttribute('simulate', '2');
    grid.connection = connection;
    parent.append(grid);
    await until(() => grid.tiles.length === 2, 'the drawn people');
    await rendered(grid, ...grid.tiles);
    return grid;
  };
  const streamsOf = (tiles: readonly RtcVideoTile[]) =>
    tiles.map((tile) => tile.shadowRoot!.querySelector('video')!.srcObject !== null);

  it('lets go of drawn people, and draws them anew when it is put back', async () => {
    const parent = await fixture(html`<div></div>`);
    const grid = await drawn(parent);
    const tiles = grid.tiles;
    const before = streamsOf(tiles);

    grid.remove();
    await rendered(grid, ...tiles);
    const after = streamsOf(tiles);
    parent.append(grid);
    await rendered(grid, ...grid.tiles);

    expect(before).to.deep.equal([true, true]);
    expect(after).to.deep.equal([false, false]);
    expect(streamsOf(grid.tiles)).to.deep.equal([true, true]);
  });

  it('is freed, with drawn people as well', async function () {
    if (!tellsFreed) this.skip();
    const parent = await fixture(html`<div></div>`);
    const come = async () => {
      const grid = await drawn(parent);
      grid.remove();
      return new WeakRef(grid);
    };

    await freed([await come(), await come()], 'both grids');
  });
});

describe('moving tiles of rtc-video-grid', () => {
  const moving = (grid: RtcVideoGrid) => [...list(grid).children].flatMap((place) => place.getAnimations());

  it('come from where they were, and their pictures run on', async () => {
    const ada = person({ name: 'Ada', streams: [cameraStream({ stream: pictureStream() })] });
    const others = [ada, ...people(3)];
    const { grid } = await gridOf(others);
    const tile = grid.tiles[1];
    const video = tile.shadowRoot!.querySelector('video')!;
    await until(() => video.videoWidth > 0, 'the picture');
    const disturbed: string[] = [];
    for (const type of ['emptied', 'pause', 'loadstart']) video.addEventListener(type, () => disturbed.push(type));
    grid.noTransition = false;
    await rendered(grid);

    grid.pin(others[2]);
    await rendered(grid);
    const properties = moving(grid).map(({ effect }) =>
      (effect as KeyframeEffect).getKeyframes().map((frame) => Object.keys(frame)),
    );
    grid.unpin();
    grid.order = 'name';
    grid.self = 'last';
    await rendered(grid);
    const { currentTime } = video;
    await until(() => video.currentTime > currentTime, 'more of the picture');

    expect(properties).not.to.have.length(0);
    expect(
      properties
        .flat(2)
        .filter((name) => !['offset', 'easing', 'composite', 'computedOffset', 'transform'].includes(name)),
    ).to.deep.equal([]);
    expect(areSame([grid.tiles[0]], [tile])).to.equal(true);
    expect(await shown(grid)).to.deep.equal(['Ada', 'P1', 'P2', 'P3', 'Me (you)']);
    expect(disturbed).to.deep.equal([]);
  });

  it('are in their places at once with no-transition, and when the box changes its size', async () => {
    const others = people(3);
    const { grid } = await gridOf(others);
    grid.pin(others[2]);
    await rendered(grid);
    const without = moving(grid).length;

    grid.noTransition = false;
    grid.style.width = '500px';
    await until(() => list(grid).clientWidth === 500 && !grid.isUpdatePending, 'the new size');
    await rendered(grid);

    expect([without, moving(grid).length]).to.deep.equal([0, 0]);
  });
});

describe('simulate of rtc-video-grid', () => {
  it('shows so many drawn people without a room, and warns of nothing', async () => {
    const warnings: unknown[] = [];
    const { warn } = console;
    console.warn = (text: unknown) => warnings.push(text);
    const grid = await fixture<RtcVideoGrid>(html`
      <rtc-video-grid simulate="12" simulate-screen no-paging style="width: 640px; height: 360px"></rtc-video-grid>
    `);
    await rendered(grid);

    const names = await shown(grid);
    const screens = grid.tiles.filter(({ streamInfo }) => streamInfo?.source === 'screen');
    const facts = (name: 'muted' | 'cameraOff' | 'local') => grid.tiles.filter((tile) => tile[name]).length;
    const video = grid.tiles[0].shadowRoot!.querySelector('video')!;
    await until(
      () => video.videoWidth > 0 && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA,
      'a drawn picture',
    );
    await until(() => grid.tiles.some((tile) => tile.hasAttribute('hand')), 'a raised hand');
    // A button without a room warns; what came before it would have warned by then.
    grid.parentElement!.append(document.createElement('rtc-join-button'));
    await until(() => `${warnings.at(-1)}`.startsWith('<rtc-join-button>'), 'the warning of a button');
    console.warn = warn;

    expect(new Set(names).size).to.equal(13);
    expect(screens).to.have.length(1);
    expect(grid.arrangement).to.equal('focus');
    expect(facts('muted')).to.be.within(1, 11);
    expect(facts('cameraOff')).to.be.within(1, 11);
    expect(facts('local')).to.equal(1);
    expect(grid.tiles.filter((tile) => tile.hasAttribute('hand')).length).to.be.within(1, 2);
    expect(warnings).to.have.length(1);
    await expect(grid).to.be.accessible();
  });

  it('follows its number, and gives way to the room', async () => {
    const { grid } = await gridOf(people(1));

    grid.simulate = 5;
    await rendered(grid);
    const during = grid.count;
    grid.simulate = undefined;

    expect(during).to.equal(5);
    expect(await shown(grid)).to.deep.equal(['Me (you)', 'P1']);
  });
});
