import type { TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { t, type TextKey } from '../i18n/translate.js';
import { isCameraOn } from './call-state.js';
import { ControlButton, quietStyles } from './control-button.js';

/**
 * Takes the camera on the other side of a phone. Disabled, with the reason, while the camera is off and where there is only
 * one.
 *
 * @tag rtc-camera-flip-button
 * @slot - Words beside the icon; none by default.
 * @slot icon - In the place of the icon.
 * @csspart base - The native button.
 * @csspart icon - Around the icon.
 * @csspart label - Around the words.
 * @cssprop [--rtc-control-radius=999px] - Roundness of the buttons of a call.
 */
export class RtcCameraFlipButton extends ControlButton {
  static override styles = [...ControlButton.styles, quietStyles];

  /** Cameras that the browser tells of; it tells of all once it may use one. */
  @state() private cameras = 0;
  #listening: AbortController | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#listening = new AbortController();
    const devices = navigator.mediaDevices as MediaDevices | undefined;
    devices?.addEventListener('devicechange', () => void this.#count(), { signal: this.#listening.signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#listening?.abort();
  }

  override render(): TemplateResult {
    return this.renderControl('flip', t(this, 'flipCamera'));
  }

  protected override updated(): void {
    if (this.#isOn && this.cameras === 0) void this.#count();
  }

  protected override get obstacle(): TextKey | undefined {
    if (super.obstacle) return super.obstacle;
    if (!this.#isOn) return 'cameraIsOff';
    return this.cameras > 1 ? undefined : 'oneCamera';
  }

  protected override act(): Promise<unknown> | undefined {
    return this.consumer.connection?.flipCamera();
  }

  get #isOn(): boolean {
    return this.snapshot !== undefined && isCameraOn(this.snapshot);
  }

  async #count(): Promise<void> {
    // Without the list there is nothing to choose from.
    const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => []);
    this.cameras = devices?.filter(({ kind }) => kind === 'videoinput').length ?? 0;
  }
}
