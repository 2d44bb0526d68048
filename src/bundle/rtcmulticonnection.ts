/** `RTCMultiConnection` and `DetectRTC` for pages that load them with a script tag. */
import { DetectRTC } from '../compat/detect-rtc.js';
import { RTCMultiConnection } from '../compat/rtc-multi-connection.js';

const page = globalThis as typeof globalThis & Record<string, unknown>;
page.RTCMultiConnection = RTCMultiConnection;
// A page may have brought its own.
page.DetectRTC ??= DetectRTC;
DetectRTC.load();
