import { expect, fixture, html } from '@open-wc/testing';
import { RtcError } from '../../src/connection/rtc-error.js';
import type { RtcMeeting } from '../../src/elements/rtc-meeting.js';
import type { RtcRoom } from '../../src/define/rtc-room.js';
import '../../src/define.js';
import { rendered, shownText } from '../support/elements.js';
import { fakeConnection, person } from '../support/fake-connection.js';
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

describe('rtc-meeting after a call', () => {
  beforeEach(() => (Date.now = () => now() + passed));
  afterEach(() => (Date.now = now));

  it('tells that the owner has closed the room, and how long one was there', async () => {
    const connection = fakeConnection({ present: false });
    const room = await inCall(connection);

    connection.patch({ status: 'closed', participants: [], error: new RtcError('closed-by-owner') });
    const end = await view(room, 'ended');

    expect(shownText(end)).to.match(
      /^The room was closed by its owner\. You were in the room for 1 minute, \d seconds?\./,
    );
    expect(shownText(end)).to.contain('Join again');
    await expect(room).to.be.accessible();
  });

  it('tells another reason in its own words', async () => {
    const connection = fakeConnection({ present: false });
    const room = await inCall(connection);
    const error = new RtcError('removed');

    connection.patch({ status: 'closed', participants: [], error });

    expect(shownText(await view(room, 'ended'))).to.contain(error.help);
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
});
