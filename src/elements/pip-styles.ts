import { css } from 'lit';

/** The small window: people above, buttons below. */
export const pipStyles = css`
  main {
    position: fixed;
    inset: 0;
    display: grid;
    grid-template: minmax(0, 1fr) auto / minmax(0, 1fr);
    background: var(--_background);
    color: var(--_text);
    font: 0.875rem var(--_font);
  }
  .stage {
    display: grid;
    place-content: center;
    gap: 6px;
    min-block-size: 0;
    margin: 6px;
  }
  .tile {
    position: relative;
    display: grid;
    place-items: center;
    min-inline-size: 0;
    margin: 0;
    overflow: hidden;
    border-radius: calc(var(--_radius) / 2);
    background: var(--rtc-tile-background, light-dark(#dfe4ee, #252c39));
  }
  video {
    position: absolute;
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  video.screen {
    object-fit: contain;
  }
  video.mirrored {
    transform: scaleX(-1);
  }
  figcaption {
    position: relative;
    max-inline-size: 100%;
    padding: 0.25em 0.6em;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    unicode-bidi: plaintext;
  }
  video + figcaption {
    place-self: end start;
    border-start-end-radius: 0.5em;
    background: #0009;
    color: #fff;
  }
  @media (forced-colors: active) {
    .tile {
      border: 1px solid CanvasText;
    }
  }
  .controls {
    display: flex;
    justify-content: center;
    gap: 0.5rem;
    padding: 0.25rem 0.5rem 0.5rem;
  }
  .controls button {
    padding: 0.4em;
    border-radius: var(--rtc-control-radius, 999px);
  }
`;
