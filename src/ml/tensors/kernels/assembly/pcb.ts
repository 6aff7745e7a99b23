// Reference: engines/merge/kernels/pcb.ts and exp-tanh.ts: the same float32 operations in the same order.

// @ts-ignore: decorator
@inline
function multiplyAdd(p: v128, r: v128, c: f32): v128 {
  return f32x4.add(f32x4.mul(p, r), f32x4.splat(c));
}

// @ts-ignore: decorator
@inline
function exponential(x: v128): v128 {
  let bounded = v128.bitselect(f32x4.splat(88), x, f32x4.gt(x, f32x4.splat(88)));
  bounded = v128.bitselect(f32x4.splat(-87), bounded, f32x4.lt(x, f32x4.splat(-87)));
  const k = f32x4.floor(f32x4.add(f32x4.mul(bounded, f32x4.splat(<f32>1.4426950408889634)), f32x4.splat(0.5)));
  const r = f32x4.sub(
    f32x4.sub(bounded, f32x4.mul(k, f32x4.splat(0.693359375))),
    f32x4.mul(k, f32x4.splat(<f32>-0.00021219444005471377)),
  );
  let p = f32x4.splat(0.0013814539415761828);
  p = multiplyAdd(p, r, 0.00836874544620514);
  p = multiplyAdd(p, r, 0.04166838899254799);
  p = multiplyAdd(p, r, 0.1666652113199234);
  p = multiplyAdd(p, r, 0.4999999403953552);
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1));
  // 2^k by its exponent bits
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(k), i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}

// @ts-ignore: decorator
@inline
function hyperbolicTangent(x: v128): v128 {
  const magnitude = f32x4.abs(x);
  const small = f32x4.lt(magnitude, f32x4.splat(0.625));
  const z = f32x4.mul(x, x);
  let p = f32x4.splat(-0.005704986397176981);
  p = multiplyAdd(p, z, 0.02063908614218235);
  p = multiplyAdd(p, z, -0.05373971536755562);
  p = multiplyAdd(p, z, 0.13331441581249237);
  p = multiplyAdd(p, z, -0.3333328068256378);
  const near = f32x4.add(x, f32x4.mul(f32x4.mul(x, z), p));
  // Task vectors are small: for most of them the other branch isn't needed at all.
  if (i32x4.all_true(small)) {
    return near;
  }
  const one = f32x4.splat(1);
  const power = exponential(f32x4.mul(magnitude, f32x4.splat(2)));
  const large = f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(power, one)));
  const signed = v128.bitselect(f32x4.neg(large), large, f32x4.lt(x, f32x4.splat(0)));
  return v128.bitselect(near, signed, small);
}

// @ts-ignore: decorator
@inline
function clamp(value: v128, lo: v128, hi: v128): v128 {
  const capped = v128.bitselect(hi, value, f32x4.gt(value, hi));
  return v128.bitselect(lo, capped, f32x4.lt(value, lo));
}

export function signedNormalizedMagnitudes(out: usize, tau: usize, lo: f32, hi: f32, n: u32): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  const range = hi - lo;
  if (!(range > 0)) {
    memory.fill(out, 0, bytes);
    return;
  }
  let i: usize = 0;
  for (; i < wide; i += 16) {
    v128.store(out + i, signedNormalized(v128.load(tau + i), lo, hi, range));
  }
  for (; i < bytes; i += 4) {
    v128.store32_lane(out + i, signedNormalized(v128.load32_splat(tau + i), lo, hi, range), 0);
  }
}

// @ts-ignore: decorator
@inline
function signedNormalized(value: v128, lo: f32, hi: f32, range: f32): v128 {
  const clamped = clamp(f32x4.abs(value), f32x4.splat(lo), f32x4.splat(hi));
  const normalized = f32x4.div(f32x4.sub(clamped, f32x4.splat(lo)), f32x4.splat(range));
  return v128.bitselect(f32x4.neg(normalized), normalized, f32x4.lt(value, f32x4.splat(0)));
}

