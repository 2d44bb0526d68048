import type { LitElement } from 'lit';

/** Gives an element its custom states, as soon as their part is there; without it attributes still tell the same. */
export async function withStates(host: LitElement): Promise<void> {
  try {
    (await import('./custom-states.js')).tellStates(host);
  } catch {
    // Attributes tell the same.
  }
}
