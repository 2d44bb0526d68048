import { RtcShareLink } from '../elements/rtc-share-link.js';
import { define } from './define.js';

define('rtc-share-link', RtcShareLink);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-share-link': RtcShareLink;
  }
}

export { RtcShareLink };
