import { expect } from '@open-wc/testing';
import { modernConstraints } from '../../src/compat/media-constraints.js';

describe('modernConstraints', () => {
  it('leaves what is of today as it is', () => {
    const video = { width: { ideal: 640 }, deviceId: { exact: 'x' } };

    expect(modernConstraints({ audio: true, video })).to.deep.equal({ audio: true, video });
  });

  it('translates mandatory and optional', () => {
    const video = {
      mandatory: { minWidth: 640, maxWidth: 1280, maxFrameRate: 15, googNoiseReduction: true },
      optional: [{ facingMode: 'user' }, { facingMode: 'environment' }, { sourceId: 'cam' }, { bandwidth: 5 }],
    };

    expect(modernConstraints({ audio: { mandatory: {}, optional: [] }, video })).to.deep.equal({
      audio: {},
      video: { width: { min: 640, max: 1280 }, frameRate: { max: 15 }, facingMode: 'user', deviceId: 'cam' },
    });
  });

  it('takes what a page leaves out, or forbids, for a no', () => {
    expect(modernConstraints({ audio: true })).to.deep.equal({ audio: true, video: false });
    expect(modernConstraints({ audio: false, video: null })).to.deep.equal({ audio: false, video: false });
    expect(modernConstraints(null)).to.deep.equal({ audio: false, video: false });
  });
});
