import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import * as events from '../../src/connection/events.js';
import type { RtcEvent } from '../../src/connection/events.js';
import { RtcError } from '../../src/connection/rtc-error.js';
import type { RtcMicButton } from '../../src/define/rtc-mic-button.js';
import { RtcRoom } from '../../src/define/rtc-room.js';
import { timed } from '../support/clock.js';
import { areSame, defineAs, nativeButton, rendered, shownText, unusedTag } from '../support/elements.js';
import { cameraStream, fakeConnection, person } from '../support/fake-connection.js';
import { until } from '../support/until.js';

const some = html`<p>Welcome</p>`;

async function roomOf(connection = fakeConnection(), content: unknown = some): Promise<RtcRoom> {
  const room = await fixture<RtcRoom>(
    html`<rtc-room room-id="standup" lang="en" .connection=${connection}>${content}</rtc-room>`,
  );
  await until(() => shadow(room, '[aria-live]'), 'its notices');
  await rendered(room);
  return room;
}

const shadow = (room: Element, selector: string) => room.shadowRoot!.querySelector<HTMLElement>(selector);
const has = (room: Element, selector: string) => shadow(room, selector) !== null;
const liveText = (room: Element) => shadow(room, '[aria-live]')!.textContent;
const attributes = (room: Element, ...names: string[]) => names.map((name) => room.getAttribute(name));

