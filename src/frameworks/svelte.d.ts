/** Types of the elements in Svelte: `import 'rtc-elements/svelte'` also registers them. */
import type { HTMLAttributes } from 'svelte/elements';
import type { RtcElements, RtcListeners, RtcProps } from './elements.js';

export * from '../define.js';

type RtcSvelteElements = {
  [Tag in keyof RtcElements]: HTMLAttributes<RtcElements[Tag]> &
    RtcProps<RtcElements[Tag]> &
    RtcListeners<'on'> &
    RtcListeners<'on:'>;
};

declare module 'svelte/elements' {
  interface SvelteHTMLElements extends RtcSvelteElements {}
}
