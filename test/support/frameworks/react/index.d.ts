// The names of @types/react 19 on which our types stand.
export interface HTMLAttributes<T> {
  className?: string;
  children?: unknown;
  onClick?: (event: { currentTarget: T }) => void;
}
export interface ClassAttributes<T> {
  key?: string;
  ref?: (element: T | null) => void;
}
export type DetailedHTMLProps<E extends HTMLAttributes<T>, T> = ClassAttributes<T> & E;
export namespace JSX {
  type Element = object;
  interface ElementChildrenAttribute {
    children: unknown;
  }
  interface IntrinsicElements {
    p: DetailedHTMLProps<HTMLAttributes<HTMLParagraphElement>, HTMLParagraphElement>;
  }
}
