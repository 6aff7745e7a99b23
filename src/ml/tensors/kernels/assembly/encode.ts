// Reference: ../encode-elements.ts

/** The upper halves of four float32 numbers, rounded to the nearest even, in the low bits of each lane. */
// @ts-ignore: decorator
@inline
function roundToBfloat(bits: v128): v128 {
  const odd = v128.and(i32x4.shr_u(bits, 16), i32x4.splat(1));
  const rounded = i32x4.shr_u(i32x4.add(i32x4.add(bits, i32x4.splat(0x7fff)), odd), 16);
  const nan = i32x4.gt_s(v128.and(bits, i32x4.splat(0x7fffffff)), i32x4.splat(0x7f800000));
  if (!v128.any_true(nan)) {
    return rounded;
  }
  const upper = i32x4.shr_u(bits, 16);
  const empty = i32x4.eq(v128.and(upper, i32x4.splat(0x7f)), i32x4.splat(0));
  return v128.bitselect(v128.or(upper, v128.and(empty, i32x4.splat(0x40))), rounded, nan);
}

export function encodeBfloat16(from: usize, out: usize, n: u32): void {
  let i: u32 = 0;
  for (; i + 8 <= n; i += 8) {
    const low = roundToBfloat(v128.load(from + (i << 2)));
    const high = roundToBfloat(v128.load(from + (i << 2), 16));
    v128.store(out + (i << 1), i16x8.narrow_i32x4_u(low, high));
  }
  for (; i < n; i++) {
    store<u16>(out + (i << 1), <u16>i32x4.extract_lane(roundToBfloat(v128.load32_splat(from + (i << 2))), 0));
  }
}

/** Half precision in the low bits of each lane. */
// @ts-ignore: decorator
@inline
function roundToHalf(bits: v128): v128 {
  const sign = v128.and(i32x4.shr_u(bits, 16), i32x4.splat(0x8000));
  const magnitude = v128.and(bits, i32x4.splat(0x7fffffff));
  // Normal: the exponent's bias goes from 127 to 15; a carry out of the fraction rightly raises the exponent.
  const rebased = i32x4.sub(magnitude, i32x4.splat(112 << 23));
  const odd = v128.and(i32x4.shr_u(rebased, 13), i32x4.splat(1));
  const normal = i32x4.shr_u(i32x4.add(i32x4.add(rebased, i32x4.splat(0x0fff)), odd), 13);
  // Subnormal: adding 0.5, whose last bit is worth 2^-24, rounds to the nearest multiple of that.
  const half = i32x4.splat(0x3f000000);
  const subnormal = i32x4.sub(f32x4.add(magnitude, half), half);
  let result = v128.bitselect(subnormal, normal, i32x4.lt_s(magnitude, i32x4.splat(0x38800000)));
  const infinite = i32x4.ge_s(magnitude, i32x4.splat(0x47800000));
  if (v128.any_true(infinite)) {
    result = v128.bitselect(i32x4.splat(0x7c00), result, infinite);
    const payload = v128.and(i32x4.shr_u(magnitude, 13), i32x4.splat(0x3ff));
    const empty = i32x4.eq(payload, i32x4.splat(0));
    const kept = v128.or(v128.or(payload, v128.and(empty, i32x4.splat(0x200))), i32x4.splat(0x7c00));
    result = v128.bitselect(kept, result, i32x4.gt_s(magnitude, i32x4.splat(0x7f800000)));
  }
  return v128.or(sign, result);
}

export function encodeFloat16(from: usize, out: usize, n: u32): void {
  let i: u32 = 0;
  for (; i + 8 <= n; i += 8) {
    const low = roundToHalf(v128.load(from + (i << 2)));
    const high = roundToHalf(v128.load(from + (i << 2), 16));
    v128.store(out + (i << 1), i16x8.narrow_i32x4_u(low, high));
  }
  for (; i < n; i++) {
    store<u16>(out + (i << 1), <u16>i32x4.extract_lane(roundToHalf(v128.load32_splat(from + (i << 2))), 0));
  }
}
