import { expect } from '@open-wc/testing';
import { CodecsHandler } from '../../src/compat/codecs-handler.js';

/** The names of a section's codecs in their order. */
function codecs(sdp: string, kind: string): string[] {
  const section = sdp.split(/^(?=m=)/m).find((one) => one.startsWith(`m=${kind}`))!;
  const names = new Map([...section.matchAll(/^a=rtpmap:(\d+) ([^/]+)/gm)].map(([, id, name]) => [id, name]));
  return section
    .split('\r\n')[0]
    .split(' ')
    .slice(3)
    .map((id) => names.get(id) ?? id);
}

describe('CodecsHandler', () => {
  let offer: string;

  before(async () => {
    const peer = new RTCPeerConnection();
    peer.addTransceiver('audio');
    peer.addTransceiver('video');
    peer.createDataChannel('data');
    offer = (await peer.createOffer()).sdp!;
    peer.close();
  });

  /** Whether a browser takes the description. */
  async function isTaken(sdp: string): Promise<boolean> {
    const peer = new RTCPeerConnection();
    try {
      await peer.setRemoteDescription({ type: 'offer', sdp });
      await peer.setLocalDescription();
      return true;
    } catch {
      return false;
    } finally {
      peer.close();
    }
  }

  it('puts a codec first and keeps the others', async () => {
    const changed = CodecsHandler.preferCodec(offer, 'vp9');

    expect(codecs(offer, 'video')[0]).not.to.equal('VP9');
    expect(codecs(changed, 'video')[0]).to.equal('VP9');
    expect(codecs(changed, 'video')).to.have.members(codecs(offer, 'video'));
    expect(CodecsHandler.preferCodec(offer, 'unheard-of')).to.equal(offer);
    expect(await isTaken(changed)).to.be.true;
  });

  it('leaves codecs out, but never all', async () => {
    const changed = CodecsHandler.removeVPX(offer);

    expect(codecs(changed, 'video')).not.to.include.members(['VP8']).and.not.to.include.members(['VP9']);
    expect(codecs(changed, 'video').length).to.be.greaterThan(0);
    expect(await isTaken(changed)).to.be.true;
    const only = CodecsHandler.preferCodec(offer, 'vp8').replace(/^(m=video \S+ \S+ \d+).*$/m, '$1');
    expect(CodecsHandler.removeVPX(only)).to.equal(only);
    expect(codecs(CodecsHandler.removeNonG722(offer), 'audio')).to.deep.equal(['G722']);
    expect(await isTaken(CodecsHandler.removeNonG722(offer))).to.be.true;
  });

  it('limits the bandwidth of sound and picture, each once', async () => {
    const changed = CodecsHandler.setApplicationSpecificBandwidth(offer, { audio: 40, video: 300, screen: 600 });
    const again = CodecsHandler.setApplicationSpecificBandwidth(changed, { audio: 50, video: 300, screen: 600 }, true);

    expect(changed.match(/^b=.*$/gm)).to.deep.equal(['b=AS:40', 'b=AS:300']);
    expect(again.match(/^b=.*$/gm)).to.deep.equal(['b=AS:50', 'b=AS:600']);
    expect(CodecsHandler.setApplicationSpecificBandwidth(offer, { audio: false, video: false })).to.equal(offer);
    expect(CodecsHandler.setApplicationSpecificBandwidth(offer, undefined)).to.equal(offer);
    expect(await isTaken(changed)).to.be.true;
  });

  it('writes bitrates and parameters where browsers read them', async () => {
    const video = CodecsHandler.setVideoBitrates(offer, { min: 100, max: 500 });
    const audio = CodecsHandler.setOpusAttributes(offer, { maxaveragebitrate: 20_000, maxptime: 20 });

    expect(video).to.match(/^a=fmtp:\d+ .*x-google-min-bitrate=100;x-google-max-bitrate=500$/m);
    expect(audio).to.match(/^a=fmtp:\d+ .*useinbandfec=1;stereo=1;sprop-stereo=1;maxaveragebitrate=20000$/m);
    expect(audio.match(/^a=maxptime:.*$/gm)).to.deep.equal(['a=maxptime:20']);
    expect(CodecsHandler.setVideoBitrates(offer)).to.equal(offer);
    for (const sdp of [video, audio, CodecsHandler.disableNACK(offer)]) expect(await isTaken(sdp)).to.be.true;
  });
});
