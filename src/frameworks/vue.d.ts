/** Types of the elements in templates of Vue 3: `import 'rtc-elements/vue'` also registers them. */
import type { HTMLAttributes, PublicProps } from 'vue';
import type { Camel, Kebab, RtcElements, RtcListeners, RtcProps } from './elements.js';

export * from '../define.js';

type Listeners = RtcListeners<'on'>;
type CamelListeners = {
  [Name in keyof Listeners as Camel<`on-${Name extends `on${infer Event}` ? Event : never}`>]?: Listeners[Name];
};

/** Whoever checks templates looks for `frame-rate` under `frameRate`. */
type Props<Element, Known = RtcProps<Element>> = {
  [Name in keyof Known]: Known[Name] | Known[Kebab<Name & string> & keyof Known];
};

type RtcComponents = {
  [Tag in keyof RtcElements]: new () => {
    $props: HTMLAttributes & PublicProps & Props<RtcElements[Tag]> & CamelListeners;
    $el: RtcElements[Tag];
  };
};

declare module 'vue' {
  interface GlobalComponents extends RtcComponents {}
}
