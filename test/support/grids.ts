import { fixture, html } from '@open-wc/testing';
import type { Participant } from '../../src/connection/state.js';
import type { RtcVideoGrid } from '../../src/define/rtc-video-grid.js';
import { rendered } from './elements.js';
import { fakeConnection, person } from './fake-connection.js';
import { until } from './until.js';

/** The box of the grids under test. */
export const box = { width: 640, height: 360, gap: 8, aspectRatio: 16 / 9 };

/** Not even oneself. */
export const nobody: readonly Participant[] = [];

/** A grid in which oneself, called Me, and these others are; `await import` its definition before. */
export async function gridOf(others: readonly Participant[], attributes: Record<string, string> = {}) {
  const connection = fakeConnection();
  connection.sessionid = 'standup';
  connection.patchLocal({ name: 'Me' });
  if (others !== nobody) connection.enter(...others);
  const wrapper = document.createElement('div');
  const grid = document.createElement('rtc-video-grid');
  grid.style.cssText = `width: ${box.width}px; height: ${box.height}px`;
  grid.setAttribute('no-transition', '');
  for (const [name, value] of Object.entries(attributes)) grid.setAttribute(name, value);
  grid.connection = connection;
  wrapper.append(grid);
  await fixture(html`${wrapper}`);
  await until(() => nobody === others || grid.columns > 0, 'the layout');
  await rendered(grid);
  return { grid, connection };
}

/** People called P1, P2 and so on. */
export function people(count: number): Participant[] {
  return Array.from({ length: count }, (_, index) => person({ name: `P${index + 1}` }));
}

/** The names on the tiles, as a screen reader tells them, without the marks. */
export async function shown(grid: RtcVideoGrid): Promise<(string | null)[]> {
  await rendered(grid, ...grid.tiles);
  return grid.tiles.map((tile) => tile.shadowRoot!.querySelector('[part=name]')!.textContent);
}
