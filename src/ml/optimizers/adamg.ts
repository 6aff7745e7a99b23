import type { AdamGDescription } from '../../base/optimizer-description.js';
import { decayGradient } from './decay-gradient.js';
import type { Vector } from './kernels/vector.js';
import { roundingOf, type StartingPoint, type UpdateRule } from './update-rule.js';

/**
 * AdamG (arXiv 2405.04376): `r = b3 r + (1-b3) p v^q`, `m = b1 m + (1-b1) r g`,
 * `x -= min(lr, 1/sqrt k) (m/(1-b1^k)) / (sqrt(v/(1-b2^k)) + eps)`. The minimum is taken before a group's factor.
 */
export function adamg(description: AdamGDescription, { weights: initial, parts, memory }: StartingPoint): UpdateRule {
  const { lr, beta1, beta2, beta3, p, q, eps, decoupled_decay: isDecoupled, fixed_decay: isFixed } = description;
  const m = memory.zeros(initial.length);
  const v = memory.zeros(initial.length);
  const r = memory.zeros(initial.length);
  const round = roundingOf(initial);
  const moments = {
    keep1: round(beta1),
    new1: round(1 - beta1),
    keep2: round(beta2),
    new2: round(1 - beta2),
    keep3: round(beta3),
    new3: round((1 - beta3) * p),
    q,
    eps,
  };
  return {
    scalars: {},
    vectors: { m, v, r },
    step(input) {
      const { weights: x, gradient: g, step, scheduled } = input;
      const effectiveStep = Math.min(lr * scheduled, 1 / Math.sqrt(step));
      if (!isDecoupled) {
        decayGradient(input, { parts, memory });
      }
      const rootFactor = round(1 / Math.sqrt(1 - beta2 ** step));
      for (const { start, end, weightDecay, rateFactor } of parts) {
        const decay = isFixed ? weightDecay : lr * scheduled * rateFactor * weightDecay;
        const keep = isDecoupled ? round(1 - decay) : 1;
        const rate = round((effectiveStep * rateFactor) / (1 - beta1 ** step));
        memory.kernels.adamGStep(x, g, m, r, v, start, end, { ...moments, keep, rate, rootFactor });
      }
      return { effectiveStep };
    },
    gradientSize(step) {
      // r lags behind twice: as a mean that begins at zero, and by a v that does.
      const lag = (1 - beta3 ** step) * (1 - beta2 ** step) ** q;
      const scale = meanOfPositive(r);
      return scale === undefined ? undefined : (scale / (p * lag)) ** (1 / (2 * q));
    },
  };
}

/** The mean over weights that have had a gradient: rows of tokens that never came, or dead units, say nothing. */
function meanOfPositive(r: Vector): number | undefined {
  let sum = 0;
  let count = 0;
  for (const size of r) {
    if (size > 0) {
      sum += size;
      count += 1;
    }
  }
  return count === 0 ? undefined : sum / count;
}
