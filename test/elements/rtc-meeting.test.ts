import { expect, fixture, html } from '@open-wc/testing';
import { RtcError } from '../../src/connection/rtc-error.js';
import { focused } from '../../src/elements/focus.js';
import type { RtcMeeting } from '../../src/elements/rtc-meeting.js';
import type { RtcRoom } from '../../src/define/rtc-room.js';
import '../../src/define.js';
import { rendered, shownText } from '../support/elements.js';
import { fakeConnection, person } from '../support/fake-connection.js';
import { press } from '../support/keys.js';
import { until } from '../support/until.js';

type Connection = ReturnType<typeof fakeConnection>;

const { now } = Date;
let passed = 0;

/** A room without children in a call, its leave button focused, that has gone on for a minute and five seconds. */
async function inCall(connection: Connection): Promise<RtcRoom> {
  const room = await fixture<RtcRoom>(html`<rtc-room lang="en" room-id="r" .connection=${connection}></rtc-room>`);
  await until(() => room.shadowRoot!.querySelector('[aria-live]'), 'its notices');
  connection.enter(person({ name: 'Ada' }));
  await view(room, 'stage');
  const leave = meeting(room).shadowRoot!.querySelector<HTMLElement>('rtc-leave-button')!;
  leave.focus();
  passed += 65_000;
  return room;
}

const meeting = (room: RtcRoom) => room.shadowRoot!.querySelector<RtcMeeting>('rtc-meeting')!;

async function view(room: RtcRoom, name: string): Promise<RtcMeeting> {
  await until(() => meeting(room)?.view === name && meeting(room).hasUpdated, name);
  await rendered(room, meeting(room));
  return meeting(room);
}

const focusedHeading = (element: RtcMeeting) => {
  const { activeElement } = element.shadowRoot!;
  return activeElement?.localName === 'h2' ? activeElement.textContent!.trim() : undefined;
};

describe('rtc-meeting during a call', () => {
  async function stage() {
    const connection = fakeConnection();
    const room = await fixture<RtcRoom>(html`<rtc-room lang="en" room-id="r" .connection=${connection}></rtc-room>`);
    connection.enter(person({ name: 'Ada' }));
    const inside = await view(room, 'stage');
    const find = (selector: string) => inside.shadowRoot!.querySelector<HTMLElement>(selector)!;
    await until(() => find('#people'), 'the toggles');
    return { room, inside, find };
  }

  for (const [name, shows, content] of [
    ['people', 'People', 'rtc-participants, rtc-share-link'],
    ['devices', 'Devices', 'rtc-device-select[kind=speaker], rtc-mic-level'],
  ]) {
    it(`opens and closes ${name} beside the pictures by keyboard`, async () => {
      const { room, inside, find } = await stage();
      expect(find('#panel').checkVisibility()).to.equal(false);
      find(`#${name}`).focus();

      await press('Enter');
      await until(() => focusedHeading(inside) === shows, 'the focus on the heading');
      expect(find(`#${name}`).ariaExpanded).to.equal('true');
      expect(inside.shadowRoot!.querySelectorAll(content)).to.have.length(2);
      await until(() => !name.startsWith('p') || shownText(find('rtc-participants')).includes('Ada'), 'who is there');
      await expect(room).to.be.accessible();

      await press('Escape');
      await until(() => inside.shadowRoot!.activeElement === find(`#${name}`), 'the focus back on the button');
      expect(find('#panel').checkVisibility()).to.equal(false);
      expect(inside.shadowRoot!.querySelectorAll(content)).to.have.length(0);
    });
  }

  it('keeps the controls in sight beside a list that is longer than the room is high', async () => {
    const { room, inside, find } = await stage();
    room.style.blockSize = '24rem';
    room.style.inlineSize = '44rem';
    const many = Array.from({ length: 20 }, (_, index) =>
      person({ userid: `p${index}`, name: `Kierkegaard-Thorvaldsen-Holmström-${index}` }),
    );
    (room.connection as unknown as ReturnType<typeof fakeConnection>).enter(...many);

    find('#people').click();
    await until(() => find('#panel').scrollHeight > room.offsetHeight, 'the long list');

    const { bottom } = inside.shadowRoot!.querySelector('rtc-control-bar')!.getBoundingClientRect();
    expect(bottom).to.be.at.most(room.getBoundingClientRect().bottom);
    expect(find('#panel').scrollWidth).to.equal(find('#panel').clientWidth);
  });

  it('gives a list all the room of the pictures where there is none beside them', async () => {
    const { room, find } = await stage();
    room.style.cssText = 'block-size: 40rem; inline-size: 22rem';

    find('#people').click();
    await until(() => !find('.tiles').checkVisibility({ visibilityProperty: true }), 'the pictures to make room');

    expect(find('#panel').offsetHeight).to.equal(find('.tiles').offsetHeight);
    expect(find('#panel').offsetHeight).to.be.above(room.offsetHeight * 0.8);
  });

  it('has no button for a camera where the room is for sound alone', async () => {
    const { room, inside, find } = await stage();
    const before = find('rtc-camera-button') !== null;

    room.audio = true;
    await rendered(room, inside);
    await until(() => !find('rtc-camera-button'), 'the camera button to go');

    expect([before, find('rtc-mic-button') !== null]).to.deep.equal([true, true]);
  });

  it('shows one at a time, and the pictures again when it is closed', async () => {
    const { room, inside, find } = await stage();
    room.style.inlineSize = '22rem';
    find('#people').click();
    await rendered(inside);
    const grid = room.shadowRoot!.querySelector('rtc-video-grid')!;
    await until(() => getComputedStyle(grid).visibility === 'hidden', 'the place of the pictures');

    find('#devices').click();
    await rendered(inside);
    expect([find('#people').ariaExpanded, find('#devices').ariaExpanded]).to.deep.equal(['false', 'true']);

    await until(() => find('#devices[slot=menu]'), 'the toggle in the menu');
    find('.panel header button').click();
    await until(() => getComputedStyle(grid).visibility === 'visible', 'the pictures');
    await until(() => focused()?.part.contains('more'), 'the focus on the button that shows the toggle');
  });
});

