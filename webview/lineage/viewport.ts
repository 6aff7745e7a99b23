/** What of the graph is in sight, and where on the canvas it lies. */
export interface Viewport {
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Generations in sight; whole numbers lie in the middle of their columns. */
  readonly range: Range;
  /** Rows in sight; row r goes from r to r + 1. */
  readonly rows: Range;
}

export type Range = readonly [number, number];

/** Beside the columns: as wide as the axes of the charts below, so that a generation stands over itself. */
export const LEFT = 72;
export const RIGHT = 10;
const TOP = 8;
export const BOTTOM = 24;

/** Closer than this nothing more is to be seen. */
const LEAST_GENERATIONS = 3;
const LEAST_ROWS = 6;

export const plotWidth = ({ width }: Viewport): number => Math.max(1, width - LEFT - RIGHT);
export const plotHeight = ({ height }: Viewport): number => Math.max(1, height - TOP - BOTTOM);
export const columnWidth = (view: Viewport): number => plotWidth(view) / (view.range[1] - view.range[0]);
export const rowHeight = (view: Viewport): number => plotHeight(view) / (view.rows[1] - view.rows[0]);

export function xOf(view: Viewport, generation: number): number {
  return LEFT + (generation - view.range[0]) * columnWidth(view);
}

/** The middle of a row. */
export function yOf(view: Viewport, row: number): number {
  return TOP + (row + 0.5 - view.rows[0]) * rowHeight(view);
}

export function generationAt(view: Viewport, x: number): number {
  return view.range[0] + (x - LEFT) / columnWidth(view);
}

export function rowAt(view: Viewport, y: number): number {
  return view.rows[0] + (y - TOP) / rowHeight(view);
}

/** Everything that there is to be seen. */
export interface Whole {
  readonly range: Range;
  readonly rows: Range;
}

export interface Sight {
  /** Undefined: all of it, also of what is still to come. */
  readonly range: Range | undefined;
  readonly rows: Range | undefined;
}

/** What is in sight after a zoom by a factor (above 1: closer) around a place, which stays where it is. */
export function zoomed(
  view: Viewport,
  whole: Whole,
  { factor, generation, row }: { readonly factor: number; readonly generation: number; readonly row: number },
): Sight {
  return {
    range: within(around(view.range, generation, { factor, least: LEAST_GENERATIONS }), whole.range),
    rows: within(around(view.rows, row, { factor, least: LEAST_ROWS }), whole.rows),
  };
}

/** What is in sight after it was moved, as far as there is something to be seen. */
export function moved(
  view: Viewport,
  whole: Whole,
  by: { readonly generations: number; readonly rows: number },
): Sight {
  const move = ([start, end]: Range, distance: number): Range => [start + distance, end + distance];
  return {
    range: within(move(view.range, by.generations), whole.range),
    rows: within(move(view.rows, by.rows), whole.rows),
  };
}

/** What is in sight once a place of it must be: nothing moves that needn't. */
export function brought(
  view: Viewport,
  whole: Whole,
  place: { readonly generation: number; readonly row: number },
): Sight {
  const reach = ([start, end]: Range, from: number, to: number): number =>
    from < start ? from - start : to > end ? to - end : 0;
  return moved(view, whole, {
    generations: reach(view.range, place.generation - 0.5, place.generation + 0.5),
    rows: reach(view.rows, place.row, place.row + 1),
  });
}

function around(
  [start, end]: Range,
  place: number,
  { factor, least }: { readonly factor: number; readonly least: number },
): Range {
  const width = end - start;
  const by = width <= 0 ? 1 : Math.max(1 / factor, Math.min(1, least / width));
  return [place - (place - start) * by, place + (end - place) * by];
}

/** The range moved and cut to lie in the whole; undefined where it is all of it. */
export function within([start, end]: Range, [low, high]: Range): Range | undefined {
  const width = end - start;
  if (width >= (high - low) * (1 - 1e-9)) {
    return undefined;
  }
  const from = Math.max(low, Math.min(high - width, start));
  return [from, from + width];
}
