import type { Vector } from './vector.js';

export interface AdamCoefficients {
  /** `beta1` and `1 - beta1`. */
  readonly keep1: number;
  readonly new1: number;
  /** `beta2` and `1 - beta2`. */
  readonly keep2: number;
  readonly new2: number;
  readonly eps: number;
  /** What is left of a weight by decoupled decay. */
  readonly keep: number;
  /** `lr / (1 - beta1^k)`. */
  readonly rate: number;
  /** `1 / sqrt(1 - beta2^k)`. */
  readonly rootFactor: number;
}

/** Adam over start <= i < end: both moments and the weights, in one pass. */
export function adamStep(
  x: Vector,
  g: Vector,
  m: Vector,
  v: Vector,
  start: number,
  end: number,
  coefficients: AdamCoefficients,
): void {
  const { keep1, new1, keep2, new2, eps, keep, rate, rootFactor } = coefficients;
  for (let i = start; i < end; i++) {
    const gradient = g[i];
    const first = keep1 * m[i] + new1 * gradient;
    const second = keep2 * v[i] + new2 * gradient * gradient;
    m[i] = first;
    v[i] = second;
    x[i] = keep * x[i] - (rate * first) / (Math.sqrt(second) * rootFactor + eps);
  }
}
