// Reference: ml/optimizers/kernels/, which computes each element in 64 bits; here in 32, so results are the same to within
// rounding (reductions add up in 64 bits in both). `n` is a multiple of four: optimizers lay their tensors out so, with zeros
// in between, which every function here leaves at zero.

// @ts-ignore: decorator
@inline
function upper(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(v, v, 1, 0));
}

// @ts-ignore: decorator
@inline
function total(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

// @ts-ignore: decorator
@inline
function mix(keep: v128, a: v128, added: v128, b: v128): v128 {
  return f32x4.add(f32x4.mul(keep, a), f32x4.mul(added, b));
}

/** `sum v^2`. */
export function sumOfSquares(v: usize, n: u32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  const end = v + (<usize>n << 2);
  for (; v < end; v += 16) {
    const x = v128.load(v);
    const a = f64x2.promote_low_f32x4(x);
    const b = upper(x);
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  return total(f64x2.add(low, high));
}

/** `sum (v - w)^2`. */
export function sumOfSquaredDifferences(v: usize, w: usize, n: u32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  const bytes = <usize>n << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(v + i);
    const y = v128.load(w + i);
    const a = f64x2.sub(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(y));
    const b = f64x2.sub(upper(x), upper(y));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  return total(f64x2.add(low, high));
}

/** 0 when all elements are finite, else NaN: only NaN and the infinities give no zero times zero. */
export function timesZero(v: usize, n: u32): f32 {
  let sum = f32x4.splat(0);
  const end = v + (<usize>n << 2);
  for (; v < end; v += 16) {
    sum = f32x4.add(sum, f32x4.mul(v128.load(v), f32x4.splat(0)));
  }
  return (
    f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3)
  );
}

export function blend(y: usize, x: usize, keep: f32, factor: f32, n: u32): void {
  const k = f32x4.splat(keep);
  const f = f32x4.splat(factor);
  const bytes = <usize>n << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(y + i, mix(k, v128.load(y + i), f, v128.load(x + i)));
  }
}

/** Like `blend` with `keep` 1, but d keeps what was added. */
export function moveBy(x: usize, d: usize, factor: f32, n: u32): void {
  const f = f32x4.splat(factor);
  const bytes = <usize>n << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    const moved = f32x4.mul(v128.load(d + i), f);
    v128.store(d + i, moved);
    v128.store(x + i, f32x4.add(v128.load(x + i), moved));
  }
}

export function nesterovStep(x: usize, g: usize, b: usize, momentum: f32, rate: f32, n: u32): void {
  const mu = f32x4.splat(momentum);
  const step = f32x4.splat(rate);
  const bytes = <usize>n << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    const direction = f32x4.add(v128.load(g + i), f32x4.mul(mu, v128.load(b + i)));
    v128.store(x + i, f32x4.sub(v128.load(x + i), f32x4.mul(step, direction)));
  }
}

// @ts-ignore: decorator
@inline
function stepped(x: v128, keep: v128, rate: v128, m: v128, v: v128, rootFactor: v128, eps: v128): v128 {
  const root = f32x4.add(f32x4.mul(f32x4.sqrt(v), rootFactor), eps);
  return f32x4.sub(f32x4.mul(keep, x), f32x4.div(f32x4.mul(rate, m), root));
}

export function adamStep(
  x: usize,
  g: usize,
  m: usize,
  v: usize,
  keep1: f32,
  new1: f32,
  keep2: f32,
  new2: f32,
  eps: f32,
  keep: f32,
  rate: f32,
  rootFactor: f32,
  n: u32,
): void {
  const bytes = <usize>n << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    const gradient = v128.load(g + i);
    const first = mix(f32x4.splat(keep1), v128.load(m + i), f32x4.splat(new1), gradient);
    const second = mix(f32x4.splat(keep2), v128.load(v + i), f32x4.splat(new2), f32x4.mul(gradient, gradient));
    v128.store(m + i, first);
    v128.store(v + i, second);
    const at = v128.load(x + i);
    const rates = f32x4.splat(rate);
    v128.store(x + i, stepped(at, f32x4.splat(keep), rates, first, second, f32x4.splat(rootFactor), f32x4.splat(eps)));
  }
}

/** `a x + b`. */
// @ts-ignore: decorator
@inline
function line(a: v128, x: v128, b: v128): v128 {
  return f32x4.add(f32x4.mul(a, x), b);
}