describe('rtc-meeting on the way in', () => {
  async function atTheDoor() {
    const connection = fakeConnection({ present: true });
    connection.sessionid = 'r';
    const room = await fixture<RtcRoom>(html`<rtc-room lang="en" room-id="r" .connection=${connection}></rtc-room>`);
    await until(() => room.shadowRoot!.querySelector('[aria-live]'), 'its notices');
    await view(room, 'lobby');
    const join = room.shadowRoot!.querySelector<HTMLElement>('rtc-join-button')!;
    await until(() => join.hasAttribute('available'), 'the way in');
    return { connection, room, join };
  }
  const has = (room: RtcRoom, text: string) => until(() => shownText(room).includes(text), text);

  it('hands the focus from the lobby to the call, or back when that fails', async () => {
    const { connection, room, join } = await atTheDoor();
    join.focus();
    await press('Enter');

    const stage = await view(room, 'stage');
    await until(() => focused()?.className === 'tiles', 'the focus in the call');
    connection.accept(person({ name: 'Ada' }));
    await until(() => stage.shadowRoot!.querySelector('#people'), 'the controls');
    expect([focused()!.localName, focused()!.ariaLabel]).to.deep.equal(['section', 'People in the room']);
    await expect(room).to.be.accessible();
  });

  it('hands the focus to the heading of the lobby when there was no call', async () => {
    const { connection, room, join } = await atTheDoor();
    join.focus();
    await press('Enter');
    await until(() => focused()?.className === 'tiles', 'the focus in the call');

    connection.fail(new RtcError('room-full'));

    const lobby = await view(room, 'lobby');
    await until(() => focusedHeading(lobby) === 'Ready to join?', 'the focus on the heading');
  });

  it('takes no focus that was not in the lobby', async () => {
    const { connection, room } = await atTheDoor();

    connection.enter(person({ name: 'Ada' }));
    const stage = await view(room, 'stage');
    await until(() => stage.shadowRoot!.querySelector('#people'), 'the controls');

    expect(focused()).to.equal(undefined);
  });

  it('shows the lobby while one waits to be let in, with a way back', async () => {
    const { connection, room, join } = await atTheDoor();
    join.focus();
    await press('Enter');
    await view(room, 'stage');

    connection.patch({ knocking: true });
    const lobby = await view(room, 'lobby');
    await has(room, 'You have knocked.');
    await until(() => focusedHeading(lobby), 'the focus on the heading');
    await expect(room).to.be.accessible();

    expect(shownText(lobby)).not.to.contain('Join room');
    expect(room.shadowRoot!.querySelector('[part=waiting]')!.checkVisibility()).to.equal(false);
    const lobbyRoot = lobby.shadowRoot!.querySelector('rtc-lobby')!.shadowRoot!;
    lobbyRoot.querySelector<HTMLElement>('[part=cancel]')!.focus();
    await press('Enter');
    expect(connection.calls.at(-1)).to.deep.equal(['leave']);
    connection.patch({ status: 'idle', knocking: false });
    await has(room, 'Join room');
    await until(() => focusedHeading(lobby) === 'Ready to join?', 'the focus on the heading');
  });

  it('goes on with the call while one knocks at another room', async () => {
    const { connection, room } = await atTheDoor();
    connection.enter(person({ name: 'Ada' }));
    await view(room, 'stage');

    connection.patch({ knocking: true });
    await rendered(room);

    expect(meeting(room).view).to.equal('stage');
    expect(room.shadowRoot!.querySelector('[part=waiting]')!.checkVisibility()).to.equal(true);
  });
});

