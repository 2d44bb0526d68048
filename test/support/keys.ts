import { sendKeys } from '@web/test-runner-commands';

/**
 * Presses a key, or several together as in 'Shift+Tab'. The window comes to the front for it: the files run in two windows,
 * and in Firefox the one behind has no focus.
 */
export async function press(keys: string): Promise<void> {
  window.focus();
  const held = keys.split('+');
  const key = held.pop()!;
  for (const modifier of held) await sendKeys({ down: modifier });
  await sendKeys({ press: key });
  for (const modifier of held.reverse()) await sendKeys({ up: modifier });
}
