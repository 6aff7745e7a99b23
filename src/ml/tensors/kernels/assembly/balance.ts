// Reference: engines/merge/kernels/balance.ts. The four lanes of a sum are two f64x2; a start that isn't a multiple of four
// is first brought to one, element by element.

const COEFFICIENT: usize = 3 << 3;
const MAGNITUDE: usize = 7 << 3;

// @ts-ignore: decorator
@inline
function upper(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(v, v, 1, 0));
}

/** The negative of a sum of lane masks, which are -1 where true. */
// @ts-ignore: decorator
@inline
function counted(masks: v128): f64 {
  return -<f64>(
    (<i64>i32x4.extract_lane(masks, 0) +
      i32x4.extract_lane(masks, 1) +
      i32x4.extract_lane(masks, 2) +
      i32x4.extract_lane(masks, 3))
  );
}

/** Mask of equal sign, neither being 0 or NaN. */
// @ts-ignore: decorator
@inline
function sameSign(a: v128, b: v128): v128 {
  const zero = f32x4.splat(0);
  return v128.or(v128.and(f32x4.gt(a, zero), f32x4.gt(b, zero)), v128.and(f32x4.lt(a, zero), f32x4.lt(b, zero)));
}

// @ts-ignore: decorator
@inline
function addTo(sum: usize, value: f64): void {
  store<f64>(sum, load<f64>(sum) + value);
}

// @ts-ignore: decorator
@inline
function addOne(sums: usize, lane: u32, value: f32, coefficient: f32, merged: f32, magnitude: f32): void {
  addTo(sums, coefficient != 0 ? 1 : 0);
  addTo(sums + 8, (value > 0 && merged > 0) || (value < 0 && merged < 0) ? 1 : 0);
  addTo(sums + 16, value != 0 ? 1 : 0);
  addTo(sums + COEFFICIENT + (lane << 3), <f64>coefficient);
  addTo(sums + MAGNITUDE + (lane << 3), <f64>abs<f32>(magnitude));
}

export function addBalance(
  sums: usize,
  values: usize,
  coefficients: usize,
  merged: usize,
  phase: u32,
  n: u32,
): void {
  balance(sums, values, coefficients, 0, 0, 0, merged, phase, n);
}

export function addAgreeingBalance(
  sums: usize,
  values: usize,
  weighted: usize,
  election: usize,
  denominators: usize,
  factor: f32,
  merged: usize,
  phase: u32,
  n: u32,
): void {
  balance(sums, values, weighted, election, denominators, factor, merged, phase, n);
}

/**
 * One coefficient for all elements: its sums are products. A float32 times less than 2^29 is exact in float64, so that it
 * still doesn't matter where chunks are cut.
 */
export function addConstantBalance(
  sums: usize,
  values: usize,
  coefficient: f32,
  merged: usize,
  phase: u32,
  n: u32,
): void {
  constantBalance(sums, values, 0, coefficient, merged, phase, n);
}

/** With a `base` (not 0) it is subtracted from the values. Inlined where the call says whether there is one. */
// @ts-ignore: decorator
@inline
export function constantBalance(
  sums: usize,
  values: usize,
  base: usize,
  coefficient: f32,
  merged: usize,
  phase: u32,
  n: u32,
): void {
  for (let lane: u32 = 0; lane < 4; lane++) {
    const elements = (n + 3 - ((lane - phase) & 3)) >> 2;
    addTo(sums + COEFFICIENT + (lane << 3), <f64>elements * <f64>coefficient);
  }
  addTo(sums, coefficient != 0 ? <f64>n : 0);
  const zero = f32x4.splat(0);
  const factor = f32x4.splat(coefficient);
  let i: u32 = 0;
  for (; i < n && ((phase + i) & 3) != 0; i++) {
    addValue(sums, (phase + i) & 3, element(values, base, i << 2), coefficient, load<f32>(merged + (i << 2)));
  }
  let low = v128.load(sums + MAGNITUDE);
  let high = v128.load(sums + MAGNITUDE, 16);
  let agreeing = i32x4.splat(0);
  let nonZero = i32x4.splat(0);
  for (; i + 4 <= n; i += 4) {
    const at = i << 2;
    let value = v128.load(values + at);
    if (base != 0) value = f32x4.sub(value, v128.load(base + at));
    const magnitude = f32x4.abs(f32x4.mul(factor, value));
    low = f64x2.add(low, f64x2.promote_low_f32x4(magnitude));
    high = f64x2.add(high, upper(magnitude));
    nonZero = i32x4.add(nonZero, f32x4.ne(value, zero));
    agreeing = i32x4.add(agreeing, sameSign(value, v128.load(merged + at)));
  }
  v128.store(sums + MAGNITUDE, low);
  v128.store(sums + MAGNITUDE, high, 16);
  addTo(sums + 8, counted(agreeing));
  addTo(sums + 16, counted(nonZero));
  for (; i < n; i++) {
    addValue(sums, (phase + i) & 3, element(values, base, i << 2), coefficient, load<f32>(merged + (i << 2)));
  }
}

