import type { Vector } from './vector.js';

export interface AdamGCoefficients {
  /** `beta1` and `1 - beta1`. */
  readonly keep1: number;
  readonly new1: number;
  /** `beta3` and `(1 - beta3) p`. */
  readonly keep3: number;
  readonly new3: number;
  readonly eps: number;
  /** What is left of a weight by decoupled decay. */
  readonly keep: number;
  /** `min(lr, 1/sqrt(k)) / (1 - beta1^k)`. */
  readonly rate: number;
  /** `1 / sqrt(1 - beta2^k)`. */
  readonly rootFactor: number;
}

/** `v = keep v + added g^2` over start <= i < end. */
export function averageSquares(v: Vector, g: Vector, keep: number, added: number, start: number, end: number): void {
  for (let i = start; i < end; i++) {
    v[i] = keep * v[i] + added * g[i] * g[i];
  }
}

/** AdamG over start <= i < end, v being new; `powers[i - start]` is `v_i^q`. */
export function adamGStep(
  x: Vector,
  g: Vector,
  m: Vector,
  r: Vector,
  v: Vector,
  powers: Float64Array,
  start: number,
  end: number,
  coefficients: AdamGCoefficients,
): void {
  const { keep1, new1, keep3, new3, eps, keep, rate, rootFactor } = coefficients;
  for (let i = start; i < end; i++) {
    const size = keep3 * r[i] + new3 * powers[i - start];
    const first = keep1 * m[i] + new1 * size * g[i];
    r[i] = size;
    m[i] = first;
    x[i] = keep * x[i] - (rate * first) / (Math.sqrt(v[i]) * rootFactor + eps);
  }
}
