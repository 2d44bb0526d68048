import { expect } from '@open-wc/testing';
import { LocalMedia, type CaptureRequest } from '../../src/connection/local-media.js';
import type { RtcError } from '../../src/connection/rtc-error.js';
import { endable, fakeDevices, pictureStream } from '../support/fake-devices.js';
import { liveTracks } from '../support/recorded.js';
import { rejection, until } from '../support/until.js';

const cameraAndMicrophone: CaptureRequest = {
  audio: true,
  video: true,
  muted: false,
  cameraOff: false,
  constraints: { audio: true, video: { width: { ideal: 160 } } },
};

describe('LocalMedia', () => {
  let media: LocalMedia;
  let changes: number;
  let errors: RtcError[];
  let restore = () => {};

  beforeEach(() => {
    changes = 0;
    errors = [];
    media = new LocalMedia({
      localMediaChanged: () => changes++,
      localMediaFailed: (error) => errors.push(error),
      localMediaMended: () => undefined,
      promptChanged: () => undefined,
    });
  });
  afterEach(() => {
    media.stop();
    restore();
    restore = () => {};
  });

  const states = () => media.streams.map(({ source, audio, video }) => [source, audio.state, video.state]);

  it('has its stream before any device has answered', async () => {
    const started = media.start(cameraAndMicrophone);
    const [early] = media.streams;

    await started;

    expect(early).to.deep.include({ source: 'camera' });
    expect([early.audio.state, early.video.state]).to.deep.equal(['off', 'off']);
    expect(states()).to.deep.equal([['camera', 'on', 'on']]);
    expect(media.streams[0].stream).to.equal(early.stream);
    expect(media.streams[0].stream.getTracks()).to.have.length(2);
  });

  it('captures nothing when nothing is wanted', async () => {
    await media.start({ ...cameraAndMicrophone, audio: false, video: false });

    expect(media.streams).to.be.empty;
    expect(changes).to.equal(0);
  });

  it('does not capture twice what already runs', async () => {
    await media.start(cameraAndMicrophone);
    const before = media.streams;

    await media.start(cameraAndMicrophone);

    expect(media.streams).to.equal(before);
    expect(liveTracks()).to.have.length(2);
  });

  it('adds what an earlier start did not want', async () => {
    await media.start({ ...cameraAndMicrophone, video: false });
    const [{ id }] = media.streams;

    await media.start(cameraAndMicrophone);

    expect(states()).to.deep.equal([['camera', 'on', 'on']]);
    expect(media.streams[0].id).to.equal(id);
  });

  it('keeps the microphone while it is muted', async () => {
    await media.start(cameraAndMicrophone);
    const { track } = media.streams[0].audio;

    await media.setMicrophone(false);
    const muted = { ...media.streams[0].audio, enabled: track!.enabled };
    await media.setMicrophone(true);

    expect(muted).to.deep.equal({ state: 'off', track, enabled: false });
    expect(media.streams[0].audio).to.deep.equal({ state: 'on', track });
    expect(track).to.include({ enabled: true, readyState: 'live' });
  });

  it('keeps a microphone silent that was muted before the camera came', async () => {
    await media.start({ ...cameraAndMicrophone, video: false });
    await media.setMicrophone(false);

    await media.start(cameraAndMicrophone);
    const { deviceId } = media.streams[0].audio.track!.getSettings();
    await media.setDevice('audio', deviceId!);

    expect(states()).to.deep.equal([['camera', 'off', 'on']]);
    expect(media.streams[0].audio.track!.enabled).to.be.false;
  });

  it('starts muted with a silent microphone', async () => {
    await media.start({ ...cameraAndMicrophone, muted: true, video: false });

    expect(media.streams[0].audio.state).to.equal('off');
    expect(media.streams[0].audio.track?.enabled).to.be.false;
  });

  it('frees the camera while it is off, and keeps the id of the stream', async () => {
    await media.start(cameraAndMicrophone);
    const [{ id, video }] = media.streams;

    await media.setCamera(false);
    const off = media.streams[0];
    const wasFreed = video.track!.readyState;
    await media.setCamera(true);

    expect(wasFreed).to.equal('ended');
    expect(off).to.deep.include({ id, video: { state: 'off', track: undefined } });
    expect(media.streams[0].id).to.equal(id);
    expect(media.streams[0].video.state).to.equal('on');
    expect(media.streams[0].video.track?.readyState).to.equal('live');
    expect(media.streams[0].stream.getVideoTracks()).to.have.length(1);
  });

  it('does not open the camera that is to start off', async () => {
    await media.start({ ...cameraAndMicrophone, cameraOff: true });

    expect(states()).to.deep.equal([['camera', 'on', 'off']]);
    expect(liveTracks().map(({ kind }) => kind)).to.deep.equal(['audio']);
  });

  it('frees a camera that was switched off while it was being opened', async () => {
    const started = media.start(cameraAndMicrophone);
    await media.setCamera(false);

    await started;

    expect(states()).to.deep.equal([['camera', 'on', 'off']]);
    expect(liveTracks().map(({ kind }) => kind)).to.deep.equal(['audio']);
  });

  it('stops a stream that arrives after the end', async () => {
    const started = media.start(cameraAndMicrophone);

    media.stop();
    await started;

    expect(media.streams).to.be.empty;
    expect(liveTracks()).to.be.empty;
    expect(errors).to.be.empty;
  });

  it('frees every device at the end', async () => {
    await media.start(cameraAndMicrophone);

    media.stop();
    media.stop();

    expect(media.streams).to.be.empty;
    expect(liveTracks()).to.be.empty;
  });

  it('enters with the one device that there is', async () => {
    const real = navigator.mediaDevices;
    restore = fakeDevices({
      getUserMedia: (wanted: MediaStreamConstraints) =>
        wanted.video
          ? Promise.reject(new DOMException('', 'NotFoundError'))
          : MediaDevices.prototype.getUserMedia.call(real, wanted),
    });

    await media.start(cameraAndMicrophone);

    expect(states()).to.deep.equal([['camera', 'on', 'none']]);
    expect(errors.map(({ code }) => code)).to.deep.equal(['media-not-found']);
  });

  it('rejects when a device cannot be switched on, and tells it once', async () => {
    restore = fakeDevices({ getUserMedia: () => Promise.reject(new DOMException('', 'NotReadableError')) });

    const error = await rejection<RtcError>(media.setCamera(true));

    expect(error.code).to.equal('media-in-use');
    expect(errors).to.deep.equal([error]);
    expect(states()).not.to.deep.include(['camera', 'none', 'on']);
  });

  it('opens the microphone that was not wanted before', async () => {
    await media.start({ ...cameraAndMicrophone, audio: false });

    await media.setMicrophone(true);

    expect(states()).to.deep.equal([['camera', 'on', 'on']]);
  });

  it('says when a device was unplugged, and can be switched on again', async () => {
    const real = navigator.mediaDevices;
    const unplug: (() => void)[] = [];
    restore = fakeDevices({
      getUserMedia: async (wanted: MediaStreamConstraints) => {
        const stream = await MediaDevices.prototype.getUserMedia.call(real, wanted);
        unplug.push(endable(stream));
        return stream;
      },
    });
    await media.start(cameraAndMicrophone);

    unplug[0]();
    const lost = states();
    await until(() => errors.length > 0, 'the news');
    await media.setCamera(true);

    expect(lost).to.deep.equal([['camera', 'on', 'off']]);
    expect(errors.map(({ code }) => code)).to.deep.equal(['device-lost']);
    expect(states()).to.deep.equal([['camera', 'on', 'on']]);
  });

  it('takes another device in the same stream, and frees the first', async () => {
    await media.start(cameraAndMicrophone);
    const [{ id, video }] = media.streams;
    // Firefox enumerates the devices only for the window in front.
    const { deviceId } = video.track!.getSettings();

    await media.setDevice('video', deviceId!);

    expect(media.streams[0].id).to.equal(id);
    const { track } = media.streams[0].video;
    expect(track !== video.track).to.be.true;
    expect(video.track!.readyState).to.equal('ended');
    expect(media.streams[0].stream.getVideoTracks().map((one) => one.id)).to.deep.equal([track!.id]);
  });

  describe('sharing a screen', () => {
    const shared: MediaStream[] = [];
    let endByBrowser: () => void;
    const live = () => shared.flatMap((stream) => stream.getTracks()).filter(({ readyState }) => readyState === 'live');

    beforeEach(() => {
      shared.length = 0;
      restore = fakeDevices({
        getDisplayMedia: async () => {
          const stream = pictureStream();
          endByBrowser = endable(stream);
          shared.push(stream);
          return stream;
        },
      });
    });

    it('adds a stream behind the camera and takes it away again', async () => {
      await media.startScreen();
      await media.start({ ...cameraAndMicrophone, audio: false });
      const both = states();

      media.stopScreen();

      expect(both).to.deep.equal([
        ['camera', 'none', 'on'],
        ['screen', 'none', 'on'],
      ]);
      expect(states()).to.deep.equal([['camera', 'none', 'on']]);
      expect(live()).to.be.empty;
    });

    it("ends with the browser's own button", async () => {
      await media.startScreen();

      endByBrowser();

      expect(media.streams).to.be.empty;
      expect(live()).to.be.empty;
    });

    it('never shares two screens, and leaves none running behind', async () => {
      await Promise.allSettled([media.startScreen(), media.startScreen()]);
      const during = [media.streams.length, live().length];

      media.stopScreen();

      expect(during).to.deep.equal([1, 1]);
      expect(live()).to.be.empty;
    });

    it('stops a screen that is chosen after the end', async () => {
      const started = media.startScreen();

      media.stop();
      const error = await rejection<RtcError>(started);

      expect(error.code).to.equal('aborted');
      expect(live()).to.be.empty;
      expect(media.streams).to.be.empty;
    });

    it('ends with everything else', async () => {
      await media.startScreen();

      media.stop();

      expect(live()).to.be.empty;
    });
  });
});
