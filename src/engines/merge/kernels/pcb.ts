import { exponential, hyperbolicTangent } from './exp-tanh.js';

/** The inner loops of PCB-Merging (Du et al., NeurIPS 2024), float32; steps as numbered in methods/pcb.ts. */

/**
 * out = sign(tau) * normalize(clamp(abs(tau), lo, hi)), which is in [-1, 1]; 0 everywhere when lo = hi.
 * `out` may be `tau`.
 */
export function signedNormalizedMagnitudes(out: Float32Array, tau: Float32Array, lo: number, hi: number): void {
  const length = out.length;
  const range = Math.fround(hi - lo);
  if (!(range > 0)) {
    out.fill(0);
    return;
  }
  for (let i = 0; i < length; i++) {
    const value = tau[i];
    const magnitude = Math.abs(value);
    const clamped = magnitude < lo ? lo : magnitude > hi ? hi : magnitude;
    const normalized = Math.fround(Math.fround(clamped - lo) / range);
    out[i] = value < 0 ? -normalized : normalized;
  }
}

/** out = tanh(a * b) */
export function tanhOfProduct(out: Float32Array, a: Float32Array, b: Float32Array): void {
  const length = out.length;
  for (let i = 0; i < length; i++) {
    out[i] = hyperbolicTangent(Math.fround(a[i] * b[i]));
  }
}

/** out = out + tanh(a * b) */
export function addTanhOfProduct(out: Float32Array, a: Float32Array, b: Float32Array): void {
  const length = out.length;
  for (let i = 0; i < length; i++) {
    out[i] = out[i] + hyperbolicTangent(Math.fround(a[i] * b[i]));
  }
}

/** out = exp(factor * u^2) * out: the intra-balancing score of step 2 times the inter-balancing one in `out` (step 4). */
export function multiplyByIntra(out: Float32Array, u: Float32Array, factor: number): void {
  const length = out.length;
  const f = Math.fround(factor);
  for (let i = 0; i < length; i++) {
    out[i] = out[i] * exponential(Math.fround(f * Math.fround(u[i] * u[i])));
  }
}

/** out = sign(tau) * clamp(abs(tau), lo, hi); zeros stay 0 (step 1). `out` may be `tau`. */
export function clampMagnitudes(out: Float32Array, tau: Float32Array, lo: number, hi: number): void {
  const length = out.length;
  for (let i = 0; i < length; i++) {
    const value = tau[i];
    const magnitude = Math.abs(value);
    const clamped = magnitude < lo ? lo : magnitude > hi ? hi : magnitude;
    out[i] = value > 0 ? clamped : value < 0 ? -clamped : value;
  }
}

/** beta = normalize(max(beta, lo)) with the maximum hi: 0 at and below lo, 1 at hi; all 0 when lo = hi (step 5). */
export function scaleScores(beta: Float32Array, lo: number, hi: number): void {
  const length = beta.length;
  const range = Math.fround(hi - lo);
  if (!(range > 0)) {
    beta.fill(0);
    return;
  }
  for (let i = 0; i < length; i++) {
    const value = beta[i];
    const raised = value < lo ? lo : value > hi ? hi : value;
    beta[i] = Math.fround(raised - lo) / range;
  }
}

/** sum += clipped * lambda * scores; weights += scores (step 6) */
export function addScored(
  sum: Float32Array,
  weights: Float32Array,
  clipped: Float32Array,
  scores: Float32Array,
  lambda: number,
): void {
  const length = sum.length;
  const l = Math.fround(lambda);
  for (let i = 0; i < length; i++) {
    sum[i] = sum[i] + Math.fround(Math.fround(clipped[i] * l) * scores[i]);
    weights[i] = weights[i] + scores[i];
  }
}
