// What frameworks may write in markup, drawn from the classes of the elements: there is no list to be kept.
import type { LitElement } from 'lit';
import type {} from '../define.js';

/** Tag → class, of each element of the kit. */
export type RtcElements = {
  [Tag in keyof HTMLElementTagNameMap as Tag extends `rtc-${string}` ? Tag : never]: HTMLElementTagNameMap[Tag];
};

/** Name of an event of the kit → the event. */
export type RtcEvents = {
  [Name in keyof HTMLElementEventMap as Name extends `rtc-${string}` ? Name : never]: HTMLElementEventMap[Name];
};

/** Properties of an element as props, by their own names and as attributes: `roomId` and `room-id`. */
export type RtcProps<Element> = Settable<Element> & {
  [Name in keyof Settable<Element> as Kebab<Name & string>]?: Settable<Element>[Name];
};

/** Listeners as props: `onrtc-joined`. */
export type RtcListeners<Prefix extends string> = {
  [Name in keyof RtcEvents as `${Prefix}${Name}`]?: (event: RtcEvents[Name]) => void;
};

/** `onrtc-joined` as `onRtcJoined`. */
export type Camel<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<Camel<Rest>>}`
  : Name;

type Kebab<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? Rest extends Uncapitalize<Rest>
    ? `${Lowercase<First>}${Kebab<Rest>}`
    : `${Lowercase<First>}-${Kebab<Rest>}`
  : Name;

/** What the class adds to any element, apart from its methods. */
type Settable<Element> = {
  [
    Name in Exclude<keyof Element, keyof LitElement> as Element[Name] extends (...values: never[]) => unknown
      ? never
      : Name
  ]?: Element[Name];
};
