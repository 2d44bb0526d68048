import { RtcSoundPrompt } from '../elements/rtc-sound-prompt.js';
import { define } from './define.js';

define('rtc-sound-prompt', RtcSoundPrompt);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-sound-prompt': RtcSoundPrompt;
  }
}

export { RtcSoundPrompt };