/**
 * `u^q` for finite u >= 0, within a few units in the last place; 0 below the normal floats. By `2^(q log2 u)`: the part of
 * q that is exact with an exponent (`qHigh`, 16 bits) and the rest (`qLow`) apart, or large exponents would cost digits.
 */
// @ts-ignore: decorator
@inline
function powers(u: v128, q: v128, qHigh: v128, qLow: v128): v128 {
  const one = f32x4.splat(1);
  // u = m 2^e with m from sqrt(1/2) to sqrt(2).
  const shifted = i32x4.sub(u, i32x4.splat(0x3f3504f3));
  const exponents = i32x4.shr_s(shifted, 23);
  const e = f32x4.convert_i32x4_s(exponents);
  const m = i32x4.sub(u, i32x4.shl(exponents, 23));
  // log2 m = 2/ln 2 atanh s, s = (m-1)/(m+1), |s| < .172.
  const s = f32x4.div(f32x4.sub(m, one), f32x4.add(m, one));
  const s2 = f32x4.mul(s, s);
  const s4 = f32x4.mul(s2, s2);
  const low = line(f32x4.splat(0.9617967), s2, f32x4.splat(2.8853901));
  const middle = line(f32x4.splat(0.4121986), s2, f32x4.splat(0.577078));
  const series = line(line(f32x4.splat(0.3205989), s4, middle), s4, low);
  const logM = f32x4.mul(s, series);
  const exact = f32x4.mul(qHigh, e);
  const inexact = f32x4.add(f32x4.mul(qLow, e), f32x4.mul(q, logM));
  const whole = f32x4.nearest(f32x4.add(exact, inexact));
  // 2^rest = e^t, |t| < .35. Both polynomials are summed by pairs, so that no term waits for all others (bench training).
  const t = f32x4.mul(f32x4.add(f32x4.sub(exact, whole), inexact), f32x4.splat(0.69314718));
  const t2 = f32x4.mul(t, t);
  const first = f32x4.add(t, one);
  const second = line(f32x4.splat(1.0 / 6.0), t, f32x4.splat(0.5));
  const third = line(f32x4.splat(1.0 / 120.0), t, f32x4.splat(1.0 / 24.0));
  const fourth = line(f32x4.splat(1.0 / 5040.0), t, f32x4.splat(1.0 / 720.0));
  const sum = line(line(fourth, t2, third), f32x4.mul(t2, t2), line(second, t2, first));
  const power = i32x4.add(sum, i32x4.shl(i32x4.trunc_sat_f32x4_s(whole), 23));
  return v128.and(power, f32x4.ge(u, f32x4.splat(1.17549435e-38)));
}

export function adamGStep(
  x: usize,
  g: usize,
  m: usize,
  r: usize,
  v: usize,
  keep1: f32,
  new1: f32,
  keep2: f32,
  new2: f32,
  keep3: f32,
  new3: f32,
  q: f64,
  eps: f32,
  keep: f32,
  rate: f32,
  rootFactor: f32,
  n: u32,
): void {
  const rounded = <f32>q;
  const high = reinterpret<f32>(reinterpret<u32>(rounded) & 0xffffff00);
  const qs = f32x4.splat(rounded);
  const qHigh = f32x4.splat(high);
  const qLow = f32x4.splat(<f32>(q - <f64>high));
  const bytes = <usize>n << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    const gradient = v128.load(g + i);
    const second = mix(f32x4.splat(keep2), v128.load(v + i), f32x4.splat(new2), f32x4.mul(gradient, gradient));
    const size = mix(f32x4.splat(keep3), v128.load(r + i), f32x4.splat(new3), powers(second, qs, qHigh, qLow));
    const scaled = f32x4.mul(size, gradient);
    const first = mix(f32x4.splat(keep1), v128.load(m + i), f32x4.splat(new1), scaled);
    v128.store(v + i, second);
    v128.store(r + i, size);
    v128.store(m + i, first);
    const at = v128.load(x + i);
    const rates = f32x4.splat(rate);
    v128.store(x + i, stepped(at, f32x4.splat(keep), rates, first, second, f32x4.splat(rootFactor), f32x4.splat(eps)));
  }
}

