/** What makes a call pleasant, and what it does without where this is not to be had. */
export { MediaSessionCare } from './media-session.js';
export { MutedSpeech } from './muted-speech.js';
