import type { ScheduleFreeAdamWDescription } from '../../base/optimizer-description.js';
import { scheduleFreeStep } from './kernels/schedule-free-adamw.js';
import { roundingOf, type StartingPoint, type UpdateRule, zerosLike } from './update-rule.js';

/**
 * Schedule-free AdamW (arXiv 2405.15682): gradients at y, which are the weights; iterates z; their average x is what is
 * evaluated. `w = k^r max(lr_1 … lr_k)^power`, `c = w / sum of w`, `x = (1-c) x + c z`, `y = (1-b1) z + b1 x`.
 */
export function scheduleFreeAdamW(
  description: ScheduleFreeAdamWDescription,
  { weights: initial, parts }: StartingPoint,
): UpdateRule {
  const { lr, beta1, beta2, eps, warmup, r, weight_lr_power: power } = description;
  const v = zerosLike(initial);
  const z = initial.slice();
  const x = initial.slice();
  const round = roundingOf(initial);
  const moments = { keep1: round(beta1), new1: round(1 - beta1), keep2: round(beta2), new2: round(1 - beta2), eps };
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
      const averaging = { keepAverage: round(1 - share), share: round(share) };
      const rootFactor = round(1 / Math.sqrt(1 - beta2 ** step));
      for (const { start, end, weightDecay, rateFactor } of parts) {
        const coefficients = {
          ...moments,
          ...averaging,
          weightDecay: round(weightDecay),
          rate: round(effectiveStep * rateFactor),
          rootFactor,
        };
        scheduleFreeStep(y, g, v, z, x, start, end, coefficients);
      }
      return { effectiveStep };
    },
  };
}