export function dAdaptMoments(
  sums: usize,
  g: usize,
  m: usize,
  v: usize,
  s: usize,
  keep1: f32,
  new1: f32,
  keep2: f32,
  new2: f32,
  keepS: f32,
  newS: f32,
  eps: f32,
  n: u32,
): void {
  let products = f64x2.splat(0);
  let magnitudes = f64x2.splat(0);
  const bytes = <usize>n << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    const gradient = v128.load(g + i);
    const second = v128.load(v + i);
    const old = v128.load(s + i);
    const ratio = f32x4.div(old, f32x4.add(f32x4.sqrt(second), f32x4.splat(eps)));
    products = f64x2.add(products, f64x2.mul(f64x2.promote_low_f32x4(gradient), f64x2.promote_low_f32x4(ratio)));
    products = f64x2.add(products, f64x2.mul(upper(gradient), upper(ratio)));
    const sum = mix(f32x4.splat(keepS), old, f32x4.splat(newS), gradient);
    const size = f32x4.abs(sum);
    magnitudes = f64x2.add(magnitudes, f64x2.add(f64x2.promote_low_f32x4(size), upper(size)));
    v128.store(s + i, sum);
    v128.store(m + i, mix(f32x4.splat(keep1), v128.load(m + i), f32x4.splat(new1), gradient));
    v128.store(v + i, mix(f32x4.splat(keep2), second, f32x4.splat(new2), f32x4.mul(gradient, gradient)));
  }
  store<f64>(sums, load<f64>(sums) + total(products));
  store<f64>(sums + 8, load<f64>(sums + 8) + total(magnitudes));
}

export function prodigyMoments(
  sums: usize,
  x: usize,
  x0: usize,
  g: usize,
  m: usize,
  v: usize,
  s: usize,
  keep1: f32,
  new1: f32,
  keep2: f32,
  new2: f32,
  keepS: f32,
  newS: f32,
  n: u32,
): void {
  let products = f64x2.splat(0);
  let magnitudes = f64x2.splat(0);
  const bytes = <usize>n << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    const gradient = v128.load(g + i);
    const moved = f32x4.sub(v128.load(x0 + i), v128.load(x + i));
    products = f64x2.add(products, f64x2.mul(f64x2.promote_low_f32x4(gradient), f64x2.promote_low_f32x4(moved)));
    products = f64x2.add(products, f64x2.mul(upper(gradient), upper(moved)));
    const sum = mix(f32x4.splat(keepS), v128.load(s + i), f32x4.splat(newS), gradient);
    const size = f32x4.abs(sum);
    magnitudes = f64x2.add(magnitudes, f64x2.add(f64x2.promote_low_f32x4(size), upper(size)));
    v128.store(s + i, sum);
    v128.store(m + i, mix(f32x4.splat(keep1), v128.load(m + i), f32x4.splat(new1), gradient));
    v128.store(v + i, mix(f32x4.splat(keep2), v128.load(v + i), f32x4.splat(new2), f32x4.mul(gradient, gradient)));
  }
  store<f64>(sums, load<f64>(sums) + total(products));
  store<f64>(sums + 8, load<f64>(sums + 8) + total(magnitudes));
}

export function adaptedStep(x: usize, m: usize, v: usize, keep: f32, rate: f32, eps: f32, n: u32): void {
  const bytes = <usize>n << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    const at = v128.load(x + i);
    const first = v128.load(m + i);
    const one = f32x4.splat(1);
    const next = stepped(at, f32x4.splat(keep), f32x4.splat(rate), first, v128.load(v + i), one, f32x4.splat(eps));
    v128.store(x + i, next);
  }
}

export function scheduleFreeStep(
  y: usize,
  g: usize,
  v: usize,
  z: usize,
  x: usize,
  beta1: f32,
  keep2: f32,
  new2: f32,
  eps: f32,
  weightDecay: f32,
  rate: f32,
  rootFactor: f32,
  share: f32,
  n: u32,
): void {
  const bytes = <usize>n << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    const gradient = v128.load(g + i);
    const second = mix(f32x4.splat(keep2), v128.load(v + i), f32x4.splat(new2), f32x4.mul(gradient, gradient));
    v128.store(v + i, second);
    const root = f32x4.add(f32x4.mul(f32x4.sqrt(second), f32x4.splat(rootFactor)), f32x4.splat(eps));
    const decay = f32x4.mul(f32x4.splat(weightDecay), v128.load(y + i));
    const direction = f32x4.add(f32x4.div(gradient, root), decay);
    const iterate = f32x4.sub(v128.load(z + i), f32x4.mul(f32x4.splat(rate), direction));
    const old = v128.load(x + i);
    const average = f32x4.add(old, f32x4.mul(f32x4.splat(share), f32x4.sub(iterate, old)));
    v128.store(z + i, iterate);
    v128.store(x + i, average);
    v128.store(y + i, f32x4.add(iterate, f32x4.mul(f32x4.splat(beta1), f32x4.sub(average, iterate))));
  }
}
