import type { ConnectionState } from '../connection/state.js';
import { isCameraOn, isInCall, isMicrophoneOn } from './call-state.js';
import { perform, type ActionName } from './room-actions.js';
import type { RoomHost } from './room-registry.js';

/** What the system's own controls can do, such as those of a headset or of a small window; not yet in every browser. */
const actions = {
  togglemicrophone: 'toggle-mic',
  togglecamera: 'toggle-camera',
  hangup: 'leave',
} as const satisfies Record<string, ActionName>;

/** Lends a call to the controls of the system: microphone, camera, and the way out. */
export class MediaSessionCare {
  readonly #room: RoomHost;
  #isActive = false;

  constructor(room: RoomHost) {
    this.#room = room;
  }

  /** @param isWanted is false when the room is gone; its call may go on without it. */
  update(state: ConnectionState, isWanted: boolean): void {
    const session = navigator.mediaSession as MediaSession | undefined;
    if (!session) return;
    const isActive = isWanted && isInCall(state);
    if (isActive !== this.#isActive) this.#activate(session, isActive);
    if (!this.#isActive) return;
    // Older browsers have no word for it.
    void (session as Partial<MediaSession>).setMicrophoneActive?.(isMicrophoneOn(state))?.catch(() => undefined);
    void (session as Partial<MediaSession>).setCameraActive?.(isCameraOn(state))?.catch(() => undefined);
  }

  #activate(session: MediaSession, isActive: boolean): void {
    this.#isActive = isActive;
    for (const [type, action] of Object.entries(actions)) {
      try {
        session.setActionHandler(type as MediaSessionAction, isActive ? () => void perform(action, this.#room) : null);
      } catch {
        // This browser has no such control.
      }
    }
  }
}
