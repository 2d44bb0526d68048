import { css, html, nothing, type TemplateResult } from 'lit';
import { t } from '../i18n/translate.js';
import { icon } from './icons.js';
import type { RtcRoom } from './rtc-room.js';

/** Look of the meeting that a room without children shows. */
export const meetingStyles = css`
  .meeting {
    position: relative;
    display: grid;
    grid-template-rows: minmax(0, 1fr) auto;
    gap: var(--_gap);
    block-size: 100%;
    min-block-size: 24rem;
    padding: var(--_gap);
    border-radius: var(--_radius);
    background: var(--_background);
    color: var(--_text);
  }
  .meeting rtc-video-grid {
    block-size: 100%;
    aspect-ratio: auto;
  }
  .stage {
    min-block-size: 0;
  }
  .lobby {
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 1rem;
    padding: 1rem;
    text-align: center;
  }
  .lobby h2 {
    margin: 0;
    font-size: 1.5rem;
  }
  .lobby p {
    margin: 0;
    max-inline-size: 30em;
    color: var(--_quiet);
  }
  .lobby rtc-join-button {
    font-size: 1.125rem;
    min-inline-size: 12rem;
  }
  .controls {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 0.75rem;
    padding-block: 0.25rem;
  }
  .controls button {
    border-radius: 999px;
  }
  .controls button[data-off] {
    background: var(--_danger);
    color: var(--_on-danger);
  }
`;

/** Before and after: what the room is about, and the way in. */
export function renderLobby(room: RtcRoom): TemplateResult {
  const { present } = room;
  return html`<h2>${t(room, 'lobbyReady')}</h2>
    <p>${t(room, present ? 'lobbyOpen' : 'lobbyAbsent')}</p>
    <rtc-join-button .room=${room} mode="auto">${t(room, present ? 'joinRoom' : 'openRoom')}</rtc-join-button>`;
}

/** After the owner has closed the room. */
export function renderEnded(room: RtcRoom): TemplateResult {
  return html`<h2>${t(room, 'closed')}</h2>
    <rtc-join-button .room=${room} mode="auto">${t(room, 'rejoin')}</rtc-join-button>`;
}

/** Microphone, camera and the way out. */
export function renderControls(room: RtcRoom): TemplateResult {
  const { mic, camera } = room;
  // A failure is in state.error, shown and announced by the room.
  const quietly = (action: Promise<void>) => void action.catch(() => undefined);
  const toggle = (on: boolean, name: 'microphone' | 'camera', label: string, press: () => void) =>
    html`<button class="quiet" type="button" ?data-off=${!on} aria-label=${label} title=${label} @click=${press}>
      ${icon(on ? name : `${name}Off`)}
    </button>`;
  return html`<div class="controls" role="group" aria-label=${t(room, 'controls')}>
    ${toggle(mic, 'microphone', t(room, mic ? 'turnMicrophoneOff' : 'turnMicrophoneOn'), () =>
      quietly(room.setMicrophone(!mic)),
    )}
    ${toggle(camera, 'camera', t(room, camera ? 'turnCameraOff' : 'turnCameraOn'), () =>
      quietly(room.setCamera(!camera)),
    )}
    <button class="danger" type="button" @click=${() => quietly(room.leave())}>
      ${icon('leave')} ${t(room, 'leave')}
    </button>
  </div>`;
}

/** The grid and the controls, while one is in the room. */
export function renderStage(room: RtcRoom): TemplateResult {
  return html`<div class="stage"><rtc-video-grid .room=${room}></rtc-video-grid></div>
    ${room.state === 'connecting' ? nothing : renderControls(room)}`;
}
