import { html, render, type TemplateResult } from 'lit';
import type { ConnectionController } from '../connection/connection-controller.js';
import type { ConnectionState, MediaStreamInfo, Participant } from '../connection/state.js';
import { languageOf, type TextKey } from '../i18n/translate.js';
import { callIcon, type CallIconName } from './call-icons.js';
import { isCameraOn, isInCall, isMicrophoneOn } from './call-state.js';
import { layoutGrid } from './grid-layout.js';
import { isHandUp } from './hand.js';
import { perform, type ActionName } from './room-actions.js';
import type { RoomHost } from './room-registry.js';
import { buttonStyles, hostStyles } from './styles.js';
import { pipStyles } from './pip-styles.js';

/** The button that opens the window, and what it knows. */
interface PipSettings {
  readonly button: HTMLElement;
  readonly connection: ConnectionController;
  text(key: TextKey, values?: Readonly<Record<string, string>>): string;
  closed(): void;
}

/** A small window that is open. */
export interface Pip {
  update(state: ConnectionState): void;
  close(): void;
}

/** Not yet among the types of TypeScript. */
interface DocumentPictureInPicture {
  requestWindow(options: { width: number; height: number }): Promise<Window & typeof globalThis>;
}

/** Most people in the window. */
const most = 9;
const gap = 6;
/** Milliseconds for which a picture is waited for. */
const patience = 5000;

/** Opens the best that the browser has. Rejects where it refuses: without a click, or without any picture. */
export async function openPip(settings: PipSettings): Promise<Pip> {
  const { documentPictureInPicture } = window as { documentPictureInPicture?: DocumentPictureInPicture };
  const page = await documentPictureInPicture?.requestWindow({ width: 420, height: 320 }).catch((error: unknown) => {
    // In a frame there is only the other kind.
    if (!document.pictureInPictureEnabled) throw error;
  });
  return page ? new PipWindow(page, settings) : openVideo(settings);
}

/** A page of its own: people and buttons, drawn anew with each change of the state. */
class PipWindow implements Pip {
  readonly #page: Window & typeof globalThis;
  readonly #settings: PipSettings;
  readonly #root: ShadowRoot;
  #state: ConnectionState;

