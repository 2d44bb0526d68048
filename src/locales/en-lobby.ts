/** What is said before a call: devices, preview, permissions. */
export const lobby = {
  microphone: 'Microphone',
  camera: 'Camera',
  speaker: 'Speaker',
  noMicrophone: 'No microphone found',
  noCamera: 'No camera found',
  noSpeaker: 'No speaker found',
  systemSpeaker: 'System default',
  noSpeakerChoice: 'In this browser the system chooses the speaker.',
  testSound: 'Play a test sound',
  micLevel: 'Microphone level',
  levelSilent: 'silent',
  levelQuiet: 'quiet',
  levelGood: 'good',
  levelLoud: 'loud',
  yourName: 'Your name',
  devices: 'Devices',
  preview: 'Your picture',
  checkDevices: 'Check camera and microphone',
  checkHint: 'See and hear whether everything works. Nobody sees or hears you before you join.',
  browserAsks: 'Your browser asks for camera and microphone: choose “Allow”. Nobody sees or hears you before you join.',
  joinAnyway: 'You can join without it.',
  waitingToJoin: 'Please wait: somebody will let you in.',
  unblockChromium:
    'Camera or microphone is blocked. Press the icon to the left of the address, allow both, and reload the page.',
  unblockFirefox:
    'Camera or microphone is blocked. Press the crossed-out symbol in the address bar, remove the block, and reload the page.',
  unblockSafari:
    'Camera or microphone is blocked. Open the settings for this website from the address bar (on an iPhone: the page menu), allow both, and reload the page.',
  unblockOther:
    'Camera or microphone is blocked. Allow both in the settings of your browser for this page, and reload it.',
} as const;
