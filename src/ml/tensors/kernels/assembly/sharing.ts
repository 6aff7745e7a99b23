// Reference: engines/merge/kernels/sharing.ts

// @ts-ignore: decorator
@inline
function counts(value: v128, epsilon: v128): v128 {
  return v128.not(f32x4.le(f32x4.abs(value), epsilon));
}

export function countUniqueAndShared(
  totals: usize,
  block: usize,
  stride: u32,
  rows: u32,
  n: u32,
  epsilon: f32,
): void {
  const step = stride << 2;
  const e = f32x4.splat(epsilon);
  const one = i32x4.splat(1);
  let i: u32 = 0;
  for (; i < n; i += 4) {
    const from = block + (i << 2);
    const inside: i32 = i + 4 <= n ? 15 : (1 << (n - i)) - 1;
    let counted = i32x4.splat(0);
    for (let r: u32 = 0; r < rows; r++) {
      counted = i32x4.sub(counted, counts(load4(from + r * step, inside), e));
    }
    const shared = i32x4.bitmask(i32x4.gt_s(counted, one));
    for (let r: u32 = 0; r < rows; r++) {
      const mine = i32x4.bitmask(counts(load4(from + r * step, inside), e)) & inside;
      const at = totals + (r << 4);
      store<f64>(at, load<f64>(at) + <f64>popcnt(mine & ~shared));
      store<f64>(at, load<f64>(at, 8) + <f64>popcnt(mine & shared), 8);
    }
  }
}

/** Four elements, or (at the end of a strip) as many as the mask says and zeros. */
// @ts-ignore: decorator
@inline
function load4(at: usize, inside: i32): v128 {
  if (inside == 15) {
    return v128.load(at);
  }
  let v = v128.load32_zero(at);
  if (inside & 2) v = v128.load32_lane(at + 4, v, 1);
  if (inside & 4) v = v128.load32_lane(at + 8, v, 2);
  return v;
}

export function mergeUniqueAndShared(
  out: usize,
  coefficients: usize,
  block: usize,
  stride: u32,
  rows: u32,
  epsilon: f32,
  uniqueFactors: usize,
  n: u32,
): void {
  const step = stride << 2;
  for (let i: u32 = 0; i < n; i++) {
    const from = block + (i << 2);
    let counted: u32 = 0;
    let sum: f32 = 0;
    for (let r: u32 = 0; r < rows; r++) {
      const value = load<f32>(from + r * step);
      if (!(abs<f32>(value) <= epsilon)) {
        counted++;
        sum += value;
      }
    }
    let merged: f32 = 0;
    for (let r: u32 = 0; r < rows; r++) {
      const value = load<f32>(from + r * step);
      const factor = load<f32>(uniqueFactors + (r << 2));
      let coefficient: f32 = 0;
      if (!(abs<f32>(value) <= epsilon)) {
        coefficient = counted > 1 ? <f32>1 / <f32>counted : factor;
        merged = counted > 1 ? sum / <f32>counted : value * factor;
      }
      store<f32>(coefficients + (i << 2) + r * step, coefficient);
    }
    store<f32>(out + (i << 2), merged);
  }
}
