import { expect } from '@open-wc/testing';
import { MediaWatch } from '../../src/connection/media-watch.js';
import { until } from '../support/until.js';

describe('MediaWatch', () => {
  let watch: MediaWatch | undefined;
  afterEach(() => watch?.stop());

  /** What a watch tells of a connection of which the statistics are made by `change` at each look. */
  function watched(change: (video: Record<string, number>) => void) {
    const told: string[] = [];
    const audio: Record<string, number> = {};
    const video: Record<string, number> = {};
    let looks = 0;
    const getStats = () => {
      looks++;
      const timestamp = performance.now();
      Object.assign(audio, { timestamp, lastPacketReceivedTimestamp: timestamp, bytesReceived: looks });
      video.timestamp = timestamp;
      change(video);
      const reports = Object.entries({ audio, video }).map(([kind, fields]) => ({
        type: 'inbound-rtp',
        kind,
        ...fields,
      }));
      return Promise.resolve(new Map(reports.entries()));
    };
    const one: MediaWatch = new MediaWatch(
      { getStats } as unknown as RTCPeerConnection,
      () => true,
      () => told.push(one.isFrozen ? 'frozen' : one.isSilent ? 'silent' : 'well'),
      () => told.push('suspected'),
    );
    watch = one;
    return { told, looks: () => looks };
  }

  it('takes what is sent again after a loss for something that came', async () => {
    const begun = performance.now();
    const { told, looks } = watched((video) => {
      const count = Math.floor(performance.now() / 100);
      Object.assign(video, { bytesReceived: count, framesDecoded: count, lastPacketReceivedTimestamp: begun });
    });

    await until(() => looks() >= 5, 'looks for longer than pictures may be missed');

    expect(told).to.be.empty;
  });

  it('does not take packets of which no picture can be made for a picture that is back', async () => {
    const came = { bytesReceived: 0, framesDecoded: 0 };
    const { told, looks } = watched((video) => Object.assign(video, came));
    await until(() => told.length > 0, 'the picture to be missed');

    const from = looks();
    came.bytesReceived = 1;
    await until(() => looks() > from + 2, 'more looks');
    const whilePacketsCame = [...told];
    came.framesDecoded = 1;
    await until(() => told.length > 1, 'the picture to be back');

    expect(whilePacketsCame).to.deep.equal(['frozen']);
    expect(told).to.deep.equal(['frozen', 'well']);
  });

  it('knows pictures by their bytes where the browser does not count them', async () => {
    const came = { bytesReceived: 0 };
    const { told } = watched((video) => Object.assign(video, came));
    await until(() => told.length > 0, 'the picture to be missed');

    came.bytesReceived = 1;
    await until(() => told.length > 1, 'the picture to be back');

    expect(told).to.deep.equal(['frozen', 'well']);
  });
});
