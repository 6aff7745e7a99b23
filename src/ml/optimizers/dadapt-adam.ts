import type { DAdaptAdamDescription } from '../../base/optimizer-description.js';
import { adaptedLearningRate } from './adapted-learning-rate.js';
import { decayGradient } from './decay-gradient.js';
import { roundingOf, type StartingPoint, type UpdateRule } from './update-rule.js';

/**
 * D-Adapt Adam (arXiv 2301.07733): `d = max(d, min(N / ((1 - sqrt b2) ||s||_1), growth d))`,
 * `N = sqrt(b2) N + (1 - sqrt b2) dlr <g, s/(sqrt v + eps)>`, `x -= m/(sqrt v + eps)`. Every line has the d from before
 * the step. Nothing moves while all gradients are zero.
 */
export function dAdaptAdam(
  description: DAdaptAdamDescription,
  { weights: initial, parts, memory }: StartingPoint,
): UpdateRule {
  const { kernels } = memory;
  const { beta1, beta2, eps, growth, decoupled_decay: isDecoupled } = description;
  const root = Math.sqrt(beta2);
  const m = memory.zeros(initial.length);
  const v = memory.zeros(initial.length);
  const s = memory.zeros(initial.length);
  const round = roundingOf(initial);
  const scalars = { d: description.d0, numerator: 0 };
  const sums = new Float64Array(2);
  return {
    scalars,
    vectors: { m, v, s },
    step(input) {
      const { weights: x, gradient: g } = input;
      if (!isDecoupled) {
        decayGradient(input, { parts, memory });
      }
      const { d } = scalars;
      const dlr = adaptedLearningRate(description, d, input);
      const moments = {
        keep1: round(beta1),
        new1: round(dlr * (1 - beta1)),
        keep2: round(beta2),
        new2: round(1 - beta2),
        keepS: round(root),
        newS: round(dlr * (1 - root)),
        eps,
      };
      sums.fill(0);
      for (const { start, end } of parts) {
        kernels.dAdaptMoments(sums, g, m, v, s, start, end, moments);
      }
      const [product = 0, magnitudes = 0] = sums;
      if (magnitudes === 0) {
        return { effectiveStep: 0, adapted: d };
      }
      scalars.numerator = root * scalars.numerator + (1 - root) * dlr * product;
      const estimate = scalars.numerator / ((1 - root) * magnitudes);
      scalars.d = Math.max(d, Math.min(estimate, d * (growth ?? Number.POSITIVE_INFINITY)));
      for (const { start, end, weightDecay, rateFactor } of parts) {
        const keep = isDecoupled ? round(1 - weightDecay * dlr * rateFactor) : 1;
        kernels.adaptedStep(x, m, v, keep, rateFactor, eps, start, end);
      }
      return { effectiveStep: dlr, adapted: scalars.d };
    },
  };
}