describe('rtc-room', () => {
  describe('attributes', () => {
    it('only receives by default', async () => {
      const room = document.createElement('rtc-room');
      room.append(document.createElement('p'));

      await fixture(html`${room}`);

      expect(room.connection.session).to.deep.equal({ audio: false, video: false, data: false });
    });

    it('are brought to the connection', async () => {
      const connection = fakeConnection();

      await fixture(
        html`<rtc-room
          .connection=${connection}
          socket-url="https://signal.example:443/"
          room-id="standup"
          name="Ada"
          audio
          video
          data
          muted
          camera-off
          password="secret"
          token="a.b.c"
          max-participants="3"
          ice-servers='[{"urls":"stun:stun.example"}]'
          relay-only
          >${some}</rtc-room
        >`,
      );

      const { socketURL, sessionid, session, extra, muted, cameraOff, password, relayOnly, token } = connection;
      expect({ socketURL, sessionid, session, extra, muted, cameraOff, password, relayOnly, token }).to.deep.equal({
        token: 'a.b.c',
        socketURL: 'https://signal.example:443/',
        sessionid: 'standup',
        session: { audio: true, video: true, data: true },
        extra: { name: 'Ada' },
        muted: true,
        cameraOff: true,
        password: 'secret',
        relayOnly: true,
      });
      expect(connection.maxParticipantsAllowed).to.equal(3);
      expect(connection.iceServers).to.deep.equal([{ urls: 'stun:stun.example' }]);
    });

    it('ask microphone and camera for what they say, beside what the page has asked', async () => {
      const connection = fakeConnection();
      connection.mediaConstraints = { audio: { channelCount: 2 }, video: { facingMode: 'user' } };
      const room = await fixture<RtcRoom>(
        html`<rtc-room .connection=${connection} audio video="hd" frame-rate="15" no-noise-suppression
          >${some}</rtc-room
        >`,
      );
      const first = connection.mediaConstraints;
      room.setAttribute('video', 'full-hd');
      room.toggleAttribute('no-noise-suppression');
      room.toggleAttribute('no-echo-cancellation');
      room.toggleAttribute('no-auto-gain-control');
      await rendered(room);

      expect(connection.session.video).to.equal(true);
      expect(first).to.deep.equal({
        audio: { channelCount: 2, noiseSuppression: false },
        video: { facingMode: 'user', width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 15 } },
      });
      expect(connection.mediaConstraints).to.deep.include({
        audio: { channelCount: 2, noiseSuppression: true, echoCancellation: false, autoGainControl: false },
      });
      expect(connection.mediaConstraints.video).to.deep.include({ width: { ideal: 1920 }, height: { ideal: 1080 } });
    });

    it('ask for no size of the picture where there is no word for one', async () => {
      const connection = fakeConnection();
      connection.mediaConstraints = { video: { width: 320 } };
      await fixture<RtcRoom>(html`<rtc-room .connection=${connection} audio video>${some}</rtc-room>`);

      expect(connection.session.video).to.equal(true);
      expect(connection.mediaConstraints.video).to.deep.equal({ width: 320 });
    });

    it('ask for nothing of the picture any more when they go, but leave what the page asks for', async () => {
      const connection = fakeConnection();
      connection.mediaConstraints = { video: { facingMode: 'user' } };
      const room = await fixture<RtcRoom>(
        html`<rtc-room .connection=${connection} video="hd" frame-rate="30">${some}</rtc-room>`,
      );
      room.setAttribute('video', '');
      room.removeAttribute('frame-rate');
      await rendered(room);
      const gone = connection.mediaConstraints.video;

      room.setAttribute('video', 'sd');
      room.setAttribute('frame-rate', '15');
      await rendered(room);
      const video = { ...(connection.mediaConstraints.video as MediaTrackConstraints), frameRate: 60, width: 320 };
      connection.mediaConstraints = { video };
      room.setAttribute('video', '');
      room.setAttribute('frame-rate', '0');
      await rendered(room);

      expect(gone).to.deep.equal({ facingMode: 'user' });
      expect(connection.mediaConstraints.video).to.deep.equal({ facingMode: 'user', frameRate: 60, width: 320 });
    });

    it('count also when a script sets them just after it has put the room on the page', async () => {
      const connection = fakeConnection();
      const room = document.createElement('rtc-room');
      room.connection = connection;
      (await fixture<HTMLElement>(html`<div></div>`)).append(room);

      room.audio = true;
      room.setAttribute('room-id', 'retro');
      room.setAttribute('name', 'Ada');
      await rendered(room);

      expect(connection.session).to.include({ audio: true, video: false });
      expect([connection.sessionid, connection.extra]).to.deep.equal(['retro', { name: 'Ada' }]);
    });

    it('follow later, also when they go', async () => {
      const connection = fakeConnection();
      const room = await fixture<RtcRoom>(
        html`<rtc-room .connection=${connection} audio muted name="Ada" max-participants="3">${some}</rtc-room>`,
      );

      for (const name of ['audio', 'muted', 'name', 'max-participants']) room.removeAttribute(name);
      room.setAttribute('video', '');
      room.setAttribute('room-id', 'retro');
      await rendered(room);

      expect(connection.session).to.include({ audio: false, video: true });
      expect(connection.muted).to.equal(false);
      expect(connection.extra).to.deep.equal({ name: null });
      expect(connection.maxParticipantsAllowed).to.equal(1000);
      expect(connection.sessionid).to.equal('retro');
    });

    it('leave alone what the page has set on its connection', async () => {
      const connection = fakeConnection();
      Object.assign(connection, { sessionid: 'mine', socketURL: 'https://mine.example/', password: 'mine' });

      await fixture(html`<rtc-room .connection=${connection} name="Ada">${some}</rtc-room>`);

      const { sessionid, socketURL, password, session } = connection;
      expect({ sessionid, socketURL, password }).to.deep.equal({
        sessionid: 'mine',
        socketURL: 'https://mine.example/',
        password: 'mine',
      });
      expect(session).to.deep.equal({ audio: true, video: true });
    });

    it('count at once in methods of a room just changed by script', async () => {
      const connection = fakeConnection();
      const room = await roomOf(connection);

      room.roomId = 'retro';
      void room.open();

      expect(connection.sessionid).to.equal('retro');
    });

    it('survive JSON that is none', async () => {
      const connection = fakeConnection();

      const room = await fixture(html`<rtc-room .connection=${connection} ice-servers="oops">${some}</rtc-room>`);

      expect(connection.iceServers ?? undefined).to.equal(undefined);
      expect(shownText(room)).to.contain('Welcome');
    });
  });

  describe('room-param', () => {
    const { href } = location;

    afterEach(() => history.replaceState(history.state, '', href));

    const withParam = (connection = fakeConnection()) =>
      fixture<RtcRoom>(html`<rtc-room room-param="room" .connection=${connection}>${some}</rtc-room>`);
    const inURL = () => new URL(location.href).searchParams.get('room');

    it('reads the room from the URL', async () => {
      const connection = fakeConnection();
      const url = new URL(href);
      url.searchParams.set('room', 'Café 1&2');
      history.replaceState(history.state, '', url);

      await withParam(connection);

      expect(connection.sessionid).to.equal('Café 1&2');
      expect(location.href).to.equal(url.href);
    });

    it('writes a room that cannot be guessed into a URL without one, and nothing else', async () => {
      const connection = fakeConnection();
      const { length } = history;

      await withParam(connection);

      expect(inURL())
        .to.match(/^([a-z2-9]{4}-){2}[a-z2-9]{4}$/)
        .and.equal(connection.sessionid);
      const url = new URL(location.href);
      url.searchParams.delete('room');
      expect(url.href).to.equal(href);
      expect(history.length).to.equal(length);
    });

    it('writes another each time', async () => {
      await withParam();
      const first = inURL();
      history.replaceState(history.state, '', href);

      await withParam();

      expect(inURL()).not.to.equal(first);
    });

    it('works where the URL may not be touched', async () => {
      const connection = fakeConnection();
      const { replaceState } = history;
      history.replaceState = () => {
        throw new DOMException('Not here', 'SecurityError');
      };
      try {
        const room = await withParam(connection);
        const first = connection.sessionid;
        room.setAttribute('name', 'Ada');
        await rendered(room);

        expect(first).to.have.length(14);
        expect(connection.sessionid).to.equal(first);
      } finally {
        history.replaceState = replaceState;
      }
    });
  });

  describe('state', () => {
    it('is reflected for style sheets', async () => {
      const connection = fakeConnection();
      const room = await roomOf(connection);
      const names = ['state', 'owner', 'mic', 'camera', 'screen', 'count', 'present', 'error'];
      const before = attributes(room, ...names);
      const screen = cameraStream({ source: 'screen' });

      connection.patchLocal({ streams: [cameraStream({ audio: 'on', video: 'off' }), screen] });
      connection.enter(person(), person());
      connection.patch({ isOwner: true, error: new RtcError('media-in-use') });
      connection.setPresence({ present: true });
      await rendered(room);
      const inside = attributes(room, ...names);
      connection.patchLocal({ streams: [cameraStream({ audio: 'off', video: 'on' })] });
      await rendered(room);

      expect(before).to.deep.equal(['idle', null, null, null, null, '0', null, null]);
      expect(inside).to.deep.equal(['connected', '', '', null, '', '3', '', 'media-in-use']);
      expect(attributes(room, 'mic', 'camera', 'screen')).to.deep.equal([null, '', null]);
      expect(room.error === connection.state.error).to.equal(true);
      expect(areSame(room.participants, connection.state.participants)).to.equal(true);
    });

    it('tells each status', async () => {
      const connection = fakeConnection();
      const room = await roomOf(connection);

      for (const status of ['connecting', 'connected', 'reconnecting', 'closed', 'failed', 'idle'] as const) {
        connection.patch({ status });
        await rendered(room);

        expect(room.getAttribute('state')).to.equal(status);
      }
    });
  });

  describe('methods', () => {
    it('are those of the connection', async () => {
      const connection = fakeConnection();
      const room = await roomOf(connection);
      const callback = () => undefined;
      connection.calls.length = 0;

      void room.open('a', callback);
      void room.join('b');
      void room.openOrJoin('c');
      void room.checkPresence('d', callback);
      void room.setMicrophone(true);
      void room.setCamera(false);
      void room.startScreen();
      room.stopScreen();
      void room.setDevice('audio', 'x');
      room.send({ hello: 1 }, 'you');
      void room.getPublicRooms('all');
      void room.leave();
      void room.close();

      expect(connection.calls).to.deep.equal([
        ['open', 'a', callback],
        ['join', 'b'],
        ['openOrJoin', 'c'],
        ['checkPresence', 'd', callback],
        ['setMicrophone', true],
        ['setCamera', false],
        ['startScreen'],
        ['stopScreen'],
        ['setDevice', 'audio', 'x'],
        ['send', { hello: 1 }, 'you'],
        ['getPublicRooms', 'all'],
        ['leave'],
        ['close'],
      ]);
    });
  });

  it('enters by itself again when the browser brings the page back from its store', async () => {
    const connection = fakeConnection();
    const room = await fixture<RtcRoom>(
      html`<rtc-room auto="join" room-id="standup" .connection=${connection as never}></rtc-room>`,
    );
    const joins = () => connection.calls.filter(([method]) => method === 'join').length;
    await until(() => joins() === 1, 'the first time');

    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }));
    expect(joins()).to.equal(1);
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    expect(joins()).to.equal(2);

    room.remove();
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    expect(joins()).to.equal(2);
  });

  describe('events', () => {
    const participant = person();
    const streamInfo = cameraStream();
    const { state } = fakeConnection();
    const all: readonly RtcEvent[] = [
      new events.RtcStateChangeEvent({ state, previous: state }),
      new events.RtcPresenceChangeEvent({ roomId: 'standup', present: true, full: false, locked: true }),
      new events.RtcOpenedEvent({ roomId: 'standup' }),
      new events.RtcJoinedEvent({ roomId: 'standup' }),
      new events.RtcLeftEvent(),
      new events.RtcClosedEvent(),
      new events.RtcErrorEvent({ error: new RtcError('timeout') }),
      new events.RtcParticipantJoinedEvent({ participant }),
      new events.RtcParticipantLeftEvent({ participant }),
      new events.RtcParticipantChangeEvent({ participant }),
      new events.RtcStreamAddedEvent({ participant, streamInfo }),
      new events.RtcStreamRemovedEvent({ participant, streamInfo }),
      new events.RtcMessageEvent({ from: 'you', data: { hello: 1 } }),
      new events.RtcUnmuteAskedEvent({ participant, kind: 'video' }),
      new events.RtcKnockEvent({ participant }),
      new events.RtcMuteAskedEvent({ participant }),
      new events.RtcReconnectingEvent({ silence: 0 }),
      new events.RtcReconnectedEvent(),
    ];

    it('are all those of the connection', () => {
      expect(all.map(({ type }) => type)).to.deep.equal(events.connectionEventTypes);
    });

    for (const event of all) {
      const { type } = event;

      it(`fires ${type} once, through shadow roots`, async () => {
        const connection = fakeConnection();
        const host = await fixture(html`<div></div>`);
        const room = await roomOf(connection);
        host.attachShadow({ mode: 'open' }).append(room);
        const [onRoom, onDocument]: Event[][] = [[], []];
        room.addEventListener(type, (heard) => onRoom.push(heard));
        const listen = (heard: Event) => onDocument.push(heard);
        document.addEventListener(type, listen);

        connection.dispatchEvent(event);
        document.removeEventListener(type, listen);

        expect(onRoom).to.have.length(1);
        expect(areSame(onDocument, onRoom)).to.equal(true);
        const [{ bubbles, composed, cancelable }] = onRoom;
        expect([bubbles, composed, cancelable]).to.deep.equal([true, true, false]);
        const fieldsOf = (one: Event) =>
          Object.entries(one)
            .filter(([key]) => key !== 'isTrusted')
            .flat();
        expect(areSame(fieldsOf(onRoom[0]), fieldsOf(event))).to.equal(true);
      });
    }

    it('fires what happens to a state once', async () => {
      const connection = fakeConnection();
      const room = await roomOf(connection);
      const errors: RtcError[] = [];
      room.addEventListener('rtc-error', ({ error }) => errors.push(error));

      connection.patch({ error: new RtcError('timeout') });
      await rendered(room);
      connection.patch({ status: 'failed' });
      await rendered(room);

      expect(areSame(errors, [connection.state.error])).to.equal(true);
    });

    it('fires them again after it was removed and came back', async () => {
      const connection = fakeConnection();
      const room = await roomOf(connection);
      const parent = room.parentElement!;
      room.remove();
      await rendered(room);
      parent.append(room);
      let fired = 0;
      room.addEventListener('rtc-left', () => fired++);

      connection.dispatchEvent(new events.RtcLeftEvent());

      expect(fired).to.equal(1);
    });

    it('writes them to the console with debug', async () => {
      const { debug } = console;
      const logged: unknown[] = [];
      console.debug = (...values: unknown[]) => void logged.push(values[0]);
      try {
        const connection = fakeConnection();
        const room = await roomOf(connection);
        const quiet = [...logged];
        room.setAttribute('debug', '');

        connection.enter();
        await rendered(room);

        expect(quiet).to.deep.equal([]);
        expect(logged).to.include('rtc-state-change');
      } finally {
        console.debug = debug;
      }
    });
  });

  describe('connection', () => {
    it('is made with the element', () => {
      const room = document.createElement('rtc-room');

      expect(room.connection.state.status).to.equal('idle');
      expect(room.connection === room.connection).to.equal(true);
    });

    it('may be set before the element is upgraded', async () => {
      const tag = unusedTag();
      const room = document.createElement(tag) as RtcRoom;
      const connection = fakeConnection();
      room.setAttribute('room-id', 'standup');
      room.connection = connection;
      await fixture(html`${room}`);

      defineAs(RtcRoom, tag);
      connection.enter(person());
      await rendered(room);

      expect(room.connection === connection).to.equal(true);
      expect(connection.sessionid).to.equal('standup');
      expect(room.getAttribute('count')).to.equal('2');
    });

    it('may be set on the page, and then gets the attributes', async () => {
      const connection = fakeConnection({ present: true });
      const room = document.createElement('rtc-room');
      room.setAttribute('room-id', 'standup');
      room.append('…');
      await fixture(html`${room}`);

      room.connection = connection;
      await rendered(room);

      expect(connection.sessionid).to.equal('standup');
      expect(connection.watched).to.deep.equal(['standup']);
      expect(room.hasAttribute('present')).to.equal(true);
    });

    it('keeps what people have chosen since, when the room is entered by a method and when it is moved', async () => {
      const connection = fakeConnection();
      const room = await fixture<RtcRoom>(
        html`<rtc-room room-id="standup" name="Guest" muted .connection=${connection}>…</rtc-room>`,
      );
      connection.extra = { name: 'Ada' };
      connection.muted = false;

      void room.join();
      (await fixture(html`<div></div>`)).append(room);
      await rendered(room);

      expect([connection.extra, connection.muted]).to.deep.equal([{ name: 'Ada' }, false]);
    });

    it('is left alone by a room that did not make it', async () => {
      const connection = fakeConnection();
      const room = await roomOf(connection);
      connection.enter(person());

      room.remove();
      await rendered(room);

      expect(connection.calls.map(([method]) => method)).not.to.include.oneOf(['dispose', 'leave', 'close']);
      expect(connection.watched).to.deep.equal([]);
    });

    it('is not followed any more when another takes its place', async () => {
      const [first, second] = [fakeConnection(), fakeConnection()];
      const room = await roomOf(first);

      room.connection = second;
      first.enter(person());
      await rendered(room);

      expect(room.getAttribute('count')).to.equal('0');
      expect(first.watched).to.deep.equal([]);
      expect(second.watched).to.deep.equal(['standup']);
    });

    it('is made ready before anybody clicks', async () => {
      const connection = fakeConnection();

      await roomOf(connection);

      expect(connection.calls).to.deep.equal([['connect']]);
    });

    it('survives an address that is none, which is told when somebody wants in', async () => {
      const { warn } = console;
      console.warn = () => undefined;
      try {
        const room = await fixture<RtcRoom>(html`<rtc-room socket-url="ftp://nowhere" room-id="r">${some}</rtc-room>`);
        const error = await room.open().catch((reason: RtcError) => reason);
        await rendered(room);

        expect(error).to.include({ code: 'invalid-argument' });
        expect(room.getAttribute('error')).to.equal('invalid-argument');
        expect(shownText(room)).to.contain('ftp://nowhere');
      } finally {
        console.warn = warn;
      }
    });
  });

  describe('auto', () => {
    for (const [auto, method] of Object.entries({ open: 'open', join: 'join', 'open-or-join': 'openOrJoin' })) {
      it(`enters by itself with ${auto}`, async () => {
        const connection = fakeConnection();

        const room = await fixture<RtcRoom>(
          html`<rtc-room .connection=${connection} room-id="standup" auto=${auto}>${some}</rtc-room>`,
        );
        await rendered(room);

        expect(connection.calls.filter(([name]) => name === method)).to.have.length(1);
        expect(connection.sessionid).to.equal('standup');
      });
    }

    it('does nothing for other words', async () => {
      const connection = fakeConnection();

      const room = await fixture<RtcRoom>(
        html`<rtc-room .connection=${connection} room-id="standup" auto="yes">${some}</rtc-room>`,
      );
      await rendered(room);

      expect(connection.calls).to.deep.equal([['connect']]);
    });

    it('enters once, though it is moved', async () => {
      const connection = fakeConnection();
      const room = await fixture<RtcRoom>(
        html`<rtc-room .connection=${connection} room-id="standup" auto="open">${some}</rtc-room>`,
      );
      await rendered(room);

      room.parentElement!.append(room);
      await rendered(room);

      expect(connection.calls.filter(([name]) => name === 'open')).to.have.length(1);
    });
  });

  describe('children', () => {
    it('are shown as they are', async () => {
      const room = await roomOf();

      expect(shownText(room)).to.equal('Welcome');
      expect(has(room, 'rtc-join-button')).to.equal(false);
    });

    it('are made up for where there are none but white space and comments', async () => {
      const room = await roomOf(undefined, html` <!-- nothing --> `);

      expect(has(room, 'rtc-join-button')).to.equal(true);
    });

    it('count when they are only text', async () => {
      const room = await roomOf(undefined, 'Welcome');

      expect(has(room, 'rtc-join-button')).to.equal(false);
    });

    it('are counted anew when they come and go, and never touched', async () => {
      const connection = fakeConnection({ present: true });
      const room = await fixture<RtcRoom>(html`<rtc-room room-id="standup" .connection=${connection}></rtc-room>`);
      await rendered(room);
      const empty = shadow(room, 'rtc-join-button') !== null;
      const child = document.createElement('p');

      room.append(child);
      await until(() => !shadow(room, 'rtc-join-button'), 'no meeting of its own');
      connection.enter();
      await rendered(room);
      const there = [child.parentElement === room, !has(room, 'rtc-video-grid')];
      child.remove();
      await until(() => shadow(room, 'rtc-video-grid'), 'the meeting');

      expect(empty).to.equal(true);
      expect(there).to.deep.equal([true, true]);
    });

    it('are not missed before the page has been parsed', async () => {
      Object.defineProperty(document, 'readyState', { configurable: true, get: () => 'loading' });
      const room = document.createElement('rtc-room');
      room.connection = fakeConnection();
      room.setAttribute('auto', 'open');
      const page = await fixture(html`<div></div>`);
      page.append(room);
      await rendered(room);
      const early = [!has(room, 'rtc-join-button'), room.connection.state.status];

      room.append(document.createElement('p'));
      Reflect.deleteProperty(document, 'readyState');
      document.dispatchEvent(new Event('DOMContentLoaded'));
      await rendered(room);

      expect(early).to.deep.equal([true, 'idle']);
      expect(has(room, 'rtc-join-button')).to.equal(false);
      expect(room.connection.state.status).to.equal('connecting');
    });
  });

  describe('without children', () => {
    const meeting = (connection = fakeConnection({ present: false })) => roomOf(connection, '');
    const stage = async (room: RtcRoom) => {
      await until(() => customElements.get('rtc-meeting'), 'the meeting');
      const inner = shadow(room, 'rtc-meeting') as RtcRoom;
      await rendered(inner);
      return inner;
    };
    const control = (room: RtcRoom, name: string) =>
      shadow(room, 'rtc-meeting')!.shadowRoot!.querySelector<RtcMicButton>(`rtc-${name}-button`)!;

    it('has a lobby whose button opens or joins', async () => {
      const connection = fakeConnection({ present: false });
      const room = await meeting(connection);
      await stage(room);
      const absent = shownText(room);

      connection.setPresence({ present: true });
      await rendered(room, shadow(room, 'rtc-join-button') as RtcRoom, await stage(room));
      shadow(room, 'rtc-join-button')!.click();

      expect(absent).to.contain('Ready to join?').and.contain('Open room').and.contain('Nobody is here yet');
      expect(connection.calls).to.deep.include(['openOrJoin', 'standup']);
    });

    it('shows everybody, and controls that work', async () => {
      const connection = fakeConnection({ present: true });
      const room = await meeting(connection);
      connection.patchLocal({ streams: [cameraStream({ audio: 'on', video: 'off' })] });
      connection.enter(person({ name: 'Ada' }));
      await rendered(room);
      await stage(room);
      connection.calls.length = 0;

      control(room, 'mic').click();
      control(room, 'camera').click();
      control(room, 'screen').click();
      control(room, 'leave').click();

      expect(has(room, 'rtc-video-grid')).to.equal(true);
      expect(has(room, 'rtc-join-button')).to.equal(false);
      expect(connection.calls).to.deep.equal([
        ['setMicrophone', false],
        ['setCamera', true],
        ['startScreen'],
        ['leave'],
      ]);
    });

    it('keeps the focus on a control that was pressed', async () => {
      const connection = fakeConnection({ present: true });
      const room = await meeting(connection);
      connection.patchLocal({ streams: [cameraStream()] });
      connection.enter();
      await rendered(room);
      const inner = await stage(room);
      const button = control(room, 'mic');
      button.focus();

      connection.patchLocal({ streams: [cameraStream({ audio: 'off' })] });
      await rendered(room, inner, button);

      expect(inner.shadowRoot!.activeElement === button).to.equal(true);
      expect(nativeButton(button).getAttribute('aria-label')).to.equal('Turn microphone on');
    });

    it('offers to come again when the owner has closed it', async () => {
      const connection = fakeConnection({ present: false });
      const room = await meeting(connection);
      connection.enter();
      await rendered(room);

      connection.patch({ status: 'closed', participants: [], error: new RtcError('closed-by-owner') });
      await rendered(room);
      await rendered(await stage(room));

      expect(shownText(room)).to.contain('The room has been closed.').and.contain('Join again');
      expect(shadow(room, '[part=error]')!.offsetHeight).to.equal(0);
    });

    it('is accessible in the lobby, on stage, at the end and with an error', async () => {
      const connection = fakeConnection({ present: false });
      const room = await meeting(connection);
      await stage(room);
      await expect(room).to.be.accessible();

      connection.patchLocal({ name: 'Me', streams: [cameraStream()] });
      connection.enter(person({ name: 'Ada', streams: [cameraStream({ audio: 'off', video: 'off' })] }));
      await rendered(room, await stage(room));
      await expect(room).to.be.accessible();

      connection.patch({ error: new RtcError('media-in-use') });
      await rendered(room);
      await expect(room).to.be.accessible();

      connection.patch({ status: 'closed', participants: [] });
      await rendered(room, await stage(room));
      await expect(room).to.be.accessible();
    });
  });

  describe('slots', () => {
    const content = html`<p>Stage</p>
      <b slot="lobby">Lobby</b><b slot="ended">Ended</b>`;

    it('shows the lobby before, the end after', async () => {
      const connection = fakeConnection();
      const room = await roomOf(connection, content);
      const seen = [shownText(room)];

      connection.enter();
      await rendered(room);
      seen.push(shownText(room));
      connection.patch({ status: 'closed', roomId: undefined, participants: [] });
      await rendered(room);
      seen.push(shownText(room));

      expect(seen).to.deep.equal(['Stage Lobby', 'Stage', 'Stage Ended']);
    });

    it('shows a lobby that is added later', async () => {
      const room = await roomOf();
      const lobby = document.createElement('b');
      lobby.slot = 'lobby';
      lobby.textContent = 'Lobby';

      room.append(lobby);

      await until(() => shownText(room) === 'Welcome Lobby' || shownText(room) === 'WelcomeLobby', 'the lobby');
    });

    it('shows an error in words, and no longer than it lasts', async () => {
      const connection = fakeConnection();
      const room = await roomOf(connection);
      const before = shownText(room);

      const error = new RtcError('room-full', 'Room full');
      connection.patch({ error });
      await rendered(room);
      const during = shownText(room);
      connection.patch({ error: undefined });
      await rendered(room);

      expect(during).to.equal(`Welcome ${error.help}`);
      expect([before, shownText(room)]).to.deep.equal(['Welcome', 'Welcome']);
    });

    it('shows the page what it has for errors instead', async () => {
      const connection = fakeConnection();
      const room = await roomOf(
        connection,
        html`<p>Welcome</p>
          <b slot="error">Call 555</b>`,
      );
      const before = shownText(room);

      connection.patch({ error: new RtcError('room-full') });
      await rendered(room);

      expect(before).to.equal('Welcome');
      expect(shownText(room)).to.equal('Welcome Call 555');
    });

    it('is accessible with children and an error', async () => {
      const connection = fakeConnection();
      const room = await roomOf(connection);
      connection.patch({ error: new RtcError('room-full') });
      await rendered(room);

      await expect(room).to.be.accessible();
    });
  });

  it('shows that its owner has closed it, unless the page shows an ending of its own', async () => {
    const shown: boolean[] = [];
    for (const content of [
      html`<p>Welcome</p>`,
      html`<p>Welcome</p>
        <p slot="ended">Bye</p>`,
    ]) {
      const connection = fakeConnection();
      const room = await roomOf(connection, content);
      connection.enter();

      connection.patch({ status: 'closed', participants: [], error: new RtcError('closed-by-owner') });
      await rendered(room);

      shown.push(shadow(room, '[part=error]')!.offsetHeight > 0);
    }

    expect(shown).to.deep.equal([true, false]);
  });

  describe('announcements', () => {
    it(
      'tell in one sentence who has come and who has gone',
      timed(async (clock) => {
        const connection = fakeConnection();
        const room = await roomOf(connection);
        const [ada, bob, eve] = ['Ada', 'Bob', ''].map((name) => person({ name }));
        connection.enter(eve);
        await clock.pass(1000);

        connection.enter(ada, eve);
        await clock.pass(200);
        connection.enter(ada, bob, eve);
        await clock.pass(100);
        connection.enter(ada, bob);
        await clock.pass(50);
        const early = liveText(room);
        await clock.pass(50);

        expect(early).not.to.contain('Ada');
        expect(liveText(room)).to.equal('Ada, Bob joined. Guest left.');
      }),
    );

    it(
      'tell in one sentence who has raised a hand, with who has come and gone',
      timed(async (clock) => {
        const connection = fakeConnection();
        const room = await roomOf(connection);
        const [ada, bob, cy, eve, dee] = ['Ada', 'Bob', 'Cy', 'Eve', 'Dee'].map((name) => person({ name }));
        const raised = (one: typeof ada, hand: unknown = 1) => ({ ...one, extra: { hand } });
        // Of those who were here before with the hand up the list tells, and the tiles.
        connection.enter(ada, bob, cy, raised(eve));
        await clock.pass(1000);
        const told = [liveText(room)];

        connection.extra = { hand: 1 };
        connection.enter(raised(ada), bob, cy, raised(eve), raised(dee));
        await clock.pass(200);
        connection.enter(raised(ada), raised(bob), cy, eve, raised(dee));
        await clock.pass(200);
        told.push(liveText(room));

        connection.enter(ada, raised(bob, 2), raised(cy, 'up'), eve, dee);
        await clock.pass(1000);
        told.push(liveText(room));
        connection.enter(raised(ada), bob, cy, eve, dee);
        await clock.pass(1000);
        told.push(liveText(room));

        expect(told).to.deep.equal([
          'Ada, Bob, Cy, Eve joined.',
          'Dee joined. Ada, Bob raised a hand.',
          'Dee joined. Ada, Bob raised a hand.',
          'Ada raised a hand.',
        ]);
      }),
    );

    it(
      'say nothing of the others when it is oneself who goes',
      timed(async (clock) => {
        for (const status of ['idle', 'closed'] as const) {
          const connection = fakeConnection();
          const room = await roomOf(connection);
          connection.enter(person({ name: 'Ada' }));
          await clock.pass(1000);

          connection.patch({ status, participants: [] });
          await clock.pass(1000);

          expect(liveText(room)).not.to.contain('Ada left');
        }
      }),
    );

    it(
      'tell what became of oneself',
      timed(async (clock) => {
        const connection = fakeConnection();
        const room = await roomOf(connection);
        const told: (string | null)[] = [];

        for (const status of ['connecting', 'connected', 'idle', 'connecting', 'connected', 'closed'] as const) {
          connection.patch({ status });
          await clock.pass(500);
          told.push(liveText(room));
        }

        const [inside, left, closed] = ['You are in the room.', 'You have left the room.', 'The room has been closed.'];
        expect(told).to.deep.equal(['', inside, left, left, inside, closed]);
      }),
    );

    it(
      'tell an error once',
      timed(async (clock) => {
        const connection = fakeConnection();
        const room = await roomOf(connection);
        const error = new RtcError('invalid-password');

        connection.patch({ error });
        await clock.pass(500);
        const told = liveText(room);
        connection.enter(person({ name: 'Ada' }));
        await clock.pass(500);

        expect(told).to.equal(error.help);
        expect(liveText(room)).not.to.contain(error.help);
      }),
    );

    it(
      'tell the same error again when it happens again',
      timed(async (clock) => {
        const connection = fakeConnection();
        const room = await roomOf(connection);
        connection.patch({ error: new RtcError('invalid-password') });
        await clock.pass(500);
        const first = liveText(room);

        connection.patch({ error: new RtcError('invalid-password') });
        await clock.pass(500);

        // Screen readers speak of what changes.
        expect(liveText(room)).not.to.equal(first);
        expect(liveText(room)!.trim()).to.equal(first!.trim());
      }),
    );

    it(
      'are silent about a blip of the server, and tell of two seconds',
      timed(async (clock) => {
        const connection = fakeConnection();
        const room = await roomOf(connection);
        connection.enter();
        await clock.pass(1000);
        const said = liveText(room);
        connection.patch({ status: 'reconnecting' });
        await clock.pass(1999);
        const during = [shownText(room), liveText(room)];
        connection.patch({ status: 'connected' });
        await clock.pass(5000);
        const after = [shownText(room), liveText(room)];

        connection.patch({ status: 'reconnecting' });
        await clock.pass(2500);
        const lost = [shownText(room), liveText(room)];
        connection.patch({ status: 'connected' });
        await clock.pass(500);

        expect(during).to.deep.equal([`Welcome ${said}`.trim(), said]);
        expect(after).to.deep.equal(during);
        const text = 'The connection to the server was lost. Reconnecting…';
        expect(lost).to.deep.equal([`Welcome ${text} ${text}`, text]);
        expect([shownText(room), liveText(room)]).to.deep.equal(['Welcome Connected again.', 'Connected again.']);
      }),
    );

    it(
      'tell of being offline when nothing comes from the others either',
      timed(async (clock) => {
        const connection = fakeConnection();
        const room = await roomOf(connection);
        connection.enter(person({ name: 'Ada', connection: 'reconnecting' }));
        connection.patch({ status: 'reconnecting' });

        await clock.pass(2500);

        expect(shownText(room)).to.contain('You are offline. Reconnecting…');
        expect(liveText(room)).to.contain('You are offline. Reconnecting…');
      }),
    );

    it(
      'tell at once of a server that had been silent for long when it was given up',
      timed(async (clock) => {
        const connection = fakeConnection();
        const room = await roomOf(connection);
        connection.enter();
        await clock.pass(1000);

        connection.patch({ status: 'reconnecting' });
        await clock.pass(0);
        connection.dispatchEvent(new events.RtcReconnectingEvent({ silence: 5000 }));
        await clock.pass(500);

        expect(shownText(room)).to.contain('Reconnecting…');
      }),
    );

    it(
      'still tell of a lost server when the room is moved meanwhile',
      timed(async (clock) => {
        const connection = fakeConnection();
        const room = await roomOf(connection);
        connection.enter();
        connection.patch({ status: 'reconnecting' });
        await clock.pass(1000);

        room.parentElement!.append(room);
        await clock.pass(1500);

        expect(shownText(room)).to.contain('Reconnecting…');
      }),
    );

    it(
      'end when the room is removed',
      timed(async (clock) => {
        const connection = fakeConnection();
        const room = await roomOf(connection);
        const parent = room.parentElement!;
        connection.enter(person({ name: 'Ada' }));
        await clock.pass(0);

        room.remove();
        await clock.pass(1000);
        parent.append(room);
        await clock.pass(1000);

        expect(liveText(room)).not.to.contain('Ada');
      }),
    );
  });

  describe('sound', () => {
    const { play } = HTMLMediaElement.prototype;
    let played: HTMLMediaElement[] = [];
    let allowed = true;

    beforeEach(() => {
      played = [];
      allowed = true;
      HTMLMediaElement.prototype.play = function () {
        if (this.localName === 'audio') played.push(this);
        if (allowed) return play.call(this);
        return Promise.reject(new DOMException('Touch the page first', 'NotAllowedError'));
      };
    });

    afterEach(() => {
      HTMLMediaElement.prototype.play = play;
    });

    const talker = () => person({ name: 'Ada', streams: [cameraStream()] });
    const audios = (room: RtcRoom) => [...room.shadowRoot!.querySelectorAll('audio')];
    const sources = (room: RtcRoom) => audios(room).map(({ srcObject }) => srcObject);
    const prompt = (room: RtcRoom) => shadow(room, '[part=sound-prompt]')!;
    const isShown = (element: HTMLElement) => element.offsetHeight > 0;

    it('is played for each stream of others, without any tile on the page', async () => {
      const connection = fakeConnection();
      const room = await roomOf(connection);
      const [ada, bob] = [talker(), talker()];
      connection.patchLocal({ streams: [cameraStream()] });

      connection.enter(ada, bob);
      await rendered(room);

      expect(areSame(sources(room), [ada.streams[0].stream, bob.streams[0].stream])).to.equal(true);
      expect(areSame(played, audios(room))).to.equal(true);
      expect(audios(room).every(({ muted, volume }) => !muted && volume === 1)).to.equal(true);
    });

    it('is as loud as the person wants it', async () => {
      const connection = fakeConnection();
      const room = await roomOf(connection);
      const ada = talker();
      connection.enter(ada);
      await rendered(room);
      const heard = async (volume: number) => {
        connection.setVolume(ada.userid, volume);
        await rendered(room);
        return audios(room).map((audio) => [audio.volume, audio.muted]);
      };

      expect(await heard(0.25)).to.deep.equal([[0.25, false]]);
      expect(await heard(0)).to.deep.equal([[0, true]]);
      expect(await heard(1)).to.deep.equal([[1, false]]);
    });

    it('is not played for streams without sound', async () => {
      const connection = fakeConnection();
      const room = await roomOf(connection);

      connection.enter(person({ streams: [cameraStream({ audio: 'none' })] }));
      await rendered(room);

      expect(audios(room)).to.have.length(0);
    });

    it('goes on undisturbed when others come, and ends with its stream', async () => {
      const connection = fakeConnection();
      const room = await roomOf(connection);
      const [ada, bob] = [talker(), talker()];
      connection.enter(ada);
      await rendered(room);
      const [first] = audios(room);

      connection.enter(ada, bob);
      await rendered(room);
      const both = audios(room);
      connection.enter(bob);
      await rendered(room);

      expect(both[0] === first).to.equal(true);
      expect(areSame(played, both)).to.equal(true);
      expect(areSame(audios(room), [both[1]])).to.equal(true);
      expect(first.srcObject === null).to.equal(true);
    });

    it('shows one button where the browser blocks it, which turns all of it on', async () => {
      allowed = false;
      const connection = fakeConnection();
      const room = await roomOf(connection);
      let fired = 0;
      room.addEventListener('rtc-autoplay-blocked', () => fired++);
      const before = isShown(prompt(room));
      connection.enter(talker(), talker());
      await until(() => isShown(prompt(room)), 'the button');
      await expect(room).to.be.accessible();
      const tried = played.length;

      allowed = true;
      prompt(room).click();
      await rendered(room);

      expect(before).to.equal(false);
      expect(fired).to.equal(1);
      expect(room.shadowRoot!.querySelectorAll('[part=sound-prompt]')).to.have.length(1);
      expect(areSame(played.slice(tried), audios(room))).to.equal(true);
      expect(isShown(prompt(room))).to.equal(false);
    });

    it('keeps the button while the browser goes on to block it', async () => {
      allowed = false;
      const connection = fakeConnection();
      const room = await roomOf(connection);
      let fired = 0;
      room.addEventListener('rtc-autoplay-blocked', () => fired++);
      connection.enter(talker());
      await until(() => isShown(prompt(room)), 'the button');

      prompt(room).click();
      await until(() => fired === 2, 'another refusal');
      await rendered(room);

      expect(played).to.have.length(2);
      expect(isShown(prompt(room))).to.equal(true);
    });

    it('needs no button when nobody is left to be heard', async () => {
      allowed = false;
      const connection = fakeConnection();
      const room = await roomOf(connection);
      connection.enter(talker());
      await until(() => isShown(prompt(room)), 'the button');

      connection.enter();
      await rendered(room);

      expect(isShown(prompt(room))).to.equal(false);
    });

    it('keeps the button when the room is moved', async () => {
      allowed = false;
      const connection = fakeConnection();
      const room = await roomOf(connection);
      connection.enter(talker());
      await until(() => isShown(prompt(room)), 'the button');

      room.parentElement!.append(room);
      room.requestUpdate();
      await rendered(room);

      expect(isShown(prompt(room))).to.equal(true);
    });

    it('ends when the room is removed, and comes back with it', async () => {
      const connection = fakeConnection();
      const room = await roomOf(connection);
      const parent = room.parentElement!;
      const ada = talker();
      connection.enter(ada);
      await rendered(room);

      room.remove();
      await rendered(room);
      const removed = audios(room).length;
      played = [];
      parent.append(room);
      await rendered(room);

      expect(removed).to.equal(0);
      expect(areSame(sources(room), [ada.streams[0].stream])).to.equal(true);
      expect(areSame(played, audios(room))).to.equal(true);
    });
  });

  describe("a wish of another for one's microphone or camera", () => {
    const question = (room: Element) => shadow(room, '[part=question]');
    const buttons = (room: Element) => [...question(room)!.querySelectorAll('button')];
    const switched = (connection: ReturnType<typeof fakeConnection>) =>
      connection.calls.filter(([method]) => method.startsWith('set'));

    async function asked(kind: 'audio' | 'video') {
      const connection = fakeConnection();
      const room = await roomOf(connection);
      const ada = person({ name: 'Ada <b>' });
      connection.enter(ada);
      const wish = () => connection.dispatchEvent(new events.RtcUnmuteAskedEvent({ participant: ada, kind }));
      wish();
      await rendered(room);
      return { connection, room, ada, wish };
    }

    it('is a question, announced, and switches nothing', async () => {
      const { connection, room } = await asked('audio');

      expect(shownText(question(room)!)).to.include('Ada <b> asks you to turn your microphone on.');
      expect(question(room)!.querySelector('b') === null).to.equal(true);
      await until(() => liveText(room)!.includes('asks you'), 'the announcement');
      expect(switched(connection)).to.be.empty;
      await expect(room).to.be.accessible();
    });

    for (const [kind, method] of [
      ['audio', 'setMicrophone'],
      ['video', 'setCamera'],
    ] as const) {
      it(`switches the ${kind} on when the person says yes`, async () => {
        const { connection, room } = await asked(kind);

        buttons(room)[0].click();
        await rendered(room);

        expect(switched(connection)).to.deep.equal([[method, true]]);
        expect(question(room) === null).to.equal(true);
      });
    }

    it('is not asked again by one who got a no, until the call is over', async () => {
      const { connection, room, ada, wish } = await asked('audio');

      buttons(room)[1].click();
      wish();
      await rendered(room);
      expect(question(room) === null).to.equal(true);
      connection.patch({ status: 'idle', participants: [] });
      await rendered(room);
      connection.enter(ada);
      wish();
      await rendered(room);

      expect(question(room) === null).to.equal(false);
      expect(switched(connection)).to.be.empty;
    });

    it('is over when the one who asked is gone', async () => {
      const { connection, room } = await asked('audio');

      connection.enter();
      await rendered(room);

      expect(question(room) === null).to.equal(true);
    });
  });

  it('does not disturb another room of the page', async () => {
    const [one, other] = [fakeConnection({ present: false }), fakeConnection({ present: true })];
    const page = await fixture(
      html`<div>
        <rtc-room id="one" room-id="a" .connection=${one}><rtc-join-button></rtc-join-button></rtc-room>
        <rtc-room id="other" room-id="b" .connection=${other}><rtc-join-button></rtc-join-button></rtc-room>
      </div>`,
    );
    const [first, second] = page.querySelectorAll('rtc-join-button');
    await rendered(first, second);

    const event = oneEvent(page, 'rtc-join-request');
    second.click();
    other.accept(person());
    await rendered(...page.querySelectorAll('rtc-room'), first, second);

    expect(((await event) as Event as HTMLElementEventMap['rtc-join-request']).roomId).to.equal('b');
    expect(one.calls).to.deep.equal([['connect']]);
    expect([...page.querySelectorAll('rtc-room')].map((room) => attributes(room, 'state', 'count'))).to.deep.equal([
      ['idle', '0'],
      ['connected', '2'],
    ]);
    expect(nativeButton(first).disabled).to.equal(true);
  });
});
