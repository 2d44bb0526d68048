/** What only the meeting of a room without children says. */
export const meeting = {
  turnMicrophoneOff: 'Turn microphone off',
  turnCameraOff: 'Turn camera off',
  leave: 'Leave',
  controls: 'Call controls',
  lobbyReady: 'Ready to join?',
  lobbyOpen: 'The room is open.',
  lobbyAbsent: 'Nobody is here yet: open the room, and others can join you.',
} as const;
