import type { RtcVideoGrid } from './rtc-video-grid.js';

/** Least way of a finger that turns the page, in CSS pixels. */
const swipe = 50;

/**
 * Turns the pages of a grid by keys, while the list of its tiles has the focus, and by swiping. PageUp and PageDown work
 * from within the tiles as well; the arrow keys may mean something else there.
 */
export function turnPages(grid: RtcVideoGrid, box: HTMLElement): void {
  const isRtl = () => getComputedStyle(box).direction === 'rtl';
  const turns: Record<string, () => void> = {
    PageDown: () => grid.next(),
    PageUp: () => grid.previous(),
    ArrowRight: () => (isRtl() ? grid.previous() : grid.next()),
    ArrowLeft: () => (isRtl() ? grid.next() : grid.previous()),
    Home: () => (grid.page = 1),
    End: () => (grid.page = grid.pages),
  };
  box.addEventListener('keydown', (event) => {
    const isOurs = event.target === box || event.key.startsWith('Page');
    const hasModifier = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
    if (grid.pages === 1 || !isOurs || hasModifier || event.defaultPrevented || !Object.hasOwn(turns, event.key))
      return;
    event.preventDefault();
    turns[event.key]();
  });

  let start: PointerEvent | undefined;
  box.addEventListener('pointerdown', (event) => {
    // A second finger zooms.
    start = event.pointerType === 'touch' && event.isPrimary && !isHandled(event) ? event : undefined;
  });
  box.addEventListener('pointercancel', () => (start = undefined));
  box.addEventListener('pointerup', (event) => {
    if (!start || event.pointerId !== start.pointerId) return;
    const [across, down] = [event.clientX - start.clientX, event.clientY - start.clientY];
    start = undefined;
    if (Math.abs(across) < swipe || Math.abs(across) < 2 * Math.abs(down)) return;
    if (across < 0 === isRtl()) grid.previous();
    else grid.next();
  });
}

/** The floating tile is dragged, not swiped. */
function isHandled(event: Event): boolean {
  return event.target instanceof Element && event.target.closest('.floating') !== null;
}
