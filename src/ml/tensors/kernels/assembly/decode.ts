// Reference: ../decode-elements.ts

export function decodeBfloat16(from: usize, out: usize, n: u32): void {
  let i: u32 = 0;
  for (; i + 8 <= n; i += 8) {
    const halves = v128.load(from + (i << 1));
    v128.store(out + (i << 2), i32x4.shl(i32x4.extend_low_i16x8_u(halves), 16));
    v128.store(out + (i << 2), i32x4.shl(i32x4.extend_high_i16x8_u(halves), 16), 16);
  }
  for (; i < n; i++) {
    store<u32>(out + (i << 2), <u32>load<u16>(from + (i << 1)) << 16);
  }
}

/** The magnitude bits, shifted to float32's place and multiplied by 2^112, are the number: subnormals included. */
// @ts-ignore: decorator
@inline
function halfToFloat(half: v128): v128 {
  const sign = i32x4.shl(v128.and(half, i32x4.splat(0x8000)), 16);
  const magnitude = v128.and(half, i32x4.splat(0x7fff));
  const scaled = f32x4.mul(i32x4.shl(magnitude, 13), f32x4.splat(reinterpret<f32>(0x77800000)));
  const special = i32x4.ge_s(magnitude, i32x4.splat(0x7c00));
  return v128.or(v128.or(scaled, v128.and(special, i32x4.splat(0x7f800000))), sign);
}

export function decodeFloat16(from: usize, out: usize, n: u32): void {
  let i: u32 = 0;
  for (; i + 8 <= n; i += 8) {
    const halves = v128.load(from + (i << 1));
    v128.store(out + (i << 2), halfToFloat(i32x4.extend_low_i16x8_u(halves)));
    v128.store(out + (i << 2), halfToFloat(i32x4.extend_high_i16x8_u(halves)), 16);
  }
  for (; i < n; i++) {
    v128.store32_lane(out + (i << 2), halfToFloat(i32x4.splat(load<u16>(from + (i << 1)))), 0);
  }
}
