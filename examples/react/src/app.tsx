import { useState } from 'react';
import 'rtc-elements/react';
import 'rtc-elements/themes/soft.css';

export function App() {
  const [count, setCount] = useState(0);
  const [error, setError] = useState('');

  return (
    <main>
      <h1>A room in React</h1>
      <p>{error || `${count} in the room`}</p>
      <rtc-room
        socketUrl="http://127.0.0.1:9001/"
        roomId="react"
        name="Ada"
        audio
        video
        onrtc-state-change={({ state }) => setCount(state.participants.length)}
        onrtc-error={({ error }) => setError(error.help)}
      >
        <rtc-join-button mode="auto" />
        <rtc-video-grid />
        <rtc-mic-button />
        <rtc-camera-button />
        <rtc-leave-button />
      </rtc-room>
    </main>
  );
}
