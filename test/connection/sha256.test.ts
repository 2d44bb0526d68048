import { expect } from '@open-wc/testing';
import { sha256 } from '../../src/connection/sha256.js';

describe('sha256', () => {
  it('gives the known digests of FIPS 180-4', () => {
    const vectors = {
      '': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      abc: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq:
        '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    };

    for (const [text, digest] of Object.entries(vectors)) expect(sha256(text), text).to.equal(digest);
  });

  it('agrees with the browser at every length around a block, and beyond ASCII', async () => {
    const texts = [...Array(130).keys()].map((length) => 'x'.repeat(length));

    for (const text of [...texts, 'é€😀'.repeat(40), '\0']) {
      const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
      const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      expect(sha256(text), `${text.length} characters`).to.equal(hex);
    }
  });
});
