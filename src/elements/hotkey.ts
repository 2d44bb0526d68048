import type { ConnectionController } from '../connection/connection-controller.js';
import { nearestRoom } from './room-registry.js';

/** Fields that take text, or keys of their own. */
const fields = 'textarea, select, input:not([type=button], [type=checkbox], [type=radio], [type=submit], [type=reset])';
/** What Space and Enter press by themselves. */
const pressable = 'button, summary, a[href], input, video, audio, [role=button], [role=menuitem]';
const modifiers = ['Control', 'Alt', 'Shift', 'Meta'] as const;

/** Hotkeys as people read them and as `aria-keyshortcuts` has them: `M`, `Control+D`, `Space`. */
export function hotkeyText(hotkeys: string | null | undefined): string {
  return combinations(hotkeys)
    .map((keys) => keys.map((key) => (key.length === 1 ? key.toUpperCase() : key)).join('+'))
    .join(' ');
}

/**
 * The event is one of these hotkeys, nobody is typing or has taken it, and where it was in a room, that is the one with
 * this connection.
 */
export function isHotkey(
  event: KeyboardEvent,
  hotkeys: string | null | undefined,
  connection: ConnectionController | undefined,
): boolean {
  if (event.defaultPrevented || event.repeat || event.isComposing) return false;
  const room = connection && nearestRoom(event.composedPath()[0] as Element);
  if (room && room.connection !== connection) return false;
  return combinations(hotkeys).some((keys) => isPressed(event, keys)) && !isTyping(event);
}

/** The key of one of these hotkeys, whatever is held beside it: for the moment when it is let go. */
export function isKeyOf(event: KeyboardEvent, hotkeys: string | null | undefined): boolean {
  return combinations(hotkeys).some((keys) => isKey(event, keys[keys.length - 1]));
}

/** `m Mod+d` → [['m'], ['Control', 'd']]; a blank is the space bar. An attribute that is taken away leaves null behind. */
function combinations(hotkeys: string | null | undefined): string[][] {
  const words: string[] = hotkeys?.match(/\S+/g) ?? (hotkeys ? ['Space'] : []);
  return words.map((word) => word.split('+').map((key) => (key === 'Mod' ? mainModifier() : key)));
}

function mainModifier(): string {
  return /Mac|iP(hone|ad|od)/.test(navigator.platform) ? 'Meta' : 'Control';
}

function isPressed(event: KeyboardEvent, keys: readonly string[]): boolean {
  const wanted = keys.slice(0, -1).map((key) => key.toLowerCase());
  const key = keys[keys.length - 1];
  // Whether a sign such as ? needs Shift is a matter of the keyboard.
  const matter = /^[^\p{L}\d]$/u.test(key) ? modifiers.filter((name) => name !== 'Shift') : modifiers;
  const areHeld = matter.every((name) => event.getModifierState(name) === wanted.includes(name.toLowerCase()));
  return areHeld && isKey(event, key);
}

function isKey(event: KeyboardEvent, key: string): boolean {
  const wanted = { space: ' ', plus: '+' }[key.toLowerCase()] ?? key.toLowerCase();
  if (event.key.toLowerCase() === wanted) return true;
  // Another alphabet, or Alt on a Mac, makes another sign of the key; its place stays.
  const isLatin = /^[\x20-\x7e]$/.test(event.key);
  return !isLatin && [`key${wanted}`, `digit${wanted}`].includes(event.code.toLowerCase());
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0] as Partial<HTMLElement>;
  if (!target.matches) return false;
  const keepsKey = [' ', 'Enter'].includes(event.key) && target.matches(pressable);
  return target.isContentEditable || target.matches(fields) || keepsKey;
}
