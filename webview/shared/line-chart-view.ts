import type { Colour } from './colour.js';
import type { Theme } from './theme.js';

/** A line of a chart; x rises strictly. */
export interface ChartLine {
  readonly label: string;
  readonly x: ArrayLike<number>;
  /** NaN where there is no value. */
  readonly y: ArrayLike<number>;
  /** Between which values lie those that a point of the line stands for. */
  readonly band?: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> } | undefined;
  readonly style: LineStyle;
  /** Drawn, but neither named nor read out: the values behind a smoothed line. */
  readonly isBackground?: boolean;
}

export interface LineStyle {
  readonly colour: Colour;
  readonly width: number;
  /** Lengths of strokes and gaps; a solid line without. */
  readonly dash?: readonly number[];
  readonly marker?: 'filled' | 'hollow';
}

/** A place on the x axis worth a mark. */
export interface ChartMark {
  readonly x: number;
  readonly kind: 'line' | 'tick' | 'best';
  /** Written beside a line. */
  readonly text: string;
}

export interface ChartView {
  /** What the chart shows, for its label. */
  readonly label: string;
  readonly xLabel: string;
  readonly lines: readonly ChartLine[];
  readonly marks: readonly ChartMark[];
  /** Horizontal lines with their names. */
  readonly levels: readonly { readonly y: number; readonly text: string }[];
  /** The part of the x axis in sight. */
  readonly range: readonly [number, number];
  /** Nothing lies between whole numbers on the x axis: its ticks are whole, too. */
  readonly isXWhole: boolean;
  /** Powers of ten on the y axis; what isn't positive has no place there. */
  readonly isLogarithmic: boolean;
  /** How wide the y axis is, so that charts and pictures stand under each other; as its labels need it without. */
  readonly axisWidth?: number;
  /** In pixels; 200 without. */
  readonly height?: number;
  readonly theme: Theme;
  readonly formatX: (x: number) => string;
  readonly formatY: (y: number) => string;
}

/** The value of a line at an x: the last one up to it, or the first where the line begins later; NaN of an empty line. */
export function valueAt({ x, y }: Pick<ChartLine, 'x' | 'y'>, at: number): number {
  let index = lastUpTo(x, at);
  while (index > 0 && Number.isNaN(y[index])) {
    index -= 1;
  }
  return y[Math.max(0, index)] ?? Number.NaN;
}

/** The index of the last x that isn't greater; -1 where all are. x rises. */
export function lastUpTo(x: ArrayLike<number>, at: number): number {
  let [low, high] = [-1, x.length - 1];
  while (low < high) {
    const middle = Math.floor((low + high + 1) / 2);
    if ((x[middle] ?? Number.POSITIVE_INFINITY) <= at) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}
