import 'rtc-elements/react';
import type { RtcRoom } from 'rtc-elements';

export const page = (
  <rtc-room
    socket-url="/"
    roomId="room"
    maxParticipants={4}
    audio
    className="mine"
    ref={(room: RtcRoom | null) => void room?.leave()}
    onrtc-joined={(event) => event.roomId.toUpperCase()}
    onrtc-error={({ error }) => error.code}
  >
    <rtc-join-button mode="auto" onrtc-join-request={(event) => event.preventDefault()}>
      Join
    </rtc-join-button>
    <rtc-video-grid min-tile={120} fit="contain" />
  </rtc-room>
);

export const wrong = [
  // @ts-expect-error there is no such mode
  <rtc-join-button mode="never" />,
  // @ts-expect-error a room is named by a text
  <rtc-room room-id={1} />,
  // @ts-expect-error there is no such attribute
  <rtc-room roomsId="room" />,
  // @ts-expect-error there is no such tag
  <rtc-rooms />,
  // @ts-expect-error the event has no such field
  <rtc-room onrtc-joined={(event) => event.rooms} />,
  // @ts-expect-error methods are no props
  <rtc-room leave={() => Promise.resolve()} />,
];
