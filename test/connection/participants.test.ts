import { expect } from '@open-wc/testing';
import type { LocalStream } from '../../src/connection/local-media.js';
import { keepParticipant, localInfos, nameOf } from '../../src/connection/participants.js';
import type { Participant } from '../../src/connection/state.js';

const ada: Participant = {
  userid: 'a',
  name: 'Ada',
  extra: {},
  isLocal: false,
  isOwner: false,
  streams: [],
  connection: 'connecting',
  quality: 'unknown',
  speaking: false,
  volume: 1,
};

describe('nameOf', () => {
  it('takes name, else fullName, else username', () => {
    expect(nameOf({ username: 'u', fullName: 'f', name: 'n' })).to.equal('n');
    expect(nameOf({ username: 'u', fullName: 'f', name: '  ' })).to.equal('f');
    expect(nameOf({ username: 'u', fullName: 7, name: null })).to.equal('u');
  });

  it('is empty when nobody has said a name', () => {
    for (const extra of [{}, { name: 7 }, { name: { toString: () => 'x' } }, { name: ['x'] }]) {
      expect(nameOf(extra as never)).to.equal('');
    }
  });

  it('is short and without blanks around it', () => {
    expect(nameOf({ name: `  ${'x'.repeat(500)}` })).to.equal('x'.repeat(128));
  });
});

describe('keepParticipant', () => {
  it('gives the same object while nothing differs', () => {
    expect(keepParticipant(ada, { ...ada })).to.equal(ada);
  });

  it('gives the new one, frozen, when anything differs', () => {
    const next = keepParticipant(ada, { ...ada, connection: 'connected' });

    expect(next).not.to.equal(ada);
    expect(next.connection).to.equal('connected');
    expect(Object.isFrozen(next)).to.be.true;
    expect(Object.isFrozen(keepParticipant(undefined, { ...ada }))).to.be.true;
  });
});

describe('localInfos', () => {
  const stream = new MediaStream();
  const camera: LocalStream = {
    id: stream.id,
    stream,
    source: 'camera',
    audio: { state: 'on', track: undefined },
    video: { state: 'off', track: undefined },
  };

  it('shows what is sent', () => {
    const infos = localInfos([camera], []);

    expect(infos).to.deep.equal([{ id: stream.id, stream, source: 'camera', audio: 'on', video: 'off' }]);
    expect(Object.isFrozen(infos) && Object.isFrozen(infos[0])).to.be.true;
  });

  it('keeps list and entries while nothing differs', () => {
    const before = localInfos([camera], []);

    const after = localInfos([{ ...camera }], before);

    expect(after).to.equal(before);
  });

  it('replaces only the entry which differs', () => {
    const other = { ...camera, id: 'other' };
    const before = localInfos([camera, other], []);

    const after = localInfos([{ ...camera, audio: { state: 'off', track: undefined } }, other], before);

    expect(after[0].audio).to.equal('off');
    expect(after[0]).not.to.equal(before[0]);
    expect(after[1]).to.equal(before[1]);
  });
});
