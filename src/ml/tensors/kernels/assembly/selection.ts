// Reference: engines/merge/kernels/selection.ts. Four elements at a time wherever the budget of ties can't run out among them.

export function keepLargest(out: usize, a: usize, threshold: f32, ties: f64, n: u32): u32 {
  const bytes = n << 2;
  const wide = bytes & ~15;
  const limit = f32x4.splat(threshold);
  // More ties than elements are as good as all.
  const budget: u32 = ties < <f64>n ? (ties < 0 ? 0 : <u32>ties) : n;
  let kept: u32 = 0;
  let i: usize = 0;
  for (; i < wide; i += 16) {
    const value = v128.load(a + i);
    const magnitude = f32x4.abs(value);
    const equal = f32x4.eq(magnitude, limit);
    const below = f32x4.lt(magnitude, limit);
    if (kept == budget) {
      v128.store(out + i, v128.andnot(value, v128.or(below, equal)));
      continue;
    }
    const tied = popcnt(i32x4.bitmask(equal));
    if (kept + tied <= budget) {
      kept += tied;
      v128.store(out + i, v128.andnot(value, below));
      continue;
    }
    for (let j = i; j < i + 16; j += 4) {
      kept += keepLargestScalar(out + j, a + j, threshold, kept < budget);
    }
  }
  for (; i < bytes; i += 4) {
    kept += keepLargestScalar(out + i, a + i, threshold, kept < budget);
  }
  return kept;
}

/** Returns 1 where it kept a tie. */
// @ts-ignore: decorator
@inline
function keepLargestScalar(out: usize, a: usize, threshold: f32, tiesLeft: bool): u32 {
  const value = load<f32>(a);
  const magnitude = abs<f32>(value);
  const tie = magnitude == threshold;
  store<f32>(out, magnitude < threshold || (tie && !tiesLeft) ? 0 : value);
  return tie && tiesLeft ? 1 : 0;
}

export function keepBetween(out: usize, a: usize, low: f32, high: f32, ties: usize, n: u32): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  let i: usize = 0;
  for (; i < wide; i += 16) {
    const value = v128.load(a + i);
    const magnitude = f32x4.abs(value);
    if (v128.any_true(v128.or(f32x4.eq(magnitude, lows), f32x4.eq(magnitude, highs)))) {
      for (let j = i; j < i + 16; j += 4) {
        keepBetweenScalar(out + j, a + j, low, high, ties);
      }
    } else {
      v128.store(out + i, v128.andnot(value, v128.or(f32x4.lt(magnitude, lows), f32x4.gt(magnitude, highs))));
    }
  }
  for (; i < bytes; i += 4) {
    keepBetweenScalar(out + i, a + i, low, high, ties);
  }
}

// @ts-ignore: decorator
@inline
function keepBetweenScalar(out: usize, a: usize, low: f32, high: f32, ties: usize): void {
  const value = load<f32>(a);
  const magnitude = abs<f32>(value);
  let keeps = !(magnitude < low || magnitude > high);
  if (magnitude == low) {
    const dropped = load<f64>(ties);
    if (dropped > 0) {
      store<f64>(ties, dropped - 1);
      keeps = false;
    }
  }
  if (magnitude == high) {
    const kept = load<f64>(ties, 8);
    keeps = keeps && kept > 0;
    store<f64>(ties, kept - 1, 8);
  }
  store<f32>(out, keeps ? value : 0);
}

export function keepWhere(out: usize, a: usize, keep: usize, n: u32): void {
  let i: u32 = 0;
  for (; i + 4 <= n; i += 4) {
    const dropped = i32x4.eq(
      i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(keep + i))),
      i32x4.splat(0),
    );
    v128.store(out + (i << 2), v128.andnot(v128.load(a + (i << 2)), dropped));
  }
  for (; i < n; i++) {
    store<f32>(out + (i << 2), load<u8>(keep + i) != 0 ? load<f32>(a + (i << 2)) : 0);
  }
}

export function keepWhereNonZero(out: usize, a: usize, key: usize, n: u32): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  const zero = f32x4.splat(0);
  let i: usize = 0;
  for (; i < wide; i += 16) {
    v128.store(out + i, v128.and(v128.load(a + i), f32x4.ne(v128.load(key + i), zero)));
  }
  for (; i < bytes; i += 4) {
    store<f32>(out + i, load<f32>(key + i) != 0 ? load<f32>(a + i) : 0);
  }
}

export function keepAtLeast(out: usize, a: usize, key: usize, threshold: f64, n: u32): void {
  // The threshold is a double: each key is widened before it is compared, as in the reference.
  for (let i: usize = 0; i < n << 2; i += 4) {
    store<f32>(out + i, <f64>load<f32>(key + i) < threshold ? 0 : load<f32>(a + i));
  }
}
