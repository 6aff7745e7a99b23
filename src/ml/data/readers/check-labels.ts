import type { Where } from '../../../base/errors.js';
import { modelsmithError } from '../../../base/errors.js';
import { MAX_CLASSES } from '../limits.js';

/**
 * Whole-number labels and the names of their classes, "0", "1", ... Without `classes` there are as many as the largest label
 * says. Throws `data-label-outside`.
 */
export function checkLabels(
  values: ArrayLike<number>,
  where: Where,
  classes?: number,
): { readonly labels: Int32Array; readonly classes: readonly string[] } {
  const labels = new Int32Array(values.length);
  let largest = 0;
  const limit = classes ?? MAX_CLASSES;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (!Number.isInteger(value) || value < 0 || value >= limit) {
      throw modelsmithError('data-label-outside', { example: i, label: String(value), classes: limit }, where);
    }
    labels[i] = value;
    largest = Math.max(largest, value);
  }
  return { labels, classes: Array.from({ length: classes ?? largest + 1 }, (_, i) => String(i)) };
}
