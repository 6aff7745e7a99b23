// Reference: engines/merge/kernels/near-counts.ts. Few elements lie near, so eight at a time are usually done with two masks.

const INDEX_BITS: u32 = 17;
const INFINITE_KEY: i32 = 0x7f800000;
const SPREAD: u32 = 0x9e3779b1;

const BELOW: usize = 0;
const NOT_FINITE: usize = 4;
const ENTRIES: usize = 8;
const LOST: usize = 12;

// @ts-ignore: decorator
@inline
function total(masks: v128): u32 {
  return -(
    i32x4.extract_lane(masks, 0) +
    i32x4.extract_lane(masks, 1) +
    i32x4.extract_lane(masks, 2) +
    i32x4.extract_lane(masks, 3)
  );
}

function countOne(totals: usize, index: usize, keys: usize, counts: usize, capacity: u32, key: u32): void {
  let place = (key * SPREAD) >>> (32 - INDEX_BITS);
  let entry = load<u32>(index + (<usize>place << 2));
  while (entry != 0 && load<u32>(keys + (<usize>(entry - 1) << 2)) != key) {
    place = (place + 1) & ((1 << INDEX_BITS) - 1);
    entry = load<u32>(index + (<usize>place << 2));
  }
  if (entry != 0) {
    const counter = counts + (<usize>(entry - 1) << 2);
    store<u32>(counter, load<u32>(counter) + 1);
    return;
  }
  const entries = load<u32>(totals, ENTRIES);
  if (entries < capacity) {
    store<u32>(index + (<usize>place << 2), entries + 1);
    store<u32>(keys + (<usize>entries << 2), key);
    store<u32>(counts + (<usize>entries << 2), 1);
    store<u32>(totals, entries + 1, ENTRIES);
  } else {
    store<u32>(totals, load<u32>(totals, LOST) + 1, LOST);
  }
}

export function countNear(
  totals: usize,
  index: usize,
  keys: usize,
  counts: usize,
  capacity: u32,
  values: usize,
  low: u32,
  high: u32,
  n: u32,
): void {
  const bytes = n << 2;
  const wide = bytes & ~31;
  const magnitude = i32x4.splat(0x7fffffff);
  const lows = i32x4.splat(low);
  const highs = i32x4.splat(high);
  const infinite = i32x4.splat(INFINITE_KEY - 1);
  let below = i32x4.splat(0);
  let notFinite = i32x4.splat(0);
  let i: usize = 0;
  for (; i < wide; i += 32) {
    const first = v128.and(v128.load(values + i), magnitude);
    const second = v128.and(v128.load(values + i, 16), magnitude);
    const firstBelow = i32x4.lt_s(first, lows);
    const secondBelow = i32x4.lt_s(second, lows);
    below = i32x4.add(below, i32x4.add(firstBelow, secondBelow));
    notFinite = i32x4.add(notFinite, i32x4.add(i32x4.gt_s(first, infinite), i32x4.gt_s(second, infinite)));
    const firstFar = v128.or(firstBelow, i32x4.gt_s(first, highs));
    const secondFar = v128.or(secondBelow, i32x4.gt_s(second, highs));
    if (!i32x4.all_true(v128.and(firstFar, secondFar))) {
      let near = ~(i32x4.bitmask(firstFar) | (i32x4.bitmask(secondFar) << 4)) & 0xff;
      for (; near != 0; near &= near - 1) {
        const key = load<u32>(values + i + (ctz(near) << 2)) & 0x7fffffff;
        countOne(totals, index, keys, counts, capacity, key);
      }
    }
  }
  let belowCount = total(below);
  let notFiniteCount = total(notFinite);
  for (; i < bytes; i += 4) {
    const key = load<u32>(values + i) & 0x7fffffff;
    if (key >= <u32>INFINITE_KEY) {
      notFiniteCount++;
    } else if (key < low) {
      belowCount++;
    } else if (key <= high) {
      countOne(totals, index, keys, counts, capacity, key);
    }
  }
  store<u32>(totals, load<u32>(totals, BELOW) + belowCount, BELOW);
  store<u32>(totals, load<u32>(totals, NOT_FINITE) + notFiniteCount, NOT_FINITE);
}