// @ts-ignore: decorator
@inline
function element(values: usize, base: usize, at: usize): f32 {
  return base == 0 ? load<f32>(values + at) : load<f32>(values + at) - load<f32>(base + at);
}

/** All of an element but its coefficient. */
// @ts-ignore: decorator
@inline
function addValue(sums: usize, lane: u32, value: f32, coefficient: f32, merged: f32): void {
  addTo(sums + 8, (value > 0 && merged > 0) || (value < 0 && merged < 0) ? 1 : 0);
  addTo(sums + 16, value != 0 ? 1 : 0);
  addTo(sums + MAGNITUDE + (lane << 3), <f64>abs<f32>(coefficient * value));
}

export function addDividedBalance(
  sums: usize,
  values: usize,
  coefficients: usize,
  divisors: usize,
  factor: f32,
  merged: usize,
  phase: u32,
  n: u32,
): void {
  balance(sums, values, coefficients, 0, divisors, factor, merged, phase, n);
}

/**
 * With an `election` (not 0) a coefficient is `factor / divisors` where the one given has the elected sign, else 0. Without,
 * it is the one given, and with `divisors` the value's part is divided by them and multiplied by the factor. Inlined thrice.
 */
// @ts-ignore: decorator
@inline
function balance(
  sums: usize,
  values: usize,
  coefficients: usize,
  election: usize,
  divisors: usize,
  factor: f32,
  merged: usize,
  phase: u32,
  n: u32,
): void {
  const zero = f32x4.splat(0);
  let i: u32 = 0;
  for (; i < n && ((phase + i) & 3) != 0; i++) {
    balanceOne(sums, values, coefficients, election, divisors, factor, merged, (phase + i) & 3, i << 2);
  }
  let coefficientLow = v128.load(sums + COEFFICIENT);
  let coefficientHigh = v128.load(sums + COEFFICIENT, 16);
  let magnitudeLow = v128.load(sums + MAGNITUDE);
  let magnitudeHigh = v128.load(sums + MAGNITUDE, 16);
  let kept = i32x4.splat(0);
  let agreeing = i32x4.splat(0);
  let nonZero = i32x4.splat(0);
  for (; i + 4 <= n; i += 4) {
    const at = i << 2;
    const value = v128.load(values + at);
    let coefficient = v128.load(coefficients + at);
    if (election != 0) {
      const positive = f32x4.ge(v128.load(election + at), zero);
      const agrees = v128.bitselect(f32x4.gt(coefficient, zero), f32x4.lt(coefficient, zero), positive);
      coefficient = v128.and(f32x4.div(f32x4.splat(factor), v128.load(divisors + at)), agrees);
    }
    let magnitude = f32x4.mul(coefficient, value);
    if (election == 0 && divisors != 0) {
      magnitude = f32x4.mul(f32x4.div(magnitude, v128.load(divisors + at)), f32x4.splat(factor));
    }
    magnitude = f32x4.abs(magnitude);
    coefficientLow = f64x2.add(coefficientLow, f64x2.promote_low_f32x4(coefficient));
    coefficientHigh = f64x2.add(coefficientHigh, upper(coefficient));
    magnitudeLow = f64x2.add(magnitudeLow, f64x2.promote_low_f32x4(magnitude));
    magnitudeHigh = f64x2.add(magnitudeHigh, upper(magnitude));
    kept = i32x4.add(kept, f32x4.ne(coefficient, zero));
    nonZero = i32x4.add(nonZero, f32x4.ne(value, zero));
    agreeing = i32x4.add(agreeing, sameSign(value, v128.load(merged + at)));
  }
  v128.store(sums + COEFFICIENT, coefficientLow);
  v128.store(sums + COEFFICIENT, coefficientHigh, 16);
  v128.store(sums + MAGNITUDE, magnitudeLow);
  v128.store(sums + MAGNITUDE, magnitudeHigh, 16);
  addTo(sums, counted(kept));
  addTo(sums + 8, counted(agreeing));
  addTo(sums + 16, counted(nonZero));
  for (; i < n; i++) {
    balanceOne(sums, values, coefficients, election, divisors, factor, merged, (phase + i) & 3, i << 2);
  }
}

// @ts-ignore: decorator
@inline
function balanceOne(
  sums: usize,
  values: usize,
  coefficients: usize,
  election: usize,
  divisors: usize,
  factor: f32,
  merged: usize,
  lane: u32,
  at: usize,
): void {
  const value = load<f32>(values + at);
  let coefficient = load<f32>(coefficients + at);
  if (election != 0) {
    const agrees = load<f32>(election + at) >= 0 ? coefficient > 0 : coefficient < 0;
    coefficient = agrees ? factor / load<f32>(divisors + at) : 0;
  }
  let magnitude = coefficient * value;
  if (election == 0 && divisors != 0) magnitude = (magnitude / load<f32>(divisors + at)) * factor;
  addOne(sums, lane, value, coefficient, load<f32>(merged + at), magnitude);
}
