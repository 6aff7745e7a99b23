import { addScaled } from './kernels/linear.js';
import { type Part, roundingOf, type StepInput } from './update-rule.js';

/** L2 decay: `g += wd x`, before anything else of a step. */
export function decayGradient({ weights, gradient }: StepInput, parts: readonly Part[]): void {
  const round = roundingOf(weights);
  for (const { start, end, weightDecay } of parts) {
    if (weightDecay !== 0) {
      addScaled(gradient, weights, 1, round(weightDecay), start, end);
    }
  }
}
