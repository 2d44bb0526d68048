import { useRef, useState } from 'react';
import type { ConnectionState, RtcRoom } from 'rtc-elements';
import 'rtc-elements/react';
import 'rtc-elements/themes/soft.css';

const socketUrl = import.meta.env.VITE_SOCKET_URL ?? 'http://127.0.0.1:9001/';

export function Meeting({ name }: { name: string }) {
  const room = useRef<RtcRoom>(null);
  const [call, setCall] = useState<ConnectionState>();
  const isInside = call?.status === 'connected';
  const isHeard = call?.local.streams.some(({ audio }) => audio === 'on') ?? false;

  return (
    <>
      <p>{call?.participants.length ?? 0} in the room</p>
      <rtc-room
        ref={room}
        socketUrl={socketUrl}
        roomId="react"
        name={name}
        audio
        video
        onrtc-state-change={({ state }) => setCall(state)}
      >
        <p slot="error">{call?.error?.help}</p>
        <rtc-join-button mode="auto" />
        <rtc-video-grid />
        <button disabled={!isInside} onClick={() => room.current?.setMicrophone(!isHeard)}>
          {isHeard ? 'Be silent' : 'Be heard'}
        </button>
        <rtc-mic-button />
        <rtc-camera-button />
        <rtc-leave-button />
      </rtc-room>
    </>
  );
}
