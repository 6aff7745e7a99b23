// Reference: engines/merge/kernels/consensus.ts

export function addAgreeing(sum: usize, weights: usize, weighted: usize, election: usize, weight: f32, n: u32): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  const zero = f32x4.splat(0);
  const w = f32x4.splat(weight);
  let i: usize = 0;
  for (; i < wide; i += 16) {
    const value = v128.load(weighted + i);
    const positive = f32x4.ge(v128.load(election + i), zero);
    // What disagrees: value <= 0 where + was elected, value >= 0 elsewhere.
    const disagrees = v128.bitselect(f32x4.le(value, zero), f32x4.ge(value, zero), positive);
    const total = v128.load(sum + i);
    const weightSum = v128.load(weights + i);
    v128.store(sum + i, v128.bitselect(total, f32x4.add(total, value), disagrees));
    v128.store(weights + i, v128.bitselect(weightSum, f32x4.add(weightSum, w), disagrees));
  }
  for (; i < bytes; i += 4) {
    const value = load<f32>(weighted + i);
    if (load<f32>(election + i) >= 0 ? !(value <= 0) : !(value >= 0)) {
      store<f32>(sum + i, load<f32>(sum + i) + value);
      store<f32>(weights + i, load<f32>(weights + i) + weight);
    }
  }
}

export function mergeAgreeing(
  sum: usize,
  denominators: usize,
  election: usize,
  block: usize,
  stride: u32,
  rows: u32,
  weights: usize,
  normalize: bool,
  tiny: f64,
  n: u32,
): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  const step = <usize>stride << 2;
  const end = block + step * rows;
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  // The smallest float32 that isn't below the double `tiny`: comparing float32 with it is comparing with `tiny`.
  const least = ceilToFloat(tiny);
  const limit = f32x4.splat(least);
  let i: usize = 0;
  for (; i < wide; i += 16) {
    let elected = zero;
    for (let row = block; row < end; row += step) {
      elected = f32x4.add(elected, v128.load(row + i));
    }
    const positive = f32x4.ge(elected, zero);
    let total = zero;
    let weightSum = zero;
    for (let row = block, weight = weights; row < end; row += step, weight += 4) {
      const value = v128.load(row + i);
      const disagrees = v128.bitselect(f32x4.le(value, zero), f32x4.ge(value, zero), positive);
      total = v128.bitselect(total, f32x4.add(total, value), disagrees);
      weightSum = v128.bitselect(weightSum, f32x4.add(weightSum, v128.load32_splat(weight)), disagrees);
    }
    const divisor = normalize ? v128.bitselect(weightSum, one, f32x4.ge(f32x4.abs(weightSum), limit)) : one;
    v128.store(election + i, elected);
    v128.store(denominators + i, divisor);
    v128.store(sum + i, normalize ? f32x4.div(total, divisor) : total);
  }
  for (; i < bytes; i += 4) {
    let elected: f32 = 0;
    for (let row = block; row < end; row += step) {
      elected += load<f32>(row + i);
    }
    let total: f32 = 0;
    let weightSum: f32 = 0;
    for (let row = block, weight = weights; row < end; row += step, weight += 4) {
      const value = load<f32>(row + i);
      if (elected >= 0 ? !(value <= 0) : !(value >= 0)) {
        total += value;
        weightSum += load<f32>(weight);
      }
    }
    const divisor: f32 = normalize && abs<f32>(weightSum) >= least ? weightSum : 1;
    store<f32>(election + i, elected);
    store<f32>(denominators + i, divisor);
    store<f32>(sum + i, total / divisor);
  }
}

export function agreeingCoefficients(
  coefficients: usize,
  weighted: usize,
  election: usize,
  denominators: usize,
  factor: f32,
  n: u32,
): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  const zero = f32x4.splat(0);
  const f = f32x4.splat(factor);
  let i: usize = 0;
  for (; i < wide; i += 16) {
    const value = v128.load(weighted + i);
    const positive = f32x4.ge(v128.load(election + i), zero);
    const agrees = v128.bitselect(f32x4.gt(value, zero), f32x4.lt(value, zero), positive);
    v128.store(coefficients + i, v128.and(f32x4.div(f, v128.load(denominators + i)), agrees));
  }
  for (; i < bytes; i += 4) {
    const value = load<f32>(weighted + i);
    const agrees = load<f32>(election + i) >= 0 ? value > 0 : value < 0;
    store<f32>(coefficients + i, agrees ? factor / load<f32>(denominators + i) : 0);
  }
}

export function keptCoefficients(coefficients: usize, kept: usize, factor: f32, n: u32): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  const zero = f32x4.splat(0);
  const f = f32x4.splat(factor);
  let i: usize = 0;
  for (; i < wide; i += 16) {
    v128.store(coefficients + i, v128.and(f, f32x4.ne(v128.load(kept + i), zero)));
  }
  for (; i < bytes; i += 4) {
    store<f32>(coefficients + i, load<f32>(kept + i) != 0 ? factor : 0);
  }
}

// @ts-ignore: decorator
@inline
function ceilToFloat(value: f64): f32 {
  const near = <f32>value;
  return <f64>near < value ? reinterpret<f32>(reinterpret<u32>(near) + 1) : near;
}

export function divideAtLeast(values: usize, divisors: usize, floor: f32, n: u32): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  const limit = f32x4.splat(floor);
  let i: usize = 0;
  for (; i < wide; i += 16) {
    const divisor = v128.load(divisors + i);
    const divided = v128.bitselect(limit, divisor, f32x4.lt(divisor, limit));
    v128.store(divisors + i, divided);
    v128.store(values + i, f32x4.div(v128.load(values + i), divided));
  }
  for (; i < bytes; i += 4) {
    const divisor = load<f32>(divisors + i);
    const divided = divisor < floor ? floor : divisor;
    store<f32>(divisors + i, divided);
    store<f32>(values + i, load<f32>(values + i) / divided);
  }
}
