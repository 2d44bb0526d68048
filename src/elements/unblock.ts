import type { TextKey } from '../i18n/translate.js';

/** How to undo a block of camera or microphone in this browser: each family hides it elsewhere. */
export function unblockText(userAgent = navigator.userAgent): TextKey {
  if (/Firefox\/|FxiOS\//.test(userAgent)) return 'unblockFirefox';
  if (/Chrome\/|Chromium\//.test(userAgent)) return 'unblockChromium';
  return /Safari\//.test(userAgent) ? 'unblockSafari' : 'unblockOther';
}
