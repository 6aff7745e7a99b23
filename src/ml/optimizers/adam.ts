import type { AdamDescription } from '../../base/optimizer-description.js';
import { decayGradient } from './decay-gradient.js';
import { roundingOf, type StartingPoint, type UpdateRule } from './update-rule.js';

/** Adam (arXiv 1412.6980) and AdamW (1711.05101): `x -= lr (m/(1-b1^k)) / (sqrt(v/(1-b2^k)) + eps)`. */
export function adam(description: AdamDescription, { weights: initial, parts, memory }: StartingPoint): UpdateRule {
  const { kernels } = memory;
  const { name, lr, beta1, beta2, eps } = description;
  const m = memory.zeros(initial.length);
  const v = memory.zeros(initial.length);
  const round = roundingOf(initial);
  const moments = { keep1: round(beta1), new1: round(1 - beta1), keep2: round(beta2), new2: round(1 - beta2), eps };
  return {
    scalars: {},
    vectors: { m, v },
    step(input) {
      const { weights: x, gradient: g, step, scheduled } = input;
      const effectiveStep = lr * scheduled;
      if (name === 'adam') {
        decayGradient(input, { parts, memory });
      }
      const rootFactor = round(1 / Math.sqrt(1 - beta2 ** step));
      for (const { start, end, weightDecay, rateFactor } of parts) {
        const partStep = effectiveStep * rateFactor;
        const keep = name === 'adamw' ? round(1 - partStep * weightDecay) : 1;
        const rate = round(partStep / (1 - beta1 ** step));
        kernels.adamStep(x, g, m, v, start, end, { ...moments, keep, rate, rootFactor });
      }
      return { effectiveStep };
    },
  };
}
