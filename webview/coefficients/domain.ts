import { figureAt } from './figures.js';
import { MEASURES, isShare, measureIndex } from './measures.js';
import type { Measure } from './measures.js';
import type { PageState } from './page-state.js';
import type { TensorIndex } from './tensor-index.js';

/** Which values the colours tell apart. */
export interface Domain {
  readonly low: number;
  readonly high: number;
  /** True when there are two signs: differences, and coefficients that may be negative. */
  readonly diverging: boolean;
  /** The lowest and highest value that there is; what lies beyond the domain has the colour of its end. */
  readonly least: number;
  readonly most: number;
}

/** Tensors beyond these quantiles are clamped: a few tiny ones (norms, biases) would otherwise take all the colours. */
const TAIL = 0.02;

/** The range of the run's tensors (or of all values that are possible, as the user has chosen), whatever is shown of it. */
export function domainOf(
  index: TensorIndex,
  other: TensorIndex | undefined,
  measure: Measure,
  range: PageState['range'],
): Domain {
  const at = measureIndex(measure);
  const found: number[] = [];
  for (const { row, figures } of index.tensors) {
    const counterpart = other?.byName.get(row.tensor)?.figures;
    for (let task = 0; task * MEASURES < figures.length; task += 1) {
      const own = figureAt(figures, task, at);
      const value = other === undefined ? own : own - figureAt(counterpart, task, at);
      if (!Number.isNaN(value)) {
        found.push(value);
      }
    }
  }
  const values = Float64Array.from(found).sort();
  const quantile = (share: number): number => values[Math.round(share * (values.length - 1))] ?? 0;
  const [least, most] = [quantile(0), quantile(1)];
  const diverging = other !== undefined || least < 0;
  if (range === 'full') {
    const full = isShare(measure) ? 1 : Math.max(Math.abs(least), Math.abs(most));
    return { low: diverging ? -full : 0, high: full, diverging, least, most };
  }
  return { low: quantile(TAIL), high: quantile(1 - TAIL), diverging, least, most };
}