export function tanhOfProduct(out: usize, a: usize, b: usize, n: u32): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  let i: usize = 0;
  for (; i < wide; i += 16) {
    v128.store(out + i, hyperbolicTangent(f32x4.mul(v128.load(a + i), v128.load(b + i))));
  }
  for (; i < bytes; i += 4) {
    const product = f32x4.mul(v128.load32_splat(a + i), v128.load32_splat(b + i));
    v128.store32_lane(out + i, hyperbolicTangent(product), 0);
  }
}

export function addTanhOfProduct(out: usize, a: usize, b: usize, n: u32): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  let i: usize = 0;
  for (; i < wide; i += 16) {
    const tanh = hyperbolicTangent(f32x4.mul(v128.load(a + i), v128.load(b + i)));
    v128.store(out + i, f32x4.add(v128.load(out + i), tanh));
  }
  for (; i < bytes; i += 4) {
    const tanh = hyperbolicTangent(f32x4.mul(v128.load32_splat(a + i), v128.load32_splat(b + i)));
    store<f32>(out + i, load<f32>(out + i) + f32x4.extract_lane(tanh, 0));
  }
}

export function multiplyByIntra(out: usize, u: usize, factor: f32, n: u32): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  const f = f32x4.splat(factor);
  let i: usize = 0;
  for (; i < wide; i += 16) {
    const value = v128.load(u + i);
    v128.store(out + i, f32x4.mul(v128.load(out + i), exponential(f32x4.mul(f, f32x4.mul(value, value)))));
  }
  for (; i < bytes; i += 4) {
    const value = v128.load32_splat(u + i);
    const intra = exponential(f32x4.mul(f, f32x4.mul(value, value)));
    store<f32>(out + i, load<f32>(out + i) * f32x4.extract_lane(intra, 0));
  }
}

export function clampMagnitudes(out: usize, tau: usize, lo: f32, hi: f32, n: u32): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  let i: usize = 0;
  for (; i < wide; i += 16) {
    v128.store(out + i, clampedMagnitude(v128.load(tau + i), lo, hi));
  }
  for (; i < bytes; i += 4) {
    v128.store32_lane(out + i, clampedMagnitude(v128.load32_splat(tau + i), lo, hi), 0);
  }
}

// @ts-ignore: decorator
@inline
function clampedMagnitude(value: v128, lo: f32, hi: f32): v128 {
  const zero = f32x4.splat(0);
  const clamped = clamp(f32x4.abs(value), f32x4.splat(lo), f32x4.splat(hi));
  const negative = v128.bitselect(f32x4.neg(clamped), value, f32x4.lt(value, zero));
  return v128.bitselect(clamped, negative, f32x4.gt(value, zero));
}

export function scaleScores(beta: usize, lo: f32, hi: f32, n: u32): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  const range = hi - lo;
  if (!(range > 0)) {
    memory.fill(beta, 0, bytes);
    return;
  }
  let i: usize = 0;
  for (; i < wide; i += 16) {
    v128.store(beta + i, scaledScore(v128.load(beta + i), lo, hi, range));
  }
  for (; i < bytes; i += 4) {
    v128.store32_lane(beta + i, scaledScore(v128.load32_splat(beta + i), lo, hi, range), 0);
  }
}

// @ts-ignore: decorator
@inline
function scaledScore(value: v128, lo: f32, hi: f32, range: f32): v128 {
  return f32x4.div(f32x4.sub(clamp(value, f32x4.splat(lo), f32x4.splat(hi)), f32x4.splat(lo)), f32x4.splat(range));
}

export function addScored(sum: usize, weights: usize, clipped: usize, scores: usize, lambda: f32, n: u32): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  const l = f32x4.splat(lambda);
  let i: usize = 0;
  for (; i < wide; i += 16) {
    const score = v128.load(scores + i);
    const part = f32x4.mul(f32x4.mul(v128.load(clipped + i), l), score);
    v128.store(sum + i, f32x4.add(v128.load(sum + i), part));
    v128.store(weights + i, f32x4.add(v128.load(weights + i), score));
  }
  for (; i < bytes; i += 4) {
    const score = load<f32>(scores + i);
    store<f32>(sum + i, load<f32>(sum + i) + load<f32>(clipped + i) * lambda * score);
    store<f32>(weights + i, load<f32>(weights + i) + score);
  }
}
