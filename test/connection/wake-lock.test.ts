import { expect } from '@open-wc/testing';
import { WakeLock } from '../../src/connection/wake-lock.js';
import { cameraStream, fakeConnection, person } from '../support/fake-connection.js';
import { until } from '../support/until.js';

// The screen of a headless browser is never dark: the lock is a stand-in.
describe('WakeLock', () => {
  const locks: { released: boolean; release: () => Promise<void> }[] = [];
  const held = () => locks.filter(({ released }) => !released).length;
  let refuses = false;

  beforeEach(() => {
    locks.length = 0;
    refuses = false;
    const request = () => {
      if (refuses) return Promise.reject(new DOMException('', 'NotAllowedError'));
      const lock = { released: false, release: () => Promise.resolve(void (lock.released = true)) };
      locks.push(lock);
      return Promise.resolve(lock);
    };
    Object.defineProperty(navigator, 'wakeLock', { configurable: true, value: { request } });
  });
  afterEach(() => void Reflect.deleteProperty(navigator, 'wakeLock'));

  it('keeps the screen on while there is a picture, and lets go when one leaves', async () => {
    const connection = fakeConnection();
    new WakeLock(connection);
    connection.enter(person({ streams: [cameraStream({ video: 'off' })] }));
    await Promise.resolve();
    const without = locks.length;

    connection.enter(person({ streams: [cameraStream()] }));
    await until(() => held() === 1, 'the lock');
    connection.patch({ status: 'idle', participants: [] });
    await until(() => held() === 0, 'its end');

    expect(without).to.equal(0);
    expect(locks).to.have.length(1);
  });

  it('asks again when the browser has taken it back', async () => {
    const connection = fakeConnection();
    const wakeLock = new WakeLock(connection);
    connection.enter(person({ streams: [cameraStream()] }));
    await until(() => held() === 1, 'the lock');
    locks[0].released = true;

    wakeLock.update();
    await until(() => held() === 1, 'the lock once more');

    expect(locks).to.have.length(2);
  });

  it('is no concern where it is refused or switched off', async () => {
    refuses = true;
    const connection = fakeConnection();
    const wakeLock = new WakeLock(connection);
    connection.enter(person({ streams: [cameraStream()] }));
    await Promise.resolve();
    refuses = false;
    connection.wakeLock = false;

    wakeLock.update();

    expect(locks).to.have.length(0);
  });
});
