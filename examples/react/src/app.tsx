import { useState } from 'react';
import { Meeting } from './meeting';

export function App() {
  const [name, setName] = useState('Ada');
  const [isHere, setHere] = useState(true);

  return (
    <main>
      <h1>A room in React</h1>
      <label>
        Your name <input value={name} onChange={(event) => setName(event.target.value)} />
      </label>
      <button onClick={() => setHere(!isHere)}>{isHere ? 'Close the room' : 'Show the room'}</button>
      {isHere && <Meeting name={name} />}
    </main>
  );
}
