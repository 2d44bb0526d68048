import { expect } from '@open-wc/testing';
import { captureDevices, captureScreen, type TrackKind } from '../../src/connection/capture.js';
import type { RtcError } from '../../src/connection/rtc-error.js';
import { fakeDevices } from '../support/fake-devices.js';
import { rejection } from '../support/until.js';

const both: TrackKind[] = ['audio', 'video'];

describe('captureDevices', () => {
  let restore = () => {};
  const stop: MediaStreamTrack[] = [];

  afterEach(() => {
    restore();
    restore = () => {};
    for (const track of stop.splice(0)) track.stop();
  });

  /** Devices that fail with this error; @returns what was asked for. */
  function failing(error: unknown): MediaStreamConstraints[] {
    const asked: MediaStreamConstraints[] = [];
    restore = fakeDevices({
      getUserMedia: (wanted: MediaStreamConstraints) => {
        asked.push(wanted);
        // A page that asks for ever would hang here.
        return asked.length > 20 ? new Promise(() => {}) : Promise.reject(error);
      },
    });
    return asked;
  }

  function denied(message: string): DOMException {
    return new DOMException(message, 'NotAllowedError');
  }

  it('gives camera and microphone after one question', async () => {
    const real = navigator.mediaDevices;
    const asked: MediaStreamConstraints[] = [];
    restore = fakeDevices({
      getUserMedia: (wanted: MediaStreamConstraints) => {
        asked.push(wanted);
        return MediaDevices.prototype.getUserMedia.call(real, wanted);
      },
    });

    const { tracks, errors } = await captureDevices(both, { audio: true, video: { width: { ideal: 320 } } });
    stop.push(...tracks);

    expect(errors).to.deep.equal({});
    expect(tracks.map(({ kind }) => kind)).to.have.members(['audio', 'video']);
    expect(asked).to.deep.equal([{ audio: true, video: { width: { ideal: 320 } } }]);
  });

  it('asks only for what is wanted', async () => {
    const { tracks } = await captureDevices(['audio'], { audio: true, video: true });
    stop.push(...tracks);

    expect(tracks.map(({ kind }) => kind)).to.deep.equal(['audio']);
  });

  const failures: [string, unknown, string][] = [
    ['a block', denied('Permission denied'), 'media-denied'],
    ['a block by the system', denied('Permission denied by system'), 'media-denied'],
    ['a question waved away', denied('Permission dismissed'), 'media-dismissed'],
    ['a missing device', new DOMException('Requested device not found', 'NotFoundError'), 'media-not-found'],
    ['a device in use', new DOMException('Could not start video source', 'NotReadableError'), 'media-in-use'],
    ['a device that fails', new DOMException('Timeout', 'AbortError'), 'media-in-use'],
    ['a permissions policy', denied('Permission denied by permissions policy'), 'media-policy'],
    ['a policy of the person', new DOMException('', 'SecurityError'), 'media-policy'],
    ['wrong settings', new TypeError('no kind'), 'media-constraint'],
    ['settings that no device has', new DOMException('', 'OverconstrainedError'), 'media-constraint'],
    ['something unknown', 'a string', 'media-in-use'],
  ];
  for (const [what, cause, code] of failures) {
    it(`tells ${what} from other failures: ${code}`, async () => {
      failing(cause);

      const { tracks, errors } = await captureDevices(['video'], { video: true });

      expect(tracks).to.be.empty;
      expect(errors.video).to.include({ code, cause });
    });
  }

  it('looks at the permission where the browser does not say why', async () => {
    failing(denied('The request is not allowed by the user agent.'));
    const { query } = Permissions.prototype;

    const codes: (string | undefined)[] = [];
    for (const state of ['prompt', 'denied']) {
      Permissions.prototype.query = async () => ({ state }) as PermissionStatus;
      codes.push((await captureDevices(['video'], {})).errors.video?.code);
    }
    Permissions.prototype.query = () => Promise.reject(new TypeError('no such name'));
    codes.push((await captureDevices(['video'], {})).errors.video?.code);
    Permissions.prototype.query = query;

    expect(codes).to.deep.equal(['media-dismissed', 'media-denied', 'media-denied']);
  });

  it('does not ask twice who has waved the question away', async () => {
    const asked = failing(denied('Permission dismissed'));

    await captureDevices(both, {});

    expect(asked).to.have.length(1);
  });

  it('gives up when the browser refuses every setting', async () => {
    const asked = failing(new TypeError('broken'));

    const { tracks, errors } = await captureDevices(both, {});

    expect(tracks).to.be.empty;
    expect(errors.video?.code).to.equal('media-constraint');
    expect(asked.length).to.be.at.most(6);
  });

  it('gives what there is, and says what is missing', async () => {
    const real = navigator.mediaDevices;
    restore = fakeDevices({
      getUserMedia: (wanted: MediaStreamConstraints) =>
        wanted.video
          ? Promise.reject(new DOMException('', 'NotFoundError'))
          : MediaDevices.prototype.getUserMedia.call(real, wanted),
    });

    const { tracks, errors } = await captureDevices(both, {});
    stop.push(...tracks);

    expect(tracks.map(({ kind }) => kind)).to.deep.equal(['audio']);
    expect(errors.video?.code).to.equal('media-not-found');
  });

  it('takes any device when none is as asked for, and says so', async () => {
    const { tracks, errors } = await captureDevices(['video'], { video: { deviceId: { exact: 'no-such-device' } } });
    stop.push(...tracks);

    expect(tracks.map(({ kind }) => kind)).to.deep.equal(['video']);
    expect(errors.video?.code).to.equal('media-constraint');
  });

  it('tells an insecure page from an old browser', async () => {
    const secure = Object.getOwnPropertyDescriptor(window, 'isSecureContext')!;
    restore = fakeDevices(undefined);

    const old = await captureDevices(['video'], {});
    Object.defineProperty(window, 'isSecureContext', { configurable: true, value: false });
    const insecure = await captureDevices(both, {});
    Object.defineProperty(window, 'isSecureContext', secure);

    expect(old.errors.video?.code).to.equal('unsupported-browser');
    expect(insecure.errors.video?.code).to.equal('insecure-context');
  });
});

describe('captureScreen', () => {
  it('tells a choice not made from other failures', async () => {
    const codes: string[] = [];
    for (const name of ['NotAllowedError', 'NotReadableError', 'NotFoundError']) {
      const restore = fakeDevices({ getDisplayMedia: () => Promise.reject(new DOMException('denied', name)) });
      codes.push((await rejection<RtcError>(captureScreen())).code);
      restore();
    }

    expect(codes).to.deep.equal(['media-dismissed', 'media-in-use', 'media-not-found']);
  });

  it('rejects where screens cannot be shared, as on phones', async () => {
    const restore = fakeDevices({ getDisplayMedia: undefined });

    const error = await rejection<RtcError>(captureScreen());
    restore();

    expect(error.code).to.equal('unsupported-browser');
  });
});
