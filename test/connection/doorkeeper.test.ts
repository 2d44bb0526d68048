import { expect } from '@open-wc/testing';
import type { ConnectionController } from '../../src/connection/connection-controller.js';
import { Doorkeeper } from '../../src/connection/doorkeeper.js';
import type { ConnectionState } from '../../src/connection/state.js';
import { fakeConnection, person } from '../support/fake-connection.js';

const generated = (digit: string) => `u${digit.repeat(32)}`;

describe('Doorkeeper of a room whose server was started anew', () => {
  async function owner(...company: string[]) {
    const connection = fakeConnection();
    const door = new Doorkeeper(connection as unknown as ConnectionController, (knocks) =>
      connection.patch({ knocks }),
    );
    const others = company.map((userid) => person({ userid }));
    const change = async (state: Partial<ConnectionState>) => {
      connection.patch(state);
      // A change is told in a microtask.
      await Promise.resolve();
    };
    await change({ status: 'connected', roomId: 'home', isOwner: true, participants: others });
    await change({ status: 'reconnecting' });
    await change({ status: 'connected', participants: [] });
    const knock = (userid: string) => {
      connection.calls.length = 0;
      door.hear({ kind: 'knocks', knocks: [{ userid, extra: { name: 'Bob' } }] });
      return [connection.calls.flat(), connection.state.knocks.map(({ name }) => name)];
    };
    return { change, knock };
  }

  it('lets those in without a question who were there', async () => {
    const { knock } = await owner(generated('a'));

    expect(knock(generated('a'))).to.deep.equal([['admit', generated('a')], []]);
    expect(knock(generated('b'))).to.deep.equal([[], ['Bob']]);
  });

  it('asks about an id that anybody may choose', async () => {
    expect((await owner('bob')).knock('bob')).to.deep.equal([[], ['Bob']]);
  });

  it('asks about those who were in another room', async () => {
    const { change, knock } = await owner(generated('a'));
    await change({ status: 'idle', roomId: undefined });
    await change({ status: 'connected', roomId: 'other' });

    expect(knock(generated('a'))).to.deep.equal([[], ['Bob']]);
  });
});
