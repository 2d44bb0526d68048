import { expect } from '@open-wc/testing';
import * as events from '../../src/connection/events.js';
import { RtcError } from '../../src/connection/rtc-error.js';

const error = new RtcError('timeout');
const participant = { userid: 'a' } as never;
const streamInfo = { id: 's' } as never;
const data = [1];
const state = { status: 'idle' } as never;

const samples: [events.RtcEvent, string, object][] = [
  [new events.RtcStateChangeEvent({ state, previous: state }), 'rtc-state-change', { state, previous: state }],
  [
    new events.RtcPresenceChangeEvent({ roomId: 'r', present: true, full: false, locked: true }),
    'rtc-presence-change',
    { roomId: 'r', present: true, full: false, locked: true },
  ],
  [new events.RtcOpenedEvent({ roomId: 'r' }), 'rtc-opened', { roomId: 'r' }],
  [new events.RtcJoinedEvent({ roomId: 'r' }), 'rtc-joined', { roomId: 'r' }],
  [new events.RtcLeftEvent(), 'rtc-left', {}],
  [new events.RtcClosedEvent(), 'rtc-closed', {}],
  [new events.RtcErrorEvent({ error }), 'rtc-error', { error }],
  [new events.RtcParticipantJoinedEvent({ participant }), 'rtc-participant-joined', { participant }],
  [new events.RtcParticipantLeftEvent({ participant }), 'rtc-participant-left', { participant }],
  [new events.RtcParticipantChangeEvent({ participant }), 'rtc-participant-change', { participant }],
  [new events.RtcStreamAddedEvent({ participant, streamInfo }), 'rtc-stream-added', { participant, streamInfo }],
  [new events.RtcStreamRemovedEvent({ participant, streamInfo }), 'rtc-stream-removed', { participant, streamInfo }],
  [new events.RtcMessageEvent({ from: 'a', data }), 'rtc-message', { from: 'a', data }],
  [new events.RtcUnmuteAskedEvent({ participant, kind: 'audio' }), 'rtc-unmute-asked', { participant, kind: 'audio' }],
  [new events.RtcKnockEvent({ participant }), 'rtc-knock', { participant }],
  [new events.RtcMuteAskedEvent({ participant }), 'rtc-mute-asked', { participant }],
  [new events.RtcReconnectingEvent({ silence: 0 }), 'rtc-reconnecting', {}],
  [new events.RtcReconnectedEvent(), 'rtc-reconnected', {}],
  [new events.RtcOpenRequestEvent({ roomId: 'r' }), 'rtc-open-request', { roomId: 'r' }],
  [new events.RtcJoinRequestEvent({ roomId: undefined }), 'rtc-join-request', { roomId: undefined }],
  [new events.RtcAutoplayBlockedEvent(), 'rtc-autoplay-blocked', {}],
];

describe('RtcEvent', () => {
  for (const [event, type, fields] of samples) {
    it(`${type} bubbles, is composed and carries its fields`, () => {
      expect(event).to.be.instanceOf(Event);
      expect(event.type).to.equal(type);
      expect(event.bubbles && event.composed).to.be.true;
      expect(event).to.include(fields);
      expect(event.cancelable).to.equal(type.endsWith('-request'));
    });

    it(`${type} has copies that can be fired elsewhere`, () => {
      const copy = event.clone();
      const target = new EventTarget();
      let heard: Event | undefined;
      target.addEventListener(type, (one) => (heard = one));

      new EventTarget().dispatchEvent(event);
      target.dispatchEvent(copy);

      expect(copy).not.to.equal(event);
      expect(copy.constructor).to.equal(event.constructor);
      expect(heard).to.equal(copy);
      expect(copy).to.include(fields);
      expect(copy.cancelable).to.equal(event.cancelable);
    });
  }

  it('leaves the shadow tree in which it was fired', () => {
    const host = document.createElement('div');
    const inner = document.createElement('p');
    host.attachShadow({ mode: 'open' }).append(inner);
    document.body.append(host);
    let heard: events.RtcJoinedEvent | undefined;
    document.body.addEventListener('rtc-joined', (event) => (heard = event as events.RtcJoinedEvent), { once: true });

    inner.dispatchEvent(new events.RtcJoinedEvent({ roomId: 'r' }));
    host.remove();

    expect(heard?.roomId).to.equal('r');
  });
});

describe('connectionEventTypes', () => {
  it('names every event of a connection, and no request', () => {
    const ofConnection = samples.map(([, type]) => type).filter((type) => !/request|autoplay/.test(type));

    expect(events.connectionEventTypes).to.have.members(ofConnection);
  });
});
