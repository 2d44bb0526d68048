import { expect } from '@open-wc/testing';
import { announcements } from '../../src/connection/announce.js';
import { RtcError } from '../../src/connection/rtc-error.js';
import type { ConnectionState, MediaStreamInfo, Participant } from '../../src/connection/state.js';

function person(userid: string, change: Partial<Participant> = {}): Participant {
  return {
    userid,
    name: '',
    extra: {},
    isLocal: false,
    isOwner: false,
    streams: [],
    connection: 'connected',
    quality: 'unknown',
    speaking: false,
    volume: 1,
    ...change,
  };
}

function info(id: string): MediaStreamInfo {
  return { id, stream: new MediaStream(), source: 'camera', audio: 'on', video: 'on' };
}

const self = person('self', { isLocal: true });
const idle: ConnectionState = {
  status: 'idle',
  roomId: undefined,
  isOwner: false,
  local: self,
  participants: [],
  error: undefined,
  asking: false,
  speaker: '',
  knocking: false,
  knocks: [],
};

function types(state: ConnectionState, previous: ConnectionState): string[] {
  return announcements(state, previous).map(({ type }) => type);
}

describe('announcements', () => {
  it('begin with both snapshots', () => {
    const next = { ...idle, status: 'connecting' as const };

    const [event] = announcements(next, idle);

    expect(event).to.include({ type: 'rtc-state-change', state: next, previous: idle });
  });

  it('tell an error once, and nothing when it is cleared', () => {
    const failed = { ...idle, error: new RtcError('timeout') };

    expect(types(failed, idle)).to.deep.equal(['rtc-state-change', 'rtc-error']);
    expect(types({ ...failed, roomId: 'r' }, failed)).to.deep.equal(['rtc-state-change']);
    expect(types(idle, failed)).to.deep.equal(['rtc-state-change']);
  });

  it('tell of losing the server and of its return, but not of the first connection', () => {
    const connected = { ...idle, status: 'connected' as const };
    const reconnecting = { ...idle, status: 'reconnecting' as const };

    expect(types(connected, idle)).to.deep.equal(['rtc-state-change']);
    expect(types(reconnecting, connected)).to.deep.equal(['rtc-state-change', 'rtc-reconnecting']);
    expect(types({ ...reconnecting, roomId: 'r' }, reconnecting)).to.deep.equal(['rtc-state-change']);
    expect(types(connected, reconnecting)).to.deep.equal(['rtc-state-change', 'rtc-reconnected']);
    expect(types(idle, reconnecting)).to.deep.equal(['rtc-state-change']);
  });

  it('tell once of each who comes, changes and goes', () => {
    const alone = { ...idle, participants: [self] };
    const two = { ...idle, participants: [self, person('a')] };
    const changed = { ...idle, participants: [self, person('a', { name: 'Ada' })] };

    expect(types(two, alone)).to.deep.equal(['rtc-state-change', 'rtc-participant-joined']);
    expect(types({ ...two, isOwner: true }, two)).to.deep.equal(['rtc-state-change']);
    expect(types(changed, two)).to.deep.equal(['rtc-state-change', 'rtc-participant-change']);
    expect(types(alone, changed)).to.deep.equal(['rtc-state-change', 'rtc-participant-left']);
  });

  it('never tell of oneself as of one who comes or goes', () => {
    const inside = { ...idle, participants: [self] };

    expect(types(inside, idle)).to.deep.equal(['rtc-state-change']);
    expect(types(idle, inside)).to.deep.equal(['rtc-state-change']);
  });

  it('tell of the streams of one who comes with some and of one who goes with some', () => {
    const alone = { ...idle, participants: [self] };
    const streams = [info('camera'), info('screen')];
    const two = { ...idle, participants: [self, person('a', { streams })] };

    const came = announcements(two, alone);
    const went = announcements(alone, two);

    expect(came.map(({ type }) => type)).to.deep.equal([
      'rtc-state-change',
      'rtc-participant-joined',
      'rtc-stream-added',
      'rtc-stream-added',
    ]);
    expect(came[2]).to.include({ participant: two.participants[1], streamInfo: streams[0] });
    expect(went.map(({ type }) => type)).to.deep.equal([
      'rtc-state-change',
      'rtc-stream-removed',
      'rtc-stream-removed',
      'rtc-participant-left',
    ]);
  });

  it('do not take a muted stream for another one', () => {
    const camera = info('camera');
    const before = { ...idle, participants: [self, person('a', { streams: [camera] })] };
    const muted = { ...camera, audio: 'off' as const };
    const after = { ...idle, participants: [self, person('a', { streams: [muted] })] };

    expect(types(after, before)).to.deep.equal(['rtc-state-change', 'rtc-participant-change']);
  });

  it('tell of one stream in the place of another', () => {
    const before = { ...idle, participants: [self, person('a', { streams: [info('one')] })] };
    const after = { ...idle, participants: [self, person('a', { streams: [info('other')] })] };

    expect(types(after, before)).to.deep.equal([
      'rtc-state-change',
      'rtc-participant-change',
      'rtc-stream-removed',
      'rtc-stream-added',
    ]);
  });

  it("tell of one's own preview outside of a room", () => {
    const preview = { ...idle, local: person('self', { isLocal: true, streams: [info('camera')] }) };

    expect(types(preview, idle)).to.include('rtc-stream-added');
    expect(types({ ...preview, participants: [preview.local] }, preview)).to.deep.equal(['rtc-state-change']);
  });
});
