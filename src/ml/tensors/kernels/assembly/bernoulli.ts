// Reference: engines/merge/kernels/bernoulli.ts. Philox of four consecutive blocks at a time, one block a lane.

const MULTIPLIER_0: u32 = 0xd2511f53;
const MULTIPLIER_1: u32 = 0xcd9e8d57;
const WEYL_0: u32 = 0x9e3779b9;
const WEYL_1: u32 = 0xbb67ae85;

/** Sixteen words of four blocks, in their order. */
const words: usize = memory.data(64, 16);

/** Fills `words` with blocks `block` to `block + 3`. */
function fourBlocks(block: u64, key0: u32, key1: u32): void {
  // Lanes of a 64-bit counter each: low words, high words.
  const first = i64x2.add(i64x2.splat(block), i64x2(0, 1));
  const second = i64x2.add(i64x2.splat(block), i64x2(2, 3));
  let c0 = v128.shuffle<i32>(first, second, 0, 2, 4, 6);
  let c1 = v128.shuffle<i32>(first, second, 1, 3, 5, 7);
  let c2 = i32x4.splat(0);
  let c3 = i32x4.splat(0);
  const m0 = i32x4.splat(MULTIPLIER_0);
  const m1 = i32x4.splat(MULTIPLIER_1);
  let k0 = key0;
  let k1 = key1;
  for (let round = 0; round < 10; round++) {
    const low0 = i64x2.extmul_low_i32x4_u(m0, c0);
    const high0 = i64x2.extmul_high_i32x4_u(m0, c0);
    const low1 = i64x2.extmul_low_i32x4_u(m1, c2);
    const high1 = i64x2.extmul_high_i32x4_u(m1, c2);
    c0 = v128.xor(v128.xor(v128.shuffle<i32>(low1, high1, 1, 3, 5, 7), c1), i32x4.splat(k0));
    c1 = v128.shuffle<i32>(low1, high1, 0, 2, 4, 6);
    c2 = v128.xor(v128.xor(v128.shuffle<i32>(low0, high0, 1, 3, 5, 7), c3), i32x4.splat(k1));
    c3 = v128.shuffle<i32>(low0, high0, 0, 2, 4, 6);
    k0 += WEYL_0;
    k1 += WEYL_1;
  }
  const low01 = v128.shuffle<i32>(c0, c1, 0, 4, 1, 5);
  const high01 = v128.shuffle<i32>(c0, c1, 2, 6, 3, 7);
  const low23 = v128.shuffle<i32>(c2, c3, 0, 4, 1, 5);
  const high23 = v128.shuffle<i32>(c2, c3, 2, 6, 3, 7);
  v128.store(words, v128.shuffle<i64>(low01, low23, 0, 2));
  v128.store(words, v128.shuffle<i64>(low01, low23, 1, 3), 16);
  v128.store(words, v128.shuffle<i64>(high01, high23, 0, 2), 32);
  v128.store(words, v128.shuffle<i64>(high01, high23, 1, 3), 48);
}

/** Narrows four masks of four lanes to sixteen bytes of 0 and 1. */
// @ts-ignore: decorator
@inline
function narrow(a: v128, b: v128, c: v128, d: v128): v128 {
  return v128.and(
    i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d)),
    i8x16.splat(1),
  );
}

/** `start` is below 2^53; `limit` is ceil(probability * 2^24), so that comparing integers is comparing with the product. */
export function drawBernoulli(keep: usize, start: f64, key0: u32, key1: u32, limit: u32, n: u32): void {
  const first = <u64>start;
  const limits = i32x4.splat(limit);
  let i: u32 = 0;
  while (i < n) {
    const index = first + i;
    const block = index >> 2;
    fourBlocks(block, key0, key1);
    const skipped = <u32>(index & 3);
    if (skipped == 0 && i + 16 <= n) {
      v128.store(
        keep + i,
        narrow(below(0, limits), below(16, limits), below(32, limits), below(48, limits)),
      );
      i += 16;
      continue;
    }
    const end = min<u32>(16, skipped + n - i);
    for (let word = skipped; word < end; word++, i++) {
      store<u8>(keep + i, load<u32>(words + (word << 2)) >>> 8 < limit ? 1 : 0);
    }
  }
}

// @ts-ignore: decorator
@inline
function below(offset: usize, limits: v128): v128 {
  return i32x4.lt_s(i32x4.shr_u(v128.load(words + offset), 8), limits);
}

export function drawBernoulliEach(keep: usize, start: f64, key0: u32, key1: u32, probabilities: usize, n: u32): void {
  const first = <u64>start;
  let i: u32 = 0;
  while (i < n) {
    const index = first + i;
    fourBlocks(index >> 2, key0, key1);
    const skipped = <u32>(index & 3);
    const end = min<u32>(16, skipped + n - i);
    for (let word = skipped; word < end; word++, i++) {
      // 24 bits and a product with a power of two are exact in float32 as in float64.
      const uniform = <f64>(load<u32>(words + (word << 2)) >>> 8);
      store<u8>(keep + i, uniform < <f64>load<f32>(probabilities + (i << 2)) * 16777216 ? 1 : 0);
    }
  }
}
