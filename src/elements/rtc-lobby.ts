import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { TrackKind } from '../connection/capture.js';
import type { ConnectionController } from '../connection/connection-controller.js';
import { limits } from '../connection/index.js';
import { RtcError, type RtcErrorCode } from '../connection/rtc-error.js';
import type { ConnectionState } from '../connection/state.js';
import { errorText, t } from '../i18n/translate.js';
import { isInCall } from './call-state.js';
import { readChoices, remember } from './choices.js';
import { handOn } from './hand-on.js';
import { icon } from './icons.js';
import { previewOf, type Preview } from './preview.js';
import { fieldStyles } from './field-styles.js';
import { RoomElement } from './room-element.js';
import { roomOf } from './room-registry.js';
import { buttonStyles, hostStyles } from './styles.js';
import { unblockText } from './unblock.js';

const switches = {
  audio: { name: 'microphone', off: 'muted', method: 'setMicrophone', icons: ['microphoneOff', 'microphone'] },
  video: { name: 'camera', off: 'cameraOff', method: 'setCamera', icons: ['cameraOff', 'camera'] },
} as const;

/**
 * What comes before a room: one's own picture, devices, name, microphone and camera on or off, and the way in. It works
 * without camera, permission and server, and is shown outside of the room only. The room goes on with the devices that are
 * open here. They are freed when the element goes, and never opened by themselves after a call.
 *
 * @tag rtc-lobby
 * @slot - The way in; a button that joins or opens by default.
 * @slot heading - Above the name and the way in.
 * @slot waiting - Shown instead while `waiting`, and while one has knocked.
 * @csspart base - Around everything.
 * @csspart preview - The box of the picture.
 * @csspart video - One's own picture.
 * @csspart message - What is to be known or done: a question of the browser's, a block, a camera that is off.
 * @csspart check - The button that opens camera and microphone.
 * @csspart switches - Around the switches.
 * @csspart mic - The switch of the microphone.
 * @csspart camera - The switch of the camera.
 * @csspart level - How loud the microphone is.
 * @csspart name - The field for the name.
 * @csspart devices - The devices, folded up.
 * @csspart enter - Around the way in.
 * @csspart waiting - Around what is shown while waiting.
 * @csspart cancel - The button that takes the knock back.
 */
export class RtcLobby extends RoomElement {
  static override styles = [
    hostStyles,
    buttonStyles,
    fieldStyles,
    css`
      :host {
        display: block;
        container-type: inline-size;
        inline-size: 100%;
        max-inline-size: 56rem;
        color: var(--_text);
        text-align: start;
      }
      :host([inside]) {
        display: none;
      }
      [part='base'] {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1rem;
        align-items: center;
      }
      @container (min-width: 36rem) {
        [part='base'] {
          grid-template-columns: 3fr 2fr;
        }
        [part='base'].alone {
          grid-template-columns: minmax(0, 24rem);
          justify-content: center;
        }
      }
      .side {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.75rem;
        min-inline-size: 0;
      }
      [part='preview'] {
        position: relative;
        display: grid;
        place-items: center;
        border: 1px solid var(--_border);
        aspect-ratio: 16 / 9;
        border-radius: var(--_radius);
        /* Not hidden: the box is to grow with a long message. */
        overflow: clip;
        background: #10141c;
        color: #eef1f6;
      }
      video {
        position: absolute;
        inset: 0;
        inline-size: 100%;
        block-size: 100%;
        object-fit: cover;
        /* As in a mirror: people look for themselves on that side. */
        scale: -1 1;
      }
      [part='message'] {
        display: grid;
        justify-items: center;
        gap: 0.75rem;
        max-inline-size: 30em;
        padding: 0.75rem 1rem 4rem;
        text-align: center;
      }
      .over [part='message'] {
        position: relative;
        align-self: start;
        margin: 0.5rem;
        padding: 0.5rem 0.75rem;
        border-radius: calc(var(--_radius) / 2);
        background: #10141cd9;
      }
      p {
        margin: 0;
      }
      [part='switches'] {
        position: absolute;
        inset-block-end: 0.5rem;
        inset-inline: 0;
        display: flex;
        justify-content: center;
        gap: 0.75rem;
      }
      [part='switches'] button {
        padding: 0.5em 0.75em;
        border-radius: var(--rtc-control-radius, 999px);
      }
      button[aria-pressed='false'] {
        --_accent: var(--_danger);
        background: var(--_danger);
        color: var(--_on-danger);
      }
      [part='enter'] {
        display: grid;
      }
      .level {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-items: center;
        gap: 0.5rem;
      }
      label {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.25rem;
        color: var(--_quiet);
        font-size: 0.875em;
      }
      input {
        font-size: 1rem;
      }
      [part='preview']:focus-visible {
        outline: 3px solid var(--rtc-focus, var(--_accent));
        outline-offset: 2px;
      }
      summary {
        min-block-size: 2.75rem;
        padding-block: 0.7rem;
        cursor: pointer;
      }
      details > div {
        display: grid;
        gap: 0.75rem;
        padding-block-end: 0.5rem;
      }
    `,
  ];

