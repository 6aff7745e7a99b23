import type { Vector } from './vector.js';

export interface ScheduleFreeCoefficients {
  /** `beta1` and `1 - beta1`. */
  readonly keep1: number;
  readonly new1: number;
  /** `beta2` and `1 - beta2`. */
  readonly keep2: number;
  readonly new2: number;
  readonly eps: number;
  readonly weightDecay: number;
  readonly rate: number;
  /** `1 / sqrt(1 - beta2^k)`. */
  readonly rootFactor: number;
  /** `1 - c` and c, the newest iterate's share of the average. */
  readonly keepAverage: number;
  readonly share: number;
}

/** Schedule-free AdamW over start <= i < end: v, the iterates z, their average x, and y, where gradients are taken. */
export function scheduleFreeStep(
  y: Vector,
  g: Vector,
  v: Vector,
  z: Vector,
  x: Vector,
  start: number,
  end: number,
  coefficients: ScheduleFreeCoefficients,
): void {
  const { keep1, new1, keep2, new2, eps, weightDecay, rate, rootFactor, keepAverage, share } = coefficients;
  for (let i = start; i < end; i++) {
    const gradient = g[i];
    const second = keep2 * v[i] + new2 * gradient * gradient;
    v[i] = second;
    const direction = gradient / (Math.sqrt(second) * rootFactor + eps) + weightDecay * y[i];
    const iterate = z[i] - rate * direction;
    const average = keepAverage * x[i] + share * iterate;
    z[i] = iterate;
    x[i] = average;
    y[i] = new1 * iterate + keep1 * average;
  }
}
