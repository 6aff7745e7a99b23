/**
 * The sums behind the balance coefficients: eleven float64 numbers from `at`, in the layout of balance-sums.ts: kept,
 * agreeing, nonZero, then four lanes of the coefficients and four of the magnitudes (see reductions.ts for lanes and
 * `phase`). `values` are the task's, `merged` the merged ones; products are rounded to float32.
 */

const COEFFICIENT = 3;
const MAGNITUDE = 7;

/** The task's `values`, each multiplied by its coefficient to give its part of `merged`. */
export function addBalance(
  sums: Float64Array,
  at: number,
  values: Float32Array,
  coefficients: Float32Array,
  merged: Float32Array,
  phase: number,
): void {
  const length = values.length;
  for (let i = 0; i < length; i++) {
    const value = values[i];
    const coefficient = coefficients[i];
    const lane = (phase + i) & 3;
    sums[at] += coefficient !== 0 ? 1 : 0;
    sums[at + 1] += value * merged[i] > 0 ? 1 : 0;
    sums[at + 2] += value !== 0 ? 1 : 0;
    sums[at + COEFFICIENT + lane] += coefficient;
    sums[at + MAGNITUDE + lane] += Math.abs(Math.fround(coefficient * value));
  }
}

/** The same with the coefficients of `agreeingCoefficients` (see consensus.ts). */
export function addAgreeingBalance(
  sums: Float64Array,
  at: number,
  values: Float32Array,
  weighted: Float32Array,
  election: Float32Array,
  denominators: Float32Array,
  factor: number,
  merged: Float32Array,
  phase: number,
): void {
  const length = values.length;
  const f = Math.fround(factor);
  for (let i = 0; i < length; i++) {
    const value = values[i];
    const part = weighted[i];
    const coefficient = (election[i] >= 0 ? part > 0 : part < 0) ? Math.fround(f / denominators[i]) : 0;
    const lane = (phase + i) & 3;
    sums[at] += coefficient !== 0 ? 1 : 0;
    sums[at + 1] += value * merged[i] > 0 ? 1 : 0;
    sums[at + 2] += value !== 0 ? 1 : 0;
    sums[at + COEFFICIENT + lane] += coefficient;
    sums[at + MAGNITUDE + lane] += Math.abs(Math.fround(coefficient * value));
  }
}

/**
 * The same with one coefficient for all elements. Its sums are products: a float32 times less than 2^29 is exact in
 * float64, so that it still doesn't matter where chunks are cut.
 */
export function addConstantBalance(
  sums: Float64Array,
  at: number,
  values: Float32Array,
  coefficient: number,
  merged: Float32Array,
  phase: number,
): void {
  addConstantBalanceOf(sums, at, values, undefined, coefficient, merged, phase);
}

/** The same with a base that is subtracted from the values. */
export function addConstantBalanceOf(
  sums: Float64Array,
  at: number,
  values: Float32Array,
  base: Float32Array | undefined,
  coefficient: number,
  merged: Float32Array,
  phase: number,
): void {
  const length = values.length;
  const constant = Math.fround(coefficient);
  sums[at] += constant !== 0 ? length : 0;
  for (let lane = 0; lane < 4; lane++) {
    sums[at + COEFFICIENT + lane] += ((length + 3 - ((lane - phase) & 3)) >>> 2) * constant;
  }
  for (let i = 0; i < length; i++) {
    const value = base === undefined ? values[i] : Math.fround(values[i] - base[i]);
    sums[at + 1] += value * merged[i] > 0 ? 1 : 0;
    sums[at + 2] += value !== 0 ? 1 : 0;
    sums[at + MAGNITUDE + ((phase + i) & 3)] += Math.abs(Math.fround(constant * value));
  }
}

/** The same where the part of an element is `values * coefficients * factor / divisors` (pcb: the coefficient is the scale). */
export function addDividedBalance(
  sums: Float64Array,
  at: number,
  values: Float32Array,
  coefficients: Float32Array,
  divisors: Float32Array,
  factor: number,
  merged: Float32Array,
  phase: number,
): void {
  const length = values.length;
  const constant = Math.fround(factor);
  for (let i = 0; i < length; i++) {
    const value = values[i];
    const coefficient = coefficients[i];
    const lane = (phase + i) & 3;
    sums[at] += coefficient !== 0 ? 1 : 0;
    sums[at + 1] += value * merged[i] > 0 ? 1 : 0;
    sums[at + 2] += value !== 0 ? 1 : 0;
    sums[at + COEFFICIENT + lane] += coefficient;
    const part = Math.fround(Math.fround(coefficient * value) / divisors[i]);
    sums[at + MAGNITUDE + lane] += Math.abs(Math.fround(part * constant));
  }
}
