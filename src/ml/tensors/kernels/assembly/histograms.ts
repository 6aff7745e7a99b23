// Reference: engines/merge/kernels/histograms.ts. Keys of four elements at a time; the counters are scalar.

// @ts-ignore: decorator
@inline
function count(counts: usize, bin: u32): void {
  const counter = counts + (bin << 2);
  store<u32>(counter, load<u32>(counter) + 1);
}

// @ts-ignore: decorator
@inline
function countFour(counts: usize, bins: v128): void {
  count(counts, i32x4.extract_lane(bins, 0));
  count(counts, i32x4.extract_lane(bins, 1));
  count(counts, i32x4.extract_lane(bins, 2));
  count(counts, i32x4.extract_lane(bins, 3));
}

// @ts-ignore: decorator
@inline
function orderedKeys(bits: v128): v128 {
  return v128.xor(bits, v128.or(i32x4.shr_s(bits, 31), i32x4.splat(0x80000000)));
}

// @ts-ignore: decorator
@inline
function orderedKey(bits: i32): u32 {
  return bits ^ ((bits >> 31) | 0x80000000);
}

export function countMagnitudesHigh(counts: usize, values: usize, n: u32): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  let i: usize = 0;
  for (; i < wide; i += 16) {
    countFour(counts, i32x4.shr_u(i32x4.shl(v128.load(values + i), 1), 16));
  }
  for (; i < bytes; i += 4) {
    count(counts, (load<u32>(values + i) << 1) >>> 16);
  }
}

export function countMagnitudesLow(counts: usize, values: usize, high: u32, n: u32): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  const wanted = i32x4.splat(high);
  let i: usize = 0;
  for (; i < wide; i += 16) {
    const keys = i32x4.shl(v128.load(values + i), 1);
    let found = i32x4.bitmask(i32x4.eq(i32x4.shr_u(keys, 16), wanted));
    for (; found != 0; found &= found - 1) {
      count(counts, (load<u32>(values + i + (ctz(found) << 2)) << 1) & 0xffff);
    }
  }
  for (; i < bytes; i += 4) {
    const key = load<u32>(values + i) << 1;
    if (key >>> 16 == high) {
      count(counts, key & 0xffff);
    }
  }
}

export function countOrderedHigh(counts: usize, values: usize, n: u32): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  let i: usize = 0;
  for (; i < wide; i += 16) {
    countFour(counts, i32x4.shr_u(orderedKeys(v128.load(values + i)), 16));
  }
  for (; i < bytes; i += 4) {
    count(counts, orderedKey(load<i32>(values + i)) >>> 16);
  }
}

export function countOrderedLow(counts: usize, values: usize, high: u32, n: u32): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  const wanted = i32x4.splat(high);
  let i: usize = 0;
  for (; i < wide; i += 16) {
    let found = i32x4.bitmask(i32x4.eq(i32x4.shr_u(orderedKeys(v128.load(values + i)), 16), wanted));
    for (; found != 0; found &= found - 1) {
      count(counts, orderedKey(load<i32>(values + i + (ctz(found) << 2))) & 0xffff);
    }
  }
  for (; i < bytes; i += 4) {
    const key = orderedKey(load<i32>(values + i));
    if (key >>> 16 == high) {
      count(counts, key & 0xffff);
    }
  }
}
