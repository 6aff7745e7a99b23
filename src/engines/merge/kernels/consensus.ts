/** Sign consensus (Yadav et al., TIES-Merging, NeurIPS 2023, section 3): the elements of the elected sign are merged. */

/**
 * Where `weighted` has the sign elected by `election` (>= 0 is +): sum += weighted and weights += weight. Zeros agree with
 * nobody; NaN joins any side, so that it shows in the result.
 */
export function addAgreeing(
  sum: Float32Array,
  weights: Float32Array,
  weighted: Float32Array,
  election: Float32Array,
  weight: number,
): void {
  const length = sum.length;
  const w = Math.fround(weight);
  for (let i = 0; i < length; i++) {
    const value = weighted[i];
    if (election[i] >= 0 ? !(value <= 0) : !(value >= 0)) {
      sum[i] = sum[i] + value;
      weights[i] = weights[i] + w;
    }
  }
}

/**
 * Elects and merges at once: election = the sum of the rows of `block` (row r begins at r * stride), in their order; sum =
 * what agrees with it and denominators = the sum of its `weights`, as in `addAgreeing`. With `normalize` the sum is divided
 * by the denominators, one with abs < tiny counting as 1 (and becoming 1); without it they become 1.
 */
export function mergeAgreeing(
  sum: Float32Array,
  denominators: Float32Array,
  election: Float32Array,
  block: Float32Array,
  stride: number,
  rows: number,
  weights: Float32Array,
  normalize: boolean,
  tiny: number,
): void {
  const length = sum.length;
  for (let i = 0; i < length; i++) {
    let elected = 0;
    for (let r = 0; r < rows; r++) {
      elected = Math.fround(elected + block[r * stride + i]);
    }
    let total = 0;
    let weight = 0;
    for (let r = 0; r < rows; r++) {
      const value = block[r * stride + i];
      if (elected >= 0 ? !(value <= 0) : !(value >= 0)) {
        total = Math.fround(total + value);
        weight = Math.fround(weight + weights[r]);
      }
    }
    const divisor = normalize && Math.abs(weight) >= tiny ? weight : 1;
    election[i] = elected;
    denominators[i] = divisor;
    sum[i] = total / divisor;
  }
}

/** coefficients = factor / denominators where `weighted` has the sign elected by `election`, else 0. */
export function agreeingCoefficients(
  coefficients: Float32Array,
  weighted: Float32Array,
  election: Float32Array,
  denominators: Float32Array,
  factor: number,
): void {
  const length = coefficients.length;
  const f = Math.fround(factor);
  for (let i = 0; i < length; i++) {
    const value = weighted[i];
    coefficients[i] = (election[i] >= 0 ? value > 0 : value < 0) ? f / denominators[i] : 0;
  }
}

/** coefficients = factor where `kept` is not 0, else 0. */
export function keptCoefficients(coefficients: Float32Array, kept: Float32Array, factor: number): void {
  const length = coefficients.length;
  const f = Math.fround(factor);
  for (let i = 0; i < length; i++) {
    coefficients[i] = kept[i] !== 0 ? f : 0;
  }
}

/** values = values / max(divisors, floor); the divisors become what was divided by. */
export function divideAtLeast(values: Float32Array, divisors: Float32Array, floor: number): void {
  const length = values.length;
  const f = Math.fround(floor);
  for (let i = 0; i < length; i++) {
    if (divisors[i] < f) {
      divisors[i] = f;
    }
    values[i] = values[i] / divisors[i];
  }
}
