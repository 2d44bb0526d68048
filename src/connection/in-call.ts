export { DeviceCare } from './device-care.js';
export { checkSpeaker } from './speaker.js';
export { WakeLock } from './wake-lock.js';
