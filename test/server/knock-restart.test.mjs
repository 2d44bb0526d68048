// A server that was started anew knows nobody: the owner's page lets those in again whom it had before.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ConnectionController } from '../../dist/esm/connection/index.js';
import { createSignalingServer } from '../../dist/server/index.js';
import { until } from './support.mjs';

it('asks the owner about strangers only, also after a restart', { timeout: 60_000 }, async (t) => {
  const first = await createSignalingServer({ port: 0, host: '127.0.0.1' });
  const person = (name, more) => {
    const options = { socketURL: first.url, session: {}, sessionid: 'home', extra: { name }, ...more };
    const connection = new ConnectionController(options);
    t.after(() => connection.dispose());
    return connection;
  };
  const names = () => ada.state.knocks.map(({ name }) => name).join();
  const [ada, bob, cleo] = [person('Ada', { knock: true }), person('Bob', { knock: true }), person('Cleo')];
  await ada.open();
  const joined = bob.join();
  await until(() => names() === 'Bob', 'Bob to knock', 10_000);
  await ada.admit(bob.userid);
  await joined;
  const asked = [];
  ada.addEventListener('rtc-knock', ({ participant }) => asked.push(participant.name));
  await until(() => ada.state.participants.length === 2, 'Ada to see Bob', 10_000);

  await first.close();
  const second = await createSignalingServer({ port: Number(new URL(first.url).port), host: '127.0.0.1' });
  t.after(() => second.close());
  await until(() => second.stats().members === 2, 'both to be back', 20_000);
  const outside = cleo.join().catch(({ code }) => code);
  await until(() => names() === 'Cleo', 'Cleo to knock', 10_000);
  await ada.refuse(cleo.userid);

  assert.equal(await outside, 'knock-refused');
  assert.deepEqual(asked, ['Cleo']);
  assert.equal(ada.isInitiator, true);
});
