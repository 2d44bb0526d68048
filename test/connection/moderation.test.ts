import { expect } from '@open-wc/testing';
import type { ConnectionController } from '../../src/connection/connection-controller.js';
import type { RtcKnockEvent, RtcMuteAskedEvent } from '../../src/connection/events.js';
import { loadInCall } from '../../src/connection/load-in-call.js';
import type { RtcError } from '../../src/connection/rtc-error.js';
import { connection, disposeAll, others, roomName, userids } from '../support/connections.js';
import { rejection, until } from '../support/until.js';

const names = (list: readonly { name: string }[]) => list.map(({ name }) => name);
const knocking = (owner: ConnectionController, ...people: string[]) =>
  until(() => names(owner.state.knocks).join() === people.join(), `${people} to knock`);

/** A room of Ada's at which one knocks, and others before it. */
async function door(...people: string[]): Promise<[ConnectionController, ...ConnectionController[]]> {
  const ada = await connection({ knock: true, extra: { name: 'Ada' }, sessionid: roomName() });
  await ada.open();
  const outside = people.map((name) => connection({ extra: { name }, sessionid: ada.sessionid }));
  return [ada, ...(await Promise.all(outside))];
}

/** The events of a kind that a connection fires from now on. */
function hear<Type extends RtcKnockEvent | RtcMuteAskedEvent>(one: ConnectionController, type: string): Type[] {
  const events: Type[] = [];
  one.addEventListener(type, (event) => events.push(event as unknown as Type));
  return events;
}

describe('ConnectionController and who may come in and stay', () => {
  // What tells of knocks is loaded for the first room that is entered.
  before(loadInCall);
  afterEach(disposeAll);

  it('waits at the door until the owner lets it in, longer than any answer takes', async () => {
    const [ada, bob] = await door('Bob');
    const told = hear<RtcKnockEvent>(ada, 'rtc-knock');
    const joined = bob.join();
    await knocking(ada, 'Bob');
    // The server answers every 3 s, and the first time that is when one hears that one waits.
    await until(() => bob.state.knocking, 'Bob to know that he waits');
    const { status, participants } = bob.state;

    await ada.admit(ada.state.knocks[0].userid);
    const room = await joined;

    expect([status, names(participants)]).to.deep.equal(['connecting', ['Bob']]);
    expect(names(room.participants)).to.deep.equal(['Bob', 'Ada']);
    expect([bob.state.knocking, bob.state.status]).to.deep.equal([false, 'connected']);
    expect(names(told.map(({ participant }) => participant))).to.deep.equal(['Bob']);
    await knocking(ada);
    await until(() => others(ada).length === 1, 'Ada to see Bob');
  });

  it('fails with knock-refused when the owner does not let it in', async () => {
    const [ada, bob, cleo] = await door('Bob', 'Cleo');
    const refused = rejection<RtcError>(bob.join());
    await knocking(ada, 'Bob');
    const called = new Promise((resolve) => cleo.join(undefined, (...values) => resolve(values)));
    await knocking(ada, 'Bob', 'Cleo');

    await ada.refuse(bob.userid);
    await ada.refuse(cleo.userid);

    const { code } = await refused;
    expect([code, bob.state.status, bob.state.knocking]).to.deep.equal(['knock-refused', 'failed', false]);
    expect(await called).to.deep.equal([false, ada.sessionid, 'Room permission denied']);
  });

  it('is not at the door any more once it has left', async () => {
    const [ada, bob] = await door('Bob');
    const refused = rejection<RtcError>(bob.join());
    await knocking(ada, 'Bob');

    await bob.leave();

    expect((await refused).code).to.equal('aborted');
    await knocking(ada);
  });

  it('knocks on where it was while another room is asked', async () => {
    const [ada, bob] = await door('Bob');
    await bob.open(roomName());
    const joined = bob.join(ada.sessionid);
    await knocking(ada, 'Bob');
    await until(() => bob.state.knocking, 'Bob to know that he waits');
    const { status, roomId } = bob.state;

    await ada.admit(bob.userid);
    await joined;

    expect([status, roomId === ada.sessionid]).to.deep.equal(['connected', false]);
    expect([bob.state.roomId, bob.state.knocking]).to.deep.equal([ada.sessionid, false]);
  });

  it('takes somebody out, who is told so and may not come back', async () => {
    const ada = await connection({ sessionid: roomName() });
    const bob = await connection({ sessionid: ada.sessionid });
    await ada.open();
    await bob.join();
    await until(() => userids(ada).length === 2, 'Bob');
    const events: string[] = [];
    for (const type of ['rtc-left', 'rtc-closed']) bob.addEventListener(type, () => events.push(type));

    await ada.remove(bob.userid);

    await until(() => bob.state.status === 'failed', 'Bob to be out');
    await until(() => userids(ada).length === 1, 'Ada to be alone');
    const again = await rejection<RtcError>(bob.join());
    expect(events).to.deep.equal(['rtc-left']);
    expect([again.code, again.retryable]).to.deep.equal(['removed', false]);
  });

  it('asks another to be silent, and switches nothing there', async () => {
    const ada = await connection({ sessionid: roomName() });
    const bob = await connection({ sessionid: ada.sessionid });
    await ada.open();
    await bob.join();
    const asked = hear<RtcMuteAskedEvent>(bob, 'rtc-mute-asked');

    await ada.askToMute(bob.userid);

    await until(() => asked.length === 1, 'the question');
    expect(asked[0].participant.userid).to.equal(ada.userid);
  });

  it('may not do any of that where it is not the owner, and says so', async () => {
    const [ada, bob] = [await connection({ sessionid: roomName() }), await connection()];
    await ada.open();
    await bob.join(ada.sessionid);
    const acts = (['admit', 'refuse', 'remove', 'askToMute'] as const).map((act) =>
      rejection<RtcError>(bob[act](ada.userid)),
    );

    const codes = (await Promise.all(acts)).map(({ code }) => code);

    expect(codes).to.deep.equal(Array(4).fill('permission-denied'));
    expect(bob.state.error!.help).to.equal('Only the owner of the room may do that.');
    // Outside of a room as well, where no server is asked.
    expect((await rejection<RtcError>((await connection()).remove('x'))).code).to.equal('permission-denied');
  });
});
