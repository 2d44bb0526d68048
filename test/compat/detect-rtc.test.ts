import { expect } from '@open-wc/testing';
import { DetectRTC } from '../../src/compat/detect-rtc.js';

describe('DetectRTC', () => {
  it('knows the browser and what it can do', () => {
    const name = navigator.userAgent.includes('Firefox') ? 'Firefox' : 'Chrome';

    expect(DetectRTC.browser).to.include({ name, [`is${name}`]: true, isSafari: false, isEdge: false });
    expect(DetectRTC.browser.version).to.be.greaterThan(100);
    expect(DetectRTC.isWebRTCSupported && DetectRTC.isScreenCapturingSupported).to.be.true;
    expect(DetectRTC.isMobileDevice).to.be.false;
    expect(DetectRTC.osName).to.be.a('string');
  });

  it('calls back though the browser does not answer', async () => {
    const real = MediaDevices.prototype.enumerateDevices;
    MediaDevices.prototype.enumerateDevices = () => new Promise(() => undefined);
    try {
      await new Promise<void>((resolve) => DetectRTC.load(resolve));
    } finally {
      MediaDevices.prototype.enumerateDevices = real;
    }
  });

  it('finds the devices when it is asked to', async function () {
    // Firefox tells a page in the background of no device, unless it uses one.
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    await new Promise<void>((resolve) => DetectRTC.load(resolve));
    if (!DetectRTC.hasWebcam && navigator.userAgent.includes('Firefox')) this.skip(); // the page is not in front

    expect([DetectRTC.hasWebcam, DetectRTC.hasMicrophone]).to.deep.equal([true, true]);
    expect(DetectRTC.MediaDevices).to.include.members([...DetectRTC.videoInputDevices]);
    const [{ id, deviceId, kind }] = DetectRTC.audioInputDevices;
    expect([id, kind]).to.deep.equal([deviceId, 'audioinput']);
    stream.getTracks().forEach((track) => track.stop());
  });
});
