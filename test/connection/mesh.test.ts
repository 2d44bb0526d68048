import { expect } from '@open-wc/testing';
import { Mesh } from '../../src/connection/mesh.js';
import type { DescriptionMessage, PeerMessage } from '../../src/connection/peer-message.js';
import { timed } from '../support/clock.js';
import { openPeers, peers } from '../support/recorded.js';
import { paintedStream, seePictures } from '../support/local-streams.js';
import { descriptions, isConnected, meshPair, sources, type MeshEnd } from '../support/mesh-pair.js';
import { until } from '../support/until.js';

describe('Mesh', () => {
  let alice: MeshEnd;
  let bob: MeshEnd;
  const painted: ReturnType<typeof paintedStream>[] = [];

  beforeEach(() => ([alice, bob] = meshPair()));
  afterEach(() => {
    for (const { mesh } of [alice, bob]) mesh.close();
    for (const { stream } of painted.splice(0)) stream.getTracks().forEach((track) => track.stop());
  });

  function paint(source: 'camera' | 'screen' = 'camera') {
    const stream = paintedStream(source);
    painted.push(stream);
    return stream;
  }

  const bothConnected = () => until(() => isConnected(alice) && isConnected(bob), 'both to be connected');

  it('shows each what the other sends', async () => {
    const [mine, theirs] = [paint(), paint()];
    alice.mesh.setLocalStreams([mine]);
    bob.mesh.setLocalStreams([theirs]);

    bob.mesh.connect(bob.remote);
    await bothConnected();

    const seenByBob = bob.mesh.link('alice')!.streams;
    expect(seenByBob.map(({ id }) => id)).to.deep.equal([mine.id]);
    expect(alice.mesh.link('bob')!.streams.map(({ id }) => id)).to.deep.equal([theirs.id]);
    await seePictures(seenByBob[0].stream);
    expect([...alice.errors, ...bob.errors]).to.be.empty;
    expect(descriptions(bob, 'offer')).to.have.length(1);
    expect(descriptions(alice, 'offer')).to.be.empty;
  });

  it('sees who has no device at all, and is seen', async () => {
    const mine = paint();
    alice.mesh.setLocalStreams([mine]);

    bob.mesh.connect(bob.remote);
    await bothConnected();

    await until(() => sources(bob).length === 1, 'the picture');
    await seePictures(bob.mesh.link('alice')!.streams[0].stream);
    expect(sources(alice)).to.be.empty;
  });

  it('makes one connection of two first offers', async () => {
    alice.mesh.setLocalStreams([paint()]);
    bob.mesh.setLocalStreams([paint()]);
    alice.line.hold();
    bob.line.hold();
    alice.mesh.connect(alice.remote);
    bob.mesh.connect(bob.remote);
    await until(() => descriptions(alice, 'offer').length > 0 && descriptions(bob, 'offer').length > 0, 'both offers');

    alice.line.release();
    bob.line.release();
    await bothConnected();

    await until(() => sources(alice).length === 1 && sources(bob).length === 1, 'both pictures');
    // The side that wins offers anew, since the other one may have offered without having had its offer.
    expect(descriptions(bob, 'answer').at(-1)!.gen).to.equal(descriptions(alice, 'offer').at(-1)!.gen);
    expect(descriptions(alice, 'answer')).to.be.empty;
    expect(openPeers()).to.have.length(2);
    expect([...alice.errors, ...bob.errors]).to.be.empty;
  });

  it(
    'offers anew to one who offers and has never had its offer',
    // On a clock that stands still nothing is said again because no answer came for long.
    timed(async () => {
      alice.line.hold();
      alice.mesh.connect(alice.remote);
      await until(() => descriptions(alice, 'offer').length === 1, 'the first offer');
      alice.line.release(() => []);

      bob.mesh.connect(bob.remote);
      await bothConnected();

      expect(descriptions(bob, 'answer').map(({ gen }) => gen)).to.deep.equal([descriptions(alice, 'offer')[1].gen]);
      expect(openPeers()).to.have.length(2);
    }),
  );

  it(
    'says its offer again to one who had lost the server meanwhile, and only while it waits for an answer',
    timed(async () => {
      let isHeard = false;
      alice.line.lose(({ kind }) => !isHeard && kind === 'description');
      alice.mesh.connect(alice.remote);
      await until(() => descriptions(alice, 'offer').length === 1, 'the offer that is lost');

      isHeard = true;
      alice.mesh.returned('bob');
      await bothConnected();
      alice.mesh.returned('bob');
      alice.mesh.returned('nobody');

      expect(descriptions(alice, 'offer')).to.have.length(2);
      expect(openPeers()).to.have.length(2);
    }),
  );

  it('goes on with pictures both ways after offers have crossed', async () => {
    const cameras = [paint(), paint()];
    alice.mesh.setLocalStreams([cameras[0]]);
    bob.mesh.setLocalStreams([cameras[1]]);
    bob.mesh.connect(bob.remote);
    await bothConnected();
    alice.line.hold();
    bob.line.hold();

    alice.mesh.setLocalStreams([cameras[0], paint('screen')]);
    bob.mesh.setLocalStreams([cameras[1], paint('screen')]);
    await until(() => descriptions(alice, 'offer').length === 1 && descriptions(bob, 'offer').length === 2, 'offers');
    alice.line.release();
    bob.line.release();
    await until(() => sources(alice).length === 2 && sources(bob).length === 2, 'both screens');
    await bothConnected();

    for (const { mesh, remote } of [alice, bob]) {
      for (const { stream } of mesh.link(remote.userid)!.streams) await seePictures(stream);
    }
    expect(openPeers()).to.have.length(2);
  });

  it('does nothing when asked again while a connection works or is being made', async () => {
    bob.mesh.connect(bob.remote);
    bob.mesh.connect(bob.remote);
    await bothConnected();
    const made = peers.length;

    bob.mesh.connect(bob.remote);
    alice.mesh.connect(alice.remote);

    expect(peers.length).to.equal(made);
    expect(descriptions(bob, 'offer')).to.have.length(1);
  });

  it('takes a first offer under another generation for a new attempt, and frees the old one', async () => {
    bob.mesh.connect(bob.remote);
    await bothConnected();
    const [, old] = openPeers();

    bob.mesh.disconnect('alice');
    bob.mesh.connect(bob.remote);
    await until(() => descriptions(alice, 'answer').length === 2, 'the second answer');
    await bothConnected();

    const [first, second] = descriptions(bob, 'offer').map(({ gen }) => gen);
    expect(first).not.to.equal(second);
    expect(old.connectionState).to.equal('closed');
    expect(openPeers()).to.have.length(2);
  });

  it('drops answers and candidates of another attempt', async () => {
    bob.mesh.connect(bob.remote);
    await bothConnected();
    const before = descriptions(alice, 'answer')[0];
    const stale: PeerMessage[] = [
      { ...before, gen: 'stale', sdp: 'garbage' },
      { kind: 'candidate', candidate: { candidate: 'garbage', sdpMid: '0' }, gen: 'stale' },
    ];

    for (const message of stale) bob.mesh.receive(bob.remote, message);
    bob.mesh.receive(bob.remote, { kind: 'stream-ended', id: 'x' });

    expect(isConnected(bob)).to.be.true;
    expect(bob.errors).to.be.empty;
  });

  it('does not fall back to an attempt that it has given up when the other renegotiates it', async () => {
    alice.mesh.connect(alice.remote);
    await bothConnected();
    const [{ sdp, gen }] = descriptions(alice, 'offer');
    bob.mesh.disconnect('alice');
    bob.line.hold();
    bob.mesh.connect(bob.remote);
    await until(() => descriptions(bob, 'offer').length === 1, 'the new offer');
    const made = peers.length;

    const late: DescriptionMessage = {
      kind: 'description',
      type: 'offer',
      sdp,
      gen,
      renegotiation: true,
      streams: new Map(),
    };
    bob.mesh.receive(bob.remote, late);
    bob.line.release();
    await bothConnected();

    expect(descriptions(alice, 'answer').map((answer) => answer.gen)).to.deep.equal([
      descriptions(bob, 'offer')[0].gen,
    ]);
    expect(peers.length).to.equal(made + 1);
  });

  it('does not begin an attempt anew that is over', async () => {
    alice.mesh.connect(alice.remote);
    await bothConnected();
    const [first] = descriptions(alice, 'offer');
    alice.mesh.disconnect('bob');
    alice.mesh.connect(alice.remote);
    await until(() => descriptions(bob, 'answer').length === 2, 'the second attempt');
    await bothConnected();
    const made = peers.length;

    alice.line.send(first);
    alice.line.send({ kind: 'stream-ended', id: 'last' });
    await until(() => alice.line.sent.length > 0 && descriptions(alice, 'offer').length === 3, 'the late offer');
    await bothConnected();

    expect(peers.length).to.equal(made);
    expect(descriptions(bob, 'answer')).to.have.length(2);
  });

  it('connects with who takes the attempt that waits for its answer for one that is over', async () => {
    bob.line.lose(() => true);
    alice.mesh.connect(alice.remote);
    await until(() => descriptions(bob, 'answer').length === 1, 'the answer');
    bob.mesh.disconnect('alice');
    bob.line.lose(() => false);

    bob.mesh.connect(bob.remote);

    await bothConnected();
    expect([...alice.errors, ...bob.errors]).to.be.empty;
  });

  it('keeps candidates that come before their offer', async () => {
    alice.mesh.setLocalStreams([paint()]);
    alice.line.hold();
    alice.mesh.connect(alice.remote);
    await until(() => alice.line.sent.some(({ kind }) => kind === 'candidate'), 'candidates');
    await until(() => peers[0].iceGatheringState === 'complete', 'all of them');

    alice.line.release((messages) => messages.sort(({ kind }) => (kind === 'candidate' ? -1 : 1)));

    await bothConnected();
    expect(descriptions(alice, 'offer')).to.have.length(1);
  });

  it('offers anew to who goes on with a connection that has ended here', async () => {
    alice.mesh.connect(alice.remote);
    await bothConnected();
    bob.mesh.disconnect('alice');

    alice.mesh.setLocalStreams([paint()]);

    await until(() => sources(bob).length === 1, 'the picture');
    await bothConnected();
    expect(descriptions(bob, 'offer')).to.have.length(1);
    expect([...alice.errors, ...bob.errors]).to.be.empty;
  });

  it('ignores messages of somebody with whom there is no connection', () => {
    const made = peers.length;

    alice.mesh.receive(alice.remote, { kind: 'stream-ended', id: 'x' });
    alice.mesh.receive(alice.remote, { kind: 'candidate', candidate: { candidate: 'x' }, gen: 'x' });
    alice.mesh.receive(alice.remote, {
      kind: 'description',
      type: 'answer',
      sdp: 'v=0',
      gen: 'x',
      renegotiation: false,
      streams: new Map(),
    });

    expect(peers.length).to.equal(made);
    expect(alice.mesh.link('bob')).to.be.undefined;
  });

  it('frees a connection that is ended, whether or not it had begun', async () => {
    bob.mesh.connect(bob.remote);
    await bothConnected();

    alice.mesh.disconnect('bob');
    alice.mesh.disconnect('bob');
    bob.mesh.close();
    bob.mesh.connect(bob.remote);
    bob.mesh.close();

    expect(openPeers()).to.be.empty;
    expect(alice.mesh.link('bob')).to.be.undefined;
    expect(alice.mesh.isAlive('bob')).to.be.false;
  });

  it('says nothing more of a connection that was replaced', async () => {
    bob.mesh.connect(bob.remote);
    await bothConnected();
    alice.mesh.disconnect('bob');
    const before = alice.changes;

    bob.mesh.setLocalStreams([paint()]);
    await until(() => descriptions(bob, 'offer').length === 2, 'the renegotiation');
    await Promise.resolve();

    expect(alice.mesh.link('bob')?.connection).not.to.equal('connected');
    expect(alice.changes - before).to.be.at.most(3);
  });

  it('offers anew to a stock peer that asks again, without a generation', async () => {
    [alice, bob] = meshPair({ kit: false });

    bob.mesh.connect(bob.remote);
    await bothConnected();

    expect(bob.line.sent.every((message) => !('gen' in message) || message.gen === undefined)).to.be.true;
    expect(descriptions(bob, 'offer').map(({ renegotiation }) => renegotiation)).to.deep.equal([false]);
  });

  it('tells a browser without calls from other failures', () => {
    const real = window.RTCPeerConnection;
    Reflect.set(window, 'RTCPeerConnection', undefined);

    alice.mesh.prepare();
    alice.mesh.connect(alice.remote);
    window.RTCPeerConnection = real;

    expect(alice.errors.map(({ code }) => code)).to.deep.equal(['unsupported-browser']);
    expect(alice.mesh.link('bob')).to.be.undefined;
  });

  it('takes RTCPeerConnection from the window when it is used, with the servers and the policy that are asked for', () => {
    const configurations: (RTCConfiguration | undefined)[] = [];
    const Real = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Real {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        configurations.push(configuration);
      }
    };
    const iceServers = [{ urls: 'stun:127.0.0.1:3478' }];
    const mesh = new Mesh({
      topologyOptions: { userid: 'alice', iceServers, relayOnly: true, data: undefined },
      sendToPeer: () => undefined,
      linkChanged: () => undefined,
      linkFailed: () => undefined,
      deviceAsked: () => undefined,
      linkSuspected: () => undefined,
      renewIceServers: () => undefined,
      offerWanted: () => undefined,
      dataReceived: () => undefined,
    });

    mesh.connect(alice.remote);
    window.RTCPeerConnection = Real;
    mesh.close();

    expect(configurations).to.have.length(1);
    expect(configurations[0]).to.deep.include({ iceServers, iceTransportPolicy: 'relay' });
  });

  it('brings other ICE servers to the connections that it has', async () => {
    const made: RTCPeerConnection[] = [];
    const Real = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Real {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        made.push(this);
      }
    };
    const turn = (username: string) => [{ urls: 'turn:127.0.0.1:3478', username, credential: 'c' }];
    const topologyOptions = { userid: 'alice', iceServers: turn('old'), relayOnly: false, data: undefined };
    const errors: unknown[] = [];
    const mesh = new Mesh({
      topologyOptions,
      sendToPeer: () => undefined,
      linkChanged: () => undefined,
      linkFailed: (_, error) => errors.push(error),
      deviceAsked: () => undefined,
      linkSuspected: () => undefined,
      renewIceServers: () => undefined,
      offerWanted: () => undefined,
      dataReceived: () => undefined,
    });
    mesh.prepare();
    const spare = await RTCPeerConnection.generateCertificate({ name: 'ECDSA', namedCurve: 'P-256' } as EcKeyGenParams);
    expect(spare.expires).to.be.greaterThan(Date.now()); // the one of the mesh, asked for before, is there as well
    mesh.connect(alice.remote);
    window.RTCPeerConnection = Real;

    topologyOptions.iceServers = turn('new');
    mesh.configure();
    const usernames = made.map((one) => one.getConfiguration().iceServers!.map(({ username }) => username));
    topologyOptions.iceServers = [{ urls: 'nonsense:', username: '', credential: '' }];
    mesh.configure();
    mesh.close();

    expect(usernames).to.deep.equal([['new']]);
    expect(errors).to.have.length(1);
  });

  describe('with a data channel', () => {
    beforeEach(() => ([alice, bob] = meshPair({ data: true })));

    it('sends to all and to one', async () => {
      bob.mesh.connect(bob.remote);
      await bothConnected();

      await until(() => {
        bob.mesh.send({ to: 'all' });
        return alice.data.length > 0;
      }, 'the message to all');
      alice.mesh.send('to one', 'bob');

      await until(() => bob.data.length > 0, 'the message to one');
      expect(alice.data[0]).to.deep.equal({ to: 'all' });
      expect(bob.data).to.deep.equal(['to one']);
    });

    it('throws when the one is not there, and not when nobody is', () => {
      alice.mesh.send('to nobody');

      expect(() => alice.mesh.send('to one', 'stranger'))
        .to.throw()
        .with.property('code', 'user-not-found');
    });
  });
});
