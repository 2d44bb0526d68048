import { expect, fixture, html } from '@open-wc/testing';
import { RtcError } from '../../src/connection/rtc-error.js';
import type { RtcStatus } from '../../src/define/rtc-status.js';
import '../../src/define/rtc-room.js';
import '../../src/define/rtc-status.js';
import { timed } from '../support/clock.js';
import { rendered, shownText } from '../support/elements.js';
import { fakeConnection, person } from '../support/fake-connection.js';

type Connection = ReturnType<typeof fakeConnection>;

const status = (connection: Connection | undefined) =>
  fixture<RtcStatus>(html`<rtc-status lang="en" .connection=${connection}></rtc-status>`);

const region = (element: Element) => element.shadowRoot!.querySelector('[part=base]')!;

describe('rtc-status', () => {
  it('says how it stands with the room', async () => {
    const connection = fakeConnection();
    const element = await status(connection);
    const seen = [shownText(element)];
    const see = async () => {
      await rendered(element);
      seen.push(shownText(element));
    };

    connection.patch({ status: 'connecting' });
    await see();
    connection.patch({ asking: true });
    await see();
    connection.patch({ asking: false });
    connection.enter();
    await see();
    connection.enter(person());
    await see();
    connection.patch({ status: 'closed', participants: [], error: new RtcError('closed-by-owner') });
    await see();

    expect(seen).to.deep.equal([
      'You are not in a room.',
      'Connecting…',
      'Answer the browser’s question about camera and microphone.',
      'You are in the room. Nobody else is here yet.',
      'You are in the room.',
      'The room has been closed.',
    ]);
    expect(element.getAttribute('state')).to.equal('closed');
    await expect(element).to.be.accessible();
  });

  it('says what went wrong beside that', async () => {
    const connection = fakeConnection();
    const element = await status(connection);
    const error = new RtcError('room-full');

    connection.patch({ status: 'failed', error });
    await rendered(element);

    expect(shownText(element)).to.equal(`You are not in a room. ${error.help}`);
    await expect(element).to.be.accessible();
  });

  it(
    'is silent about a blip, and tells a loss that lasts',
    timed(async (clock) => {
      const connection = fakeConnection();
      const element = await status(connection);
      connection.enter(person());
      connection.patch({ status: 'reconnecting' });
      await clock.pass(1900);
      const blip = shownText(element);

      await clock.pass(200);
      const loss = [shownText(element), element.state];
      connection.patch({ status: 'connected' });
      await clock.pass(10);

      expect(blip).to.equal('You are in the room.');
      expect(loss).to.deep.equal(['The connection to the server was lost. Reconnecting…', 'reconnecting']);
      expect(shownText(element)).to.equal('You are in the room.');
    }),
  );

  it('is read out where nobody else speaks for the connection', async () => {
    const element = await status(fakeConnection());

    expect([region(element).role, region(element).ariaLive]).to.deep.equal(['status', 'polite']);
  });

  it('is silent where a room element reads everything out', async () => {
    const connection = fakeConnection();
    const room = await fixture<HTMLElement>(
      html`<rtc-room .connection=${connection}><rtc-status></rtc-status></rtc-room>`,
    );
    const element = room.querySelector('rtc-status')!;
    await rendered(element);

    expect([region(element).role, region(element).ariaLive]).to.deep.equal([null, 'off']);
    await expect(element).to.be.accessible();
  });

  it('says that it belongs to no room', async () => {
    expect(shownText(await status(undefined))).to.equal('This control belongs to no room.');
  });
});
