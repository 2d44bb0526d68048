import 'rtc-elements/svelte';
import type { SvelteHTMLElements } from 'svelte/elements';

export const room: SvelteHTMLElements['rtc-room'] = {
  class: 'mine',
  'room-id': 'room',
  socketUrl: '/',
  audio: true,
  'frame-rate': '30',
  'ice-servers': '[{ "urls": "stun:example.org" }]',
  hotkeys: '',
  'confirm-leave': true,
  'onrtc-joined': (event) => event.roomId.toUpperCase(),
  'on:rtc-error': ({ error }) => error.code,
};
export const button: SvelteHTMLElements['rtc-join-button'] = { mode: 'auto' };
export const tile: SvelteHTMLElements['rtc-video-tile'] = { participant: 'local', 'no-name': '' };
export const grid: SvelteHTMLElements['rtc-video-grid'] = { simulate: '12', 'min-tile': '200', pageSize: 6 };

// @ts-expect-error there is no such mode
export const wrongMode: SvelteHTMLElements['rtc-join-button'] = { mode: 'never' };
// @ts-expect-error there is no such attribute
export const wrongName: SvelteHTMLElements['rtc-room'] = { 'rooms-id': 'room' };
// @ts-expect-error no number of people
export const wrongNumber: SvelteHTMLElements['rtc-video-grid'] = { simulate: 'many' };
// @ts-expect-error the event has no such field
export const wrongEvent: SvelteHTMLElements['rtc-room'] = { 'onrtc-joined': (event) => event.rooms };
