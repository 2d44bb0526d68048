import { expect } from '@open-wc/testing';
import { RemoteStreams } from '../../src/connection/remote-streams.js';
import { pictureStream } from '../support/fake-devices.js';

describe('RemoteStreams', () => {
  const made: MediaStream[] = [];
  let changes: number;
  let remote: RemoteStreams;

  beforeEach(() => {
    changes = 0;
    remote = new RemoteStreams(() => changes++);
  });
  afterEach(() => {
    for (const stream of made.splice(0)) stream.getTracks().forEach((track) => track.stop());
  });

  function arrive(): MediaStream {
    const stream = pictureStream();
    made.push(stream);
    remote.add(stream.getVideoTracks()[0], stream);
    return stream;
  }

  it('says what the tracks say while the sender says nothing', () => {
    const stream = arrive();

    expect(remote.infos).to.deep.equal([{ id: stream.id, stream, source: 'camera', audio: 'none', video: 'on' }]);
    expect(Object.isFrozen(remote.infos) && Object.isFrozen(remote.infos[0])).to.be.true;
  });

  it('believes the sender, whether it speaks before or after the tracks come', () => {
    const stream = arrive();

    remote.describe(new Map([[stream.id, { source: 'screen', audio: 'on', video: 'off' }]]));

    // There is no sound track, whatever is said of it.
    expect(remote.infos[0]).to.include({ source: 'screen', audio: 'none', video: 'off' });
  });

  it('follows mute, and tells it once', () => {
    const { id } = arrive();
    const before = changes;

    remote.setState({ kind: 'stream-state', id, video: 'off' });
    remote.setState({ kind: 'stream-state', id, video: 'off' });
    remote.setState({ kind: 'stream-state', id: 'of-somebody-else', video: 'off' });

    expect(remote.infos[0].video).to.equal('off');
    expect(changes - before).to.equal(1);
  });

  it('drops an ended stream until it is described anew', () => {
    const { id } = arrive();

    remote.end(id);
    const afterEnd = remote.infos;
    remote.describe(new Map([[id, { source: 'camera' }]]));

    expect(afterEnd).to.be.empty;
    expect(remote.infos.map((info) => info.id)).to.deep.equal([id]);
  });

  it('puts cameras before screens', () => {
    const screen = arrive();
    const camera = arrive();

    remote.describe(new Map([[screen.id, { source: 'screen' }]]));

    expect(remote.infos.map(({ id }) => id)).to.deep.equal([camera.id, screen.id]);
  });

  it('gathers tracks that belong to no stream, and finds what is said of them', () => {
    const [one, other] = [pictureStream(), pictureStream()];
    made.push(one, other);

    remote.describe(new Map([['undefined', { source: 'screen' }]]));
    remote.add(one.getVideoTracks()[0], undefined);
    remote.add(other.getVideoTracks()[0], undefined);

    expect(remote.infos).to.have.length(1);
    expect(remote.infos[0].source).to.equal('screen');
    expect(remote.infos[0].stream.getTracks()).to.have.length(2);
  });

  it('keeps the entries that have not changed the same objects', () => {
    const first = arrive();
    const before = remote.infos[0];

    arrive();

    expect(remote.infos[0]).to.equal(before);
    expect(remote.infos[0].id).to.equal(first.id);
  });

  it('is empty after the end', () => {
    arrive();

    remote.clear();

    expect(remote.infos).to.be.empty;
  });
});