  constructor(page: Window & typeof globalThis, settings: PipSettings) {
    this.#page = page;
    this.#settings = settings;
    this.#state = settings.connection.state;
    const { document } = page;
    const host = document.createElement('div');
    // Set by script: a style element would need the permission of the page's Content-Security-Policy.
    const sheet = new page.CSSStyleSheet();
    sheet.replaceSync([hostStyles, buttonStyles, pipStyles].map(({ cssText }) => cssText).join('\n'));
    this.#root = host.attachShadow({ mode: 'open' });
    this.#root.adoptedStyleSheets = [sheet];
    copyLook(settings.button, host);
    document.documentElement.lang = languageOf(settings.button);
    document.documentElement.dir = getComputedStyle(settings.button).direction;
    document.title = window.document.title;
    document.body.style.margin = '0';
    document.body.append(host);
    page.addEventListener('resize', () => this.#draw());
    page.addEventListener('pagehide', () => settings.closed(), { once: true });
    this.#draw();
  }

  update(state: ConnectionState): void {
    if (!isInCall(state)) return this.close();
    if (state === this.#state) return;
    this.#state = state;
    this.#draw();
  }

  close(): void {
    this.#page.close();
  }

  #draw(): void {
    render(this.#view(), this.#root, { creationScope: this.#page.document });
    const tiles = [...this.#root.querySelectorAll<HTMLElement>('.tile')];
    const stage = this.#root.querySelector('.stage')!;
    const { clientWidth: width, clientHeight: height } = stage;
    const { columns, tileWidth, tileHeight } = layoutGrid(tiles.length, { width, height, gap, aspectRatio: 16 / 9 });
    (stage as HTMLElement).style.gridTemplateColumns = `repeat(${columns}, ${Math.floor(tileWidth)}px)`;
    (stage as HTMLElement).style.gridAutoRows = `${Math.floor(tileHeight)}px`;
  }

  #view(): TemplateResult {
    const { text } = this.#settings;
    const isMic = isMicrophoneOn(this.#state);
    const isCamera = isCameraOn(this.#state);
    const isHand = isHandUp(this.#state);
    return html`<main>
      <div class="stage">
        ${shown(this.#state)
          .slice(0, most)
          .map((one) => this.#tile(one))}
      </div>
      <div class="controls" role="group" aria-label=${text('controls')}>
        ${this.#button(
          'toggle-mic',
          isMic ? 'microphone' : 'microphoneOff',
          isMic ? 'turnMicrophoneOff' : 'turnMicrophoneOn',
          isMic ? 'quiet' : 'danger',
        )}
        ${this.#button(
          'toggle-camera',
          isCamera ? 'camera' : 'cameraOff',
          isCamera ? 'turnCameraOff' : 'turnCameraOn',
          isCamera ? 'quiet' : 'danger',
        )}
        ${this.#button('toggle-hand', 'hand', isHand ? 'lowerHand' : 'raiseHand', isHand ? '' : 'quiet')}
        ${this.#button('leave', 'leave', 'leave', 'danger')}
      </div>
    </main>`;
  }

  #button(action: ActionName, picture: CallIconName, key: TextKey, look: '' | 'quiet' | 'danger'): TemplateResult {
    const name = this.#settings.text(key);
    const { connection, button } = this.#settings;
    // The page may say no on the element that opened the window: an event here would reach nobody.
    const act = () => void perform(action, { connection } as RoomHost, button);
    return html`<button type="button" class=${look} aria-label=${name} title=${name} @click=${act}>
      ${callIcon(picture)}
    </button>`;
  }

  #tile({ participant, info }: Shown): TemplateResult {
    const { text } = this.#settings;
    const own = participant.name || text(participant.isLocal ? 'you' : 'guest');
    const isScreen = info?.source === 'screen';
    const name = isScreen ? text(participant.isLocal ? 'ownScreen' : 'screenOf', { name: own }) : own;
    const isMirrored = participant.isLocal && !isScreen;
    return html`<figure class="tile">
      ${
        info?.video === 'on'
          ? html`<video
              class="${isScreen ? 'screen' : ''} ${isMirrored ? 'mirrored' : ''}"
              .srcObject=${info.stream}
              .muted=${true}
              autoplay
              playsinline
            ></video>`
          : ''
      }
      <figcaption>${name}</figcaption>
    </figure>`;
  }
}

interface Shown {
  readonly participant: Participant;
  readonly info: MediaStreamInfo | undefined;
}

/** Screens first, then the others with a picture, then the others; oneself last. */
function shown({ participants }: ConnectionState): Shown[] {
  const tiles = participants.flatMap((participant): Shown[] => {
    const screens = participant.streams.filter(({ source }) => source === 'screen');
    const camera = participant.streams.find(({ source }) => source === 'camera');
    return [camera, ...screens].map((info) => ({ participant, info }));
  });
  const rank = ({ participant, info }: Shown) =>
    (participant.isLocal ? 4 : 0) + (info?.source === 'screen' ? 0 : 1) + (info?.video === 'on' ? 0 : 1);
  return tiles.sort((one, other) => rank(one) - rank(other));
}

/** The page's tokens and colour scheme do not reach another document. */
function copyLook(from: HTMLElement, to: HTMLElement): void {
  const look = getComputedStyle(from);
  to.style.colorScheme = look.colorScheme;
  for (const token of new Set(hostStyles.cssText.match(/--rtc-[\w-]+/g)))
    if (look.getPropertyValue(token)) to.style.setProperty(token, look.getPropertyValue(token));
}

/** The picture of the first who has one, in the browser's own small window; it follows who has one. */
async function openVideo({ connection, closed }: PipSettings): Promise<Pip> {
  const video = document.createElement('video');
  Object.assign(video, { muted: true, playsInline: true, autoplay: true });
  const follow = (state: ConnectionState) => {
    const stream = shown(state).find(({ info }) => info?.video === 'on')?.info?.stream;
    if (stream && video.srcObject !== stream) video.srcObject = stream;
    return stream;
  };
  if (!follow(connection.state)) throw new DOMException('There is no picture.', 'NotFoundError');
  try {
    if (video.readyState === 0) await pictureOf(video);
    await video.requestPictureInPicture();
  } catch (error) {
    video.srcObject = null;
    throw error;
  }
  video.addEventListener('leavepictureinpicture', () => {
    video.srcObject = null;
    closed();
  });
  const close = () => void document.exitPictureInPicture().catch(() => undefined);
  return { close, update: (state) => (isInCall(state) ? void follow(state) : close()) };
}

/** Rejects when nothing comes: a stream may be without a picture though it is said to have one. */
function pictureOf(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new DOMException('The picture does not come.', 'TimeoutError')), patience);
    video.addEventListener('loadedmetadata', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
