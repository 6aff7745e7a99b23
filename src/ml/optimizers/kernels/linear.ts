import type { Vector } from './vector.js';

/** `y = keep y + factor x` over start <= i < end. */
export function addScaled(y: Vector, x: Vector, keep: number, factor: number, start: number, end: number): void {
  for (let i = start; i < end; i++) {
    y[i] = keep * y[i] + factor * x[i];
  }
}

/**
 * `d = factor d`, then `x = x + d` over start <= i < end. Rounded after each, as by other implementations: methods that
 * measure how far the weights have moved see the last bit of a first step.
 */
export function moveBy(x: Vector, d: Vector, factor: number, start: number, end: number): void {
  for (let i = start; i < end; i++) {
    d[i] *= factor;
    x[i] += d[i];
  }
}

/** Nesterov's step with momentum b: `x = x - rate (g + momentum b)` over start <= i < end. */
export function nesterovStep(
  x: Vector,
  g: Vector,
  b: Vector,
  momentum: number,
  rate: number,
  start: number,
  end: number,
): void {
  for (let i = start; i < end; i++) {
    x[i] -= rate * (g[i] + momentum * b[i]);
  }
}
