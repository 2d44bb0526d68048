import { expect } from '@open-wc/testing';
import type { ConnectionController } from '../../src/connection/connection-controller.js';
import type { RtcError } from '../../src/connection/rtc-error.js';
import { connection, disposeAll, roomName } from '../support/connections.js';
import { rejection, until } from '../support/until.js';

// A machine without sound has no second speaker, and no plug can be pulled by a script: the speakers are stand-ins.
describe('a chosen speaker', () => {
  const prototype = HTMLMediaElement.prototype as { setSinkId?: (id: string) => Promise<void> };
  const { setSinkId } = prototype;
  let speakers: string[];
  /** Speakers that were tried. */
  let tried: string[];

  beforeEach(() => {
    speakers = ['', 'headphones', 'monitor'];
    tried = [];
    prototype.setSinkId = async (id) => {
      tried.push(id);
      if (!speakers.includes(id)) throw new DOMException('', 'NotFoundError');
    };
  });
  afterEach(() => {
    disposeAll();
    if (setSinkId) prototype.setSinkId = setSinkId;
    else delete prototype.setSinkId;
  });

  function plugged(...now: string[]): void {
    speakers = ['', ...now];
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
  }

  const plays = (one: ConnectionController, speaker: string) =>
    until(() => one.state.speaker === speaker, `the speaker "${speaker}"`);

  it('gives way to the one of the system when it is unplugged, and comes back when it is plugged in', async () => {
    const one = await connection();
    await one.open(roomName());
    await one.setDevice('speaker', 'headphones');

    plugged('monitor');
    await plays(one, '');
    plugged('monitor', 'headphones');
    await plays(one, 'headphones');
  });

  it('is looked for when a call begins, and not between calls', async () => {
    const one = await connection();
    await one.setDevice('speaker', 'headphones');
    tried.length = 0;
    plugged('monitor');
    const before = [...tried];

    await one.open(roomName());
    await plays(one, '');
    await one.leave();
    tried.length = 0;
    plugged('headphones');
    await one.open(roomName());
    await plays(one, 'headphones');

    expect(before).to.deep.equal([]);
    expect(tried).to.deep.equal(['headphones']);
  });

  it('is no longer missed when another one has been chosen', async () => {
    const one = await connection();
    await one.open(roomName());
    await one.setDevice('speaker', 'headphones');
    plugged('monitor');
    await plays(one, '');

    await one.setDevice('speaker', 'monitor');
    tried.length = 0;
    plugged('monitor', 'headphones');
    await until(() => tried.length > 0, 'a look');

    expect(one.state.speaker).to.equal('monitor');
    expect(tried).to.deep.equal(['monitor']);
  });

  it('stays when another one that does not exist is chosen', async () => {
    const one = await connection();
    await one.open(roomName());
    await one.setDevice('speaker', 'headphones');

    const error = await rejection<RtcError>(one.setDevice('speaker', 'nowhere'));

    expect(error.code).to.equal('media-not-found');
    expect(one.state.speaker).to.equal('headphones');
  });
});
