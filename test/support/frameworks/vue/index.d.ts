// The names of vue 3 on which our types stand.
export interface HTMLAttributes {
  class?: unknown;
  id?: string;
}
export interface PublicProps {
  key?: PropertyKey;
}
export interface GlobalComponents {
  Transition: new () => { $props: object };
}
