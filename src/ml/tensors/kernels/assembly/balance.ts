// Reference: engines/merge/kernels/balance.ts, whose float64 sums these equal within rounding (another order of summing).

// @ts-ignore: decorator
@inline
function upper(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(v, v, 1, 0));
}

// @ts-ignore: decorator
@inline
function across(a: v128, b: v128): f64 {
  const sum = f64x2.add(a, b);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** The negative of a sum of lane masks, which are -1 where true. */
// @ts-ignore: decorator
@inline
function counted(masks: v128): f64 {
  return -<f64>(
    (<i64>i32x4.extract_lane(masks, 0) + i32x4.extract_lane(masks, 1) + i32x4.extract_lane(masks, 2) +
      i32x4.extract_lane(masks, 3))
  );
}

/** Mask of equal sign, neither being 0 or NaN. */
// @ts-ignore: decorator
@inline
function sameSign(a: v128, b: v128): v128 {
  const zero = f32x4.splat(0);
  return v128.or(
    v128.and(f32x4.gt(a, zero), f32x4.gt(b, zero)),
    v128.and(f32x4.lt(a, zero), f32x4.lt(b, zero)),
  );
}

// @ts-ignore: decorator
@inline
function addTo(sums: usize, index: u32, value: f64): void {
  store<f64>(sums + (index << 3), load<f64>(sums + (index << 3)) + value);
}

/** The last elements, fewer than four, as a vector padded with zeros, which count nowhere. */
// @ts-ignore: decorator
@inline
function loadPart(a: usize, n: u32): v128 {
  let v = v128.load32_zero(a);
  if (n > 1) v = v128.load32_lane(a + 4, v, 1);
  if (n > 2) v = v128.load32_lane(a + 8, v, 2);
  return v;
}

export function addBalance(sums: usize, values: usize, coefficients: usize, merged: usize, n: u32): void {
  addDividedBalance(sums, values, coefficients, 0, 1, merged, n);
}

/** Without divisors where the pointer is 0. */
export function addDividedBalance(
  sums: usize,
  values: usize,
  coefficients: usize,
  divisors: usize,
  factor: f64,
  merged: usize,
  n: u32,
): void {
  const zero = f32x4.splat(0);
  let coefficientLow = f64x2.splat(0);
  let coefficientHigh = f64x2.splat(0);
  let magnitudeLow = f64x2.splat(0);
  let magnitudeHigh = f64x2.splat(0);
  let kept = i32x4.splat(0);
  let agreeing = i32x4.splat(0);
  let nonZero = i32x4.splat(0);
  for (let i: u32 = 0; i < n; i += 4) {
    const at = i << 2;
    const whole = i + 4 <= n;
    const value = whole ? v128.load(values + at) : loadPart(values + at, n - i);
    const coefficient = whole ? v128.load(coefficients + at) : loadPart(coefficients + at, n - i);
    const result = whole ? v128.load(merged + at) : loadPart(merged + at, n - i);
    let magnitude = f32x4.mul(coefficient, value);
    if (divisors != 0) {
      const divisor = whole ? v128.load(divisors + at) : loadPart(divisors + at, n - i);
      magnitude = f32x4.div(magnitude, divisor);
      if (!whole) {
        // 0 / 0 in the padding
        magnitude = v128.and(magnitude, f32x4.ne(divisor, zero));
      }
    }
    magnitude = f32x4.abs(magnitude);
    coefficientLow = f64x2.add(coefficientLow, f64x2.promote_low_f32x4(coefficient));
    coefficientHigh = f64x2.add(coefficientHigh, upper(coefficient));
    magnitudeLow = f64x2.add(magnitudeLow, f64x2.promote_low_f32x4(magnitude));
    magnitudeHigh = f64x2.add(magnitudeHigh, upper(magnitude));
    kept = i32x4.add(kept, f32x4.ne(coefficient, zero));
    nonZero = i32x4.add(nonZero, f32x4.ne(value, zero));
    agreeing = i32x4.add(agreeing, sameSign(value, result));
  }
  addTo(sums, 0, across(coefficientLow, coefficientHigh));
  addTo(sums, 1, counted(kept));
  addTo(sums, 2, across(magnitudeLow, magnitudeHigh) * abs<f64>(factor));
  addTo(sums, 3, counted(agreeing));
  addTo(sums, 4, counted(nonZero));
}

export function addConstantBalance(sums: usize, values: usize, coefficient: f64, merged: usize, n: u32): void {
  const zero = f32x4.splat(0);
  let magnitudeLow = f64x2.splat(0);
  let magnitudeHigh = f64x2.splat(0);
  let agreeing = i32x4.splat(0);
  let nonZero = i32x4.splat(0);
  for (let i: u32 = 0; i < n; i += 4) {
    const at = i << 2;
    const whole = i + 4 <= n;
    const value = whole ? v128.load(values + at) : loadPart(values + at, n - i);
    const result = whole ? v128.load(merged + at) : loadPart(merged + at, n - i);
    const magnitude = f32x4.abs(value);
    magnitudeLow = f64x2.add(magnitudeLow, f64x2.promote_low_f32x4(magnitude));
    magnitudeHigh = f64x2.add(magnitudeHigh, upper(magnitude));
    nonZero = i32x4.add(nonZero, f32x4.ne(value, zero));
    agreeing = i32x4.add(agreeing, sameSign(value, result));
  }
  addTo(sums, 0, coefficient * <f64>n);
  addTo(sums, 1, coefficient != 0 ? <f64>n : 0);
  addTo(sums, 2, across(magnitudeLow, magnitudeHigh) * abs<f64>(coefficient));
  addTo(sums, 3, counted(agreeing));
  addTo(sums, 4, counted(nonZero));
}