describe('rtc-meeting after a call', () => {
  beforeEach(() => (Date.now = () => now() + passed));
  afterEach(() => (Date.now = now));

  it('tells that the owner has closed the room, and how long one was there', async () => {
    const connection = fakeConnection({ present: false });
    const room = await inCall(connection);

    connection.patch({ status: 'closed', participants: [], error: new RtcError('closed-by-owner') });
    const end = await view(room, 'ended');

    expect(shownText(end)).to.match(/^The room has been closed\. You were in the room for 1 minute, \d seconds?\./);
    expect(shownText(end)).to.contain('Join again');
    await expect(room).to.be.accessible();
  });

  for (const code of ['removed', 'signaling-lost'] as const) {
    it(`tells in its own words that it was ${code}, and goes on with that after a failure to come back`, async () => {
      const connection = fakeConnection({ present: true });
      const room = await inCall(connection);
      const error = new RtcError(code);

      connection.patch({ status: 'failed', error });
      const lobby = await view(room, 'lobby');
      const told = [shownText(lobby)];
      expect(focusedHeading(lobby)).to.equal(error.help);
      connection.patch({ status: 'connecting', error: undefined });
      await view(room, 'stage');
      connection.patch({ status: 'failed', error: new RtcError('room-full') });
      told.push(shownText(await view(room, 'lobby')));

      for (const text of told)
        expect(text)
          .to.contain(`${error.help} You were in the room for 1 minute`)
          .and.not.match(/You have left/);
    });
  }

  it('says nothing of a call after a failure to enter', async () => {
    const connection = fakeConnection({ present: true });
    const room = await fixture<RtcRoom>(html`<rtc-room lang="en" room-id="r" .connection=${connection}></rtc-room>`);
    await until(() => room.shadowRoot!.querySelector('[aria-live]'), 'its notices');

    connection.patch({ status: 'connecting' });
    await view(room, 'stage');
    connection.patch({ status: 'failed', error: new RtcError('room-full') });

    expect(shownText(await view(room, 'lobby')))
      .to.contain('Ready to join?')
      .and.not.match(/You (have left|were)/);
  });

  it('tells that one has left above the lobby', async () => {
    const connection = fakeConnection({ present: true });
    const room = await inCall(connection);

    connection.patch({ status: 'idle', participants: [] });
    const lobby = await view(room, 'lobby');

    expect(shownText(lobby)).to.match(/^You have left the room\. You were in the room for 1 minute, \d seconds?\./);
    expect(shownText(lobby)).to.contain('Join room');
    await expect(room).to.be.accessible();
  });

  it('moves the focus to the heading, since what had it is gone', async () => {
    const connection = fakeConnection({ present: true });
    const room = await inCall(connection);

    connection.patch({ status: 'idle', participants: [] });

    const lobby = await view(room, 'lobby');
    await until(() => focusedHeading(lobby) === 'You have left the room.', 'the focus on the heading');
  });

  it('leaves a focus alone that is elsewhere', async () => {
    const connection = fakeConnection({ present: true });
    const room = await inCall(connection);
    const page = await fixture<HTMLElement>(html`<button>Of the page</button>`);
    page.focus();

    connection.patch({ status: 'idle', participants: [] });
    await view(room, 'lobby');

    expect(document.activeElement === page).to.equal(true);
  });

  it('says nothing of a call before there was one', async () => {
    const connection = fakeConnection({ present: true });
    const room = await fixture<RtcRoom>(html`<rtc-room lang="en" room-id="r" .connection=${connection}></rtc-room>`);
    const lobby = await view(room, 'lobby');

    expect(shownText(lobby)).to.contain('Ready to join?').and.not.contain('You were');
    expect(focusedHeading(lobby)).to.equal(undefined);
  });

  it('says nothing of a call that one was only on the way into', async () => {
    const connection = fakeConnection({ present: true });
    const room = await fixture<RtcRoom>(html`<rtc-room lang="en" room-id="r" .connection=${connection}></rtc-room>`);
    await view(room, 'lobby');
    connection.patch({ status: 'connecting', participants: [connection.state.local] });
    await view(room, 'stage');

    connection.patch({ status: 'idle', participants: [] });

    expect(shownText(await view(room, 'lobby')))
      .to.contain('Ready to join?')
      .and.not.contain('You were');
  });
});

