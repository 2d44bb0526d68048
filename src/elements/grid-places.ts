import { layoutGrid, type GridBox, type GridLayout } from './grid-layout.js';

/** Where a tile stands in the box; `x` counts from the side where a line of text begins. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One large tile and a strip beside or below it. */
export interface Stage {
  readonly large: Place;
  readonly strip: Place;
  /** Most tiles of the wanted size that the strip holds. */
  readonly capacity: number;
  readonly isBeside: boolean;
}

/**
 * Part of the box that a strip takes, less where `tiles` would not fit it, more where the least tile needs it; but never
 * more than `most`.
 */
const share = { wanted: 0.2, tiles: 3, most: 0.4 };

/** Equal tiles, a last row that is not full in the middle. */
export function gridPlaces(count: number, box: GridBox): Place[] {
  return cells(count, layoutGrid(count, box), { x: 0, y: 0, width: box.width, height: box.height }, box.gap);
}

/** Divides the box so that the large picture becomes as large as it can. */
export function stageOf(box: GridBox, minTile: number): Stage {
  const { width, height, gap, aspectRatio } = box;
  const part = (length: number) => (length - (share.tiles - 1) * gap) / share.tiles;
  const side = clamp(minTile, width, part(height) * aspectRatio);
  const line = clamp(minTile / aspectRatio, height, part(width) / aspectRatio);
  const beside = { x: 0, y: 0, width: Math.max(0, width - side - gap), height };
  const below = { x: 0, y: 0, width, height: Math.max(0, height - line - gap) };
  const isBeside = pictureWidth(beside, aspectRatio) > pictureWidth(below, aspectRatio);
  const fit = isBeside
    ? (height + gap) / (side / aspectRatio + gap)
    : (width + gap) / (Math.min(line * aspectRatio, width) + gap);
  return {
    large: isBeside ? beside : below,
    strip: isBeside
      ? { x: beside.width + gap, y: 0, width: side, height }
      : { x: 0, y: below.height + gap, width, height: line },
    capacity: Math.max(1, Math.floor(fit + 1e-6)),
    isBeside,
  };
}

/** How the small tiles of a stage are laid out; smaller ones when there are more than it holds. */
export function stripLayout(count: number, { strip, isBeside }: Stage, { gap, aspectRatio }: GridBox): GridLayout {
  const [columns, rows] = isBeside ? [1, count] : [count, 1];
  const widest = (strip.width - (columns - 1) * gap) / columns;
  const highest = (strip.height - (rows - 1) * gap) / rows;
  const tileWidth = Math.max(0, Math.min(widest, highest * aspectRatio));
  return { columns, rows, tileWidth, tileHeight: tileWidth / aspectRatio };
}

/** One row in a wide box, one column in a tall one, as long as it must be. */
export function rollLayout(count: number, { width, height, aspectRatio }: GridBox): GridLayout {
  const tileWidth = Math.min(width, height * aspectRatio);
  const [columns, rows] = width >= height ? [count, 1] : [1, count];
  return { columns, rows, tileWidth, tileHeight: tileWidth / aspectRatio };
}

/** The area that a layout needs, the box at least. */
export function rollArea({ columns, rows, tileWidth, tileHeight }: GridLayout, { width, height, gap }: GridBox): Place {
  const long = (count: number, length: number) => count * (length + gap) - gap;
  return {
    x: 0,
    y: 0,
    width: Math.max(width, long(columns, tileWidth)),
    height: Math.max(height, long(rows, tileHeight)),
  };
}

/** A small tile in a corner of the box, a gap away from its edges. */
export function cornerPlace({ isAtEnd, isBelow }: Corner, box: GridBox, minTile: number): Place {
  const width = Math.min(clamp(minTile, box.width), clamp(minTile / box.aspectRatio, box.height) * box.aspectRatio);
  const height = width / box.aspectRatio;
  return {
    x: isAtEnd ? box.width - width - box.gap : box.gap,
    y: isBelow ? box.height - height - box.gap : box.gap,
    width,
    height,
  };
}

/** A corner of the box. */
export interface Corner {
  readonly isAtEnd: boolean;
  readonly isBelow: boolean;
}

/** Equal tiles row by row in the middle of an area. */
export function cells(count: number, layout: GridLayout, area: Place, gap: number): Place[] {
  const { columns, rows, tileWidth: width, tileHeight: height } = layout;
  const top = area.y + (area.height - rows * (height + gap) + gap) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const start = area.x + (area.width - inRow * (width + gap) + gap) / 2;
    return { x: start + (index % columns) * (width + gap), y: top + row * (height + gap), width, height };
  });
}

function clamp(least: number, length: number, enough = Infinity): number {
  return Math.min(Math.max(least, Math.min(length * share.wanted, enough)), length * share.most);
}

function pictureWidth({ width, height }: Place, aspectRatio: number): number {
  return Math.min(width, height * aspectRatio);
}
