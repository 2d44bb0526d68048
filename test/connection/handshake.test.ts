import { expect } from '@open-wc/testing';
import { connectTimeout, handshakeQuery, normalizeSocketURL, socketOptions } from '../../src/connection/handshake.js';
import type { SignalingSettings } from '../../src/connection/handshake.js';
import { createIdentity } from '../../src/connection/identity.js';
import { RtcError } from '../../src/connection/rtc-error.js';
import { openSocket } from '../../src/connection/socket.js';

const identity = createIdentity();
const settings: SignalingSettings = {
  socketURL: '/',
  identity,
  userid: identity.userid,
  extra: {},
  session: {},
  sessionid: 'room',
  messageEvent: 'RTCMultiConnection-Message',
  customParameters: '',
  token: '',
  autoCloseEntireSession: false,
  maxParticipantsAllowed: 1000,
};

describe('normalizeSocketURL', () => {
  it('adds the slash at the end, once', () => {
    expect(normalizeSocketURL('https://signal.example:443')).to.equal('https://signal.example:443/');
    expect(normalizeSocketURL('https://signal.example:443/')).to.equal('https://signal.example:443/');
    expect(normalizeSocketURL('/signal')).to.equal('/signal/');
  });

  it('means the own server when there is nothing', () => {
    expect(normalizeSocketURL('')).to.equal('/');
    expect(normalizeSocketURL('/')).to.equal('/');
  });

  it('takes the addresses of web and socket servers', () => {
    for (const url of ['http://127.0.0.1:9001/', 'https://a.example/', 'ws://a.example/', 'wss://a.example/']) {
      expect(normalizeSocketURL(url)).to.equal(url);
    }
  });

  it('names the address that is none', () => {
    for (const url of [
      'javascript:alert(1)',
      'ftp://a.example',
      'file:///tmp',
      'https://',
      'http://a:b:c/',
      'data:x',
    ]) {
      let error: unknown;
      try {
        normalizeSocketURL(url);
      } catch (thrown) {
        error = thrown;
      }
      expect(error, url).to.be.instanceOf(RtcError).with.property('code', 'invalid-argument');
      expect((error as RtcError).message)
        .to.include(url)
        .and.include('https://signal.example:443/');
    }
  });
});

describe('handshakeQuery', () => {
  it("carries stock's parameters and our flag", () => {
    expect(handshakeQuery(settings)).to.deep.equal({
      userid: identity.userid,
      sessionid: 'room',
      msgEvent: 'RTCMultiConnection-Message',
      socketCustomEvent: 'RTCMultiConnection-Custom-Message',
      autoCloseEntireSession: 'false',
      maxParticipantsAllowed: '1000',
      extra: '{}',
      kit: '1',
    });
  });

  it('never carries a secret', () => {
    const query = JSON.stringify(handshakeQuery(settings));

    expect(query).not.to.include(identity.secret);
    expect(query).not.to.include(identity.instance);
  });

  it('carries extra up to 1 KiB as it stands in the URL, and nothing of a larger one', () => {
    const room = 1024 - encodeURIComponent('{"name":""}').length;

    const fits = handshakeQuery({ ...settings, extra: { name: 'x'.repeat(room) } });
    const tooLong = handshakeQuery({ ...settings, extra: { name: 'x'.repeat(room + 1) } });
    const longWhenEncoded = handshakeQuery({ ...settings, extra: { name: '😀'.repeat(100) } });

    expect(JSON.parse(fits.extra)).to.deep.equal({ name: 'x'.repeat(room) });
    expect(tooLong.extra).to.equal('{}');
    expect(longWhenEncoded.extra).to.equal('{}');
  });

  it("adds the page's parameters, which cannot replace the protocol's", () => {
    const query = handshakeQuery({ ...settings, customParameters: '&fullName=A%26B&userid=other&kit=0' });

    expect(query).to.include({ fullName: 'A&B', userid: identity.userid, kit: '1' });
  });
});

describe('socketOptions', () => {
  it('puts the proof into auth, as it is at the time of the handshake', () => {
    let current = settings;
    const options = socketOptions(() => current);
    const later = createIdentity();
    current = { ...settings, identity: later };
    let auth: object | undefined;

    (options.auth as (send: (data: object) => void) => void)((data) => (auth = data));

    expect(auth).to.deep.equal({ secret: later.secret, instance: later.instance });
  });

  it("puts the host's word into auth, and into no URL", () => {
    const options = socketOptions(() => ({ ...settings, token: 'a.b.c' }));
    let auth: object | undefined;

    (options.auth as (send: (data: object) => void) => void)((data) => (auth = data));

    expect(auth).to.include({ token: 'a.b.c' });
    expect(JSON.stringify(options.query)).not.to.include('a.b.c');
  });

  it('tries a WebSocket first, then polling, and never gives up', () => {
    const socket = openSocket(
      'http://localhost:1',
      socketOptions(() => settings),
    );

    expect(socket.io.opts.transports).to.deep.equal(['websocket', 'polling']);
    expect(socket.io.reconnectionAttempts()).to.equal(Infinity);
    socket.disconnect();
  });

  it('begins a try four seconds after the one before at most for a minute, then ten; more only on a line known as slow', () => {
    const { reconnectionDelayMax = 0, randomizationFactor = 0 } = socketOptions(() => settings);
    const pause = reconnectionDelayMax * (1 + randomizationFactor);

    for (const away of [0, 30_000, 59_999]) expect(pause + connectTimeout(away)).to.be.at.most(4000);
    expect(pause + connectTimeout(60_000)).to.be.within(4000, 10_000);
    expect(connectTimeout(Infinity)).to.equal(8000);
    expect(connectTimeout(0, 2000)).to.equal(4000);
  });
});
