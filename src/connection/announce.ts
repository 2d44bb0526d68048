import {
  RtcErrorEvent,
  RtcParticipantChangeEvent,
  RtcParticipantJoinedEvent,
  RtcParticipantLeftEvent,
  RtcReconnectedEvent,
  RtcReconnectingEvent,
  RtcStateChangeEvent,
  RtcStreamAddedEvent,
  RtcStreamRemovedEvent,
  type RtcEvent,
} from './events.js';
import type { ConnectionState, Participant } from './state.js';

/**
 * The events that tell how one snapshot became another, each thing that happened once.
 *
 * @param silence Milliseconds without a word of the server before its socket was given up.
 */
export function announcements(state: ConnectionState, previous: ConnectionState, silence = 0): RtcEvent[] {
  const events: RtcEvent[] = [new RtcStateChangeEvent({ state, previous })];
  if (state.error && state.error !== previous.error) events.push(new RtcErrorEvent({ error: state.error }));
  if (state.status === 'reconnecting' && previous.status !== 'reconnecting')
    events.push(new RtcReconnectingEvent({ silence }));
  if (state.status === 'connected' && previous.status === 'reconnecting') events.push(new RtcReconnectedEvent());
  const before = byId(previous);
  const now = byId(state);
  for (const [userid, participant] of before) {
    if (now.has(userid)) continue;
    for (const streamInfo of participant.streams) events.push(new RtcStreamRemovedEvent({ participant, streamInfo }));
    if (!participant.isLocal) events.push(new RtcParticipantLeftEvent({ participant }));
  }
  for (const [userid, participant] of now) events.push(...participantEvents(participant, before.get(userid)));
  return events;
}

function participantEvents(participant: Participant, before: Participant | undefined): RtcEvent[] {
  if (participant === before) return [];
  const events: RtcEvent[] = [];
  if (before) events.push(new RtcParticipantChangeEvent({ participant }));
  else if (!participant.isLocal) events.push(new RtcParticipantJoinedEvent({ participant }));
  const old = before?.streams ?? [];
  for (const streamInfo of old) {
    const stays = participant.streams.some(({ id }) => id === streamInfo.id);
    if (!stays) events.push(new RtcStreamRemovedEvent({ participant, streamInfo }));
  }
  for (const streamInfo of participant.streams) {
    const isNew = !old.some(({ id }) => id === streamInfo.id);
    if (isNew) events.push(new RtcStreamAddedEvent({ participant, streamInfo }));
  }
  return events;
}

function byId({ participants, local }: ConnectionState): Map<string, Participant> {
  // Outside of a room one is alone with one's own preview.
  const all = participants.length > 0 ? participants : [local];
  return new Map(all.map((participant) => [participant.userid, participant]));
}