  readonly #changed = (): void => this.requestUpdate();
  #connection: ConnectionController | undefined;
  #preview: Preview | undefined;
  /** What had the focus before the update. */
  #focused: Element | null = null;
  /** Had the focus when it went out of sight. */
  #wasHeld = false;

  /** Nothing is taken from last time, and nothing kept for next time. */
  @property({ type: Boolean, attribute: 'no-remember' }) noRemember = false;
  /** Somebody decides whether one may come in: the slot of that name stands in the place of the way in. */
  @property({ type: Boolean, reflect: true }) waiting = false;
  /** Read-only: one is in the room, or on the way and does not wait to be let in; then nothing is shown. */
  @property({ type: Boolean, reflect: true }) inside = false;

  constructor() {
    super();
    // A tap on a button need not take the focus from the field.
    for (const type of ['rtc-join-request', 'rtc-open-request']) this.addEventListener(type, () => this.#keepName());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // Moved is not removed.
    queueMicrotask(() => {
      if (!this.isConnected) this.#follow(undefined);
    });
  }

  override render(): TemplateResult {
    const isKnocking = this.#isKnocking;
    const waits = this.waiting || isKnocking;
    const kinds = this.#preview?.kinds ?? [];
    return html`<div part="base" class=${kinds.length > 0 ? '' : 'alone'}>
      ${kinds.length > 0 ? this.#renderPreview(kinds) : nothing}
      <div class="side">
        <slot name="heading"></slot>
        <form @submit=${this.#submitted}>
          <label
            >${t(this, 'yourName')}<input
              part="name"
              autocomplete="name"
              maxlength=${limits.nameCharacters}
              .value=${this.#snapshot?.local.name ?? ''}
              @change=${this.#keepName}
          /></label>
        </form>
        ${kinds.length > 0 ? this.#renderDevices(kinds) : nothing}
        <div part="enter" ?hidden=${waits}>
          <slot
            ><rtc-join-button mode="auto" .connection=${this.consumer.connection ?? this.connection}></rtc-join-button
          ></slot>
        </div>
        <div part="waiting" role="status" ?hidden=${!waits}>
          <slot name="waiting">${waits ? t(this, isKnocking ? 'waitingForOwner' : 'waitingToJoin') : nothing}</slot>
          ${
            isKnocking
              ? html`<button type="button" part="cancel" class="quiet" @click=${this.#cancel}>
                  ${t(this, 'cancelKnock')}
                </button>`
              : nothing
          }
        </div>
      </div>
    </div>`;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.#follow(this.consumer.connection);
    const isInside = (this.#preview?.isInside ?? false) && !this.#isKnocking;
    if (isInside && !this.inside) this.#wasHeld = this.matches(':focus-within');
    this.inside = isInside;
    if (this.inside) this.#preview?.hide(this.#changed);
    else this.#preview?.show(this.#changed);
    this.#focused = this.shadowRoot!.activeElement;
  }

  /** Who had the focus here goes on in the call, or where it has become clear that there is none yet. */
  protected override updated(): void {
    // The button that opens the devices is gone then: people go on at what it has brought.
    if (!this.#wasHeld && this.#focused?.isConnected === false)
      this.renderRoot.querySelector<HTMLElement>('[part=preview]')?.focus();
    const isIn = this.#snapshot !== undefined && isInCall(this.#snapshot);
    if (!this.#wasHeld || (this.inside && !isIn)) return;
    this.#wasHeld = false;
    void handOn(this, roomOf(this.#connection));
  }

  protected override select(state: ConnectionState): ConnectionState {
    return state;
  }

  get #snapshot(): ConnectionState | undefined {
    return this.consumer.value as ConnectionState | undefined;
  }

  /** One waits at the door; who knocks from another room is not in the lobby. */
  get #isKnocking(): boolean {
    const snapshot = this.#snapshot;
    return snapshot !== undefined && snapshot.knocking && !isInCall(snapshot);
  }

  /** The preview begins anew, since one is still in the lobby. */
  readonly #cancel = (): void => {
    this.#wasHeld = true;
    this.#preview?.hide(this.#changed);
    void this.#connection?.leave();
  };

  /** Takes over what was chosen last time. What the page asks for goes before it. */
  #follow(connection: ConnectionController | undefined): void {
    if (connection === this.#connection) return;
    this.#preview?.hide(this.#changed);
    // The update may take the video out: it would play on in a call, and keep the lobby.
    const video = this.renderRoot?.querySelector('video');
    if (video) video.srcObject = null;
    this.#connection = connection;
    this.#preview = connection && previewOf(connection);
    if (!connection || !this.#preview) return;
    this.#preview.recalls = !this.noRemember;
    if (this.noRemember) return;
    const { name, muted, cameraOff } = readChoices();
    if (name && !connection.state.local.name) this.#setName(name);
    connection.muted ||= muted === true;
    connection.cameraOff ||= cameraOff === true;
  }

  #renderPreview(kinds: readonly TrackKind[]): TemplateResult {
    const info = this.#preview?.info;
    const isSeen = info?.video === 'on';
    const message = this.#renderMessage();
    return html`<div
      part="preview"
      class=${isSeen ? 'over' : ''}
      role="group"
      aria-label=${t(this, 'preview')}
      tabindex="-1"
    >
      <video
        part="video"
        aria-hidden="true"
        autoplay
        playsinline
        .muted=${true}
        .srcObject=${info?.stream ?? null}
        ?hidden=${!isSeen}
      ></video>
      <div part="message" role="status" ?hidden=${message === nothing}>${message}</div>
      <div part="switches">${kinds.map((kind) => this.#renderSwitch(kind))}</div>
    </div>`;
  }

  #renderMessage(): unknown {
    const info = this.#preview?.info;
    const code = info?.videoError ?? info?.audioError;
    if (this.#preview?.isAsking) return html`<p>${t(this, 'browserAsks')}</p>`;
    if (code) return html`<p>${this.#troubleText(code)}</p>`;
    if (info)
      return info.video === 'on' || !this.#preview?.kinds.includes('video')
        ? nothing
        : html`<p>${t(this, 'cameraIsOff')}</p>`;
    return html`<p>${t(this, 'checkHint')}</p>
      <button type="button" part="check" class="quiet" @click=${() => this.#preview?.start()}>
        ${t(this, 'checkDevices')}
      </button>`;
  }

  /** What is wrong and how to go on; one can join in any case. */
  #troubleText(code: RtcErrorCode): string {
    const text = code === 'media-denied' ? t(this, unblockText()) : errorText(this, new RtcError(code));
    return `${text} ${t(this, 'joinAnyway')}`;
  }

  #renderSwitch(kind: TrackKind): TemplateResult {
    const { name, icons } = switches[kind];
    const isOn = this.#isOn(kind);
    return html`<button
      type="button"
      part=${kind === 'audio' ? 'mic' : 'camera'}
      class="quiet"
      aria-label=${t(this, name)}
      aria-pressed=${isOn}
      @click=${() => this.#switch(kind)}
    >
      ${icon(icons[isOn ? 1 : 0])}
    </button>`;
  }

  #renderDevices(kinds: readonly TrackKind[]): TemplateResult {
    const { connection } = this.consumer;
    const select = (kind: string) =>
      html`<rtc-device-select
        kind=${kind}
        .connection=${connection}
        ?no-remember=${this.noRemember}
      ></rtc-device-select>`;
    return html`${
        kinds.includes('audio')
          ? html`<div class="level">
              ${icon(this.#isOn('audio') ? 'microphone' : 'microphoneOff')}<rtc-mic-level
                part="level"
                .connection=${connection}
              ></rtc-mic-level>
            </div>`
          : nothing
      }
      <details part="devices">
        <summary>${t(this, 'devices')}</summary>
        <div>${kinds.map((kind) => select(switches[kind].name))}${select('speaker')}</div>
      </details>`;
  }

  /** Open devices tell; before that it is what one wants to enter with. */
  #isOn(kind: TrackKind): boolean {
    const info = this.#preview?.info;
    return info ? info[kind] === 'on' : !this.#connection?.[switches[kind].off];
  }

  #switch(kind: TrackKind): void {
    const { off, method } = switches[kind];
    const isOn = !this.#isOn(kind);
    this.#connection![off] = !isOn;
    if (!this.noRemember) remember({ [off]: !isOn });
    // What goes wrong is in state.error and in the own stream.
    if (this.#preview!.info) this.#connection![method](isOn).catch(() => undefined);
    this.requestUpdate();
  }

  #setName(name: string): void {
    const connection = this.#connection!;
    if (name !== connection.state.local.name) connection.extra = { ...connection.extra, name };
  }

  readonly #keepName = (): void => {
    const field = this.renderRoot?.querySelector('input');
    if (!field || !this.#connection || field.value === this.#connection.state.local.name) return;
    this.#setName(field.value.trim());
    if (!this.noRemember) remember({ name: field.value.trim() });
  };

  /** Enter in the field goes in. */
  readonly #submitted = (event: Event): void => {
    event.preventDefault();
    this.#keepName();
    const slot = this.renderRoot.querySelector<HTMLSlotElement>('[part=enter] slot')!;
    const isWayIn = ({ localName }: Element) => ['rtc-join-button', 'rtc-open-button'].includes(localName);
    (slot.assignedElements({ flatten: true }).find(isWayIn) as HTMLElement | undefined)?.click();
  };
}
