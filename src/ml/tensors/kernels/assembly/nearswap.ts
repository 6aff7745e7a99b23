// Reference: engines/merge/kernels/nearswap.ts

// @ts-ignore: decorator
@inline
function nearness(delta: v128, t: f32): v128 {
  const floor = f32x4.splat(1e-6);
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const magnitude = f32x4.abs(delta);
  const weight = f32x4.div(f32x4.splat(t), v128.bitselect(floor, magnitude, f32x4.lt(magnitude, floor)));
  const capped = v128.bitselect(one, weight, f32x4.gt(weight, one));
  return v128.bitselect(zero, capped, f32x4.lt(weight, zero));
}

export function nearnessWeights(weights: usize, delta: usize, t: f32, n: u32): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  let i: usize = 0;
  for (; i < wide; i += 16) {
    v128.store(weights + i, nearness(v128.load(delta + i), t));
  }
  for (; i < bytes; i += 4) {
    v128.store32_lane(weights + i, nearness(v128.load32_splat(delta + i), t), 0);
  }
}

export function interpolateEach(out: usize, a: usize, b: usize, weights: usize, n: u32): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  const one = f32x4.splat(1);
  let i: usize = 0;
  for (; i < wide; i += 16) {
    const weight = v128.load(weights + i);
    const right = f32x4.mul(weight, v128.load(b + i));
    v128.store(out + i, f32x4.add(right, f32x4.mul(f32x4.sub(one, weight), v128.load(a + i))));
  }
  for (; i < bytes; i += 4) {
    const weight = load<f32>(weights + i);
    store<f32>(out + i, weight * load<f32>(b + i) + (1 - weight) * load<f32>(a + i));
  }
}
