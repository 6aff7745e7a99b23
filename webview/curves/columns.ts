import type { CurvesState } from '../../src/protocol/curves.js';
import { epochOfStep } from '../../src/protocol/curves.js';
import type { Point } from '../../src/protocol/series.js';
import type { XUnit } from './page-state.js';

/** A curve as columns of numbers, x rising strictly. */
export interface Columns {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Lowest and highest of the values that a point stands for, and how many they are. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly count: Float64Array;
}

/** The points of a curve over x in a unit. Of points at one x the last stands for them. */
export function columnsOf(points: readonly Point[], unit: XUnit, stages: CurvesState['stages']): Columns {
  const x = (point: Point): number => xOf(point, unit, stages);
  const kept = points.filter((point, i) => {
    const next = points[i + 1];
    return next === undefined || x(next) > x(point);
  });
  const column = (of: (point: Point) => number): Float64Array => Float64Array.from(kept, of);
  return {
    x: column(x),
    y: column(({ value }) => value),
    low: column(({ low }) => low),
    high: column(({ high }) => high),
    count: column(({ count }) => count),
  };
}

/** Where a step lies on the x axis. Without a stage there are no epochs, and steps take their place. */
export function xOf(
  { step, seconds }: { readonly step: number; readonly seconds: number },
  unit: XUnit,
  stages: CurvesState['stages'],
): number {
  switch (unit) {
    case 'step':
      return step;
    case 'seconds':
      return seconds;
    case 'epoch':
      return epochOfStep(stages, step) ?? step;
  }
}
