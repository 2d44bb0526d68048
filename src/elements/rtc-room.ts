import { css, html, LitElement, nothing, type CSSResult, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import {
  ConnectionController,
  type DeviceKind,
  type EnterOptions,
  type PresenceCallback,
  type Room,
  type RoomCallback,
  type RoomPresence,
} from '../connection/connection-controller.js';
import { connectionEventTypes, RtcAutoplayBlockedEvent, type RtcEvent } from '../connection/events.js';
import type { TrackKind } from '../connection/capture.js';
import type { RtcError } from '../connection/rtc-error.js';
import type { ConnectionState, ConnectionStatus, Participant } from '../connection/state.js';
import { errorText, t } from '../i18n/translate.js';
import type { PresenceFacts, Session } from '../connection/index.js';
import { AudioSink } from './audio-sink.js';
import { answerContext } from './context.js';
import { withStates } from './with-states.js';
import type { RoomNotices } from './room-notices.js';
import { roomIdFromURL } from './room-param.js';
import { addRoom, removeRoom, roomsChanged } from './room-registry.js';
import { hostStyles } from './styles.js';

/** Lines of a picture, by the word for it. */
const heights = { sd: 360, hd: 720, 'full-hd': 1080 };
type Wishes = Partial<Record<TrackKind, MediaTrackConstraints>>;

/** Most of what has happened that waits to be told. */
const maxUnsaid = 50;
/** Properties that the room hands to its connection as they are. */
const sameProperties = ['muted', 'cameraOff', 'token', 'knock', 'password', 'iceServers', 'relayOnly'] as const;
/** How often the part that tells it is asked for. */
const maxTries = 3;

/**
 * A live room. What stands inside of it, or names it by `for`, shares its connection; without children it is a whole
 * meeting by itself. Plays the sound of the others, and tells screen readers what happens.
 *
 * @tag rtc-room
 * @attr {string} id - What controls outside of the room name in `for`.
 * @attr {boolean} no-hotkeys - Switches the keys of its controls off.
 * @attr {boolean} no-muted-hint - Does not listen for somebody who speaks with the microphone off.
 * @attr {string} hotkeys - Keys for the controls of a room without children; see `<rtc-control-bar>`.
 * @attr {boolean} confirm-leave - The leave button of a room without children asks first; its owner may then end the room
 *   for all.
 * @slot - Controls, grid and whatever else the page wants; a whole meeting by default.
 * @slot lobby - Shown while one is not in the room.
 * @slot ended - Shown when the owner has closed the room.
 * @slot error - Shown while there is an error; its text by default.
 * @csspart base - Around everything.
 * @csspart error - The bar that tells an error.
 * @csspart hint - The bar that tells of a question of the browser's that waits for an answer.
 * @csspart reconnecting - The bar that tells that the server, or everybody, is lost for now.
 * @csspart retry - The button in the error bar that opens camera and microphone again.
 * @csspart muted-hint - The bar that tells somebody who speaks that the microphone is off.
 * @csspart waiting - The bar that tells that one waits to be let in.
 * @csspart knock - The bar that tells who wants to be let in.
 * @csspart question - The bar that asks for a microphone or camera that somebody else wants on.
 * @csspart sound-prompt - The button that turns on the sound where the browser has blocked it.
 * @cssprop [--rtc-accent] - Colour of the main buttons.
 * @cssprop [--rtc-on-accent] - Text on it.
 * @cssprop [--rtc-danger] - Colour of what ends or is off.
 * @cssprop [--rtc-on-danger] - Text on it.
 * @cssprop [--rtc-background] - Behind the meeting.
 * @cssprop [--rtc-surface] - Behind panels and quiet buttons.
 * @cssprop [--rtc-text] - Text.
 * @cssprop [--rtc-text-quiet] - Less important text.
 * @cssprop [--rtc-border] - Lines.
 * @cssprop [--rtc-radius=0.75rem] - Roundness.
 * @cssprop [--rtc-gap=0.5rem] - Between parts.
 * @cssprop [--rtc-font] - Typeface.
 * @cssprop [--rtc-font-size] - Size of the text; by default that of what is around.
 * @cssprop [--rtc-control-size=2.75rem] - Least height and width of a button.
 * @cssprop [--rtc-focus] - Colour of the focus ring; the accent by default.
 * @fires {RtcStateChangeEvent} rtc-state-change - The snapshot has changed.
 * @fires {RtcPresenceChangeEvent} rtc-presence-change - A room has come, gone, filled up or been locked.
 * @fires {RtcOpenedEvent} rtc-opened - One has opened the room.
 * @fires {RtcJoinedEvent} rtc-joined - One has joined the room.
 * @fires {RtcLeftEvent} rtc-left - One has left the room.
 * @fires {RtcClosedEvent} rtc-closed - The owner has closed the room.
 * @fires {RtcErrorEvent} rtc-error - Something went wrong.
 * @fires {RtcParticipantJoinedEvent} rtc-participant-joined - Somebody has come.
 * @fires {RtcParticipantLeftEvent} rtc-participant-left - Somebody has gone.
 * @fires {RtcParticipantChangeEvent} rtc-participant-change - Somebody's name, streams or connection have changed.
 * @fires {RtcStreamAddedEvent} rtc-stream-added - A stream has come.
 * @fires {RtcStreamRemovedEvent} rtc-stream-removed - A stream has gone.
 * @fires {RtcMessageEvent} rtc-message - Data from another person.
 * @fires {RtcUnmuteAskedEvent} rtc-unmute-asked - Somebody wants one's microphone or camera on.
 * @fires {RtcMutedSpeechEvent} rtc-muted-speech - Cancelable: one speaks with the microphone off.
 * @fires {RtcKnockEvent} rtc-knock - Somebody wants to be let into one's own room.
 * @fires {RtcMuteAskedEvent} rtc-mute-asked - The owner wants one's microphone off.
 * @fires {RtcReconnectingEvent} rtc-reconnecting - The socket is gone; the calls go on.
 * @fires {RtcReconnectedEvent} rtc-reconnected - The socket is back.
 * @fires {RtcAutoplayBlockedEvent} rtc-autoplay-blocked - The browser keeps the sound off.
 */
export class RtcRoom extends LitElement {
  static override styles = [
    hostStyles,
    css`
      :host {
        display: block;
        color: var(--_text);
      }
      .meeting {
        position: relative;
        display: grid;
        grid-template: minmax(0, 1fr) / minmax(0, 1fr);
        block-size: 100%;
        min-block-size: 24rem;
        padding: var(--_gap);
        border-radius: var(--_radius);
        background: var(--_background);
      }
      .meeting rtc-video-grid {
        block-size: 100%;
        aspect-ratio: auto;
      }
      audio {
        display: none;
      }
    `,
  ];

  /** @internal Registers what a room without children shows around its button and its grid; only such a room needs it. */
  static loadMeeting: (() => Promise<unknown>) | undefined;

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'id'];
  }

  #connection = new ConnectionController();
  /** Which connection has been given the attributes, all of them. */
  #applied: ConnectionController | undefined;
  /** The connection was given by the page, which then also ends it. */
  #foreign = false;
  #following: AbortController | undefined;
  #unwatch: (() => void) | undefined;
  #watchedId = '';
  #roomIdFromURL: string | undefined;
  /** What the attributes have asked of the camera; beside it the page asks for what it wants. */
  readonly #asked: MediaTrackConstraints = {};
  #started = false;
  #notices: RoomNotices | undefined;
  #isLoading = false;
  #tries = 0;
  /** What happened before it could be told. */
  readonly #unsaid: ((notices: RoomNotices) => void)[] = [];

  /** @internal Plays the others; for what shows whether it may. */
  readonly sink = new AudioSink(this, () => this.dispatchEvent(new RtcAutoplayBlockedEvent()));

  @state() private snapshot: ConnectionState = this.#connection.state;
  @state() private presence: PresenceFacts | undefined;
  /** The page has put nothing inside: the room is a meeting by itself. */
  @state() private childless = false;

  /** Address of the signaling server. */
  @property({ attribute: 'socket-url' }) socketUrl = '/';
  /** The room to open or to join. */
  @property({ attribute: 'room-id' }) roomId = '';
  /** Query parameter of the page that names the room; where it is missing, a random id is written into the URL. */
  @property({ attribute: 'room-param' }) roomParam = '';
  /** One's own name, shown to the others. */
  @property() name = '';
  /** Captures the microphone when entering. Without `audio` and `video` one only receives. */
  @property({ type: Boolean }) audio = false;
  /** Captures the camera when entering; a word asks for a size: `sd` (360 lines), `hd` (720) or `full-hd` (1080). */
  @property({ converter: (value) => value !== null && (value || true) }) video: boolean | string = false;
  /** Pictures a second that are asked of the camera; 0: the browser's choice. */
  @property({ type: Number, attribute: 'frame-rate' }) frameRate = 0;
  /** Leaves in the echo of the loudspeaker. */
  @property({ type: Boolean, attribute: 'no-echo-cancellation' }) noEchoCancellation = false;
  /** Leaves in noises, for music. */
  @property({ type: Boolean, attribute: 'no-noise-suppression' }) noNoiseSuppression = false;
  /** Leaves the loudness as it is. */
  @property({ type: Boolean, attribute: 'no-auto-gain-control' }) noAutoGainControl = false;
  /** Enters with the microphone silent. */
  @property({ type: Boolean }) muted = false;
  /** Enters with the camera off. */
  @property({ type: Boolean, attribute: 'camera-off' }) cameraOff = false;
  /** Opens data channels, for `send`. */
  @property({ type: Boolean }) data = false;
  /** Enters by itself: `open`, `join` or `open-or-join`. */
  @property() auto: '' | 'open' | 'join' | 'open-or-join' = '';
  /** Others come into the room that one opens only when its owner lets them in. */
  @property({ type: Boolean }) knock = false;
  /** Password of the room that one opens or joins. */
  @property() password = '';
  /** Capacity of the room that one opens, oneself included; 0: the server's limit. */
  @property({ type: Number, attribute: 'max-participants' }) maxParticipants = 0;
  /** STUN and TURN servers, as JSON of `RTCIceServer[]`; by default those that the server names. */
  @property({ type: Array, attribute: 'ice-servers' }) iceServers: RTCIceServer[] | undefined;
  /** Uses only TURN relays, so that others do not see one's address. */
  @property({ type: Boolean, attribute: 'relay-only' }) relayOnly = false;
  /** Lets the screen go dark during a call with a picture. */
  @property({ type: Boolean, attribute: 'no-wake-lock' }) noWakeLock = false;
  /** A word that the server's host asks for, such as a JWT. */
  @property() token = '';
  /** Plays a short sound when somebody comes or goes. */
  @property({ type: Boolean }) sounds = false;
  /** Writes what changes to the console. */
  @property({ type: Boolean }) debug = false;

  /** Read-only: status of the signaling, see `ConnectionStatus`. */
  @property({ reflect: true }) state: ConnectionStatus = 'idle';
  /** Read-only: one owns the room. */
  @property({ type: Boolean, reflect: true }) owner = false;
  /** Read-only: the own microphone is on. */
  @property({ type: Boolean, reflect: true }) mic = false;
  /** Read-only: the own camera is on. */
  @property({ type: Boolean, reflect: true }) camera = false;
  /** Read-only: the own screen is shared. */
  @property({ type: Boolean, reflect: true }) screen = false;
  /** Read-only: people in the room, oneself included. */
  @property({ type: Number, reflect: true }) count = 0;
  /** Read-only: the room exists. */
  @property({ type: Boolean, reflect: true }) present = false;
  /** Read-only: what last went wrong; the attribute is its code. */
  @property({ reflect: true, converter: { toAttribute: (error?: RtcError) => error?.code ?? null } })
  error: RtcError | undefined;

  /** The connection that all controls of this room share. May be replaced before first use. */
  get connection(): ConnectionController {
    return this.#connection;
  }

  set connection(connection: ConnectionController) {
    // Frameworks set a property to nothing whose value they do not have.
    if (!connection || connection === this.#connection) return;
    if (!this.#foreign) this.#connection.dispose();
    this.#unfollow();
    this.#connection = connection;
    this.#foreign = true;
    if (this.isConnected) {
      this.#apply();
      this.#follow();
    }
    roomsChanged();
    this.requestUpdate();
  }

  /** Everybody in the room, oneself first. */
  get participants(): readonly Participant[] {
    return this.#connection.state.participants;
  }

  constructor() {
    super();
    // Set on the element before it was upgraded: it hides the accessor.
    const { connection } = this;
    delete (this as Partial<this>).connection;
    this.connection = connection;
    answerContext(this);
    void withStates(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.#applied !== this.#connection) this.#apply();
    this.#applied = this.#connection;
    if (!this.#following) this.#follow();
    // What the page sets from now on is a change, also before the first picture.
    if (!this.hasUpdated) this.performUpdate();
    addRoom(this);
    document.addEventListener('visibilitychange', this.#visibilityChanged);
    addEventListener('pageshow', this.#pageShown);
    this.#whenParsed(() => this.#parsed());
    void this.#loadNotices();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeRoom(this);
    document.removeEventListener('visibilitychange', this.#visibilityChanged);
    removeEventListener('pageshow', this.#pageShown);
    // Moved is not removed: a room that is on the page again in a microtask keeps its call.
    queueMicrotask(() => {
      if (!this.isConnected) this.#free();
    });
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    if (name === 'id' && old !== value && this.isConnected) roomsChanged();
  }

  /** Opens the room; see `ConnectionController.open`. */
  open(id: string | undefined, callback: RoomCallback): undefined;
  open(id?: string, options?: EnterOptions): Promise<Room>;
  open(...values: [string?, (EnterOptions | RoomCallback)?]): Promise<Room> | undefined {
    this.#settle();
    return this.#connection.open(...(values as Parameters<ConnectionController['open']>));
  }

  /** Joins the room; see `ConnectionController.join`. */
  join(id: string | undefined, callback: RoomCallback): undefined;
  join(id?: string, options?: EnterOptions): Promise<Room>;
  join(...values: [string?, (EnterOptions | RoomCallback)?]): Promise<Room> | undefined {
    this.#settle();
    return this.#connection.join(...(values as Parameters<ConnectionController['join']>));
  }

  /** Joins the room, or opens it when there is none. */
  openOrJoin(id: string | undefined, callback: RoomCallback): undefined;
  openOrJoin(id?: string, options?: EnterOptions): Promise<Room>;
  openOrJoin(...values: [string?, (EnterOptions | RoomCallback)?]): Promise<Room> | undefined {
    this.#settle();
    return this.#connection.openOrJoin(...(values as Parameters<ConnectionController['openOrJoin']>));
  }

  /** Asks the server whether a room exists. */
  checkPresence(id: string | undefined, callback: PresenceCallback): undefined;
  checkPresence(id?: string): Promise<RoomPresence>;
  checkPresence(...values: [string?, PresenceCallback?]): Promise<RoomPresence> | undefined {
    this.#settle();
    return this.#connection.checkPresence(...(values as Parameters<ConnectionController['checkPresence']>));
  }

  /** Leaves the room. */
  leave(): Promise<void> {
    return this.#connection.leave();
  }

  /** Ends the room for all; only its owner may. */
  close(): Promise<void> {
    return this.#connection.close();
  }

  setMicrophone(on: boolean): Promise<void> {
    return this.#connection.setMicrophone(on);
  }

  setCamera(on: boolean): Promise<void> {
    return this.#connection.setCamera(on);
  }

  startScreen(): Promise<void> {
    return this.#connection.startScreen();
  }

  stopScreen(): void {
    this.#connection.stopScreen();
  }

  /** Takes another microphone (`audio`), camera (`video`) or `speaker`. */
  setDevice(kind: DeviceKind, deviceId: string): Promise<void> {
    return this.#connection.setDevice(kind, deviceId);
  }

  /** Takes the camera on the other side of a phone. */
  flipCamera(): Promise<void> {
    return this.#connection.flipCamera();
  }

  /** Sends anything that JSON can say to all, or to one; needs `data`. */
  send(data: unknown, to?: string): void {
    this.#connection.send(data, to);
  }

  getPublicRooms(identifier: string): Promise<unknown[]> {
    return this.#connection.getPublicRooms(identifier);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.hasUpdated) this.#apply(changed);
    const { status, isOwner, local, participants, error } = this.snapshot;
    const own = (source: string) => local.streams.find((info) => info.source === source);
    this.state = status;
    this.owner = isOwner;
    this.mic = own('camera')?.audio === 'on';
    this.camera = own('camera')?.video === 'on';
    this.screen = own('screen') !== undefined;
    this.count = participants.length;
    this.present = this.presence?.present ?? false;
    this.error = error;
  }

  override render(): TemplateResult {
    const { status, participants, error, knocking } = this.snapshot;
    const inside = participants.length > 0 && !(knocking && status === 'connecting');
    const meeting = this.childless;
    const before = !inside && status !== 'closed';
    return html`<div part="base" class=${meeting ? 'meeting' : ''} @slotchange=${this.#countChildren}>
      <slot></slot>
      ${meeting && inside ? this.#renderMeeting('stage', html`<rtc-video-grid .room=${this}></rtc-video-grid>`) : nothing}
      <div ?hidden=${!before || (!meeting && !this.#fills('lobby'))}>
        <slot name="lobby">${meeting && before ? this.#renderMeeting('lobby', this.#renderEnter()) : nothing}</slot>
      </div>
      <div ?hidden=${status !== 'closed' || (!meeting && !this.#fills('ended'))}>
        <slot name="ended"
          >${meeting && status === 'closed' ? this.#renderMeeting('ended', this.#renderEnter()) : nothing}</slot
        >
      </div>
      <div class="bars">
        <div ?hidden=${!error || (status === 'closed' && (meeting || this.#fills('ended')))}>
          <slot name="error"
            ><div class="error" part="error" role=${this.#notices ? nothing : 'alert'}>
              ${error && (this.#notices?.renderError(error) ?? errorText(this, error))}
            </div></slot
          >
        </div>
        ${this.#notices?.render()}
      </div>
    </div>`;
  }

  /** The private element around a part of the meeting; without it the part stands there alone. */
  #renderMeeting(view: string, content: TemplateResult): TemplateResult {
    return html`<rtc-meeting view=${view} .room=${this} .snapshot=${[this.snapshot, this.presence]}
      >${content}</rtc-meeting
    >`;
  }

  #renderEnter(): TemplateResult {
    const label = this.snapshot.status === 'closed' ? 'rejoin' : this.present ? 'joinRoom' : 'openRoom';
    return html`<rtc-join-button .room=${this} mode="auto">${t(this, label)}</rtc-join-button>`;
  }

  /** Brings the attributes to the connection; only what changed, so that a page may also set the connection itself. */
  #apply(changed?: PropertyValues<this>): void {
    const connection = this.#connection;
    // Holds something else than the default: nothing, or nothing new.
    const has = (name: keyof RtcRoom) => (changed ? changed.has(name) : this[name]);
    if (changed ? changed.has('socketUrl') : this.socketUrl !== '/') connection.socketURL = this.socketUrl;
    if (has('roomId') || has('roomParam')) connection.sessionid = this.#effectiveRoomId();
    // The engine's own default is to capture both; in markup nothing is captured that is not named.
    if ((!changed && !this.#foreign) || has('audio') || has('video') || has('data'))
      connection.session = this.#session();
    const { audio, video } = connection.mediaConstraints as Wishes;
    const camera = { ...video };
    const ask = (name: 'width' | 'height' | 'frameRate', ideal: number) => {
      if (ideal) camera[name] = this.#asked[name] = { ideal };
      else if (camera[name] === this.#asked[name]) delete camera[name];
    };
    if (has('frameRate')) ask('frameRate', this.frameRate);
    if (has('video')) {
      const lines = heights[this.video as 'hd'];
      ask('width', (lines * 16) / 9);
      ask('height', lines);
    }
    connection.mediaConstraints = {
      audio: {
        ...audio,
        ...(has('noEchoCancellation') && { echoCancellation: !this.noEchoCancellation }),
        ...(has('noNoiseSuppression') && { noiseSuppression: !this.noNoiseSuppression }),
        ...(has('noAutoGainControl') && { autoGainControl: !this.noAutoGainControl }),
      },
      video: camera,
    };
    if (has('name') && connection.extra.name !== this.name) connection.extra = { ...connection.extra, name: this.name };
    if (has('noWakeLock')) connection.wakeLock = !this.noWakeLock;
    for (const name of sameProperties) if (has(name)) Object.assign(connection, { [name]: this[name] });
    if (has('maxParticipants')) connection.maxParticipantsAllowed = this.maxParticipants || 1000;
    this.#watchPresence();
    if (changed?.has('roomId') || changed?.has('roomParam')) roomsChanged();
  }

  /** What the page has just set counts for what it asks next; what people have chosen since then stays. */
  #settle(): void {
    if (this.hasUpdated) this.performUpdate();
    else this.#apply();
  }

  #session(): Session {
    const { audio, video, data } = this;
    return { ...this.#connection.session, audio, video: !!video, data };
  }

  #effectiveRoomId(): string {
    if (this.roomId || !this.roomParam) return this.roomId;
    return (this.#roomIdFromURL ??= roomIdFromURL(this.roomParam));
  }

  #follow(): void {
    this.#following = new AbortController();
    const { signal } = this.#following;
    const connection = this.#connection;
    for (const type of connectionEventTypes) {
      connection.addEventListener(type, (event) => this.#forward(event), { signal });
    }
    const stop = connection.subscribe(() => this.#read());
    signal.addEventListener('abort', stop);
    this.#read();
    this.#watchPresence();
    this.#connectEarly();
  }

  #unfollow(): void {
    this.#following?.abort();
    this.#following = undefined;
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.#watchedId = '';
    this.presence = undefined;
  }

  /** The socket is there before anybody clicks. */
  #connectEarly(): void {
    try {
      this.#connection.connect();
    } catch (error) {
      // A wrong address is told when somebody wants in; the page goes on.
      console.warn(error);
    }
  }

  #free(): void {
    this.#unfollow();
    this.#started = false;
    if (!this.#foreign) this.#connection.dispose();
    this.snapshot = this.#connection.state;
    this.#notices?.reset();
    this.#unsaid.length = 0;
    // A connection of the page's own may go on; the sound in an element that is gone does not.
    this.sink.follow([]);
  }

  #read(): void {
    const previous = this.snapshot;
    this.snapshot = this.#connection.state;
    const { snapshot } = this;
    this.#tell((notices) => notices.stateChanged(snapshot, previous));
    this.sink.follow(this.snapshot.participants, this.snapshot.speaker);
  }

  #forward(event: RtcEvent): void {
    this.#tell((notices) => notices.heard(event));
    if (this.debug) console.debug(event.type, event);
    this.dispatchEvent(event.clone());
  }

  #watchPresence(): void {
    const roomId = this.#following ? this.#connection.sessionid : '';
    if (roomId === this.#watchedId) return;
    this.#unwatch?.();
    this.#watchedId = roomId;
    this.presence = undefined;
    this.#unwatch = roomId ? this.#connection.watchPresence(roomId, (facts) => (this.presence = facts)) : undefined;
  }

  readonly #visibilityChanged = (): void => {
    this.#connection.pageHidden = document.hidden;
  };

  /** A page that comes back from the browser's store has left its room when it went there. */
  readonly #pageShown = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) this.#enterByItself();
  };

  async #loadNotices(): Promise<void> {
    if (this.#notices || this.#isLoading || this.#tries === maxTries) return;
    this.#tries++;
    this.#isLoading = true;
    try {
      const { RoomNotices } = await import('./room-notices.js');
      const root = this.shadowRoot!;
      const sheets = RoomNotices.styles.map(({ styleSheet }: CSSResult) => styleSheet!);
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...sheets];
      const notices = new RoomNotices(this, this.sink);
      this.#notices = notices;
      for (const tell of this.#unsaid.splice(0)) tell(notices);
      this.requestUpdate();
    } catch {
      // Not to be had, this time: an error is still told, as a text.
    } finally {
      this.#isLoading = false;
    }
  }

  /** Tells what has happened; later, if that can be told only later. */
  #tell(tell: (notices: RoomNotices) => void): void {
    if (this.#notices) return tell(this.#notices);
    if (this.#unsaid.length === maxUnsaid) return;
    this.#unsaid.push(tell);
    void this.#loadNotices();
  }

  /** Children of a room that is being parsed come after its start tag. */
  #whenParsed(then: () => void): void {
    if (document.readyState !== 'loading') queueMicrotask(then);
    else document.addEventListener('DOMContentLoaded', then, { once: true });
  }

  #parsed(): void {
    if (!this.isConnected) return;
    this.#countChildren();
    if (this.#started) return;
    this.#started = true;
    this.#enterByItself();
  }

  #enterByItself(): void {
    const enter = { open: this.open, join: this.join, 'open-or-join': this.openOrJoin }[this.auto as 'open'];
    // A failure is in state.error, shown and announced.
    enter?.call(this).catch(() => undefined);
  }

  #countChildren = (): void => {
    if (document.readyState === 'loading') return;
    const counts = (node: ChildNode) =>
      node instanceof Element ? !node.slot : node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '';
    this.childless = ![...this.childNodes].some(counts);
    // A lobby, ending or error of the page's own may have come.
    this.requestUpdate();
    // One that cannot be loaded leaves button and grid standing alone.
    if (this.childless) RtcRoom.loadMeeting?.().catch(() => undefined);
  };

  #fills(slot: string): boolean {
    return this.querySelector(`:scope > [slot="${slot}"]`) !== null;
  }
}
