import type { Vector } from './vector.js';

export interface DAdaptCoefficients {
  /** `beta1` and `dlr (1 - beta1)`, with the d from before the step. */
  readonly keep1: number;
  readonly new1: number;
  /** `beta2` and `1 - beta2`. */
  readonly keep2: number;
  readonly new2: number;
  /** `sqrt(beta2)` and `dlr (1 - sqrt(beta2))`. */
  readonly keepS: number;
  readonly newS: number;
  readonly eps: number;
}

/**
 * D-Adapt Adam's first pass over start <= i < end: the moments and s. Adds to sums[0] `<g, s / (sqrt(v) + eps)>` of the
 * old s and v, and to sums[1] the magnitudes of the new s.
 */
export function dAdaptMoments(
  sums: Float64Array,
  g: Vector,
  m: Vector,
  v: Vector,
  s: Vector,
  start: number,
  end: number,
  coefficients: DAdaptCoefficients,
): void {
  const { keep1, new1, keep2, new2, keepS, newS, eps } = coefficients;
  let product = 0;
  let magnitudes = 0;
  for (let i = start; i < end; i++) {
    const gradient = g[i];
    product += (gradient * s[i]) / (Math.sqrt(v[i]) + eps);
    const sum = keepS * s[i] + newS * gradient;
    s[i] = sum;
    magnitudes += Math.abs(sum);
    m[i] = keep1 * m[i] + new1 * gradient;
    v[i] = keep2 * v[i] + new2 * gradient * gradient;
  }
  sums[0] += product;
  sums[1] += magnitudes;
}

/** The step of D-Adapt Adam and Prodigy: `x = keep x - rate m / (sqrt(v) + eps)` over start <= i < end. */
export function adaptedStep(
  x: Vector,
  m: Vector,
  v: Vector,
  keep: number,
  rate: number,
  eps: number,
  start: number,
  end: number,
): void {
  for (let i = start; i < end; i++) {
    x[i] = keep * x[i] - (rate * m[i]) / (Math.sqrt(v[i]) + eps);
  }
}
