// What frameworks may write in markup, drawn from the classes of the elements: there is no list to be kept.
import type { LitElement } from 'lit';
import type { Participant, RtcRoom, RtcVideoTile } from '../define.js';

/** Tag → class, of each element of the kit. */
export type RtcElements = {
  [Tag in keyof HTMLElementTagNameMap as Tag extends `rtc-${string}` ? Tag : never]: HTMLElementTagNameMap[Tag];
};

/** Name of an event of the kit → the event. */
export type RtcEvents = {
  [Name in keyof HTMLElementEventMap as Name extends `rtc-${string}` ? Name : never]: HTMLElementEventMap[Name];
};

/** Properties of an element as props, by their own names and as attributes (`roomId`, `room-id`), and what markup alone knows. */
export type RtcProps<Element> = Omit<Properties<Element> & Attributes<Element>, keyof MarkupOnly<Element>> &
  MarkupOnly<Element>;

/** Listeners as props: `onrtc-joined`. */
export type RtcListeners<Prefix extends string> = {
  [Name in keyof RtcEvents as `${Prefix}${Name}`]?: (event: RtcEvents[Name]) => void;
};

/** `onrtc-joined` as `onRtcJoined`. */
export type Camel<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<Camel<Rest>>}`
  : Name;

/** A name of one word is that of the attribute as well, where a number is a text. */
type Properties<Element> = {
  [Name in keyof Settable<Element>]: Name extends Lowercase<Name & string>
    ? NumberOrText<Settable<Element>[Name]>
    : Settable<Element>[Name];
};

type Attributes<Element> = {
  [Name in keyof Settable<Element> as Name extends Lowercase<Name & string> ? never : Kebab<Name & string>]?: Written<
    Settable<Element>[Name]
  >;
};

/** As markup writes it: `frame-rate="30"`, `no-name=""`, `ice-servers='[{ "urls": "stun:example.org" }]'`. */
type Written<Value> = Value extends boolean ? Value | '' : Value extends object ? string : NumberOrText<Value>;

type NumberOrText<Value> = Value extends number ? Value | `${number}` : Value;

/** What the classes do not tell: attributes without a property, and a property that takes more than it gives. */
type MarkupOnly<Element> = Element extends RtcRoom
  ? {
      hotkeys?: boolean | string;
      'no-hotkeys'?: boolean | '';
      'no-muted-hint'?: boolean | '';
      'confirm-leave'?: boolean | '';
    }
  : Element extends RtcVideoTile
    ? { participant?: Participant | string }
    : unknown;

/** `roomId` as `room-id`. */
export type Kebab<Name extends string> = Name extends `${infer First}${infer Rest}`
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
