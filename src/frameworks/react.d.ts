/** Types of the elements in JSX, for React 19: `import 'rtc-elements/react'` also registers them. */
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { RtcElements, RtcListeners, RtcProps } from './elements.js';

export * from '../define.js';

type RtcIntrinsicElements = {
  [Tag in keyof RtcElements]: DetailedHTMLProps<HTMLAttributes<RtcElements[Tag]>, RtcElements[Tag]> &
    RtcProps<RtcElements[Tag]> &
    RtcListeners<'on'>;
};

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements extends RtcIntrinsicElements {}
  }
}
