// Reference: engines/merge/kernels/reductions.ts. The four lanes of a sum are two f64x2; a start that isn't a multiple of
// four is first brought to one.

// @ts-ignore: decorator
@inline
function upper(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(v, v, 1, 0));
}

export function addDot(lanes: usize, a: usize, b: usize, phase: u32, n: u32): void {
  let i: u32 = 0;
  for (; i < n && ((phase + i) & 3) != 0; i++) {
    addDotScalar(lanes, a, b, phase, i);
  }
  let low = v128.load(lanes);
  let high = v128.load(lanes, 16);
  for (; i + 4 <= n; i += 4) {
    const x = v128.load(a + (i << 2));
    const y = v128.load(b + (i << 2));
    low = f64x2.add(low, f64x2.mul(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(y)));
    high = f64x2.add(high, f64x2.mul(upper(x), upper(y)));
  }
  v128.store(lanes, low);
  v128.store(lanes, high, 16);
  for (; i < n; i++) {
    addDotScalar(lanes, a, b, phase, i);
  }
}

// @ts-ignore: decorator
@inline
function addDotScalar(lanes: usize, a: usize, b: usize, phase: u32, i: u32): void {
  const lane = lanes + (((phase + i) & 3) << 3);
  store<f64>(lane, load<f64>(lane) + <f64>load<f32>(a + (i << 2)) * <f64>load<f32>(b + (i << 2)));
}

export function addMagnitudes(lanes: usize, a: usize, phase: u32, n: u32): void {
  let i: u32 = 0;
  for (; i < n && ((phase + i) & 3) != 0; i++) {
    addMagnitudeScalar(lanes, a, phase, i);
  }
  let low = v128.load(lanes);
  let high = v128.load(lanes, 16);
  for (; i + 4 <= n; i += 4) {
    const x = f32x4.abs(v128.load(a + (i << 2)));
    low = f64x2.add(low, f64x2.promote_low_f32x4(x));
    high = f64x2.add(high, upper(x));
  }
  v128.store(lanes, low);
  v128.store(lanes, high, 16);
  for (; i < n; i++) {
    addMagnitudeScalar(lanes, a, phase, i);
  }
}

// @ts-ignore: decorator
@inline
function addMagnitudeScalar(lanes: usize, a: usize, phase: u32, i: u32): void {
  const lane = lanes + (((phase + i) & 3) << 3);
  store<f64>(lane, load<f64>(lane) + <f64>abs<f32>(load<f32>(a + (i << 2))));
}

/** `first` is the column of the first element, already reduced. */
export function addColumnDots(sums: usize, columns: u32, a: usize, b: usize, first: u32, n: u32): void {
  let column = first;
  let i: u32 = 0;
  while (i < n) {
    const run = min<u32>(n - i, columns - column);
    const end = i + run;
    let sum = sums + (column << 3);
    for (; i + 2 <= end; i += 2, sum += 16) {
      const x = f64x2.promote_low_f32x4(v128.load64_zero(a + (i << 2)));
      const y = f64x2.promote_low_f32x4(v128.load64_zero(b + (i << 2)));
      v128.store(sum, f64x2.add(v128.load(sum), f64x2.mul(x, y)));
    }
    for (; i < end; i++, sum += 8) {
      store<f64>(sum, load<f64>(sum) + <f64>load<f32>(a + (i << 2)) * <f64>load<f32>(b + (i << 2)));
    }
    column = 0;
  }
}
