// Reference: engines/merge/kernels/bernoulli.ts. Philox of eight consecutive blocks at a time, one block a lane of two
// vectors: a round waits for its multiplications, and the other vector's fill the wait.

const MULTIPLIER_0: u32 = 0xd2511f53;
const MULTIPLIER_1: u32 = 0xcd9e8d57;
const WEYL_0: u32 = 0x9e3779b9;
const WEYL_1: u32 = 0xbb67ae85;

/** Words of eight blocks. */
const WORDS: u32 = 32;
/** They lie here, in their order. */
const words: usize = memory.data(128, 16);

// @ts-ignore: decorator
@inline
function lowHalves(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(low, high, 0, 2, 4, 6);
}

// @ts-ignore: decorator
@inline
function highHalves(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(low, high, 1, 3, 5, 7);
}

// @ts-ignore: decorator
@inline
function xor3(a: v128, b: v128, c: v128): v128 {
  return v128.xor(v128.xor(a, b), c);
}

/** Stores four blocks, given word by word, block by block. */
// @ts-ignore: decorator
@inline
function storeBlocks(at: usize, c0: v128, c1: v128, c2: v128, c3: v128): void {
  const low01 = v128.shuffle<i32>(c0, c1, 0, 4, 1, 5);
  const high01 = v128.shuffle<i32>(c0, c1, 2, 6, 3, 7);
  const low23 = v128.shuffle<i32>(c2, c3, 0, 4, 1, 5);
  const high23 = v128.shuffle<i32>(c2, c3, 2, 6, 3, 7);
  v128.store(at, v128.shuffle<i64>(low01, low23, 0, 2));
  v128.store(at, v128.shuffle<i64>(low01, low23, 1, 3), 16);
  v128.store(at, v128.shuffle<i64>(high01, high23, 0, 2), 32);
  v128.store(at, v128.shuffle<i64>(high01, high23, 1, 3), 48);
}

/** Fills `words` with blocks `block` to `block + 7`. */
function eightBlocks(block: u64, key0: u32, key1: u32): void {
  const first = i64x2.add(i64x2.splat(block), i64x2(0, 1));
  const second = i64x2.add(i64x2.splat(block), i64x2(2, 3));
  const third = i64x2.add(i64x2.splat(block), i64x2(4, 5));
  const fourth = i64x2.add(i64x2.splat(block), i64x2(6, 7));
  let a0 = lowHalves(first, second);
  let a1 = highHalves(first, second);
  let a2 = i32x4.splat(0);
  let a3 = i32x4.splat(0);
  let b0 = lowHalves(third, fourth);
  let b1 = highHalves(third, fourth);
  let b2 = i32x4.splat(0);
  let b3 = i32x4.splat(0);
  const m0 = i32x4.splat(MULTIPLIER_0);
  const m1 = i32x4.splat(MULTIPLIER_1);
  let k0 = key0;
  let k1 = key1;
  for (let round = 0; round < 10; round++) {
    const aLow0 = i64x2.extmul_low_i32x4_u(m0, a0);
    const aHigh0 = i64x2.extmul_high_i32x4_u(m0, a0);
    const aLow1 = i64x2.extmul_low_i32x4_u(m1, a2);
    const aHigh1 = i64x2.extmul_high_i32x4_u(m1, a2);
    const bLow0 = i64x2.extmul_low_i32x4_u(m0, b0);
    const bHigh0 = i64x2.extmul_high_i32x4_u(m0, b0);
    const bLow1 = i64x2.extmul_low_i32x4_u(m1, b2);
    const bHigh1 = i64x2.extmul_high_i32x4_u(m1, b2);
    const keys0 = i32x4.splat(k0);
    const keys1 = i32x4.splat(k1);
    a0 = xor3(highHalves(aLow1, aHigh1), a1, keys0);
    a1 = lowHalves(aLow1, aHigh1);
    a2 = xor3(highHalves(aLow0, aHigh0), a3, keys1);
    a3 = lowHalves(aLow0, aHigh0);
    b0 = xor3(highHalves(bLow1, bHigh1), b1, keys0);
    b1 = lowHalves(bLow1, bHigh1);
    b2 = xor3(highHalves(bLow0, bHigh0), b3, keys1);
    b3 = lowHalves(bLow0, bHigh0);
    k0 += WEYL_0;
    k1 += WEYL_1;
  }
  storeBlocks(words, a0, a1, a2, a3);
  storeBlocks(words + 64, b0, b1, b2, b3);
}

/** Sixteen words from an offset on, as bytes of 1 where their upper 24 bits are below the limit, else 0. */
// @ts-ignore: decorator
@inline
function sixteenBelow(offset: usize, limits: v128): v128 {
  const a = i32x4.lt_s(i32x4.shr_u(v128.load(words + offset), 8), limits);
  const b = i32x4.lt_s(i32x4.shr_u(v128.load(words + offset, 16), 8), limits);
  const c = i32x4.lt_s(i32x4.shr_u(v128.load(words + offset, 32), 8), limits);
  const d = i32x4.lt_s(i32x4.shr_u(v128.load(words + offset, 48), 8), limits);
  const masks = i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
  return v128.and(masks, i8x16.splat(1));
}

/** `start` is below 2^53; `limit` is ceil(probability * 2^24), so that comparing integers is comparing with the product. */
export function drawBernoulli(keep: usize, start: f64, key0: u32, key1: u32, limit: u32, n: u32): void {
  const first = <u64>start;
  const limits = i32x4.splat(limit);
  let i: u32 = 0;
  while (i < n) {
    const index = first + i;
    eightBlocks(index >> 2, key0, key1);
    const skipped = <u32>(index & 3);
    if (skipped == 0 && i + WORDS <= n) {
      v128.store(keep + i, sixteenBelow(0, limits));
      v128.store(keep + i, sixteenBelow(64, limits), 16);
      i += WORDS;
      continue;
    }
    const end = min<u32>(WORDS, skipped + n - i);
    for (let word = skipped; word < end; word++, i++) {
      store<u8>(keep + i, load<u32>(words + (word << 2)) >>> 8 < limit ? 1 : 0);
    }
  }
}

export function drawBernoulliEach(keep: usize, start: f64, key0: u32, key1: u32, probabilities: usize, n: u32): void {
  const first = <u64>start;
  let i: u32 = 0;
  while (i < n) {
    const index = first + i;
    eightBlocks(index >> 2, key0, key1);
    const skipped = <u32>(index & 3);
    const end = min<u32>(WORDS, skipped + n - i);
    for (let word = skipped; word < end; word++, i++) {
      // 24 bits and a product with a power of two are exact in float32 as in float64.
      const uniform = <f64>(load<u32>(words + (word << 2)) >>> 8);
      store<u8>(keep + i, uniform < <f64>load<f32>(probabilities + (i << 2)) * 16777216 ? 1 : 0);
    }
  }
}
