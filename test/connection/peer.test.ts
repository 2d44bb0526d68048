import { expect } from '@open-wc/testing';
import { LocalMedia, type LocalStream } from '../../src/connection/local-media.js';
import { describeStreams } from '../../src/connection/peer.js';
import { paintedStream, seePictures } from '../support/local-streams.js';
import { bothConnected, peerPair, said, type PeerEnd } from '../support/peer-pair.js';
import { until } from '../support/until.js';

describe('Peer', () => {
  const ends: PeerEnd[] = [];
  const painted: LocalStream[] = [];
  let media: LocalMedia | undefined;

  afterEach(() => {
    media?.stop();
    media = undefined;
    for (const { peer } of ends.splice(0)) peer.close();
    for (const { stream } of painted.splice(0)) stream.getTracks().forEach((track) => track.stop());
  });

  function paint(source: LocalStream['source'] = 'camera'): LocalStream {
    const stream = paintedStream(source);
    painted.push(stream);
    return stream;
  }

  function pair(...values: Parameters<typeof peerPair>): [PeerEnd, PeerEnd] {
    const made = peerPair(...values);
    ends.push(...made);
    return made;
  }

  const sees = ({ peer }: PeerEnd) => peer.streams.map(({ id, audio, video }) => ({ id, audio, video }));
  const offers = (end: PeerEnd) => said(end, 'offer').length;
  const count = (...both: PeerEnd[]) => both.reduce((sum, end) => sum + offers(end), 0);

  it('connects by one offer and one answer, which carry what each sends', async () => {
    const [mine, theirs] = [paint(), paint()];

    const [one, other] = pair([[mine], [theirs]]);
    await bothConnected(one, other);

    const spoken = [one, other].map(({ line }) => line.sent.filter(({ kind }) => kind === 'description'));
    expect(spoken.map((said) => said.map((message) => 'type' in message && message.type))).to.deep.equal([
      ['offer'],
      ['answer'],
    ]);
    expect(spoken[0][0]).to.deep.include({ gen: 'g', renegotiation: false, streams: describeStreams([mine]) });
    expect(sees(one)).to.deep.equal([{ id: theirs.id, audio: 'none', video: 'on' }]);
    expect(sees(other)).to.deep.equal([{ id: mine.id, audio: 'none', video: 'on' }]);
    await seePictures(other.peer.streams[0].stream);
  });

  it('negotiates nothing when the microphone is muted or the camera goes off and on', async () => {
    const [one, other] = pair();
    media = new LocalMedia({
      localMediaChanged: () => one.peer.setLocalStreams(media!.streams),
      localMediaFailed: () => undefined,
      localMediaMended: () => undefined,
      promptChanged: () => undefined,
    });
    await media.start({ audio: true, video: true, muted: false, cameraOff: false, constraints: {} });
    await bothConnected(one, other);
    await until(() => sees(other)[0]?.video === 'on' && sees(other)[0]?.audio === 'on', 'sound and picture');
    const [{ id }] = sees(other);
    const before = count(one, other);

    await media.setMicrophone(false);
    await media.setCamera(false);
    await until(() => sees(other)[0].audio === 'off' && sees(other)[0].video === 'off', 'both to be off');
    await media.setCamera(true);
    await media.setMicrophone(true);
    await until(() => sees(other)[0].audio === 'on' && sees(other)[0].video === 'on', 'both to be on');

    expect(sees(other)).to.deep.equal([{ id, audio: 'on', video: 'on' }]);
    await seePictures(other.peer.streams[0].stream);
    expect(count(one, other)).to.equal(before);
  });

  it('names its stream in the first offer, though the device answers later', async () => {
    const later = paint();
    const track = later.video.track!;
    const waiting: LocalStream = { ...later, video: { state: 'off', track: undefined } };
    const [one, other] = pair([[waiting], []]);
    await bothConnected(one, other);
    const early = sees(other);

    one.peer.setLocalStreams([{ ...later, video: { state: 'on', track } }]);
    await until(() => sees(other)[0].video === 'on', 'the camera');

    expect(early).to.deep.equal([{ id: later.id, audio: 'none', video: 'off' }]);
    await seePictures(other.peer.streams[0].stream);
    expect(count(one, other)).to.equal(1);
  });

  it('lets the answering side begin to send later', async () => {
    const [one, other] = pair();
    await bothConnected(one, other);
    const camera = paint();

    other.peer.setLocalStreams([camera]);
    await until(() => sees(one).length === 1, 'the camera');

    expect(sees(one)[0].id).to.equal(camera.id);
    await seePictures(one.peer.streams[0].stream);
  });

  it('takes what the other side says of its own streams for a wish, and switches nothing', async () => {
    const camera = paint();
    const [off, theirs] = [{ ...camera, video: { ...camera.video, state: 'off' as const } }, paint()];
    const [one, other] = pair([[off], [theirs]]);
    await bothConnected(one, other);
    await until(() => sees(one).length === 1, 'the other');

    for (const state of ['off', 'on', 'none'] as const)
      one.peer.receive({ kind: 'stream-state', id: camera.id, audio: state, video: state });
    one.peer.receive({ kind: 'stream-ended', id: camera.id });
    one.peer.receive({ kind: 'stream-state', id: theirs.id, video: 'off' });

    await until(() => sees(one)[0].video === 'off', 'the last message');
    expect(one.asked).to.deep.equal(['video']);
    expect(camera.video.track).to.include({ enabled: true, readyState: 'live' });
  });

  it('tells stock, whose descriptions hold no states, what was off before it came', async () => {
    const camera = paint();
    const off: LocalStream = { ...camera, video: { ...camera.video, state: 'off' } };

    const [one, other] = pair([[off], []], { kit: false, gen: undefined });
    await bothConnected(one, other);

    const states = () => one.line.sent.filter(({ kind }) => kind === 'stream-state');
    await until(() => states().length > 0, 'the state');
    expect(states()).to.deep.equal([{ kind: 'stream-state', id: camera.id, video: 'off' }]);
    expect(other.line.sent.filter(({ kind }) => kind === 'stream-state')).to.be.empty;
  });

  it('with relays only, tells no other address and tries none', async () => {
    const made: RTCPeerConnection[] = [];
    const Real = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Real {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        made.push(this);
      }
    };
    try {
      const host = 'candidate:1 1 udp 2122260223 192.0.2.1 50000 typ host';
      const relay = 'candidate:2 1 udp 41885439 192.0.2.9 50001 typ relay raddr 0.0.0.0 rport 0';
      const [one] = pair([[], []], { configuration: { iceTransportPolicy: 'relay' } });
      one.line.hold();
      await until(() => offers(one) === 1, 'the offer');
      const stranger = new Real();
      const answer = await (async () => {
        const [{ sdp }] = one.line.sent.flatMap((message) => (message.kind === 'description' ? [message] : []));
        await stranger.setRemoteDescription({ type: 'offer', sdp });
        return (await stranger.createAnswer()).sdp!.replace(/(a=mid:0\r\n)/, `$1a=${host}\r\na=${relay}\r\n`);
      })();
      stranger.close();

      one.peer.receive({ kind: 'candidate', gen: 'g', candidate: { candidate: host, sdpMid: '0' } });
      one.peer.receive({
        kind: 'description',
        type: 'answer',
        sdp: answer,
        gen: 'g',
        renegotiation: false,
        streams: new Map(),
      });
      one.peer.receive({ kind: 'candidate', gen: 'g', candidate: { candidate: host, sdpMid: '0' } });

      await until(() => made[0].currentRemoteDescription, 'the answer');
      expect(made[0].currentRemoteDescription!.sdp).to.include('typ relay').and.not.include('typ host');
      expect(one.line.sent.filter(({ kind }) => kind === 'candidate')).to.be.empty;
      // Without a relay there is no way to the other side; nothing else may have gone wrong.
      expect(one.errors.filter(({ cause }) => cause)).to.be.empty;
    } finally {
      window.RTCPeerConnection = Real;
    }
  });

  it('adds a screen to the camera, and takes it away again, time after time', async () => {
    const camera = paint();
    const [one, other] = pair([[camera], []]);
    await bothConnected(one, other);

    for (let round = 0; round < 3; round++) {
      const screen = paint('screen');
      one.peer.setLocalStreams([camera, screen]);
      await until(() => other.peer.streams.length === 2, 'the screen');
      expect(other.peer.streams.map(({ id, source }) => [id, source])).to.deep.equal([
        [camera.id, 'camera'],
        [screen.id, 'screen'],
      ]);

      one.peer.setLocalStreams([camera]);
      await until(() => other.peer.streams.length === 1, 'the end of the screen');
    }

    expect(other.peer.streams[0].id).to.equal(camera.id);
    expect([...one.errors, ...other.errors]).to.be.empty;
  });

  it('sends any number of streams, each of which comes and goes by itself', async () => {
    const [camera, second, screen] = [paint(), paint(), paint('screen')];
    const [one, other] = pair([[camera], []]);
    await bothConnected(one, other);

    one.peer.setLocalStreams([camera, second, screen]);
    await until(() => other.peer.streams.length === 3, 'all streams');
    expect(other.peer.streams.map(({ id, source }) => [id, source])).to.deep.equal([
      [camera.id, 'camera'],
      [second.id, 'camera'],
      [screen.id, 'screen'],
    ]);
    await seePictures(other.peer.streams[1].stream);

    one.peer.setLocalStreams([camera, screen]);
    await until(() => other.peer.streams.length === 2, 'the end of the second');
    expect(other.peer.streams.map(({ id }) => id)).to.deep.equal([camera.id, screen.id]);
    await seePictures(other.peer.streams[1].stream);
    expect([...one.errors, ...other.errors]).to.be.empty;
  });

  it('makes one negotiation of both sides starting a screen in the same tick', async () => {
    const cameras = [paint(), paint()];
    const [one, other] = pair([[cameras[0]], [cameras[1]]]);
    await bothConnected(one, other);
    const screens = [paint('screen'), paint('screen')];
    const before = [offers(one), offers(other)];

    one.peer.setLocalStreams([cameras[0], screens[0]]);
    other.peer.setLocalStreams([cameras[1], screens[1]]);
    await until(() => sees(one).length === 2 && sees(other).length === 2, 'both screens');

    expect(one.peer.streams[1]).to.include({ id: screens[1].id, source: 'screen' });
    expect(other.peer.streams[1]).to.include({ id: screens[0].id, source: 'screen' });
    await seePictures(one.peer.streams[1].stream);
    await seePictures(other.peer.streams[1].stream);
    expect([...one.errors, ...other.errors]).to.be.empty;
    // The polite side has waited, and then offered what did not fit into its answer.
    expect([offers(one) - before[0], offers(other) - before[1]]).to.deep.equal([1, 1]);
    expect(one.broken + other.broken).to.equal(0);
  });

  it('keeps candidates until the description to which they belong', async () => {
    const [one, other] = pair([[paint()], []]);
    one.line.hold();
    await until(() => one.line.sent.some(({ kind }) => kind === 'candidate'), 'a candidate');

    one.line.release((messages) => [...messages].sort((a, b) => a.kind.localeCompare(b.kind)));

    await bothConnected(one, other);
    expect(one.line.sent.map(({ kind }) => kind)[0]).to.equal('description');
    expect([...one.errors, ...other.errors]).to.be.empty;
  });

  it('reports broken descriptions and ignores broken candidates', async () => {
    const [one, other] = pair([[paint()], [paint()]]);
    await bothConnected(one, other);

    other.peer.receive({
      kind: 'description',
      type: 'offer',
      sdp: 'v=0\r\ngarbage',
      gen: 'g',
      renegotiation: true,
      streams: new Map(),
    });
    other.peer.receive({ kind: 'candidate', candidate: { candidate: 'garbage', sdpMid: '0' }, gen: 'g' });
    await until(() => other.errors.length === 1, 'the failure');
    const screen = paint('screen');
    other.peer.setLocalStreams([painted[1], screen]);

    await until(() => sees(one).some(({ id }) => id === screen.id), 'life to go on');
    expect(other.errors[0]).to.include({ code: 'peer-failed' });
    expect(other.errors[0].cause).to.be.instanceOf(Error);
    expect(other.errors).to.have.length(1);
  });

  it('ignores an answer to no question', async () => {
    const [one, other] = pair([[paint()], []]);
    await bothConnected(one, other);

    one.peer.receive({
      kind: 'description',
      type: 'answer',
      sdp: 'garbage',
      gen: 'g',
      renegotiation: false,
      streams: new Map(),
    });
    other.peer.setLocalStreams([paint()]);

    await until(() => sees(one).length === 1, 'life to go on');
    expect(one.errors).to.be.empty;
  });

  it('does not take an answer that comes twice for the answer to its next offer', async () => {
    const camera = paint();
    const [one, other] = pair([[camera], []]);
    await bothConnected(one, other);
    const [answer] = said(other, 'answer');
    const before = offers(one);
    one.line.hold();
    const screen = paint('screen');
    one.peer.setLocalStreams([camera, screen]);
    await until(() => offers(one) > before, 'the next offer');

    one.peer.receive(answer);
    one.line.release();

    await until(() => sees(other).length === 2, 'the screen');
    await seePictures(other.peer.streams[1].stream);
    expect(one.errors).to.be.empty;
  });

  it('tells a mute and the end of a stream in words', async () => {
    const camera = paint();
    const [one, other] = pair([[camera], []]);
    await bothConnected(one, other);
    one.line.sent.length = 0;

    one.peer.setLocalStreams([{ ...camera, video: { state: 'off', track: undefined } }]);
    one.peer.setLocalStreams([]);
    await until(() => other.peer.streams.length === 0, 'the end');

    expect(one.line.sent[0]).to.include({ kind: 'stream-state', id: camera.id, video: 'off' });
    expect(one.line.sent[1]).to.include({ kind: 'stream-ended', id: camera.id });
  });

  it('shows a stream whose camera was refused at first and allowed later', async () => {
    const camera = paint();
    const refused: LocalStream = { ...camera, video: { state: 'none', track: undefined } };
    const [one, other] = pair([[{ ...camera, video: { state: 'off', track: undefined } }], []]);
    await bothConnected(one, other);
    one.peer.setLocalStreams([refused]);
    await until(() => other.peer.streams.length === 0, 'the end');

    one.peer.setLocalStreams([camera]);
    await until(() => other.peer.streams[0]?.video === 'on', 'the return');

    expect(other.peer.streams[0].id).to.equal(camera.id);
    await seePictures(other.peer.streams[0].stream);
  });

  it('has nothing to say and shows nothing after its end', async () => {
    const [one, other] = pair([[paint()], [paint()]]);
    await bothConnected(one, other);

    one.peer.close();
    one.line.sent.length = 0;
    one.peer.receive({
      kind: 'description',
      type: 'offer',
      sdp: '',
      gen: 'g',
      renegotiation: true,
      streams: new Map(),
    });
    one.peer.close();
    await Promise.resolve();

    expect(one.peer.isAlive).to.be.false;
    expect(one.peer.streams).to.be.empty;
    expect(one.errors).to.be.empty;
    expect(one.line.sent).to.be.empty;
    expect(one.peer.send('x')).to.be.false;
  });
});

describe('describeStreams', () => {
  it('leaves out what has neither sound nor picture', () => {
    const stream = new MediaStream();
    const none = { state: 'none' as const, track: undefined };
    const local: LocalStream = { id: stream.id, stream, source: 'camera', audio: none, video: none };

    expect(describeStreams([local])).to.be.empty;
    expect([...describeStreams([{ ...local, audio: { state: 'off', track: undefined } }])]).to.deep.equal([
      [stream.id, { source: 'camera', audio: 'off', video: 'none' }],
    ]);
  });
});
