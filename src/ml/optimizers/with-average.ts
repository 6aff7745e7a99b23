import { roundingOf, type StartingPoint, type UpdateRule } from './update-rule.js';
import { copyInto } from './vector-memory.js';

/**
 * Averages the iterates of a rule, for evaluation: `avg = (1-a) avg + a x_k` with `a = (1+gamma)/(k+gamma)` (polynomial
 * decay, arXiv 1212.1824), so that the first step's weights are the first average.
 */
export function withAverage(rule: UpdateRule, gamma: number, { weights: initial, memory }: StartingPoint): UpdateRule {
  const { kernels } = memory;
  const average = copyInto(memory, initial);
  const round = roundingOf(initial);
  return {
    scalars: rule.scalars,
    vectors: { ...rule.vectors, average },
    evaluated: average,
    step(input) {
      const sizes = rule.step(input);
      const a = (1 + gamma) / (input.step + gamma);
      kernels.addScaled(average, input.weights, round(1 - a), round(a), 0, average.length);
      return sizes;
    },
  };
}
