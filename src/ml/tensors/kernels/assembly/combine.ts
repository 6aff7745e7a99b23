// Reference: engines/merge/kernels/combine.ts. A piece of the sum stays in the first level of cache while the tasks'
// balances are taken.
import { constantBalance } from './balance';

/** Elements of a piece; a multiple of 4, so that lanes keep their phase. */
const PIECE: u32 = 1024;
/** Bytes of a task's balance. */
const BALANCE: usize = 11 << 3;

export function combine(
  out: usize,
  sums: usize,
  models: usize,
  count: u32,
  base: usize,
  weights: usize,
  coefficients: usize,
  divisor: f32,
  lambda: f32,
  phase: u32,
  scratch: usize,
  n: u32,
): void {
  for (let start: u32 = 0; start < n; start += PIECE) {
    const offset = <usize>start << 2;
    const length = min<u32>(n - start, PIECE);
    const origin = base == 0 ? 0 : base + offset;
    weightedSum(scratch, models, count, origin, weights, divisor, offset, length);
    for (let i: u32 = 0; i < count; i++) {
      const at = <usize>i << 2;
      const values = load<u32>(models + at) + offset;
      const coefficient = load<f32>(coefficients + at);
      if (origin == 0) {
        constantBalance(sums + i * BALANCE, values, 0, coefficient, scratch, (phase + start) & 3, length);
      } else {
        constantBalance(sums + i * BALANCE, values, origin, coefficient, scratch, (phase + start) & 3, length);
      }
    }
    finish(out + offset, scratch, origin, lambda, length);
  }
}

/** sum = the sum of (value - base) * weight over the models, divided by the divisor. */
// @ts-ignore: decorator
@inline
function weightedSum(
  sum: usize,
  models: usize,
  count: u32,
  base: usize,
  weights: usize,
  divisor: f32,
  offset: usize,
  n: u32,
): void {
  const bytes = <usize>n << 2;
  const wide = bytes & ~15;
  const divisors = f32x4.splat(divisor);
  const end = models + (<usize>count << 2);
  let i: usize = 0;
  for (; i < wide; i += 16) {
    const origin = base == 0 ? f32x4.splat(0) : v128.load(base + i);
    let total = f32x4.splat(0);
    for (let model = models, weight = weights; model < end; model += 4, weight += 4) {
      let value = v128.load(load<u32>(model) + offset + i);
      if (base != 0) value = f32x4.sub(value, origin);
      value = f32x4.mul(value, v128.load32_splat(weight));
      // The first is taken as it is: a sum with 0 would lose the sign of -0.
      total = model == models ? value : f32x4.add(total, value);
    }
    v128.store(sum + i, divisor == 1 ? total : f32x4.div(total, divisors));
  }
  for (; i < bytes; i += 4) {
    let total: f32 = 0;
    for (let model = models, weight = weights; model < end; model += 4, weight += 4) {
      let value = load<f32>(load<u32>(model) + offset + i);
      if (base != 0) value -= load<f32>(base + i);
      value *= load<f32>(weight);
      total = model == models ? value : total + value;
    }
    store<f32>(sum + i, total / divisor);
  }
}

/** out = base + sum * lambda; without a base the sum. */
// @ts-ignore: decorator
@inline
function finish(out: usize, sum: usize, base: usize, lambda: f32, n: u32): void {
  const bytes = <usize>n << 2;
  const wide = bytes & ~15;
  if (base == 0) {
    memory.copy(out, sum, bytes);
    return;
  }
  const factor = f32x4.splat(lambda);
  let i: usize = 0;
  for (; i < wide; i += 16) {
    v128.store(out + i, f32x4.add(v128.load(base + i), f32x4.mul(v128.load(sum + i), factor)));
  }
  for (; i < bytes; i += 4) {
    store<f32>(out + i, load<f32>(base + i) + load<f32>(sum + i) * lambda);
  }
}
