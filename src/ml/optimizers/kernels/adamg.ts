import type { Vector } from './vector.js';

export interface AdamGCoefficients {
  /** `beta1` and `1 - beta1`. */
  readonly keep1: number;
  readonly new1: number;
  /** `beta2` and `1 - beta2`. */
  readonly keep2: number;
  readonly new2: number;
  /** `beta3` and `(1 - beta3) p`. */
  readonly keep3: number;
  readonly new3: number;
  /** Not rounded. */
  readonly q: number;
  readonly eps: number;
  /** What is left of a weight by decoupled decay. */
  readonly keep: number;
  /** `min(lr, 1/sqrt(k)) / (1 - beta1^k)`. */
  readonly rate: number;
  /** `1 / sqrt(1 - beta2^k)`. */
  readonly rootFactor: number;
}

/** AdamG over start <= i < end: the moments, the size r and the weights, in one pass. */
export function adamGStep(
  x: Vector,
  g: Vector,
  m: Vector,
  r: Vector,
  v: Vector,
  start: number,
  end: number,
  coefficients: AdamGCoefficients,
): void {
  const { keep1, new1, keep2, new2, keep3, new3, q, eps, keep, rate, rootFactor } = coefficients;
  for (let i = start; i < end; i++) {
    const gradient = g[i];
    const second = keep2 * v[i] + new2 * gradient * gradient;
    const size = keep3 * r[i] + new3 * second ** q;
    const first = keep1 * m[i] + new1 * size * gradient;
    v[i] = second;
    r[i] = size;
    m[i] = first;
    x[i] = keep * x[i] - (rate * first) / (Math.sqrt(second) * rootFactor + eps);
  }
}
