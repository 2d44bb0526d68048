import { expect, fixture, html } from '@open-wc/testing';
import { RtcMuteAskedEvent } from '../../src/connection/events.js';
import { RtcError } from '../../src/connection/rtc-error.js';
import '../../src/define.js';
import { focused, refocus } from '../../src/elements/focus.js';
import type { RtcRoom } from '../../src/elements/rtc-room.js';
import { cameraStream, fakeConnection, person } from '../support/fake-connection.js';
import { press } from '../support/keys.js';
import { until } from '../support/until.js';

const [ada, bob] = [person({ name: 'Ada' }), person({ name: 'Bob' })];

/** A room with a chat of the page's, in which one is with Ada. */
async function inRoom() {
  const connection = fakeConnection();
  const room = await fixture<RtcRoom>(
    html`<rtc-room lang="en" .connection=${connection}
      ><rtc-mic-button></rtc-mic-button><textarea aria-label="Chat"></textarea>
    </rtc-room>`,
  );
  await until(() => room.shadowRoot!.querySelector('[part=hint]'), 'the bars');
  connection.patchLocal({ streams: [cameraStream()] });
  connection.enter(ada);
  await until(() => room.querySelector('[available]'), 'the controls');
  const bar = (part: string) => until(() => room.shadowRoot!.querySelector(`[part=${part}]`), part);
  return { connection, room, bar, chat: room.querySelector('textarea')! };
}

describe('the focus on a button in a bar of the room', () => {
  it('goes back to where it was when the bar came', async () => {
    const { connection, room, bar, chat } = await inRoom();
    chat.focus();
    connection.dispatchEvent(new RtcMuteAskedEvent({ participant: ada }));
    (await bar('question')).querySelectorAll('button')[1].focus();
    await press('Enter');

    await until(() => focused() === chat, 'the focus in the chat');
    await expect(room).to.be.accessible();
  });

  it('goes on to a control of the room where it was nowhere', async () => {
    await fixture(html`<h2 tabindex="-1">Of the page</h2>`);
    const { connection, room, bar } = await inRoom();
    connection.dispatchEvent(new RtcMuteAskedEvent({ participant: ada }));
    (await bar('question')).querySelectorAll('button')[0].focus();
    await press('Enter');

    await until(() => room.querySelector('rtc-mic-button')!.matches(':focus-within'), 'the focus on a control');
  });

  it('goes on to the next who knocks, and back after the last', async () => {
    const { connection, bar, chat } = await inRoom();
    chat.focus();
    connection.patch({ isOwner: true, knocks: [ada, bob] });
    (await bar('knock')).querySelector('button')!.focus();
    await press('Enter');

    connection.patch({ knocks: [bob] });
    await until(() => focused()?.ariaLabel === 'Admit Bob', 'the focus on the next');
    connection.patch({ knocks: [] });
    await until(() => focused() === chat, 'the focus in the chat');
  });

  it('goes back when what went wrong is mended', async () => {
    const { connection, bar, chat } = await inRoom();
    chat.focus();
    connection.patchLocal({ streams: [cameraStream({ video: 'off', videoError: 'media-in-use' })] });
    connection.patch({ error: new RtcError('media-in-use') });
    ((await bar('retry')) as HTMLElement).focus();

    connection.patch({ error: undefined });

    await until(() => focused() === chat, 'the focus in the chat');
  });

  it('goes back when one is let in', async () => {
    const { connection, bar, chat } = await inRoom();
    chat.focus();
    connection.patch({ knocking: true });
    const waiting = await bar('waiting');
    await until(() => waiting.checkVisibility(), 'the bar');
    waiting.querySelector('button')!.focus();

    connection.patch({ knocking: false });

    await until(() => focused() === chat, 'the focus in the chat');
  });

  it('is left alone where it has gone elsewhere meanwhile', async () => {
    const { room, chat } = await inRoom();
    const control = room.querySelector('rtc-mic-button')!;

    chat.focus();
    refocus(control, room);
    expect(focused() === chat).to.equal(true);

    chat.blur();
    refocus(control, room);
    expect(control.matches(':focus-within')).to.equal(true);
  });
});
