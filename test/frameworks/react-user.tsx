import 'rtc-elements/react';
import { RtcRoom } from 'rtc-elements';

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

/** As a page in plain HTML writes it. */
export const markup = (
  <rtc-room
    room-id="room"
    audio
    video="hd"
    frame-rate="30"
    max-participants="4"
    ice-servers='[{ "urls": "stun:example.org" }]'
    relay-only=""
    hotkeys=""
    no-hotkeys
    no-muted-hint=""
    confirm-leave
  >
    <rtc-video-tile participant="local" source="screen" no-name="" />
    <rtc-video-grid simulate="12" page="2" min-tile="200" page-size={6} />
    <rtc-control-bar hotkeys="mic:Control+d" />
  </rtc-room>
);

export const properties = [
  <rtc-room iceServers={[{ urls: 'stun:example.org' }]} frameRate={30} relayOnly />,
  <rtc-video-tile participant={new RtcRoom().participants[0]} />,
];

export const wrong = [
  // @ts-expect-error there is no such mode
  <rtc-join-button mode="never" />,
  // @ts-expect-error a room is named by a text
  <rtc-room room-id={1} />,
  // @ts-expect-error no number of pictures
  <rtc-room frame-rate="many" />,
  // @ts-expect-error a property is the number itself
  <rtc-room frameRate="30" />,
  // @ts-expect-error an attribute is a text
  <rtc-room ice-servers={[{ urls: 'stun:example.org' }]} />,
  // @ts-expect-error nobody is named by a number
  <rtc-video-tile participant={1} />,
  // @ts-expect-error in HTML it would be on
  <rtc-room no-hotkeys="false" />,
  // @ts-expect-error there is no such attribute
  <rtc-room roomsId="room" />,
  // @ts-expect-error there is no such tag
  <rtc-rooms />,
  // @ts-expect-error the event has no such field
  <rtc-room onrtc-joined={(event) => event.rooms} />,
  // @ts-expect-error methods are no props
  <rtc-room leave={() => Promise.resolve()} />,
];
