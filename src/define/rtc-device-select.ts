import { RtcDeviceSelect } from '../elements/rtc-device-select.js';
import { define } from './define.js';

define('rtc-device-select', RtcDeviceSelect);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-device-select': RtcDeviceSelect;
  }
}

export { RtcDeviceSelect };
