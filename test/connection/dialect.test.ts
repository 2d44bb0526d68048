import { expect } from '@open-wc/testing';
import {
  formatLeft,
  formatMessage,
  formatReady,
  formatRequest,
  isFields,
  parseMessage,
} from '../../src/connection/dialect.js';
import type { DescriptionMessage, PeerMessage, StreamDescription } from '../../src/connection/peer-message.js';

/** As the message arrives at the other end. */
function overTheWire(message: unknown): unknown {
  return JSON.parse(JSON.stringify(message));
}

const streams = new Map<string, StreamDescription>([
  ['camera-id', { source: 'camera', audio: 'on', video: 'off' }],
  ['screen-id', { source: 'screen', audio: 'none', video: 'on' }],
]);

describe('formatMessage', () => {
  const messages: PeerMessage[] = [
    { kind: 'description', type: 'offer', sdp: 'v=0', gen: 'g1', renegotiation: false, round: 1, streams },
    {
      kind: 'description',
      type: 'answer',
      sdp: 'v=0',
      gen: undefined,
      renegotiation: true,
      round: undefined,
      streams: new Map(),
    },
    {
      kind: 'candidate',
      candidate: { candidate: 'candidate:1 1 udp', sdpMid: '0', sdpMLineIndex: 0 },
      gen: 'g1',
    },
    { kind: 'stream-state', id: 'camera-id', audio: 'off', video: undefined },
    { kind: 'stream-state', id: 'camera-id', audio: undefined, video: 'on' },
    { kind: 'stream-state', id: 'camera-id', audio: 'off', video: 'off' },
    { kind: 'stream-ended', id: 'screen-id' },
  ];

  for (const message of messages) {
    it(`is read back as what was meant: ${JSON.stringify(message)}`, () => {
      expect(parseMessage(overTheWire(formatMessage(message, {})))).to.deep.equal(message);
    });
  }

  it("writes an offer in stock's words", () => {
    const [offer] = messages;

    expect(overTheWire(formatMessage(offer, { name: 'Ada' }))).to.deep.equal({
      type: 'offer',
      sdp: 'v=0',
      remotePeerSdpConstraints: { OfferToReceiveAudio: true, OfferToReceiveVideo: true },
      renegotiatingPeer: false,
      dontGetRemoteStream: false,
      extra: { name: 'Ada' },
      streamsToShare: {
        'camera-id': { isAudio: false, isVideo: true, isScreen: false, audio: 'on', video: 'off' },
        'screen-id': { isAudio: false, isVideo: false, isScreen: true, audio: 'none', video: 'on' },
      },
      gen: 'g1',
      round: 1,
    });
  });

  it("writes an answer to stock in stock's words", () => {
    expect(overTheWire(formatMessage(messages[1], {}))).to.deep.equal({
      type: 'answer',
      sdp: 'v=0',
      remotePeerSdpConstraints: false,
      renegotiatingPeer: true,
      dontGetRemoteStream: false,
      extra: {},
      streamsToShare: {},
    });
  });

  it('writes candidates, mute and the end of a stream as stock does', () => {
    expect(overTheWire(formatMessage(messages[2], {}))).to.deep.equal({
      candidate: 'candidate:1 1 udp',
      sdpMid: '0',
      sdpMLineIndex: 0,
      gen: 'g1',
    });
    const sync = { streamSyncNeeded: true, streamid: 'camera-id' };
    expect(overTheWire(formatMessage(messages[3], {}))).to.deep.equal({ ...sync, action: 'mute', type: 'audio' });
    expect(overTheWire(formatMessage(messages[4], {}))).to.deep.equal({ ...sync, action: 'unmute', type: 'video' });
    expect(overTheWire(formatMessage(messages[5], {}))).to.deep.equal({ ...sync, action: 'mute', type: 'both' });
    expect(overTheWire(formatMessage(messages[6], {}))).to.deep.equal({
      streamSyncNeeded: true,
      streamid: 'screen-id',
      action: 'ended',
      type: 'both',
    });
  });

  it('calls a microphone alone isAudio', () => {
    const microphone = new Map([['m', { source: 'camera' as const, audio: 'on' as const, video: 'none' as const }]]);

    const ready = formatMessage({ kind: 'streams', streams: microphone }, {});

    expect(ready).to.have.nested.property('userPreferences.streamsToShare.m.isAudio', true);
    expect(ready).to.have.nested.property('userPreferences.streamsToShare.m.isVideo', false);
    expect(parseMessage(overTheWire(ready))).to.deep.equal({ kind: 'ready', streams: microphone });
  });
});

