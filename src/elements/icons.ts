import { svg, type SVGTemplateResult } from 'lit';

const slash = svg`<path d="M3 3l18 18"></path>`;
const microphone = svg`<path d="M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM6 11a6 6 0 0 0 12 0M12 17v4"></path>`;
const camera = svg`<path d="M4 7h9a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2zM15 11l6-3v8l-6-3"></path>`;

const paths = {
  microphone,
  microphoneOff: [microphone, slash],
  camera,
  cameraOff: [camera, slash],
  sound: svg`<path d="M4 9v6h4l5 4V5L8 9zM16 9a4 4 0 0 1 0 6M19 6a8 8 0 0 1 0 12"></path>`,
} as const;

export type IconName = keyof typeof paths;

/** A drawing beside a text or a name; it says nothing to a screen reader itself. */
export function icon(name: IconName): SVGTemplateResult {
  return drawing(paths[name]);
}

/** The frame of each drawing, 24 by 24. */
export function drawing(content: unknown): SVGTemplateResult {
  return svg`<svg viewBox="0 0 24 24" aria-hidden="true">${content}</svg>`;
}
