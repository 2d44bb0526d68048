import { expect, fixture, html } from '@open-wc/testing';
import type { RtcTimer } from '../../src/define/rtc-timer.js';
import '../../src/define/rtc-timer.js';
import { timed } from '../support/clock.js';
import { rendered, shownText } from '../support/elements.js';
import { fakeConnection } from '../support/fake-connection.js';

type Connection = ReturnType<typeof fakeConnection>;

const timer = (connection: Connection | undefined) =>
  fixture<RtcTimer>(html`<rtc-timer lang="en" .connection=${connection}></rtc-timer>`);

/** A day that the test moves; the clock moves only timers. */
function inTime(test: (pass: (seconds: number) => Promise<void>) => Promise<void>) {
  return timed(async (clock) => {
    const { now } = Date;
    let passed = 0;
    Date.now = () => 1_000_000 + passed;
    try {
      await test(async (seconds) => {
        // What has just happened is noted before any time passes.
        await clock.pass(0);
        for (let second = 0; second < seconds; second++) {
          passed += 1000;
          await clock.pass(1000);
        }
      });
    } finally {
      Date.now = now;
    }
  });
}

describe('rtc-timer', () => {
  it(
    'counts from the moment in which one enters, and stops when one leaves',
    inTime(async (pass) => {
      const connection = fakeConnection();
      const element = await timer(connection);
      await pass(5);
      connection.patch({ status: 'connecting' });
      await pass(5);
      const seen = [shownText(element)];

      connection.enter();
      await pass(65);
      seen.push(shownText(element));
      expect(element.running).to.equal(true);
      connection.patch({ status: 'idle', participants: [] });
      await pass(10);
      seen.push(shownText(element));

      expect(seen).to.deep.equal(['0:00', '1:05', '1:05']);
      expect(element.running).to.equal(false);
    }),
  );

  it(
    'goes on while the line is lost, and begins anew with the next call',
    inTime(async (pass) => {
      const connection = fakeConnection();
      const element = await timer(connection);
      connection.enter();
      await pass(3);
      connection.patch({ status: 'reconnecting' });
      await pass(3);
      const during = shownText(element);

      connection.patch({ status: 'idle', participants: [] });
      await pass(1);
      connection.enter();
      await pass(2);

      expect([during, shownText(element)]).to.deep.equal(['0:06', '0:02']);
    }),
  );

  it(
    'knows how long it has been when it comes during a call that another has watched',
    inTime(async (pass) => {
      const connection = fakeConnection();
      const first = await timer(connection);
      connection.enter();
      await pass(61);
      first.remove();

      expect(shownText(await timer(connection))).to.equal('1:01');
    }),
  );

  it('tells the time in words to who asks, and is no live region', async () => {
    const connection = fakeConnection();
    const element = await timer(connection);
    connection.enter();
    await rendered(element);
    const time = element.shadowRoot!.querySelector('[part=base]')!;

    expect([time.role, time.ariaLive, time.ariaLabel]).to.deep.equal(['timer', null, 'Time in the room: 0 seconds']);
    await expect(element).to.be.accessible();
  });

  it('is accessible without a room', async () => {
    const element = await timer(undefined);

    expect(shownText(element)).to.equal('');
    await expect(element).to.be.accessible();
  });
});
