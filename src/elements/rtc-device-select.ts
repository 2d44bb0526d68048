import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { DeviceKind } from '../connection/connection-controller.js';
import { isSameDevice } from '../connection/devices.js';
import type { ConnectionState, MediaStreamInfo } from '../connection/state.js';
import { t, type TextKey } from '../i18n/translate.js';
import { listDevices, readChoices, recallDevice, remember, settleDevice } from './choices.js';
import { RtcDeviceRequestEvent } from './control-events.js';
import { icon } from './icons.js';
import { fieldStyles } from './field-styles.js';
import { RoomElement } from './room-element.js';
import { buttonStyles, hostStyles } from './styles.js';

const kinds: Readonly<Record<string, { device: DeviceKind; name: TextKey; missing: TextKey }>> = {
  microphone: { device: 'audio', name: 'microphone', missing: 'noMicrophone' },
  camera: { device: 'video', name: 'camera', missing: 'noCamera' },
  speaker: { device: 'speaker', name: 'speaker', missing: 'noSpeaker' },
};

/**
 * Chooses the microphone, the camera or the speaker, before a call and in it. Follows what is plugged in and out, and
 * remembers the choice in this browser. The names of devices appear once the browser may tell them.
 *
 * @tag rtc-device-select
 * @slot - The label; the name of the kind by default.
 * @csspart base - Around everything.
 * @csspart label - The label.
 * @csspart select - The native select.
 * @csspart test - The button that plays a sound (`kind="speaker"`).
 * @csspart reason - Why nothing can be chosen.
 * @fires {RtcDeviceRequestEvent} rtc-device-request - Cancelable, before another device is taken.
 */
export class RtcDeviceSelect extends RoomElement {
  static override shadowRootOptions: ShadowRootInit = { ...RoomElement.shadowRootOptions, delegatesFocus: true };

  static override styles = [
    hostStyles,
    buttonStyles,
    fieldStyles,
    css`
      :host {
        display: block;
        color: var(--_text);
        text-align: start;
      }
      [part='base'] {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        row-gap: 0.25rem;
      }
      [part='label'],
      [part='reason'] {
        grid-column: 1 / -1;
        color: var(--_quiet);
        font-size: 0.875em;
      }
      button {
        margin-inline-start: 0.5rem;
        padding-inline: 0.75em;
      }
    `,
  ];

  #listening: AbortController | undefined;
  #seen: MediaStreamInfo | undefined;
  /** Chosen while there is no track that would tell. */
  #chosen = '';
  #looks = 0;

  @state() private devices: readonly MediaDeviceInfo[] | undefined;
  /** On its way. */
  @state() private pending: string | undefined;
  @state() private isPlaying = false;

  /** What is chosen. */
  @property() kind: 'microphone' | 'camera' | 'speaker' = 'microphone';
  /** Forgets the choice with the page. */
  @property({ type: Boolean, attribute: 'no-remember' }) noRemember = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#listening = new AbortController();
    const devices = navigator.mediaDevices as MediaDevices | undefined;
    devices?.addEventListener?.('devicechange', () => void this.#look(), { signal: this.#listening.signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#listening?.abort();
  }

  override render(): TemplateResult {
    const { name, missing } = this.#facts;
    const reason = this.#obstacle;
    const options = this.#options;
    return html`<div part="base">
      <label part="label" for="select"><slot>${t(this, name)}</slot></label>
      <select
        id="select"
        part="select"
        ?disabled=${reason !== undefined || options.length === 0}
        aria-describedby=${reason ? 'reason' : nothing}
        aria-busy=${this.pending !== undefined}
        @change=${this.#choose}
      >
        ${options.map(({ id, label }) => html`<option value=${id}>${label}</option>`)}
        ${options.length === 0 ? html`<option value="">${this.devices ? t(this, missing) : '…'}</option>` : nothing}
      </select>
      ${this.kind === 'speaker' ? this.#renderTest() : nothing}
      <span part="reason" id="reason" ?hidden=${!reason}>${reason ? t(this, reason) : nothing}</span>
    </div>`;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    // With permission for a device come the names.
    const info = this.#snapshot?.local.streams.find(({ source }) => source === 'camera');
    const isNew = changed.has('kind') || info !== this.#seen || this.devices === undefined;
    this.#seen = info;
    if (isNew && this.consumer.connection) void this.#look();
  }

