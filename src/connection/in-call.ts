/** What only a running call needs, or one in trouble. */
export { captureOtherwise } from './capture-otherwise.js';
export { DataLine } from './data-line.js';
export { DeviceCare } from './device-care.js';
export { Doorkeeper } from './doorkeeper.js';
export { OwnVoice } from './own-voice.js';
export { PeerRepair } from './peer-repair.js';
export { reasonOfRefusal } from './refusal.js';
export { SpeakerCare } from './speaker.js';
export { WakeLock } from './wake-lock.js';
