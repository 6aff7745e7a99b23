import { addScaled } from './kernels/linear.js';
import { roundingOf, type StartingPoint, type UpdateRule } from './update-rule.js';

/**
 * Averages the iterates of a rule, for evaluation: `avg = (1-a) avg + a x_k` with `a = (1+gamma)/(k+gamma)` (polynomial
 * decay, arXiv 1212.1824), so that the first step's weights are the first average.
 */
export function withAverage(rule: UpdateRule, gamma: number, { weights: initial }: StartingPoint): UpdateRule {
  const average = initial.slice();
  const round = roundingOf(initial);
  return {
    scalars: rule.scalars,
    vectors: { ...rule.vectors, average },
    evaluated: average,
    step(input) {
      const sizes = rule.step(input);
      const a = (1 + gamma) / (input.step + gamma);
      addScaled(average, input.weights, round(1 - a), round(a), 0, average.length);
      return sizes;
    },
  };
}
