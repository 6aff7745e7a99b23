// Reference: engines/merge/kernels/variance.ts, two elements at a time in float64.

export function varianceOverRows(out: usize, block: usize, stride: u32, rows: u32, n: u32): void {
  const step = stride << 2;
  const count = f64x2.splat(<f64>rows);
  let i: u32 = 0;
  for (; i + 2 <= n; i += 2) {
    const from = block + (i << 2);
    let sum = f64x2.splat(0);
    for (let r: u32 = 0; r < rows; r++) {
      sum = f64x2.add(sum, f64x2.promote_low_f32x4(v128.load64_zero(from + r * step)));
    }
    const mean = f64x2.div(sum, count);
    const first = f64x2.promote_low_f32x4(v128.load64_zero(from));
    let squares = f64x2.splat(0);
    let differs = f64x2.splat(0);
    for (let r: u32 = 0; r < rows; r++) {
      const value = f64x2.promote_low_f32x4(v128.load64_zero(from + r * step));
      differs = v128.or(differs, f64x2.ne(value, first));
      const distance = f64x2.sub(value, mean);
      squares = f64x2.add(squares, f64x2.mul(distance, distance));
    }
    v128.store64_lane(out + (i << 2), f32x4.demote_f64x2_zero(v128.and(f64x2.div(squares, count), differs)), 0);
  }
  for (; i < n; i++) {
    const from = block + (i << 2);
    let sum: f64 = 0;
    for (let r: u32 = 0; r < rows; r++) {
      sum += <f64>load<f32>(from + r * step);
    }
    const mean = sum / <f64>rows;
    const first = load<f32>(from);
    let squares: f64 = 0;
    let differs = false;
    for (let r: u32 = 0; r < rows; r++) {
      const value = load<f32>(from + r * step);
      differs = differs || value != first;
      squares += (<f64>value - mean) * (<f64>value - mean);
    }
    store<f32>(out + (i << 2), differs ? <f32>(squares / <f64>rows) : 0);
  }
}

export function countNonZero(values: usize, n: u32): u32 {
  const bytes = n << 2;
  const wide = bytes & ~15;
  const zero = f32x4.splat(0);
  let count: u32 = 0;
  let i: usize = 0;
  for (; i < wide; i += 16) {
    count += popcnt(i32x4.bitmask(f32x4.ne(v128.load(values + i), zero)));
  }
  for (; i < bytes; i += 4) {
    count += load<f32>(values + i) != 0 ? 1 : 0;
  }
  return count;
}
