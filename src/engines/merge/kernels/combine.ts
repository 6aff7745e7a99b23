import { addConstantBalanceOf } from './balance.js';

/** Numbers of a task's balance in `sums`, see balance-sums.ts. */
const FIGURES = 11;

/**
 * out = base + lambda * the sum of (model - base) * weight over the models in their order, divided by the divisor; without a
 * base the sum of model * weight, divided, `lambda` being 1. Adds to the balance `sums` of each model, one after the other,
 * as `addConstantBalance` does, with its coefficient. `scratch` (1024 elements) and `places` (one for each model) are room
 * that other implementations work in.
 */
export function combine(
  out: Float32Array,
  sums: Float64Array,
  models: readonly Float32Array[],
  base: Float32Array | undefined,
  weights: Float32Array,
  coefficients: Float32Array,
  divisor: number,
  lambda: number,
  phase: number,
  _scratch: Float32Array,
  _places: Uint32Array,
): void {
  const length = out.length;
  const d = Math.fround(divisor);
  const l = Math.fround(lambda);
  const merged = new Float32Array(length);
  for (const [i, model] of models.entries()) {
    const weight = weights[i];
    for (let j = 0; j < length; j++) {
      const value = base === undefined ? model[j] : Math.fround(model[j] - base[j]);
      const weighted = Math.fround(value * weight);
      merged[j] = i === 0 ? weighted : merged[j] + weighted;
    }
  }
  for (let j = 0; j < length; j++) {
    merged[j] = merged[j] / d;
  }
  for (const [i, model] of models.entries()) {
    addConstantBalanceOf(sums, i * FIGURES, model, base, coefficients[i], merged, phase);
  }
  for (let j = 0; j < length; j++) {
    out[j] = base === undefined ? merged[j] : base[j] + Math.fround(merged[j] * l);
  }
}