describe('rtc-meeting on the way in', () => {
  /** A room without children, the field for the name focused. */
  async function inLobby(connection: Connection, attributes = ''): Promise<RtcRoom> {
    const wrapper = await fixture<HTMLElement>(html`<div lang="en"></div>`);
    wrapper.innerHTML = `<rtc-room room-id="r" ${attributes}></rtc-room>`;
    const room = wrapper.querySelector('rtc-room')!;
    room.connection = connection;
    const lobby = (await view(room, 'lobby')).shadowRoot!.querySelector('rtc-lobby')!;
    await rendered(lobby);
    lobby.shadowRoot!.querySelector('input')!.focus();
    return room;
  }

  const enters = (connection: Connection) =>
    connection.patch({ status: 'connecting', participants: [connection.state.local] });
  const button = (room: RtcRoom) => meeting(room).shadowRoot!.querySelector('rtc-leave-button')!;
  const isFocused = (room: RtcRoom, selector: string) => () =>
    meeting(room).shadowRoot!.activeElement?.matches(selector) === true;

  it('takes the focus from the lobby to the people in the room', async () => {
    const connection = fakeConnection({ present: true });
    const room = await inLobby(connection);

    enters(connection);
    await view(room, 'stage');

    await until(isFocused(room, 'section[aria-label="People in the room"]'), 'the focus around the tiles');
    await expect(room).to.be.accessible();
  });

  it('leaves the focus alone when it was not in the lobby', async () => {
    const connection = fakeConnection({ present: true });
    const room = await inLobby(connection);
    let active = document.activeElement;
    // In Firefox only what has the focus itself can lose it.
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    (active as HTMLElement).blur();

    enters(connection);
    await view(room, 'stage');

    expect(document.activeElement === document.body).to.equal(true);
  });

  it('can be cancelled, and goes on at the heading of the lobby', async () => {
    const connection = fakeConnection({ present: true });
    const room = await inLobby(connection);
    enters(connection);
    await view(room, 'stage');
    await rendered(button(room));
    expect(button(room).textContent).to.equal('Cancel');

    button(room).click();
    expect(connection.calls.at(-1)).to.deep.equal(['leave']);
    connection.patch({ status: 'idle', participants: [] });

    const lobby = await view(room, 'lobby');
    await until(() => focusedHeading(lobby) === 'Ready to join?', 'the focus on the heading');
  });

  it('keeps the focus when what had it goes because one is in', async () => {
    const connection = fakeConnection({ present: true });
    const room = await inLobby(connection);
    enters(connection);
    await view(room, 'stage');
    await rendered(button(room));
    button(room).focus();
    await until(isFocused(room, 'rtc-leave-button'), 'the focus on "Cancel"');

    connection.enter();
    await until(() => meeting(room).shadowRoot!.querySelector('rtc-control-bar'), 'the controls');

    await until(isFocused(room, 'section'), 'the focus around the tiles');
  });

  it('asks before one leaves where the room says so', async () => {
    const connection = fakeConnection({ present: true });
    const room = await inLobby(connection, 'confirm-leave');

    connection.enter();
    await view(room, 'stage');

    expect(button(room).confirm).to.equal(true);
  });
});
