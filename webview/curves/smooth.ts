import type { Columns } from './columns.js';

/**
 * The values of a curve, smoothed: s = w s + (1 - w) v with w = 1 - 1/n, each divided by 1 - w^k after k values, so that
 * the beginning isn't drawn to 0 (the bias correction of Adam, arXiv 1412.6980, section 3). A point of c values counts c.
 * It begins anew after each of `restarts` (rising): what was before it is another training.
 */
export function smooth(
  { x, y, count }: Pick<Columns, 'x' | 'y' | 'count'>,
  { values, restarts = [] }: { readonly values: number; readonly restarts?: readonly number[] },
): Float64Array {
  const keep = 1 - 1 / Math.max(1, values);
  let sum = 0;
  let weight = 0;
  let stage = 0;
  return y.map((value, i) => {
    while ((x[i] ?? 0) > (restarts[stage] ?? Number.POSITIVE_INFINITY)) {
      stage += 1;
      [sum, weight] = [0, 0];
    }
    const factor = keep ** (count[i] ?? 1);
    sum = factor * sum + (1 - factor) * value;
    weight = factor * weight + (1 - factor);
    return sum / weight;
  });
}
