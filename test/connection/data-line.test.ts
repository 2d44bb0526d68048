import { expect } from '@open-wc/testing';
import { DataLine } from '../../src/connection/data-line.js';
import { until } from '../support/until.js';

describe('DataLine', () => {
  let ends: RTCPeerConnection[] = [];

  afterEach(() => {
    for (const end of ends.splice(0)) end.close();
  });

  /** Two connected ends. The callback makes what is to be negotiated. */
  async function connected(prepare: (one: RTCPeerConnection, other: RTCPeerConnection) => void): Promise<void> {
    const [one, other] = [new RTCPeerConnection(), new RTCPeerConnection()];
    ends = [one, other];
    one.onicecandidate = ({ candidate }) => void other.addIceCandidate(candidate ?? undefined);
    other.onicecandidate = ({ candidate }) => void one.addIceCandidate(candidate ?? undefined);
    prepare(one, other);
    await one.setLocalDescription();
    await other.setRemoteDescription(one.localDescription!);
    await other.setLocalDescription();
    await one.setRemoteDescription(other.localDescription!);
  }

  /** A line at one end, and stock's bare channel at the other. */
  async function towardsStock() {
    const received: unknown[] = [];
    const raw: string[] = [];
    let line!: DataLine;
    let channel!: RTCDataChannel;
    await connected((one, other) => {
      line = new DataLine(one, { kit: false, offers: true }, (data) => received.push(data));
      other.ondatachannel = (event) => {
        channel = event.channel;
        channel.onmessage = ({ data }) => raw.push(data);
      };
    });
    await until(() => line.send('first'), 'the channel');
    await until(() => raw.length > 0, 'the first message');
    raw.length = 0;
    return { line, channel, received, raw };
  }

  /** Two lines. */
  async function between(kit: boolean) {
    const received: unknown[][] = [[], []];
    const lines: DataLine[] = [];
    await connected((...both) =>
      both.forEach((end, index) => {
        lines.push(new DataLine(end, { kit, offers: index === 0 }, (data) => received[index].push(data)));
      }),
    );
    return { lines, received };
  }

  for (const kit of [true, false]) {
    it(`carries anything that JSON can say, ${kit ? 'among our own' : 'over the channel of the offering side'}`, async () => {
      const { lines, received } = await between(kit);
      const values = ['text', '', '{"not":"parsed"}', 7, null, true, [1, { a: 'b' }], { message: 'x', last: true }];

      for (const value of values) await until(() => lines[0].send(value), 'an open channel');
      await until(() => lines[1].send('back'), 'an open channel');

      await until(() => received[1].length === values.length && received[0].length === 1, 'all messages');
      expect(received[1]).to.deep.equal(values);
      expect(received[0]).to.deep.equal(['back']);
    });
  }

  it('carries an ArrayBuffer as it is', async () => {
    const { lines, received } = await between(true);
    const bytes = Uint8Array.of(0, 255, 7);

    await until(() => lines[0].send(bytes.buffer), 'an open channel');
    await until(() => received[1].length === 1, 'the bytes');

    expect(received[1][0]).to.be.instanceOf(ArrayBuffer);
    expect([...new Uint8Array(received[1][0] as ArrayBuffer)]).to.deep.equal([...bytes]);
  });

  it("writes stock's format on the channel `sctp`", async () => {
    const { line, channel, raw } = await towardsStock();

    line.send('hello');
    line.send({ a: 1 });

    await until(() => raw.length === 2, 'both messages');
    const [text, object] = raw.map((json) => JSON.parse(json));
    expect(channel.label).to.equal('sctp');
    expect(text).to.include({ type: 'text', packets: 0, message: 'hello', last: true, isobject: false });
    expect(text.uuid).to.be.a('string').and.not.empty;
    expect(text.sendingTime).to.be.closeTo(Date.now(), 60_000);
    expect(object).to.include({ message: '{"a":1}', last: true, isobject: true });
    expect(object.uuid).not.to.equal(text.uuid);
  });

  it('sends long text in pieces as stock does, and puts such pieces together', async () => {
    const { line, raw } = await towardsStock();
    const long = '😀'.repeat(50_000) + 'x';

    line.send(long);

    await until(() => raw.length === 3, 'all pieces');
    const pieces = raw.map((json) => JSON.parse(json));
    expect(pieces.map(({ packets }) => packets)).to.deep.equal([2, undefined, undefined]);
    expect(pieces.map(({ last }) => last)).to.deep.equal([undefined, undefined, true]);
    expect(new Set(pieces.map(({ uuid }) => uuid)).size).to.equal(1);
    expect(pieces.map(({ message }) => message).join('') === long).to.be.true;
  });

  it('puts pieces together, also those of messages that overlap', async () => {
    const { channel, received } = await towardsStock();
    const piece = (uuid: string, message: string, rest = {}) =>
      channel.send(JSON.stringify({ type: 'text', uuid, message, ...rest }));

    piece('a', 'one ');
    piece('b', '{"n":');
    piece('a', 'two', { last: true, isobject: false });
    piece('b', '1}', { last: true, isobject: true });

    await until(() => received.length === 2, 'both messages');
    expect(received).to.deep.equal(['one two', { n: 1 }]);
  });

  it('ignores what is not the format', async () => {
    const { channel, received } = await towardsStock();
    const garbage = ['', 'plain', '{', 'null', '7', '[]', '{"message":7,"last":true}', '{"last":true}'];

    for (const text of garbage) channel.send(text);
    channel.send(JSON.stringify({ uuid: 'a', message: 'fine', last: true }));

    await until(() => received.length > 0, 'the good message');
    expect(received).to.deep.equal(['fine']);
  });

  it('holds no more than a few unfinished messages of a stranger, and none without end', async () => {
    const { channel, received } = await towardsStock();
    const big = 'x'.repeat(200_000);

    for (let index = 0; index < 40; index++) {
      channel.send(JSON.stringify({ uuid: `open-${index}`, message: `${index}` }));
    }
    channel.send(JSON.stringify({ uuid: 'open-0', message: '!', last: true }));
    channel.send(JSON.stringify({ uuid: 'open-39', message: '!', last: true }));
    for (let sent = 0; sent < 22; sent++) channel.send(JSON.stringify({ uuid: 'big', message: big }));
    channel.send(JSON.stringify({ uuid: 'end', message: 'end', last: true }));

    await until(() => received.at(-1) === 'end', 'the last message');
    expect(received).to.deep.equal(['0!', '!', 'end']);
  });

  it('says that it cannot send before the channel is open and after it is closed', async () => {
    const lonely = new RTCPeerConnection();
    ends.push(lonely);
    const line = new DataLine(lonely, { kit: true, offers: true }, () => undefined);

    const before = line.send('x');
    line.close();
    const after = line.send('x');

    expect(before).to.be.false;
    expect(after).to.be.false;
  });
});
