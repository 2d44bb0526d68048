/** What the controls of a call say. */
export const controls = {
  moreControls: 'More',
  holdToTalk: 'hold {key} to talk',
  changeLayout: 'Change to the {layout} layout',
  'layout-grid': 'grid',
  'layout-speaker': 'speaker',
  'layout-focus': 'focus',
  'layout-strip': 'strip',
  noGrid: 'This control belongs to no grid.',
  enterFullscreen: 'Full screen',
  exitFullscreen: 'Leave full screen',
  noFullscreen: 'This browser has no full screen.',
  openPip: 'Show in a small window',
  closePip: 'Close the small window',
  noPip: 'This browser has no small window for a call.',
  noPipPicture: 'There is no picture to show.',
  youAreMuted: 'You are speaking, but your microphone is off.',
} as const;