  protected override updated(): void {
    const select = this.renderRoot.querySelector('select')!;
    select.value = this.pending ?? this.#current;
    // Of a device that is not in the list nothing is said.
    if (select.selectedIndex < 0) select.selectedIndex = 0;
  }

  protected override select(state: ConnectionState): ConnectionState {
    return state;
  }

  get #facts(): (typeof kinds)[string] {
    return kinds[this.kind] ?? kinds.microphone;
  }

  get #snapshot(): ConnectionState | undefined {
    return this.consumer.value as ConnectionState | undefined;
  }

  get #obstacle(): TextKey | undefined {
    if (!this.consumer.connection) return 'noRoom';
    return this.kind === 'speaker' && !('setSinkId' in HTMLMediaElement.prototype) ? 'noSpeakerChoice' : undefined;
  }

  get #options(): { id: string; label: string }[] {
    const { name } = this.#facts;
    const found = (this.devices ?? []).map(({ deviceId, label }, index) => ({
      id: deviceId,
      label: label || `${t(this, name)} ${index + 1}`,
    }));
    if (this.kind !== 'speaker') return found;
    return [{ id: '', label: t(this, 'systemSpeaker') }, ...found.filter(({ id }) => id)];
  }

  /** The device that is used, or will be. */
  get #current(): string {
    const { device } = this.#facts;
    if (device === 'speaker') return this.#snapshot?.speaker ?? '';
    const [track] = this.#seen?.stream.getTracks().filter(({ kind }) => kind === device) ?? [];
    const settings = track?.getSettings();
    const used = settings && this.devices?.find((one) => isSameDevice(one, settings));
    return used?.deviceId ?? this.#chosen;
  }

  #renderTest(): TemplateResult {
    return html`<button
      part="test"
      type="button"
      class="quiet"
      aria-disabled=${this.isPlaying}
      aria-label=${t(this, 'testSound')}
      title=${t(this, 'testSound')}
      @click=${this.#test}
    >
      ${icon('sound')}
    </button>`;
  }

  async #look(): Promise<void> {
    const look = ++this.#looks;
    const { device } = this.#facts;
    const { connection } = this.consumer;
    const devices = await listDevices(device);
    if (look !== this.#looks) return;
    this.devices = devices;
    if (!connection || this.noRemember || this.#obstacle) return;
    await recallDevice(connection, device);
    this.#chosen ||= readChoices()[device] ?? '';
    this.requestUpdate();
  }

  readonly #choose = async ({ target }: Event): Promise<void> => {
    const { connection } = this.consumer;
    const { device: kind } = this.#facts;
    const deviceId = (target as HTMLSelectElement).value;
    const isWanted = connection && this.dispatchEvent(new RtcDeviceRequestEvent({ kind, deviceId }));
    if (!isWanted) return this.requestUpdate();
    this.pending = deviceId;
    settleDevice(connection, kind);
    try {
      await connection.setDevice(kind, deviceId);
      this.#chosen = deviceId;
      if (!this.noRemember) remember({ [kind]: deviceId });
    } catch {
      // In state.error, shown and announced; the device stays that was there.
    } finally {
      this.pending = undefined;
    }
  };

  readonly #test = async (): Promise<void> => {
    if (this.isPlaying) return;
    this.isPlaying = true;
    try {
      const { playTestTone } = await import('./test-tone.js');
      await playTestTone(this.#snapshot?.speaker ?? '');
    } catch {
      // Nothing is heard, which is what the person finds out.
    } finally {
      this.isPlaying = false;
    }
  };
}
