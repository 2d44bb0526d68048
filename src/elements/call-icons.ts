import { svg, type SVGTemplateResult } from 'lit';
import { drawing, icon, type IconName } from './icons.js';

/** Drawings on the buttons of a call; apart, so that a page without such buttons does not load them. */
const paths = {
  leave: svg`<path d="M3 15c0-2 4-5 9-5s9 3 9 5v2l-5 1v-3c-2-1-6-1-8 0v3l-5-1z"></path>`,
  screen: svg`<path d="M3 5h18v11H3zM9 20h6M12 16v4M12 13V8M9 10l3-3 3 3"></path>`,
  screenOff: svg`<path d="M3 5h18v11H3zM9 20h6M12 16v4M9 8l6 5M15 8l-6 5"></path>`,
  hand: svg`<path d="M8 13V5M12 11V3M16 11V5M20 8v6c0 9-11 9-13 4l-4-6"></path>`,
  flip: svg`<path d="M4 8h3l2-3h6l2 3h3v11H4zM9 14a3 3 0 0 1 5-2M15 13a3 3 0 0 1-5 2M14 10v2h-2M10 17v-2h2"></path>`,
  layout: svg`<path d="M3 5h18v14H3zM14 5v14M14 10h7M14 14.5h7"></path>`,
  fullscreen: svg`<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"></path>`,
  fullscreenOff: svg`<path d="M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5"></path>`,
  pip: svg`<path d="M10 19H3V5h18v6M13 14h8v6h-8z"></path>`,
  people: svg`<path d="M9 12a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2 20a7 7 0 0 1 14 0M16 5a3.5 3.5 0 0 1 0 7M18 14a7 7 0 0 1 4 6"></path>`,
  devices: svg`<path d="M4 7h10M18 7h2M4 17h2M10 17h10M16 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM8 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4z"></path>`,
  pin: svg`<path d="M8 3h8M9 3v7l-3 4h12l-3-4V3M12 14v7"></path>`,
  close: svg`<path d="M6 6l12 12M18 6L6 18"></path>`,
  more: svg`<path d="M5 12h.01M12 12h.01M19 12h.01" stroke-width="4"></path>`,
} as const;

export type CallIconName = IconName | keyof typeof paths;

/** As `icon`, with the drawings of a call. */
export function callIcon(name: CallIconName): SVGTemplateResult {
  return name in paths ? drawing(paths[name as keyof typeof paths]) : icon(name as IconName);
}
