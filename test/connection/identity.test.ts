import { expect } from '@open-wc/testing';
import { createIdentity, randomHex, userIdOf } from '../../src/connection/identity.js';
import { generatedUserId } from '../../src/wire.js';

describe('createIdentity', () => {
  it('gives an id which its secret proves', () => {
    const { userid, secret, instance } = createIdentity();

    expect(userid).to.match(generatedUserId);
    expect(userid).to.equal(userIdOf(secret));
    expect(secret).to.match(/^[0-9a-f]{64}$/);
    expect(instance).to.match(/^[0-9a-f]{32}$/);
  });

  it('is another one each time', () => {
    const [one, other] = [createIdentity(), createIdentity()];

    expect(one.userid).not.to.equal(other.userid);
    expect(one.secret).not.to.equal(other.secret);
    expect(one.instance).not.to.equal(other.instance);
  });
});

describe('userIdOf', () => {
  it('is u and the first 32 digits of the hash of the secret', () => {
    expect(userIdOf('abc')).to.equal('uba7816bf8f01cfea414140de5dae2223');
  });
});

describe('randomHex', () => {
  it('gives two digits for each byte', () => {
    const values = Array.from({ length: 200 }, () => randomHex(4));

    expect(values.every((value) => /^[0-9a-f]{8}$/.test(value))).to.be.true;
    expect(new Set(values).size).to.equal(200);
  });
});
