import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Arrivals, Bucket, Keyed, Tries } from '../../dist/server/limits.js';

const refused = (act) => {
  try {
    act();
  } catch (error) {
    return error;
  }
  assert.fail('was not refused');
};

describe('Bucket', () => {
  it('gives its burst, then as many as were refilled', () => {
    const bucket = new Bucket({ burst: 3, perSecond: 10 }, 0);

    const taken = (now) => {
      let count = 0;
      while (bucket.tryTake(now)) count += 1;
      return count;
    };

    assert.deepEqual([taken(0), taken(99), taken(100), taken(60_000)], [3, 0, 1, 3]);
  });

  it('answers the first refusal of a window and no other', () => {
    const bucket = new Bucket({ burst: 1, perSecond: 0.1 }, 0);
    bucket.take(0);

    const first = refused(() => bucket.take(1));
    const second = refused(() => bucket.take(2));

    assert.equal(first.silent, false);
    assert.deepEqual(first.refusal, { code: 'rate-limited', retryAfter: 10 });
    assert.equal(second.silent, true);
  });
});

describe('Tries', () => {
  it('lets no more than its limit fail in any minute', () => {
    const tries = new Tries(10);
    let failed = 0;

    for (let now = 0; now < 60_000; now += 10) {
      try {
        tries.check(now);
      } catch {
        continue;
      }
      tries.fail(now);
      failed += 1;
    }

    assert.equal(failed, 10);
    assert.doesNotThrow(() => tries.check(60_001));
  });

  it('says how long to wait', () => {
    const tries = new Tries(1);
    tries.fail(0);

    assert.equal(refused(() => tries.check(20_000)).refusal.retryAfter, 40);
  });
});

describe('Keyed', () => {
  it('forgets what is idle', () => {
    const keyed = new Keyed(() => ({ isIdle: () => true }));

    for (let index = 0; index < 10_000; index += 1) keyed.get(String(index));

    assert.ok(keyed.size <= 1024, String(keyed.size));
  });
});

describe('Arrivals', () => {
  it('holds an address to its cap and gives places back', () => {
    const arrivals = new Arrivals(2, 100);
    for (let index = 0; index < 2; index += 1) {
      arrivals.check('a');
      arrivals.opened('a');
    }

    assert.equal(refused(() => arrivals.check('a')).code, 'rate-limited');
    assert.doesNotThrow(() => arrivals.check('b'));
    arrivals.closed('a');
    assert.doesNotThrow(() => arrivals.check('a'));
  });
});
