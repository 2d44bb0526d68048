import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { clientAddress } from '../../dist/server/address.js';
import { iceServersFor } from '../../dist/server/ice.js';
import { turnCredentialSeconds } from '../../dist/wire.js';
import { resolveOptions } from '../../dist/server/options.js';
import { originRule } from '../../dist/server/origins.js';

describe('resolveOptions', () => {
  it('has the documented defaults', () => {
    const settings = resolveOptions({}, {});

    assert.equal(settings.port, 9001);
    assert.equal(settings.host, '127.0.0.1');
    assert.equal(settings.maxSocketsPerAddress, 200);
    assert.equal(settings.trustProxy, false);
    assert.deepEqual(settings.origins, []);
    assert.equal(settings.timings.transportGrace, 2500);
    assert.equal(settings.timings.silenceGrace, 20_000);
    assert.equal(settings.timings.hold, 20_000);
    assert.deepEqual(settings.rates.messages, { burst: 500, perSecond: 100 });
    assert.deepEqual(settings.rates.presence, { burst: 60, perSecond: 10 });
    assert.equal(settings.rates.passwordTries, 10);
  });

  it('reads the environment, over which options win', () => {
    const env = {
      PORT: '1234',
      HOST: '0.0.0.0',
      RTC_ORIGINS: 'https://a.example, https://b.example',
      RTC_TRUST_PROXY: '1',
      RTC_MAX_SOCKETS_PER_ADDRESS: '7',
      RTC_ICE_SERVERS: '[{"urls":"stun:stun.example"}]',
      RTC_TURN_URLS: 'turn:turn.example',
      RTC_TURN_SECRET: 's',
      RTC_PUBLIC_URL: 'https://signal.example/',
    };

    const settings = resolveOptions({ port: 0, origins: [] }, env);

    assert.equal(settings.port, 0);
    assert.deepEqual(settings.origins, []);
    assert.equal(settings.host, '0.0.0.0');
    assert.equal(settings.trustProxy, true);
    assert.equal(settings.maxSocketsPerAddress, 7);
    assert.deepEqual(settings.iceServers, [{ urls: 'stun:stun.example' }]);
    assert.deepEqual(settings.turnUrls, ['turn:turn.example']);
    assert.deepEqual(resolveOptions({}, env).origins, ['https://a.example', 'https://b.example']);
  });

  for (const env of [
    { PORT: 'x' },
    { PORT: '70000' },
    { RTC_ICE_SERVERS: '{' },
    { RTC_ICE_SERVERS: '[1]' },
    { RTC_PUBLIC_URL: 'signal' },
    { RTC_TLS_CERT: '-----BEGIN' },
  ]) {
    it(`refuses ${JSON.stringify(env)} by name`, () => {
      assert.throws(() => resolveOptions({}, env), new RegExp(Object.keys(env)[0]));
    });
  }
});

describe('originRule', () => {
  const cases = [
    [{ host: '127.0.0.1' }, ['http://localhost:8000', 'http://127.0.0.1', 'http://[::1]:9', 'https://a.localhost']],
    [{ host: '0.0.0.0', publicUrl: 'https://signal.example/x' }, ['https://signal.example']],
    [{ host: '0.0.0.0', origins: ['https://app.example/'] }, ['https://app.example']],
    [{ host: '127.0.0.1', publicUrl: 'https://signal.example' }, ['https://signal.example', 'http://localhost']],
  ];
  const foreign = [
    'https://evil.example',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'http://signal.example',
    'https://signal.example:444',
    'null',
    'file://',
    '',
  ];

  for (const [settings, accepted] of cases) {
    it(`accepts ${accepted} with ${JSON.stringify(settings)}, and no foreign page`, () => {
      const mayConnect = originRule({ origins: [], ...settings });

      assert.equal(mayConnect(undefined), true);
      for (const origin of accepted) assert.equal(mayConnect(origin), true, origin);
      for (const origin of foreign) assert.equal(mayConnect(origin), false, origin);
    });
  }

  it('takes loopback pages only when bound to loopback', () => {
    assert.equal(originRule({ host: '0.0.0.0', origins: [] })('http://localhost:9001'), false);
  });
});

describe('iceServersFor', () => {
  it('signs a credential as coturn does', () => {
    const settings = { iceServers: [{ urls: 'stun:s' }], turnSecret: 'secret', turnUrls: ['turn:t'] };

    const [stun, turn] = iceServersFor('ada', settings, undefined, 1_000_000);

    assert.deepEqual(stun, { urls: 'stun:s' });
    assert.equal(turn.username, `${1000 + turnCredentialSeconds}:ada`);
    assert.equal(turn.credential, createHmac('sha1', 'secret').update(turn.username).digest('base64'));
    assert.deepEqual(turn.urls, ['turn:t']);
  });

  it('names no TURN server without a secret or an address', () => {
    assert.deepEqual(iceServersFor('ada', { iceServers: [], turnSecret: 's', turnUrls: [] }), []);
    assert.deepEqual(iceServersFor('ada', { iceServers: [], turnUrls: ['turn:t'] }), []);
  });
});

describe('clientAddress', () => {
  const request = { headers: { 'x-forwarded-for': '9.9.9.9, 10.0.0.1' }, socket: { remoteAddress: '::ffff:1.2.3.4' } };

  it('believes X-Forwarded-For only when told so', () => {
    assert.equal(clientAddress(request, false), '1.2.3.4');
    assert.equal(clientAddress(request, true), '10.0.0.1');
    assert.equal(clientAddress({ ...request, headers: {} }, true), '1.2.3.4');
  });
});
