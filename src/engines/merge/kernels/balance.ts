/**
 * The sums behind the balance coefficients (see BalanceSums): five float64 numbers from `at`, in the order coefficient,
 * kept, magnitude, agreeing, nonZero.
 */

/** The task's `values`, each multiplied by its coefficient to give its part of `merged`. */
export function addBalance(
  sums: Float64Array,
  at: number,
  values: Float32Array,
  coefficients: Float32Array,
  merged: Float32Array,
): void {
  const length = values.length;
  let coefficientSum = 0;
  let kept = 0;
  let magnitude = 0;
  let agreeing = 0;
  let nonZero = 0;
  for (let i = 0; i < length; i++) {
    const value = values[i];
    const coefficient = coefficients[i];
    coefficientSum += coefficient;
    magnitude += Math.abs(Math.fround(coefficient * value));
    kept += coefficient !== 0 ? 1 : 0;
    nonZero += value !== 0 ? 1 : 0;
    agreeing += value * merged[i] > 0 ? 1 : 0;
  }
  sums[at] += coefficientSum;
  sums[at + 1] += kept;
  sums[at + 2] += magnitude;
  sums[at + 3] += agreeing;
  sums[at + 4] += nonZero;
}

/** The same with one coefficient for all elements. */
export function addConstantBalance(
  sums: Float64Array,
  at: number,
  values: Float32Array,
  coefficient: number,
  merged: Float32Array,
): void {
  const length = values.length;
  let magnitude = 0;
  let agreeing = 0;
  let nonZero = 0;
  for (let i = 0; i < length; i++) {
    const value = values[i];
    magnitude += Math.abs(value);
    nonZero += value !== 0 ? 1 : 0;
    agreeing += value * merged[i] > 0 ? 1 : 0;
  }
  sums[at] += coefficient * length;
  sums[at + 1] += coefficient !== 0 ? length : 0;
  sums[at + 2] += magnitude * Math.abs(coefficient);
  sums[at + 3] += agreeing;
  sums[at + 4] += nonZero;
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
): void {
  const length = values.length;
  let coefficientSum = 0;
  let kept = 0;
  let magnitude = 0;
  let agreeing = 0;
  let nonZero = 0;
  for (let i = 0; i < length; i++) {
    const value = values[i];
    const coefficient = coefficients[i];
    coefficientSum += coefficient;
    magnitude += Math.abs(Math.fround(Math.fround(coefficient * value) / divisors[i]));
    kept += coefficient !== 0 ? 1 : 0;
    nonZero += value !== 0 ? 1 : 0;
    agreeing += value * merged[i] > 0 ? 1 : 0;
  }
  sums[at] += coefficientSum;
  sums[at + 1] += kept;
  sums[at + 2] += magnitude * Math.abs(factor);
  sums[at + 3] += agreeing;
  sums[at + 4] += nonZero;
}
