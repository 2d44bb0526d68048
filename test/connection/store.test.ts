import { expect } from '@open-wc/testing';
import { Store } from '../../src/connection/store.js';
import { until } from '../support/until.js';

describe('Store', () => {
  it('holds a frozen value', () => {
    const store = new Store({ count: 0 });

    store.patch({ count: 1 });

    expect(store.state).to.deep.equal({ count: 1 });
    expect(Object.isFrozen(store.state)).to.be.true;
    expect(Object.isFrozen(new Store({ count: 0 }).state)).to.be.true;
  });

  it('replaces the value instead of changing it', () => {
    const store = new Store({ count: 0, name: 'a' });
    const before = store.state;

    store.patch({ count: 1 });

    expect(before).to.deep.equal({ count: 0, name: 'a' });
    expect(store.state).to.deep.equal({ count: 1, name: 'a' });
  });

  it('tells its listeners once for all patches of one task', async () => {
    const store = new Store({ count: 0 });
    const heard: number[] = [];
    store.subscribe(() => heard.push(store.state.count));

    store.patch({ count: 1 });
    store.patch({ count: 2 });
    const heardAtOnce = [...heard];
    await Promise.resolve();
    store.patch({ count: 3 });
    await Promise.resolve();

    expect(heardAtOnce).to.be.empty;
    expect(heard).to.deep.equal([2, 3]);
  });

  it('keeps silent, and the same value, when a patch changes nothing', async () => {
    const store = new Store({ count: Number.NaN });
    const before = store.state;
    let heard = 0;
    store.subscribe(() => heard++);

    store.patch({ count: Number.NaN });
    store.patch({});
    await Promise.resolve();

    expect(store.state).to.equal(before);
    expect(heard).to.equal(0);
  });

  it('hears of a patch made by a listener in a round of its own', async () => {
    const store = new Store({ count: 0 });
    const heard: number[] = [];
    store.subscribe(() => {
      heard.push(store.state.count);
      if (store.state.count < 3) store.patch({ count: store.state.count + 1 });
    });

    store.patch({ count: 1 });
    await until(() => heard.length === 3, 'three rounds');

    expect(heard).to.deep.equal([1, 2, 3]);
  });

  it('tells the others when one listener throws, and lets the error surface as uncaught', async () => {
    const store = new Store({ count: 0 });
    const mistake = new Error('mistake of a listener');
    let heard = 0;
    store.subscribe(() => {
      throw mistake;
    });
    store.subscribe(() => heard++);
    const { onerror } = window;
    const uncaught: unknown[] = [];
    window.onerror = (...values) => uncaught.push(values[4]) > 0;

    try {
      store.patch({ count: 1 });
      await until(() => uncaught.length === 1, 'an uncaught error');
      store.patch({ count: 2 });
      await until(() => uncaught.length === 2, 'another uncaught error');
    } finally {
      window.onerror = onerror;
    }

    expect(uncaught).to.deep.equal([mistake, mistake]);
    expect(heard).to.equal(2);
  });

  it('ends one subscription at a time, even of the same function', async () => {
    const store = new Store({ count: 0 });
    let heard = 0;
    const listener = () => void heard++;
    const end = store.subscribe(listener);
    store.subscribe(listener);

    end();
    end();
    store.patch({ count: 1 });
    await Promise.resolve();

    expect(heard).to.equal(1);
  });
});
