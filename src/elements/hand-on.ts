/**
 * What had the focus is gone: it goes back to what had it before, else into the call, and not to the top of the page. Once
 * what takes the place of the lost has rendered, and as far as nobody has taken the focus elsewhere.
 */
export async function handOn(before: HTMLElement | undefined, room: HTMLElement | undefined): Promise<void> {
  try {
    const { refocus } = await import('./focus.js');
    setTimeout(() => refocus(before, room));
  } catch {
    // As it would be without it.
  }
}
