import 'rtc-elements/vue';
import type { GlobalComponents } from 'vue';

type Props<Tag extends keyof GlobalComponents> = InstanceType<GlobalComponents[Tag]>['$props'];

export const room: Props<'rtc-room'> = {
  id: 'room',
  'room-id': 'room',
  socketUrl: '/',
  audio: true,
  onRtcJoined: (event) => event.roomId.toUpperCase(),
};
export const button: Props<'rtc-join-button'> = { mode: 'auto', key: 1 };

// @ts-expect-error there is no such mode
export const wrongMode: Props<'rtc-join-button'> = { mode: 'never' };
// @ts-expect-error there is no such attribute
export const wrongName: Props<'rtc-room'> = { 'rooms-id': 'room' };
// @ts-expect-error there is no such tag
export type Wrong = Props<'rtc-rooms'>;
