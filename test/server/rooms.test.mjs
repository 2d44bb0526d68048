import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Rooms } from '../../dist/server/rooms.js';

const plan = (roomId, more = {}) => ({
  roomId,
  session: { audio: true },
  password: '',
  identifier: '',
  capacity: 10,
  closesWithOwner: false,
  ...more,
});

const refuses = (act, code, text) => assert.throws(act, { code, message: text });

describe('Rooms', () => {
  it('knows who opened and who came, in order', () => {
    const rooms = new Rooms();

    rooms.open(plan('r'), 'a');
    rooms.join('r', '', 'c');
    rooms.join('r', '', 'b');

    assert.deepEqual(rooms.members('r'), ['a', 'c', 'b']);
    assert.equal(rooms.owner('r'), 'a');
    assert.equal(rooms.roomOf('c'), 'r');
    assert.deepEqual(rooms.facts('r'), { roomId: 'r', present: true, full: false, locked: false });
  });

  it('refuses to open a room of somebody else, also to its members', () => {
    const rooms = new Rooms();
    rooms.open(plan('r'), 'a');
    rooms.join('r', '', 'b');

    refuses(() => rooms.open(plan('r'), 'b'), 'room-exists', 'Room not available');
    refuses(() => rooms.open(plan('r'), 'x'), 'room-exists', 'Room not available');
    assert.equal(rooms.owner('r'), 'a');
  });

  it('takes the owner and the members back without a change', () => {
    const rooms = new Rooms();
    rooms.open(plan('r', { password: 'p' }), 'a');
    rooms.join('r', 'p', 'b');
    const seq = rooms.seq('r');

    assert.deepEqual(rooms.open(plan('r'), 'a'), { entered: false });
    assert.deepEqual(rooms.join('r', '', 'b'), { entered: false });

    assert.equal(rooms.seq('r'), seq);
    assert.equal(rooms.facts('r').locked, true);
  });

  it('refuses in the order absent, password, full', () => {
    const rooms = new Rooms();
    rooms.open(plan('r', { password: 'p', capacity: 1 }), 'a');

    refuses(() => rooms.join('none', 'p', 'b'), 'room-not-found', 'Room not available');
    refuses(() => rooms.join('r', 'x', 'b'), 'invalid-password', 'Invalid password');
    refuses(() => rooms.join('r', '', 'b'), 'invalid-password', 'Invalid password');
    refuses(() => rooms.join('r', 'p', 'b'), 'room-full', 'Room full');
    assert.equal(rooms.roomOf('b'), undefined);
  });

  it('leaves the old room only when the new one is entered', () => {
    const rooms = new Rooms();
    rooms.open(plan('old'), 'a');
    rooms.join('old', '', 'b');
    rooms.open(plan('locked', { password: 'p' }), 'c');

    refuses(() => rooms.join('locked', 'x', 'b'), 'invalid-password', 'Invalid password');
    refuses(() => rooms.open(plan('locked'), 'b'), 'room-exists', 'Room not available');
    assert.equal(rooms.roomOf('b'), 'old');

    const { left } = rooms.join('locked', 'p', 'b');
    assert.deepEqual(left, { roomId: 'old', userid: 'b', rest: ['a'], closed: false });
    assert.equal(rooms.roomOf('b'), 'locked');
  });

  it('hands a room to the longest present, rather to one who is reachable', () => {
    const lost = new Set(['b']);
    const rooms = new Rooms((userid) => !lost.has(userid));
    rooms.open(plan('r'), 'a');
    for (const userid of ['b', 'c', 'd']) rooms.join('r', '', userid);

    assert.equal(rooms.leave('a')?.newOwner, 'c');
    lost.add('d');
    assert.equal(rooms.leave('c')?.newOwner, 'b');
  });

  it('says nothing of an owner when a member leaves', () => {
    const rooms = new Rooms();
    rooms.open(plan('r'), 'a');
    rooms.join('r', '', 'b');

    assert.equal(rooms.leave('b')?.newOwner, undefined);
    assert.equal(rooms.leave('b'), undefined);
  });

  it('is without the room when the last one has left', () => {
    const rooms = new Rooms();
    rooms.open(plan('r'), 'a');

    assert.equal(rooms.leave('a')?.closed, true);
    assert.equal(rooms.has('r'), false);
    assert.equal(rooms.count, 0);
  });

  for (const more of [{ closesWithOwner: true }, { session: { oneway: true } }, { session: { broadcast: true } }]) {
    it(`ends with its owner: ${JSON.stringify(more)}`, () => {
      const rooms = new Rooms();
      rooms.open(plan('r', more), 'a');
      rooms.join('r', '', 'b');

      const { closed, rest } = rooms.leave('a');

      assert.equal(closed, true);
      assert.deepEqual(rest, ['b']);
      assert.equal(rooms.roomOf('b'), undefined);
    });
  }

  it('is closed by its owner only', () => {
    const rooms = new Rooms();
    rooms.open(plan('r'), 'a');
    rooms.join('r', '', 'b');

    refuses(() => rooms.close('b'), 'permission-denied', 'Room permission denied');
    refuses(() => rooms.close('x'), 'room-not-found', 'Room not available');
    assert.deepEqual(rooms.close('a').rest, ['b']);
    assert.equal(rooms.memberCount, 0);
  });

  it('changes its password by its owner only', () => {
    const rooms = new Rooms();
    rooms.open(plan('r'), 'a');
    rooms.join('r', '', 'b');

    refuses(() => rooms.setPassword('b', 'x'), 'permission-denied', 'Room permission denied');
    rooms.setPassword('a', 'p');
    assert.equal(rooms.opens('r', 'p'), true);
    assert.equal(rooms.opens('r', 'P'), false);
    rooms.setPassword('a', '');
    assert.equal(rooms.facts('r').locked, false);
    assert.equal(rooms.opens('r', ''), false);
  });

  it('renames a member at its place', () => {
    const rooms = new Rooms();
    rooms.open(plan('r'), 'a');
    rooms.join('r', '', 'b');

    rooms.rename('a', 'z');

    assert.deepEqual(rooms.members('r'), ['z', 'b']);
    assert.equal(rooms.owner('r'), 'z');
    assert.equal(rooms.roomOf('a'), undefined);
  });

  it('counts each change upwards, also over a room that was opened again', () => {
    const rooms = new Rooms();
    const seen = [];
    const note = () => seen.push(rooms.seq('r'));

    rooms.open(plan('r'), 'a');
    note();
    rooms.join('r', '', 'b');
    note();
    rooms.leave('a');
    note();
    rooms.leave('b');
    rooms.open(plan('r'), 'c');
    note();

    assert.deepEqual(
      seen,
      [...new Set(seen)].sort((one, other) => one - other),
    );
    assert.equal(seen.length, 4);
  });

  it('lists public rooms without ids; of locked ones neither the number of people nor the extra', () => {
    const rooms = new Rooms();
    rooms.open(plan('locked', { identifier: 'pub', capacity: 2, password: 'p' }), 'alice');
    rooms.join('locked', 'p', 'bob');
    rooms.open(plan('hidden'), 'carol');
    rooms.open(plan('free', { identifier: 'pub' }), 'dave');
    rooms.join('free', '', 'erin');

    const [locked, free, ...more] = rooms.publicRooms('pub', (userid) => ({ topic: `of ${userid.length} letters` }));

    assert.equal(more.length, 0);
    assert.equal(locked.sessionid, 'locked');
    assert.deepEqual(locked.participants, []);
    assert.deepEqual(locked.extra, {});
    assert.equal(locked.isRoomFull, true);
    assert.equal(locked.isPasswordProtected, true);
    assert.equal(free.participants.length, 2);
    assert.deepEqual(free.extra, { topic: 'of 4 letters' });
    assert.doesNotMatch(JSON.stringify([locked, free]), /alice|bob|dave|erin/);
  });

  it('takes names of prototypes as names', () => {
    const rooms = new Rooms();
    for (const name of ['__proto__', 'constructor', 'toString']) {
      assert.equal(rooms.has(name), false);
      assert.equal(rooms.roomOf(name), undefined);
      rooms.open(plan(name), name);
      assert.deepEqual(rooms.members(name), [name]);
    }
    assert.equal(rooms.count, 3);
  });
});
