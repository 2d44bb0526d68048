import type { TrackKind } from '../connection/capture.js';
import type { ConnectionController } from '../connection/connection-controller.js';
import { permissionOf } from '../connection/devices.js';
import type { MediaStreamInfo } from '../connection/state.js';
import { recallDevice } from './choices.js';

const previews = new WeakMap<ConnectionController, Preview>();

/** The preview of a connection: one, however many elements show it, and whichever of them comes or goes. */
export function previewOf(connection: ConnectionController): Preview {
  const preview = previews.get(connection) ?? new Preview(connection);
  previews.set(connection, preview);
  return preview;
}

/**
 * Camera and microphone before a room is entered. They are those of the connection, so that the room goes on with them. By
 * itself it opens only what the person has allowed before, and never after having been in a room: whoever leaves must find
 * the light of the camera off.
 */
export class Preview {
  readonly #connection: ConnectionController;
  /** Called when something here has changed. */
  readonly #viewers = new Set<() => void>();
  #wasInside = false;
  /** Devices of last time are taken. */
  recalls = true;
  /** The browser asks the person, or is about to. */
  isAsking = false;

  constructor(connection: ConnectionController) {
    this.#connection = connection;
    connection.subscribe(() => (this.#wasInside ||= ['connected', 'reconnecting'].includes(connection.state.status)));
  }

  /** The own camera and microphone, once they have been asked for. */
  get info(): MediaStreamInfo | undefined {
    return this.#connection.state.local.streams.find(({ source }) => source === 'camera');
  }

  /** What a room would capture. */
  get kinds(): TrackKind[] {
    const { session } = this.#connection;
    return (['audio', 'video'] as const).filter((kind) => session[kind]);
  }

  get isInside(): boolean {
    return this.#connection.state.participants.length > 0;
  }

  /** Somebody shows the preview. */
  show(viewer: () => void): void {
    if (this.#viewers.has(viewer)) return;
    this.#viewers.add(viewer);
    void this.#startByItself();
  }

  /** The last one frees the devices, unless the room goes on with them. */
  hide(viewer: () => void): void {
    this.#viewers.delete(viewer);
    if (this.#viewers.size === 0 && !this.isInside && this.info) void this.#connection.leave();
  }

  /** Opens the devices; never rejects. */
  async start(): Promise<void> {
    if (this.recalls) await Promise.all(this.kinds.map((kind) => recallDevice(this.#connection, kind)));
    this.#setAsking(!(await this.#isAllowed()));
    // Everybody may have gone meanwhile.
    if (this.#viewers.size > 0) await this.#connection.startDevices();
    this.#setAsking(false);
  }

  async #startByItself(): Promise<void> {
    if (this.info || !(await this.#isAllowed())) return;
    if (!this.#wasInside && !this.isInside) await this.start();
  }

  /** Nothing would be asked. */
  async #isAllowed(): Promise<boolean> {
    const kinds = this.kinds.filter((kind) => kind === 'audio' || !this.#connection.cameraOff);
    const permissions = await Promise.all(kinds.map(permissionOf));
    return kinds.length > 0 && permissions.every((permission) => permission?.state === 'granted');
  }

  #setAsking(isAsking: boolean): void {
    this.isAsking = isAsking;
    for (const viewer of this.#viewers) viewer();
  }
}
