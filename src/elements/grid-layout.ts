/** A box to be filled with tiles; all lengths in CSS pixels. */
export interface GridBox {
  readonly width: number;
  readonly height: number;
  readonly gap: number;
  /** Width divided by height of a tile. */
  readonly aspectRatio: number;
}

export interface GridLayout {
  readonly columns: number;
  readonly rows: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
}

const none: GridLayout = { columns: 0, rows: 0, tileWidth: 0, tileHeight: 0 };

/**
 * The largest equal tiles of an aspect ratio that fit a box: every number of columns is tried, which is exact and costs
 * microseconds. Of two layouts with tiles of one size the one with fewer empty places wins.
 */
export function layoutGrid(count: number, box: GridBox): GridLayout {
  let best = none;
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const next = fit(columns, rows, box);
    const wider = next.tileWidth - best.tileWidth;
    const fuller = columns * rows < best.columns * best.rows;
    if (wider > 1e-6 || (wider > -1e-6 && fuller && next.tileWidth > 0)) best = next;
  }
  return best;
}

/** How many tiles not narrower than `minWidth` a box holds; at least one. */
export function capacity(minWidth: number, { width, height, gap, aspectRatio }: GridBox): number {
  const columns = Math.floor((width + gap) / (minWidth + gap));
  const rows = Math.floor((height + gap) / (minWidth / aspectRatio + gap));
  return Math.max(1, columns * rows);
}

/** Reads `16/9`, `16:9` or `1.78`; `fallback` for anything else, and for nothing. */
export function parseAspectRatio(text: unknown, fallback = 16 / 9): number {
  const [width, height = '1'] = String(text).split(/[/:]/);
  const ratio = Number(width) / Number(height);
  return Number.isFinite(ratio) && ratio > 0 ? ratio : fallback;
}

function fit(columns: number, rows: number, { width, height, gap, aspectRatio }: GridBox): GridLayout {
  const widest = (width - (columns - 1) * gap) / columns;
  const highest = (height - (rows - 1) * gap) / rows;
  const tileWidth = Math.max(0, Math.min(widest, highest * aspectRatio));
  return { columns, rows, tileWidth, tileHeight: tileWidth / aspectRatio };
}
