import { css } from 'lit';
import type { ConnectionController } from '../connection/connection-controller.js';
import type { MediaStreamInfo, Participant } from '../connection/state.js';
import { raisedAt } from './hand.js';
import type { RtcVideoTile } from './rtc-video-tile.js';

/** What a tile made from a page's template shows. */
export interface TileContent {
  readonly participant: Participant;
  readonly streamInfo: MediaStreamInfo | undefined;
  /** The name as people are to read it. */
  readonly name: string;
  readonly pinned: boolean;
  /** For each `<rtc-video-tile>`, which may stand outside of the room. */
  readonly connection: ConnectionController | undefined;
  /** How a picture fills an `<rtc-video-tile>` that says nothing of it. */
  readonly fit?: RtcVideoTile['fit'];
}

/**
 * Of a tile whose page says nothing: the first element fills it, as a column in which the picture takes what the words
 * leave. In a layer, so that any rule of a `<style>` in the template is stronger.
 */
const plainLook = css`
  @layer {
    [part~='tile'],
    [part~='tile'] > :nth-child(1 of :not(style)) {
      display: flex;
      flex-direction: column;
      overflow: hidden;
      border-radius: var(--_radius);
    }
    [part~='tile'] > :nth-child(1 of :not(style)),
    video {
      flex: 1 1 0;
      min-block-size: 0;
      margin: 0;
    }
    video {
      inline-size: 100%;
      block-size: 100%;
      object-fit: cover;
      background: var(--rtc-tile-background, #262f3d);
    }
    [data-whole] video {
      object-fit: contain;
    }
  }
`;

/** A `<template slot="tile">`, or one for a row, made real. */
export function createTile(template: HTMLTemplateElement): DocumentFragment {
  const root = template.slot === 'tile' && template.parentElement?.shadowRoot;
  const look = plainLook.styleSheet!;
  if (root && !root.adoptedStyleSheets.includes(look)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, look];
  const tile = document.importNode(template.content, true);
  for (const video of tile.querySelectorAll('video')) {
    // The room plays the sound; a picture of one's own must not play it again.
    Object.assign(video, { muted: true, autoplay: true, playsInline: true });
  }
  return tile;
}

/** Lets go of the pictures of a tile that is taken out: a video that plays keeps itself and its stream. */
export function emptyTile(tile: Element): void {
  for (const video of tile.querySelectorAll('video')) video.srcObject = null;
}

/**
 * Fills a tile: the text of `data-rtc="name"` (or `userid`, `connection`, `source`, `quality`), what
 * `data-rtc-if="muted"` (or `camera-off`, `local`, `owner`, `screen`, `sharing`, `hand`, `connecting`, `reconnecting`, `speaking`,
 * `pinned`, `quality`, which is that it is known, `good`, `poor`, `frozen`; each also with `!` before it) shows, the stream of each
 * `<video>`, and each `<rtc-video-tile>`. Foreign text is only ever text.
 */
export function fillTile(tile: Element, content: TileContent): void {
  const { participant, streamInfo, name, pinned, fit } = content;
  const { userid, connection, isLocal, isOwner, quality } = participant;
  const source = streamInfo?.source ?? 'camera';
  // The same as of the tiles of the kit.
  const isScreen = source === 'screen';
  const isConnecting = !isLocal && connection === 'connecting';
  const isMuted = !isScreen && !(isConnecting && !streamInfo) && streamInfo?.audio !== 'on';
  const texts: Record<string, string> = { name, userid, connection, source, quality };
  const facts: Record<string, boolean> = {
    muted: isMuted,
    'camera-off': streamInfo?.video !== 'on',
    local: isLocal,
    owner: isOwner,
    screen: isScreen,
    sharing: participant.streams.some((info) => info.source === 'screen'),
    hand: !isScreen && raisedAt(participant) > 0,
    connecting: isConnecting,
    reconnecting: connection === 'reconnecting',
    speaking: !isScreen && !isMuted && participant.speaking,
    pinned,
    quality: quality !== 'unknown',
    good: quality === 'good',
    poor: quality === 'poor',
    frozen: quality === 'frozen',
  };
  for (const element of tile.querySelectorAll<HTMLElement>('[data-rtc]')) {
    const text = texts[element.dataset.rtc ?? ''] ?? '';
    if (element.textContent !== text) element.textContent = text;
    // A name is cut off at its own end, whichever way the page runs.
    if (element.dataset.rtc === 'name' && !element.dir) element.dir = 'auto';
  }
  for (const element of tile.querySelectorAll<HTMLElement>('[data-rtc-if]')) {
    const [, not, fact] = /^(!?)(.*)$/.exec(element.dataset.rtcIf ?? '')!;
    element.hidden = (facts[fact] ?? false) === (not === '!');
  }
  // As in the tiles of the kit, unless the template has a style of its own.
  tile.toggleAttribute('data-whole', isScreen || fit === 'contain');
  for (const video of tile.querySelectorAll('video')) {
    const stream = streamInfo?.stream ?? null;
    // Set only when it differs: setting it again would start the picture anew.
    if (video.srcObject !== stream) video.srcObject = stream;
  }
  for (const inner of tile.querySelectorAll<RtcVideoTile>('rtc-video-tile')) {
    Object.assign(inner, { participant, streamInfo, pinned, connection: content.connection });
    if (fit && !inner.hasAttribute('fit')) inner.fit = fit;
  }
}
