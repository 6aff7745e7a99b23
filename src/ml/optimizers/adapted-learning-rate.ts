import type { DAdaptAdamDescription, ProdigyDescription } from '../../base/optimizer-description.js';
import type { StepInput } from './update-rule.js';

/** `dlr` of D-Adapt Adam and Prodigy: `d lr`, with bias correction `d lr sqrt(1 - b2^k) / (1 - b1^k)`. */
export function adaptedLearningRate(
  { lr, beta1, beta2, bias_correction: isCorrected }: DAdaptAdamDescription | ProdigyDescription,
  d: number,
  { step, scheduled }: StepInput,
): number {
  const correction = isCorrected ? Math.sqrt(1 - beta2 ** step) / (1 - beta1 ** step) : 1;
  return d * lr * scheduled * correction;
}
