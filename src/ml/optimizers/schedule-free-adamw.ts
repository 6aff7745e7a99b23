import type { ScheduleFreeAdamWDescription } from '../../base/optimizer-description.js';
import { roundingOf, type StartingPoint, type UpdateRule } from './update-rule.js';
import { copyInto } from './vector-memory.js';

/**
 * Schedule-free AdamW (arXiv 2405.15682): gradients at y, which are the weights; iterates z; their average x is what is
 * evaluated. `w = k^r max(lr_1 … lr_k)^power`, `c = w / sum of w`, `x = (1-c) x + c z`, `y = (1-b1) z + b1 x`.
 */
export function scheduleFreeAdamW(
  description: ScheduleFreeAdamWDescription,
  { weights: initial, parts, memory }: StartingPoint,
): UpdateRule {
  const { kernels } = memory;
  const { lr, beta1, beta2, eps, warmup, r, weight_lr_power: power } = description;
  const v = memory.zeros(initial.length);
  const z = copyInto(memory, initial);
  const x = copyInto(memory, initial);
  const round = roundingOf(initial);
  const moments = { beta1: round(beta1), keep2: round(beta2), new2: round(1 - beta2), eps };
  const scalars = { largestRate: 0, sumOfShares: 0 };
  return {
    scalars,
    vectors: { v, z, x },
    evaluated: x,
    step({ weights: y, gradient: g, step, scheduled }) {
      const effectiveStep = lr * scheduled * Math.min(1, step / Math.max(1, warmup));
      scalars.largestRate = Math.max(scalars.largestRate, effectiveStep);
      const weight = step ** r * scalars.largestRate ** power;
      scalars.sumOfShares += weight;
      // A schedule may begin with steps of size zero, which have no share in anything.
      const share = scalars.sumOfShares === 0 ? 0 : weight / scalars.sumOfShares;
      const rootFactor = round(1 / Math.sqrt(1 - beta2 ** step));
      for (const { start, end, weightDecay, rateFactor } of parts) {
        const coefficients = {
          ...moments,
          share: round(share),
          weightDecay: round(weightDecay),
          rate: round(effectiveStep * rateFactor),
          rootFactor,
        };
        kernels.scheduleFreeStep(y, g, v, z, x, start, end, coefficients);
      }
      return { effectiveStep };
    },
  };
}
