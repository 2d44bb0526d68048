import { hotkeyText, isHotkey } from './hotkey.js';
import { actionNamed, perform, type ActionName, type EnterableRoom } from './room-actions.js';
import { nearestRoom, onlyRoom, roomById, rootsWithRooms, type RoomHost } from './room-registry.js';

const selector = '[data-rtc-action], [commandfor][command^="--"]';
const attributeFilter = ['data-rtc-action', 'data-rtc-for', 'data-rtc-hotkey', 'commandfor', 'command'];
const native = 'button, input, a[href], summary';

/** One for the page: two files of the kit must not act twice on one click. */
const key = Symbol.for('rtc-elements.actions');
const shared = globalThis as { [key]?: ActionElements };

/** Makes controls of whatever elements of the page name an action, and shows on them how their room is. */
export function actionElements(): ActionElements {
  return (shared[key] ??= new ActionElements());
}

class ActionElements {
  readonly #changes = new MutationObserver(() => this.refresh());
  readonly #roots = new WeakSet<Node>();
  readonly #busy = new Set<Element>();
  /** Which the page has not disabled itself. */
  readonly #disabled = new WeakSet<Element>();
  readonly #warned = new Set<string>();
  #isQueued = false;

  constructor() {
    document.addEventListener('click', this.#clicked);
    document.addEventListener('keydown', this.#keyPressed);
    // Fired on the room, and does not bubble.
    document.addEventListener('command', this.#commanded, true);
    document.addEventListener('focusout', () => this.refresh());
  }

  /** Shows the state of the rooms, soon. */
  refresh(): void {
    if (this.#isQueued) return;
    this.#isQueued = true;
    queueMicrotask(() => {
      this.#isQueued = false;
      this.#show();
    });
  }

  #show(): void {
    for (const root of [document, ...rootsWithRooms()]) {
      if (!this.#roots.has(root)) {
        this.#roots.add(root);
        this.#changes.observe(root, { subtree: true, childList: true, attributeFilter });
      }
      for (const element of root.querySelectorAll<HTMLElement>(selector)) this.#showOn(element);
    }
  }

  #showOn(element: HTMLElement): void {
    const name = nameOf(element);
    const action = actionNamed(name);
    // Commands of the page's own on other elements.
    if (!action && !element.dataset.rtcAction) return;
    if (!action) return this.#warn(name);
    const room = roomFor(element);
    if (!room && !element.dataset.rtcAction) return;
    const state = room?.connection.state;
    const isBusy = this.#busy.has(element);
    const isAvailable = !isBusy && state !== undefined && action.isPossible(state, room as EnterableRoom);
    const isOn = state && action.isOn?.(state);
    const word = isBusy ? 'busy' : isAvailable ? (isOn === undefined ? 'ready' : isOn ? 'on' : 'off') : 'unavailable';
    set(element, 'data-rtc-state', word);
    set(element, 'aria-pressed', action.isOn ? String(isOn ?? false) : null);
    set(element, 'aria-busy', isBusy ? 'true' : null);
    set(element, 'aria-keyshortcuts', hotkeyText(hotkeysOf(element, room)) || null);
    this.#disable(element, !isAvailable);
    if (element.matches(native) || element.hasAttribute('role')) return;
    element.setAttribute('role', 'button');
    if (!element.hasAttribute('tabindex')) element.tabIndex = 0;
  }

  #disable(element: HTMLElement, isDisabled: boolean): void {
    set(element, 'aria-disabled', isDisabled ? 'true' : null);
    if (!('disabled' in element)) return;
    // One that is disabled loses the focus, to the top of the page; and what the page disables stays so.
    if (isDisabled && !element.disabled && !element.matches(':focus')) {
      element.disabled = true;
      this.#disabled.add(element);
    } else if (!isDisabled && this.#disabled.delete(element)) {
      element.disabled = false;
    }
  }

  readonly #clicked = (event: MouseEvent): void => {
    const element = elementOf(event);
    if (!element || event.defaultPrevented) return;
    // The browser itself sends the command, to the room.
    if (!element.dataset.rtcAction && 'commandForElement' in element) return;
    if (element.matches('a[href]')) event.preventDefault();
    this.#act(element);
  };

  readonly #keyPressed = (event: KeyboardEvent): void => {
    const element = elementOf(event);
    const isOnElement = element && event.composedPath()[0] === element;
    if (isOnElement && !element.matches(native) && [' ', 'Enter'].includes(event.key) && !event.repeat) {
      event.preventDefault();
      return element.click();
    }
    for (const root of [document, ...rootsWithRooms()])
      for (const one of root.querySelectorAll<HTMLElement>('[data-rtc-hotkey]')) {
        const room = roomFor(one);
        if (!isHotkey(event, hotkeysOf(one, room), room?.connection)) continue;
        event.preventDefault();
        this.#act(one);
      }
  };

  readonly #commanded = (event: Event): void => {
    const { command, source } = event as Event & { command: string; source: HTMLElement | null };
    const [room] = event.composedPath() as RoomHost[];
    const name = command.slice(2);
    if (command.startsWith('--') && actionNamed(name) && room === nearestRoom(room))
      this.#act(source ?? room, room, name as ActionName);
  };

  #act(element: HTMLElement, room = roomFor(element), name = nameOf(element) as ActionName): void {
    const isDisabled = element.matches(':disabled') || this.#busy.has(element);
    if (!room || !actionNamed(name) || isDisabled) return;
    this.#busy.add(element);
    this.refresh();
    void perform(name, room, element).finally(() => {
      this.#busy.delete(element);
      this.refresh();
    });
  }

  #warn(name: string): void {
    if (this.#warned.has(name)) return;
    this.#warned.add(name);
    console.warn(`data-rtc-action="${name}" is no action of a room.`);
  }
}

/** The element with an action that was clicked, or something inside of it; also within open shadow roots. */
function elementOf(event: Event): HTMLElement | undefined {
  return event
    .composedPath()
    .find((node): node is HTMLElement => node instanceof HTMLElement && node.matches(selector));
}

function nameOf(element: HTMLElement): string {
  return element.dataset.rtcAction ?? element.getAttribute('command')?.slice(2) ?? '';
}

/** As for the controls of the kit; a command names its room itself. */
function roomFor(element: HTMLElement): RoomHost | undefined {
  const id = element.dataset.rtcAction ? element.dataset.rtcFor : element.getAttribute('commandfor');
  return id ? roomById(element, id) : (nearestRoom(element) ?? onlyRoom(element));
}

function hotkeysOf(element: HTMLElement, room: RoomHost | undefined): string {
  return room?.hasAttribute('no-hotkeys') ? '' : (element.dataset.rtcHotkey ?? '');
}

/** Writes only what differs. */
function set(element: Element, name: string, value: string | null): void {
  if (element.getAttribute(name) === value) return;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}
