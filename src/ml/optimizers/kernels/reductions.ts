import type { Vector } from './vector.js';

// Four sums each: one alone would wait for every addition to end before the next begins.

/** `sum v_i^2` over start <= i < end, in 64 bits. */
export function squaredNorm(v: Vector, start: number, end: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = start;
  for (; i + 4 <= end; i += 4) {
    a += v[i] * v[i];
    b += v[i + 1] * v[i + 1];
    c += v[i + 2] * v[i + 2];
    d += v[i + 3] * v[i + 3];
  }
  for (; i < end; i++) {
    a += v[i] * v[i];
  }
  return a + b + (c + d);
}

/** `sum (v_i - w_i)^2` over start <= i < end, in 64 bits. */
export function squaredDistance(v: Vector, w: Vector, start: number, end: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = start;
  for (; i + 4 <= end; i += 4) {
    const first = v[i] - w[i];
    const second = v[i + 1] - w[i + 1];
    const third = v[i + 2] - w[i + 2];
    const fourth = v[i + 3] - w[i + 3];
    a += first * first;
    b += second * second;
    c += third * third;
    d += fourth * fourth;
  }
  for (; i < end; i++) {
    const difference = v[i] - w[i];
    a += difference * difference;
  }
  return a + b + (c + d);
}

/** Whether every element is a number and finite: only NaN and the infinities give no zero times zero. */
export function isAllFinite(v: Vector): boolean {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i + 4 <= v.length; i += 4) {
    a += v[i] * 0;
    b += v[i + 1] * 0;
    c += v[i + 2] * 0;
    d += v[i + 3] * 0;
  }
  for (; i < v.length; i++) {
    a += v[i] * 0;
  }
  return a + b + c + d === 0;
}
