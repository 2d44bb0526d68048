import { expect } from '@open-wc/testing';
import { MediaWatch } from '../../src/connection/media-watch.js';
import { until } from '../support/until.js';

describe('MediaWatch', () => {
  let watch: MediaWatch | undefined;
  afterEach(() => watch?.stop());

  /** What a watch tells of a connection of which the statistics are made by `change` at each look. */
  function watched(
    change: (video: Record<string, number>, audio: Record<string, number>) => void,
    source: 'camera' | 'screen' = 'camera',
  ) {
    const told: string[] = [];
    const nuances: string[] = [];
    const audio: Record<string, number> = {};
    const video: Record<string, number> = {};
    let looks = 0;
    /** What the sender of pictures was asked for beside its parameters. */
    const asked: unknown[] = [];
    const sender = {
      track: { kind: 'video' },
      getParameters: () => ({ encodings: [{}] }),
      setParameters: (_: unknown, options: unknown) => Promise.resolve(asked.push(options)),
    };
    const getStats = () => {
      looks++;
      const timestamp = performance.now();
      Object.assign(audio, { timestamp, lastPacketReceivedTimestamp: timestamp, bytesReceived: looks });
      video.timestamp = timestamp;
      change(video, audio);
      const reports = Object.entries({ audio, video }).map(([kind, fields]) => ({
        type: 'inbound-rtp',
        kind,
        ...fields,
      }));
      return Promise.resolve(new Map(reports.entries()));
    };
    const one: MediaWatch = new MediaWatch(
      { getStats, getSenders: () => [sender], getReceivers: () => [] } as unknown as RTCPeerConnection,
      () => [{ id: 's', stream: new MediaStream(), source, audio: 'on', video: 'on' }],
      () => told.push(one.isFrozen ? 'frozen' : one.isSilent ? 'silent' : 'well'),
      () => told.push('suspected'),
      () => nuances.push(one.quality),
    );
    watch = one;
    return { told, nuances, asked, looks: () => looks };
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

  it('does not miss a screen in which nothing moves', async () => {
    const { told, looks } = watched((video) => Object.assign(video, { bytesReceived: 1, framesDecoded: 1 }), 'screen');

    await until(() => looks() >= 5, 'looks for longer than pictures may be missed');

    expect(told).to.be.empty;
  });

  it('suspects a loss before it tells of one, though sound and picture have not stopped at one moment', async () => {
    const start = performance.now();
    const suspectedAt: number[] = [];
    const { told, looks } = watched((video, audio) => {
      const last = (stop: number) => Math.min(performance.now(), start + stop);
      const count = (stop: number) => Math.floor(last(stop) / 50);
      const stops = { video: 900, audio: 1300 };
      Object.assign(video, { bytesReceived: count(stops.video), lastPacketReceivedTimestamp: last(stops.video) });
      Object.assign(audio, { bytesReceived: count(stops.audio), lastPacketReceivedTimestamp: last(stops.audio) });
      if (told.includes('suspected') && !told.includes('silent')) suspectedAt.push(looks());
    });

    await until(() => told.includes('silent'), 'the loss to be told');

    expect(told.slice(0, 2)).to.deep.equal(['suspected', 'silent']);
    expect(suspectedAt, 'looks in between').not.to.be.empty;
  });

  it('tells how well it comes, of which nothing is to be mended', async () => {
    let packets = 0;
    const { told, nuances } = watched((video) => {
      packets += 200;
      const lost = packets / 10;
      Object.assign(video, { bytesReceived: packets, framesDecoded: packets, packetsReceived: packets });
      Object.assign(video, { packetsLost: lost, lastPacketReceivedTimestamp: performance.now() });
    });

    await until(() => nuances.length > 0, 'the quality to be told');

    expect(nuances).to.deep.equal(['poor']);
    expect(told).to.be.empty;
  });

  it('has whole pictures sent when a loss is over, and only then', async () => {
    const start = performance.now();
    let isLost = true;
    const { told, asked } = watched((video, audio) => {
      const at = isLost ? start : performance.now();
      for (const one of [video, audio]) {
        Object.assign(one, {
          bytesReceived: Math.floor(at),
          framesDecoded: Math.floor(at),
          lastPacketReceivedTimestamp: at,
        });
      }
    });
    await until(() => told.includes('silent'), 'the loss to be told');
    expect(asked).to.be.empty;

    isLost = false;
    await until(() => told.includes('well'), 'the end of the loss to be told');

    expect(asked).to.deep.equal([{ encodingOptions: [{ keyFrame: true }] }]);
  });
});