describe('formatRequest', () => {
  it("asks in stock's words and says that it is one of us", () => {
    const request = overTheWire(formatRequest(false, true));

    expect(request).to.deep.equal({
      newParticipationRequest: true,
      isOneWay: false,
      isDataOnly: true,
      localPeerSdpConstraints: { OfferToReceiveAudio: true, OfferToReceiveVideo: true },
      remotePeerSdpConstraints: { OfferToReceiveAudio: true, OfferToReceiveVideo: true },
      kit: true,
    });
    expect(parseMessage(request)).to.deep.equal({ kind: 'request', kit: true });
  });
});

describe('formatReady', () => {
  it('gives the preferences back with the own streams', () => {
    const ready = overTheWire(formatReady({ isOneWay: true, connectionDescription: { a: 1 } }, streams));

    expect(ready).to.have.nested.property('userPreferences.isOneWay', true);
    expect(ready).to.have.nested.property('userPreferences.connectionDescription.a', 1);
    expect(parseMessage(ready)).to.deep.equal({ kind: 'ready', streams });
  });
});

describe('formatLeft', () => {
  it('says goodbye, for oneself or for all', () => {
    expect(parseMessage(formatLeft(false))).to.deep.equal({ kind: 'left', closes: false });
    expect(parseMessage(formatLeft(true))).to.deep.equal({ kind: 'left', closes: true });
    expect(formatLeft(false)).to.deep.equal({ userLeft: true });
  });
});

