import type { Vector } from './vector.js';

export interface ProdigyCoefficients {
  /** `beta1` and `d (1 - beta1)`, with the d from before the step. */
  readonly keep1: number;
  readonly new1: number;
  /** `beta2` and `d^2 (1 - beta2)`. */
  readonly keep2: number;
  readonly new2: number;
  /** `beta3`, and what a gradient adds to s: `(d/d0) dlr`, or `(d/d0) d`. */
  readonly keepS: number;
  readonly newS: number;
}

/**
 * Prodigy's first pass over start <= i < end: the moments and s. Adds to sums[0] `<g, x0 - x>`, and to sums[1] the
 * magnitudes of the new s.
 */
export function prodigyMoments(
  sums: Float64Array,
  x: Vector,
  x0: Vector,
  g: Vector,
  m: Vector,
  v: Vector,
  s: Vector,
  start: number,
  end: number,
  coefficients: ProdigyCoefficients,
): void {
  const { keep1, new1, keep2, new2, keepS, newS } = coefficients;
  let product = 0;
  let magnitudes = 0;
  for (let i = start; i < end; i++) {
    const gradient = g[i];
    product += gradient * (x0[i] - x[i]);
    const sum = keepS * s[i] + newS * gradient;
    s[i] = sum;
    magnitudes += Math.abs(sum);
    m[i] = keep1 * m[i] + new1 * gradient;
    v[i] = keep2 * v[i] + new2 * gradient * gradient;
  }
  sums[0] += product;
  sums[1] += magnitudes;
}
