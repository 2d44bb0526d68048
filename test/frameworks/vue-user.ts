import 'rtc-elements/vue';
import type { GlobalComponents } from 'vue';

type Props<Tag extends keyof GlobalComponents> = InstanceType<GlobalComponents[Tag]>['$props'];

export const room: Props<'rtc-room'> = {
  id: 'room',
  'room-id': 'room',
  socketUrl: '/',
  audio: true,
  'frame-rate': '30',
  'ice-servers': '[{ "urls": "stun:example.org" }]',
  hotkeys: '',
  'confirm-leave': true,
  onRtcJoined: (event) => event.roomId.toUpperCase(),
};
/** As the checker of templates reads `frame-rate="30"`. */
export const markup: Props<'rtc-room'> = { frameRate: '30', iceServers: '[{ "urls": "stun:example.org" }]' };
export const values: Props<'rtc-room'> = { frameRate: 30, iceServers: [{ urls: 'stun:example.org' }] };
export const tile: Props<'rtc-video-tile'> = { participant: 'local', 'no-name': '' };
export const grid: Props<'rtc-video-grid'> = { simulate: '12', 'min-tile': '200', pageSize: 6 };
export const button: Props<'rtc-join-button'> = { mode: 'auto', key: 1 };

// @ts-expect-error there is no such mode
export const wrongMode: Props<'rtc-join-button'> = { mode: 'never' };
// @ts-expect-error there is no such attribute
export const wrongName: Props<'rtc-room'> = { 'rooms-id': 'room' };
// @ts-expect-error no number of people
export const wrongNumber: Props<'rtc-video-grid'> = { simulate: 'many' };
// @ts-expect-error there is no such tag
export type Wrong = Props<'rtc-rooms'>;
