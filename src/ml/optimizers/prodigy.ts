import type { ProdigyDescription } from '../../base/optimizer-description.js';
import { adaptedLearningRate } from './adapted-learning-rate.js';
import { decayGradient } from './decay-gradient.js';
import { roundingOf, type StartingPoint, type UpdateRule } from './update-rule.js';
import { copyInto } from './vector-memory.js';

/**
 * Prodigy (arXiv 2306.06101): `num = b3 num + (d/d0) dlr <g, x0 - x>`, `s = b3 s + (d/d0) dlr g`,
 * `dhat = d_coef num / ||s||_1`, `x -= dlr m / (sqrt v + d eps)`. Every line has the d from before the step, but for
 * `d eps`. Nothing moves while all gradients are zero.
 */
export function prodigy(
  description: ProdigyDescription,
  { weights: initial, parts, memory }: StartingPoint,
): UpdateRule {
  const { kernels } = memory;
  const { beta1, beta2, eps, d0, d_coef: factor, growth, safeguard, decoupled_decay: isDecoupled } = description;
  const beta3 = description.beta3 ?? Math.sqrt(beta2);
  const x0 = copyInto(memory, initial);
  const m = memory.zeros(initial.length);
  const v = memory.zeros(initial.length);
  const s = memory.zeros(initial.length);
  const round = roundingOf(initial);
  const scalars = { d: d0, largest: d0, numerator: 0 };
  const sums = new Float64Array(2);
  return {
    scalars,
    vectors: { x0, m, v, s },
    step(input) {
      const { weights: x, gradient: g } = input;
      if (!isDecoupled) {
        decayGradient(input, { parts, memory });
      }
      const { d } = scalars;
      const dlr = adaptedLearningRate(description, d, input);
      const moments = {
        keep1: round(beta1),
        new1: round(d * (1 - beta1)),
        keep2: round(beta2),
        new2: round(d * d * (1 - beta2)),
        keepS: round(beta3),
        newS: round((d / d0) * (safeguard ? d : dlr)),
      };
      sums.fill(0);
      for (const { start, end } of parts) {
        kernels.prodigyMoments(sums, x, x0, g, m, v, s, start, end, moments);
      }
      const [product = 0, magnitudes = 0] = sums;
      if (magnitudes === 0) {
        return { effectiveStep: 0, adapted: d };
      }
      scalars.numerator = beta3 * scalars.numerator + (d / d0) * dlr * product;
      const estimate = (factor * scalars.numerator) / magnitudes;
      const first = d === d0 ? Math.max(d, estimate) : d;
      scalars.largest = Math.max(scalars.largest, estimate);
      scalars.d = Math.min(scalars.largest, first * (growth ?? Number.POSITIVE_INFINITY));
      for (const { start, end, weightDecay, rateFactor } of parts) {
        const keep = isDecoupled ? round(1 - weightDecay * dlr * rateFactor) : 1;
        kernels.adaptedStep(x, m, v, keep, round(dlr * rateFactor), scalars.d * eps, start, end);
      }
      return { effectiveStep: dlr, adapted: scalars.d };
    },
  };
}
