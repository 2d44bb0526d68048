import { html, render } from 'lit';
import type { Corner } from './grid-places.js';

/** Way of a pointer, in CSS pixels, from which on it drags. */
const slack = 4;

const arrows = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="M12 3v18M3 12h18M9 6l3-3 3 3M9 18l3 3 3-3M6 9l-3 3 3 3M18 9l3 3-3 3"></path>
</svg>`;

/** Makes a tile float: dragged by a pointer, or moved by the keys of its handle, it comes to rest in a corner. */
export class FloatingTile {
  corner: Corner = { isAtEnd: true, isBelow: true };
  readonly #box: HTMLElement;
  readonly #moved: () => void;
  readonly #handle = document.createElement('button');
  #place: HTMLElement | undefined;
  #isHeld = false;
  #release: AbortController | undefined;

  /** @param moved is called when the tile is to be drawn in its corner. */
  constructor(box: HTMLElement, moved: () => void) {
    this.#box = box;
    this.#moved = moved;
    this.#handle.type = 'button';
    this.#handle.className = 'handle quiet';
    this.#handle.part.add('handle');
    render(arrows, this.#handle);
    this.#handle.addEventListener('click', this.#click);
    this.#handle.addEventListener('keydown', this.#keydown);
  }

  /** The tile hangs on the pointer, which draws it. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** The tile that floats from now on, if any. @param label names its handle. */
  follow(place: HTMLElement | undefined, label: string): void {
    this.#handle.setAttribute('aria-label', label);
    if (place === this.#place) return;
    this.#release?.abort();
    this.#isHeld = false;
    this.#place?.classList.remove('floating', 'dragged');
    this.#handle.remove();
    this.#place = place;
    if (!place) return;
    place.classList.add('floating');
    place.append(this.#handle);
    this.#release = new AbortController();
    place.addEventListener('pointerdown', this.#press, { signal: this.#release.signal });
  }

  get #isRtl(): boolean {
    return getComputedStyle(this.#box).direction === 'rtl';
  }

  /** The next corner, clockwise in a page that is read from left to right. */
  #click = (): void => {
    // The click that ends a drag is none.
    if (this.#place?.classList.contains('dragged')) return;
    const { isAtEnd, isBelow } = this.corner;
    this.#rest({ isAtEnd: !isBelow, isBelow: isAtEnd });
  };

  #keydown = (event: KeyboardEvent): void => {
    const { isAtEnd, isBelow } = this.corner;
    const corners: Record<string, Corner> = {
      ArrowUp: { isAtEnd, isBelow: false },
      ArrowDown: { isAtEnd, isBelow: true },
      ArrowLeft: { isAtEnd: this.#isRtl, isBelow },
      ArrowRight: { isAtEnd: !this.#isRtl, isBelow },
    };
    if (!Object.hasOwn(corners, event.key)) return;
    event.preventDefault();
    this.#rest(corners[event.key]);
  };

  #press = (down: PointerEvent): void => {
    const place = this.#place!;
    // Buttons of the tile are pressed, not dragged; the first of the path says so from within other shadow trees, too.
    const button = down.composedPath().find((node) => node instanceof Element && node.localName === 'button');
    if (down.button !== 0 || (button && button !== this.#handle)) return;
    const start = place.getBoundingClientRect();
    const box = this.#box.getBoundingClientRect();
    const done = new AbortController();
    const { signal } = done;
    // The tile may cease to float while it is dragged: nobody else is left.
    this.#release!.signal.addEventListener('abort', () => done.abort(), { signal });

    place.addEventListener(
      'pointermove',
      ({ pointerId, clientX, clientY }) => {
        if (pointerId !== down.pointerId) return;
        const [across, along] = [clientX - down.clientX, clientY - down.clientY];
        if (!this.#isHeld && Math.hypot(across, along) < slack) return;
        if (!this.#isHeld) {
          this.#isHeld = true;
          place.classList.add('dragged');
          place.setPointerCapture(pointerId);
        }
        const x = between(box.left - start.left, across, box.right - start.right);
        const y = between(box.top - start.top, along, box.bottom - start.bottom);
        place.style.translate = `${x}px ${y}px`;
      },
      { signal },
    );
    const end = ({ pointerId }: PointerEvent) => {
      if (pointerId !== down.pointerId) return;
      done.abort();
      if (this.#isHeld) this.#drop(box);
    };
    for (const type of ['pointerup', 'pointercancel'] as const) this.#box.addEventListener(type, end, { signal });
  };

  #drop(box: DOMRect): void {
    const { left, top, width, height } = this.#place!.getBoundingClientRect();
    const isRight = left + width / 2 > box.left + box.width / 2;
    const place = this.#place;
    this.#isHeld = false;
    setTimeout(() => place?.classList.remove('dragged'));
    this.#rest({ isAtEnd: isRight !== this.#isRtl, isBelow: top + height / 2 > box.top + box.height / 2 });
  }

  #rest(corner: Corner): void {
    this.corner = corner;
    this.#moved();
  }
}

function between(least: number, value: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
