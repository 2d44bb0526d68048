// The names of svelte 5 on which our types stand.
export interface HTMLAttributes<T extends EventTarget> {
  class?: string;
  onclick?: (event: MouseEvent & { currentTarget: T }) => void;
}
export interface SvelteHTMLElements {
  p: HTMLAttributes<HTMLParagraphElement>;
}
