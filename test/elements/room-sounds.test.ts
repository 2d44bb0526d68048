import { expect, fixture, html } from '@open-wc/testing';
import type { RtcRoom } from '../../src/define/rtc-room.js';
import '../../src/define/rtc-room.js';
import { playSound } from '../../src/elements/room-sounds.js';
import { fakeConnection, person } from '../support/fake-connection.js';
import { until } from '../support/until.js';

const { start } = OscillatorNode.prototype;
const { now } = performance;
let pitches: number[] = [];
let passed = 0;

/** In a room with Ada; sounds may be made as if a minute had passed. */
async function inRoom(sounds: boolean) {
  const connection = fakeConnection();
  const room = await fixture<RtcRoom>(
    html`<rtc-room ?sounds=${sounds} .connection=${connection}><p>Stage</p></rtc-room>`,
  );
  await until(() => room.shadowRoot!.querySelector('[aria-live]'), 'its notices');
  connection.patch({ status: 'connecting' });
  await until(() => room.count === 1, 'the way in');
  connection.enter(person({ userid: 'ada' }));
  await until(() => room.count === 2, 'the room');
  return { room, connection };
}

describe('the sounds of a room', () => {
  beforeEach(() => {
    pitches = [];
    passed += 60_000;
    performance.now = () => now.call(performance) + passed;
    OscillatorNode.prototype.start = function (when) {
      pitches.push(this.frequency.value);
      start.call(this, when);
    };
  });
  afterEach(() => {
    performance.now = now;
    Reflect.deleteProperty(OscillatorNode.prototype, 'start');
  });

  it('go up for who comes, and down for who goes', async () => {
    const { connection } = await inRoom(true);
    connection.enter(person({ userid: 'ada' }), person({ userid: 'bob' }));
    await until(() => pitches.length === 2, 'the first sound');
    const [low, high] = pitches;
    passed += 60_000;

    connection.enter(person({ userid: 'bob' }));
    await until(() => pitches.length === 4, 'the second sound');

    expect(low < high).to.equal(true);
    expect(pitches[2] > pitches[3]).to.equal(true);
  });

  it('are not made of those who were here before, nor when one leaves oneself, nor unasked', async () => {
    const { connection } = await inRoom(true);
    connection.patch({ status: 'idle', participants: [] });
    const { connection: quiet } = await inRoom(false);
    quiet.enter(person({ userid: 'ada' }), person({ userid: 'bob' }));
    // One of another kind, which comes after all that could have come.
    await playSound('left', '');

    expect(pitches).to.have.length(2);
    expect(pitches[0] > pitches[1]).to.equal(true);
  });

  it('are one where many come at once', async () => {
    await Promise.all([playSound('joined', ''), playSound('joined', ''), playSound('joined', '')]);

    expect(pitches).to.have.length(2);
  });
});
