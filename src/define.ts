/** Registers every element of the kit, the room first. */
export * from './index.js';
import './define/rtc-room.js';
import './define/rtc-open-button.js';
import './define/rtc-join-button.js';
import './define/rtc-video-grid.js';
import './define/rtc-video-tile.js';
import './define/rtc-mic-button.js';
import './define/rtc-camera-button.js';
import './define/rtc-screen-button.js';
import './define/rtc-leave-button.js';
import './define/rtc-camera-flip-button.js';
import './define/rtc-device-select.js';
import './define/rtc-mic-level.js';
import './define/rtc-sound-prompt.js';
import './define/rtc-lobby.js';
