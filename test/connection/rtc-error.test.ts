import { expect } from '@open-wc/testing';
import { isRtcErrorCode, RtcError, type RtcErrorCode } from '../../src/connection/rtc-error.js';

/** Every code of the public contract. */
const codes = `room-not-found room-exists room-full invalid-password permission-denied user-not-found userid-taken
  unauthorized expired origin-refused rate-limited too-large knock-refused removed closed-by-owner
  signaling-unreachable signaling-lost peer-failed timeout aborted invalid-argument media-denied media-dismissed
  media-not-found media-in-use media-constraint media-policy media-paused device-lost insecure-context
  unsupported-browser`.split(/\s+/) as RtcErrorCode[];

describe('RtcError', () => {
  it('is an Error with code, cause, message and help', () => {
    const cause = new TypeError('cause');

    const error = new RtcError('room-full', 'Room full', cause);

    expect(error).to.be.instanceOf(Error);
    expect(error).to.include({ name: 'RtcError', code: 'room-full', message: 'Room full', cause });
    expect(error.help).to.equal('The room is full: try again later.');
  });

  it('helps in its message when nobody has said anything else', () => {
    for (const message of [undefined, '']) {
      const error = new RtcError('media-denied', message);

      expect(error.message).to.equal(error.help);
    }
  });

  it('has a sentence for every code, without the mark for what is final', () => {
    for (const code of codes) expect(new RtcError(code).help, code).to.match(/^[A-Z].*[.]$/);
  });

  it('tells what may succeed when tried again', () => {
    const final = codes.filter((code) => !new RtcError(code).retryable);

    expect(final).to.have.members([
      'permission-denied',
      'user-not-found',
      'unauthorized',
      'origin-refused',
      'too-large',
      'removed',
      'invalid-argument',
      'media-policy',
      'insecure-context',
      'unsupported-browser',
    ]);
  });
});

describe('isRtcErrorCode', () => {
  it('knows every code of the contract', () => {
    expect(codes.filter((code) => !isRtcErrorCode(code))).to.be.empty;
  });

  it('is not fooled by other values', () => {
    for (const value of ['', 'toString', '__proto__', 'Room full', 7, null, undefined, {}, ['timeout']]) {
      expect(isRtcErrorCode(value), String(value)).to.be.false;
    }
  });
});
