import type { Vector } from './vector.js';

export interface ScheduleFreeCoefficients {
  readonly beta1: number;
  /** `beta2` and `1 - beta2`. */
  readonly keep2: number;
  readonly new2: number;
  readonly eps: number;
  readonly weightDecay: number;
  readonly rate: number;
  /** `1 / sqrt(1 - beta2^k)`. */
  readonly rootFactor: number;
  /** c, the newest iterate's share of the average. */
  readonly share: number;
}

/**
 * Schedule-free AdamW over start <= i < end: v, the iterates z, their average x, and y, where gradients are taken. Both
 * interpolations are written so that between equal values there is nothing to round.
 */
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
  const { beta1, keep2, new2, eps, weightDecay, rate, rootFactor, share } = coefficients;
  for (let i = start; i < end; i++) {
    const gradient = g[i];
    const second = keep2 * v[i] + new2 * gradient * gradient;
    v[i] = second;
    const direction = gradient / (Math.sqrt(second) * rootFactor + eps) + weightDecay * y[i];
    const iterate = z[i] - rate * direction;
    const average = x[i] + share * (iterate - x[i]);
    z[i] = iterate;
    x[i] = average;
    y[i] = iterate + beta1 * (average - iterate);
  }
}
