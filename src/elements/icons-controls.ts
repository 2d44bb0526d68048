import { svg } from 'lit';

/** Drawings that no tile shows: the smallest file goes without them. */
export const controlIcons = {
  leave: svg`<path d="M3 15c0-2 4-5 9-5s9 3 9 5v2l-5 1v-3c-2-1-6-1-8 0v3l-5-1z"></path>`,
  screen: svg`<path d="M3 5h18v11H3zM9 20h6M12 16v4M12 13V8M9 10l3-3 3 3"></path>`,
  screenOff: svg`<path d="M3 5h18v11H3zM9 20h6M12 16v4M9 8l6 5M15 8l-6 5"></path>`,
} as const;
