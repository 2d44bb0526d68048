import { expect } from '@open-wc/testing';
import { LocalMedia, type CaptureRequest } from '../../src/connection/local-media.js';
import type { RtcError } from '../../src/connection/rtc-error.js';
import { timed } from '../support/clock.js';
import { DeviceBench } from '../support/device-bench.js';
import { rejection, until } from '../support/until.js';

const camera: CaptureRequest = { audio: false, video: true, muted: false, cameraOff: false, constraints: {} };
const front = { kind: 'video', deviceId: 'front', facingMode: 'user' } as const;
const back = { kind: 'video', deviceId: 'back', facingMode: 'environment' } as const;
const headset = { kind: 'audio', deviceId: 'headset' } as const;

/** Milliseconds: longer than anything that would happen by itself would take. */
const quietTime = 5000;

// Devices, permissions and what the system does to them are stand-ins here: no headless browser can be made to lose a
// camera. The tracks are real.
describe('DeviceCare', () => {
  let bench: DeviceBench;
  let media: LocalMedia;
  let told: string[];
  let asking: boolean[];

  function lay(...devices: ConstructorParameters<typeof DeviceBench>): void {
    bench = new DeviceBench(...devices);
    told = [];
    asking = [];
    media = new LocalMedia({
      localMediaChanged: () => undefined,
      localMediaFailed: ({ code }) => told.push(code),
      localMediaMended: (error, remaining) => told.push(`${error.code} over${remaining ? `, ${remaining.code}` : ''}`),
      promptChanged: (isAsking) => asking.push(isAsking),
    });
  }
  afterEach(() => {
    media.stop();
    bench.restore();
  });

  /** Starts, and waits until the part that cares for the devices has been loaded and listens. */
  async function start(request = camera): Promise<void> {
    await media.start(request);
    await until(() => bench.isHeard, 'somebody who listens');
  }

  const video = () => media.track('video');
  const deviceId = () => video().track?.getSettings().deviceId;
  const runs = (id: string, comes: (condition: () => unknown, what: string) => Promise<unknown> = until) =>
    comes(() => video().state === 'on' && deviceId() === id, `the camera "${id}"`);

  it('takes another camera when one is unplugged, in the same stream', async () => {
    lay(front, back);
    await start();
    const [{ id }] = media.streams;

    bench.unplug('front');
    const { state } = video();
    await runs('back');

    expect(state).to.equal('off');
    expect(media.streams[0].id).to.equal(id);
    expect(told).to.deep.equal(['device-lost', 'device-lost over']);
    expect(bench.open).to.deep.equal(['back']);
  });

  it(
    'takes the lost camera back from its substitute, once',
    timed(async (clock) => {
      lay(front, back);
      await start();
      bench.unplug('front');
      await runs('back', clock.comes);

      bench.plug(front);
      await runs('front', clock.comes);
      bench.plug();
      await clock.pass(quietTime);

      expect(bench.open).to.deep.equal(['front']);
      expect(bench.asked).to.have.length(3);
    }),
  );

  it(
    'waits for a camera when there is no other, and takes whichever comes',
    timed(async (clock) => {
      lay(front);
      await start();

      bench.unplug('front');
      await clock.comes(() => video().error, 'the news');
      await clock.pass(quietTime);
      const asked = bench.asked.length;
      bench.plug(back);
      await runs('back', clock.comes);

      expect(asked).to.equal(1);
      expect(told).to.deep.equal(['device-lost', 'device-lost over']);
    }),
  );

  it('takes the first camera that is ever plugged in', async () => {
    lay();
    await start();

    bench.plug(front);
    await runs('front');

    expect(told).to.deep.equal(['media-not-found', 'media-not-found over']);
  });

  it(
    'tries a camera that ends again and again once only',
    timed(async (clock) => {
      lay(front);
      await start();

      bench.end('front');
      await clock.comes(() => bench.tracks.length === 2, 'the second try');
      bench.end('front');
      await clock.comes(() => told.filter((code) => code === 'device-lost').length === 2, 'the second loss');
      await clock.pass(quietTime);

      expect(bench.asked).to.have.length(2);
      expect(video()).to.deep.include({ state: 'off', track: undefined });
    }),
  );

  it(
    'leaves a camera alone that nobody wants any more',
    timed(async (clock) => {
      lay(front);
      await start();
      bench.unplug('front');
      await clock.comes(() => video().error, 'the news');

      await media.setCamera(false);
      bench.plug(front);
      await clock.pass(quietTime);

      expect(bench.asked).to.have.length(1);
    }),
  );

  it(
    'asks the person nothing: without a lasting permission a lost camera waits to be switched on',
    timed(async (clock) => {
      lay(front, back);
      bench.setPermission('video', 'prompt');
      await start();

      bench.unplug('front');
      await clock.comes(() => video().error, 'the news');
      await clock.pass(quietTime);
      const asked = bench.asked.length;
      await media.setCamera(true);

      expect(asked).to.equal(1);
      expect(deviceId()).to.equal('back');
    }),
  );

  it(
    'says that a camera is blocked when its permission was revoked, and asks nothing',
    timed(async (clock) => {
      lay(front);
      await start();

      bench.setPermission('video', 'prompt');
      bench.end('front');
      await clock.comes(() => video().error, 'the news');
      await clock.pass(quietTime);

      expect(told).to.deep.equal(['media-denied']);
      expect(bench.asked).to.have.length(1);
    }),
  );

  it(
    'says so as well when the track ends before the permission is known to be gone',
    timed(async (clock) => {
      lay(front);
      await start();

      bench.end('front');
      await clock.comes(() => video().error?.code === 'device-lost', 'the loss');
      bench.setPermission('video', 'denied');
      await clock.comes(() => video().error?.code === 'media-denied', 'the reason');
      await clock.pass(quietTime);

      expect(bench.asked).to.have.length(1);
    }),
  );

  it('frees a camera whose permission is taken away while it runs', async () => {
    lay(front);
    await start();

    bench.setPermission('video', 'denied');
    await until(() => video().error?.code === 'media-denied', 'the news');

    expect(video()).to.deep.include({ state: 'off', track: undefined });
    expect(bench.open).to.deep.equal([]);
  });

  it('takes a camera that is allowed at last, without a reload', async () => {
    lay(front);
    bench.setPermission('video', 'denied');
    await start();

    bench.setPermission('video', 'granted');
    await runs('front');

    expect(told).to.deep.equal(['media-denied', 'media-denied over']);
  });

  it('takes back what it said of a camera that is allowed and not wanted', async () => {
    lay(front);
    bench.setPermission('video', 'denied');
    await start();
    await media.setCamera(false);

    bench.setPermission('video', 'granted');
    await until(() => !video().error, 'the end of the error');

    expect(bench.asked).to.have.length(1);
  });

  it('says that the system has paused a microphone, and that it is back', async () => {
    lay(headset);
    await start({ ...camera, audio: true, video: false });
    const { track } = media.track('audio');

    bench.setMuted('headset', true);
    await until(() => media.track('audio').error, 'the news');
    const paused = { ...media.track('audio') };
    bench.setMuted('headset', false);

    expect(paused).to.deep.include({ state: 'off', track });
    expect(media.track('audio')).to.deep.equal({ state: 'on', track });
    expect(told).to.deep.equal(['media-paused', 'media-paused over']);
  });

  it(
    'says nothing of a blink',
    timed(async (clock) => {
      lay(headset);
      await start({ ...camera, audio: true, video: false });

      bench.setMuted('headset', true);
      bench.setMuted('headset', false);
      await clock.pass(quietTime);

      expect(told).to.deep.equal([]);
    }),
  );

  it('takes a fresh track when the page is shown again and the old one stays paused', async () => {
    lay(headset);
    await start({ ...camera, audio: true, video: false });
    bench.setMuted('headset', true);
    await until(() => media.track('audio').error, 'the news');

    media.pageShown();
    await until(() => media.track('audio').state === 'on', 'the microphone');

    expect(bench.asked).to.have.length(2);
    expect(bench.open).to.deep.equal(['headset']);
  });

  it('takes a fresh track when the person switches a paused microphone on', async () => {
    lay(headset);
    await start({ ...camera, audio: true, video: false });
    bench.setMuted('headset', true);
    await until(() => media.track('audio').error, 'the news');

    await media.setMicrophone(true);

    expect(media.track('audio').state).to.equal('on');
    expect(told).to.deep.equal(['media-paused', 'media-paused over']);
  });

  it('tries a busy camera once more, then says so', async () => {
    lay(front);
    bench.failures.push('NotReadableError', 'NotReadableError');

    await start();

    expect(bench.asked).to.have.length(2);
    expect(told).to.deep.equal(['media-in-use']);
  });

  it('says nothing of a camera that was busy for a moment', async () => {
    lay(front);
    bench.failures.push('NotReadableError');

    await start();

    expect(video().state).to.equal('on');
    expect(told).to.deep.equal([]);
  });

  it('has the microphone at once while it waits for a busy camera', async () => {
    lay(front, headset);
    bench.failures.push('NotReadableError');
    bench.limit = 0;
    const started = media.start({ ...camera, audio: true });
    bench.limit = 1;
    bench.failures.push('');
    await until(() => media.track('audio').track, 'the microphone');

    await started;

    expect(media.streams[0].audio.state).to.equal('on');
  });

  it('points a question out that waits for an answer, until it is answered', async () => {
    lay(front);
    bench.setPermission('video', 'prompt');
    bench.hold();
    const since = Date.now();
    const started = media.start(camera);

    await until(() => asking[0], 'the hint');
    const hinted = Date.now() - since;
    bench.answer!();
    await started;

    expect(hinted).to.be.below(3000);
    expect(asking).to.deep.equal([true, false]);
  });

  it(
    'does not point out a slow camera that is allowed',
    timed(async (clock) => {
      lay(front);
      bench.hold();
      const started = media.start(camera);

      await clock.pass(3000);
      bench.answer!();
      await started;

      expect(asking).to.deep.equal([]);
    }),
  );

  it('ends the question with the call, and frees what is allowed too late', async () => {
    lay(front);
    bench.setPermission('video', 'prompt');
    bench.hold();
    const started = media.start(camera);
    await until(() => asking[0], 'the hint');

    media.stop();
    const hints = [...asking];
    bench.answer!();
    await started;

    expect(hints).to.deep.equal([true, false]);
    expect(bench.open).to.deep.equal([]);
    expect(media.streams).to.deep.equal([]);
  });

  it('asks nothing further when the question is refused after the end', async () => {
    lay(front, headset);
    bench.hold();
    bench.failures.push('NotFoundError');
    const started = media.start({ ...camera, audio: true });

    media.stop();
    bench.answer!();
    await started;

    expect(bench.asked).to.have.length(1);
  });

  it(
    'does nothing more after the end',
    timed(async (clock) => {
      lay(front, back);
      await start();

      bench.end('front');
      media.stop();
      bench.plug(front);
      bench.setPermission('video', 'denied');
      bench.setPermission('video', 'granted');
      await clock.pass(quietTime);

      expect(media.streams).to.deep.equal([]);
      expect(bench.open).to.deep.equal([]);
      expect(bench.asked).to.have.length(1);
      expect(told).to.deep.equal([]);
    }),
  );

  it('keeps a device chosen before the call for the call', async () => {
    lay(front, back);
    await media.setDevice('video', 'back');

    await start();

    expect(deviceId()).to.equal('back');
  });

  it('takes any device when the chosen one has gone, says so, and takes the chosen one the next time', async () => {
    lay(front);
    await media.setDevice('video', 'back');

    await start();
    const first = deviceId();
    media.stop();
    bench.plug(back);
    await start();

    expect(first).to.equal('front');
    expect(told).to.deep.equal(['media-constraint']);
    expect(deviceId()).to.equal('back');
  });

  it('keeps the camera that runs when the chosen one does not exist', async () => {
    lay(front);
    await start();
    const { track } = video();

    const error = await rejection<RtcError>(media.setDevice('video', 'nowhere'));

    expect(error.code).to.equal('media-constraint');
    expect(video()).to.deep.equal({ state: 'on', track, error: undefined });
    expect(track!.readyState).to.equal('live');
  });

  it('takes the last of two choices, whichever comes first', async () => {
    lay(front, back, { kind: 'video', deviceId: 'third' });
    await start();

    await Promise.all([media.setDevice('video', 'back'), media.setDevice('video', 'third')]);

    expect(deviceId()).to.equal('third');
    expect(bench.open).to.deep.equal(['third']);
  });

  it('flips between the cameras of a phone, and keeps the side for the next time', async () => {
    lay(front, back);
    await start();

    await media.flipCamera();
    const flipped = deviceId();
    await media.setCamera(false);
    await media.setCamera(true);
    const again = deviceId();
    await media.flipCamera();

    expect([flipped, again, deviceId()]).to.deep.equal(['back', 'back', 'front']);
    expect(bench.open).to.deep.equal(['front']);
  });

  it('flips on a phone that opens one camera only', async () => {
    lay(front, back);
    bench.limit = 1;
    await start();

    await media.flipCamera();

    expect(deviceId()).to.equal('back');
    expect(bench.open).to.deep.equal(['back']);
    expect(told).to.deep.equal([]);
  });

  it('keeps the camera when there is none on the other side', async () => {
    lay(front);
    await start();

    const error = await rejection<RtcError>(media.flipCamera());
    await media.setCamera(false);
    await media.setCamera(true);

    expect(error.code).to.equal('media-constraint');
    expect(deviceId()).to.equal('front');
    expect(told).to.deep.equal(['media-constraint']);
  });

  it('opens the first camera again when the other one cannot be opened', async () => {
    lay(front, back);
    await start();
    bench.failures.push('NotReadableError', 'NotReadableError', 'NotReadableError');

    const error = await rejection<RtcError>(media.flipCamera());

    expect(error.code).to.equal('media-in-use');
    expect([deviceId(), video().state]).to.deep.equal(['front', 'on']);
    expect(bench.open).to.deep.equal(['front']);
  });
});