describe('parseMessage', () => {
  it("understands stock's words", () => {
    expect(parseMessage('dropPeerConnection')).to.deep.equal({ kind: 'left', closes: false });
    expect(parseMessage({ newParticipationRequest: true, isOneWay: false })).to.deep.equal({
      kind: 'request',
      kit: false,
    });
    expect(parseMessage({ enableMedia: true, userPreferences: { isOneWay: true } })).to.deep.equal({
      kind: 'enable-media',
      preferences: { isOneWay: true },
    });
    expect(parseMessage({ enableMedia: true, userPreferences: 'x' })).to.deep.equal({
      kind: 'enable-media',
      preferences: {},
    });
    expect(parseMessage({ readyForOffer: true })).to.deep.equal({ kind: 'ready', streams: new Map() });
    const sync = { streamSyncNeeded: true, streamid: 's', type: 'both' };
    for (const action of ['ended', 'inactive', 'stream-removed']) {
      expect(parseMessage({ ...sync, action })).to.deep.equal({ kind: 'stream-ended', id: 's' });
    }
  });

  it("leaves the states open that stock does not tell, and takes stock's flag for a screen", () => {
    const offer = {
      type: 'offer',
      sdp: 'v=0',
      renegotiatingPeer: false,
      streamsToShare: {
        a: { isAudio: false, isVideo: true, isScreen: false },
        b: { isAudio: false, isVideo: false, isScreen: true },
      },
    };

    expect(parseMessage(offer)).to.deep.equal({
      kind: 'description',
      type: 'offer',
      sdp: 'v=0',
      gen: undefined,
      round: undefined,
      renegotiation: false,
      streams: new Map([
        ['a', { source: 'camera', audio: undefined, video: undefined }],
        ['b', { source: 'screen', audio: undefined, video: undefined }],
      ]),
    });
  });

  it('ignores every action upon a stream but mute, unmute and its ends', () => {
    const actions = ['stop', 'remove', 'close', 'addTrack', 'constructor', '__proto__', 'MUTE', '', null, 7, ['mute']];

    for (const action of actions) {
      const message = { streamSyncNeeded: true, streamid: 's', action, type: 'both' };
      expect(parseMessage(message), String(action)).to.be.undefined;
    }
  });

  it('ignores what it does not understand', () => {
    const strangers: unknown[] = [
      undefined,
      null,
      7,
      '',
      'text',
      true,
      [],
      [{ userLeft: true }],
      {},
      { type: 'pranswer', sdp: 'v=0' },
      { type: 'rollback', sdp: '' },
      { type: 'offer' },
      { type: 'offer', sdp: { toString: () => 'v=0' } },
      { type: 'offer', sdp: ['v=0'] },
      { type: 'answer', sdp: 'x'.repeat(64 * 1024 + 1) },
      { candidate: { candidate: 'nested' } },
      { candidate: 7 },
      { userLeft: 'true' },
      { newParticipationRequest: 1 },
      { streamSyncNeeded: true, streamid: { a: 1 }, action: 'mute' },
      { allParticipants: ['a'] },
      { changedUUID: true, oldUUID: 'a', newUUID: 'b' },
    ];

    for (const stranger of strangers) expect(parseMessage(stranger), JSON.stringify(stranger)).to.be.undefined;
  });

  it('replaces fields of a wrong type by nothing', () => {
    const candidate = parseMessage({ candidate: 'c', sdpMid: 7, sdpMLineIndex: '0', gen: { a: 1 } });
    const offer = parseMessage({
      type: 'offer',
      sdp: 'v=0',
      gen: 'x'.repeat(65),
      renegotiatingPeer: 'yes',
      streamsToShare: { a: { isScreen: 'true', audio: 'loud', video: ['on'] }, b: 7, c: null, d: [] },
    });

    expect(candidate).to.deep.equal({
      kind: 'candidate',
      candidate: { candidate: 'c', sdpMid: null, sdpMLineIndex: null },
      gen: undefined,
    });
    expect(offer).to.deep.equal({
      kind: 'description',
      type: 'offer',
      sdp: 'v=0',
      gen: undefined,
      renegotiation: false,
      round: undefined,
      streams: new Map([['a', { source: 'camera', audio: undefined, video: undefined }]]),
    });
  });

  it('survives deep, huge and poisoned messages', () => {
    let deep: unknown = {};
    for (let level = 0; level < 50_000; level++) deep = { streamsToShare: deep };
    const huge = Object.fromEntries([...Array(5000).keys()].map((key) => [`stream-${key}`, { isScreen: true }]));
    const poisoned = JSON.parse(
      '{"type":"offer","sdp":"v=0","__proto__":{"userLeft":true},"streamsToShare":{"__proto__":{"isScreen":true},"constructor":{"audio":"off"}}}',
    );

    const ofDeep = parseMessage({ type: 'offer', sdp: 'v=0', streamsToShare: deep });
    const ofHuge = parseMessage({ type: 'offer', sdp: 'v=0', streamsToShare: huge });
    const ofPoisoned = parseMessage(poisoned);
    const written = formatReady({}, (ofPoisoned as DescriptionMessage).streams);

    expect(ofDeep).to.have.property('kind', 'description');
    expect((ofHuge as DescriptionMessage).streams.size).to.equal(16);
    expect(ofPoisoned).to.have.property('kind', 'description');
    expect(written).to.have.property('readyForOffer', true);
    expect({}).not.to.have.property('isScreen');
    expect({}).not.to.have.property('userLeft');
  });

  it('gives preferences back without following what they try to inherit', () => {
    const message = JSON.parse('{"enableMedia":true,"userPreferences":{"__proto__":{"polluted":true}}}');

    const parsed = parseMessage(message) as { preferences: Record<string, unknown> };
    const ready = formatReady(parsed.preferences, streams);

    expect(ready.userPreferences).not.to.have.property('polluted');
    expect({}).not.to.have.property('polluted');
  });
});

describe('isFields', () => {
  it('is true for objects with fields only', () => {
    expect([{}, { a: 1 }, Object.create(null)].every(isFields)).to.be.true;
    expect([null, undefined, [], 'x', 7, () => 0].some(isFields)).to.be.false;
  });
});
