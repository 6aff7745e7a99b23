import { lastUpTo } from '../shared/line-chart-view.js';
import type { Columns } from './columns.js';

export interface Thinned {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  /** Whether a point stands for several values. */
  readonly isMerged: boolean;
}

export interface ThinOptions {
  /** The part of x in sight. */
  readonly range: readonly [number, number];
  /** About as many points as can be told apart. */
  readonly most: number;
}

/**
 * What of a curve is in sight, with one point beyond either edge so that its line goes on, in at most about `most`
 * points: parts of equal width become one, with the mean of their values, the lowest and the highest.
 */
export function thin(columns: Columns, { range, most }: ThinOptions): Thinned {
  const { x, y, low, high, count } = columns;
  const first = Math.max(0, lastUpTo(x, range[0]));
  const end = Math.min(x.length, lastUpTo(x, range[1]) + 2);
  if (end - first <= most) {
    const cut = (column: Float64Array): Float64Array => column.subarray(first, end);
    const isMerged = count.subarray(first, end).some((values) => values > 1);
    return { x: cut(x), y: cut(y), low: cut(low), high: cut(high), isMerged };
  }
  const start = x[first] ?? 0;
  const width = ((x[end - 1] ?? 0) - start) / most || 1;
  const thinned = { x: [] as number[], y: [] as number[], low: [] as number[], high: [] as number[] };
  let bucket = -1;
  let weight = 0;
  for (let i = first; i < end; i += 1) {
    const [at, value, values] = [x[i] ?? 0, y[i] ?? Number.NaN, count[i] ?? 1];
    const own = Math.min(most - 1, Math.floor((at - start) / width));
    const last = thinned.x.length - 1;
    if (own === bucket) {
      weight += values;
      thinned.x[last] = at;
      thinned.y[last] = (thinned.y[last] ?? 0) + ((value - (thinned.y[last] ?? 0)) * values) / weight;
      thinned.low[last] = Math.min(thinned.low[last] ?? value, low[i] ?? value);
      thinned.high[last] = Math.max(thinned.high[last] ?? value, high[i] ?? value);
    } else {
      bucket = own;
      weight = values;
      thinned.x.push(at);
      thinned.y.push(value);
      thinned.low.push(low[i] ?? value);
      thinned.high.push(high[i] ?? value);
    }
  }
  return { ...thinned, isMerged: true };
}
