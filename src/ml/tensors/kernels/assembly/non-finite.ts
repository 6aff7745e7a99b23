// Reference: engines/merge/kernels/non-finite.ts

export function countNonFinite(values: usize, limit: f64, counts: usize, n: u32): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  // Past the largest float32 the limit is infinity itself.
  const least = limit > 3.4028234663852886e38 ? f32.POSITIVE_INFINITY : <f32>limit;
  const limits = f32x4.splat(least);
  let i: usize = 0;
  for (; i < wide; i += 16) {
    if (!i32x4.all_true(f32x4.lt(f32x4.abs(v128.load(values + i)), limits))) {
      for (let j = i; j < i + 16; j += 4) {
        countScalar(load<f32>(values + j), least, counts);
      }
    }
  }
  for (; i < bytes; i += 4) {
    countScalar(load<f32>(values + i), least, counts);
  }
}

function countScalar(value: f32, limit: f32, counts: usize): void {
  if (!(abs<f32>(value) < limit)) {
    const counter = counts + (isNaN<f32>(value) ? 0 : 8);
    store<f64>(counter, load<f64>(counter) + 1);
  }
}
