import { roundingOf, type StartingPoint, type StepInput } from './update-rule.js';

/** L2 decay: `g += wd x`, before anything else of a step. */
export function decayGradient(
  { weights, gradient }: StepInput,
  { parts, memory }: Pick<StartingPoint, 'parts' | 'memory'>,
): void {
  const round = roundingOf(weights);
  for (const { start, end, weightDecay } of parts) {
    if (weightDecay !== 0) {
      memory.kernels.addScaled(gradient, weights, 1, round(weightDecay), start, end);
    }
  }
}
