// Reference: engines/merge/kernels/vector.ts. A tail of fewer than four elements goes through the same vector operations.

export function subtract(out: usize, a: usize, b: usize, n: u32): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  let i: usize = 0;
  for (; i < wide; i += 16) {
    v128.store(out + i, f32x4.sub(v128.load(a + i), v128.load(b + i)));
  }
  for (; i < bytes; i += 4) {
    store<f32>(out + i, load<f32>(a + i) - load<f32>(b + i));
  }
}

export function scale(out: usize, a: usize, factor: f32, n: u32): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  const f = f32x4.splat(factor);
  let i: usize = 0;
  for (; i < wide; i += 16) {
    v128.store(out + i, f32x4.mul(v128.load(a + i), f));
  }
  for (; i < bytes; i += 4) {
    store<f32>(out + i, load<f32>(a + i) * factor);
  }
}

export function addScaled(out: usize, a: usize, factor: f32, n: u32): void {
  plusScaled(out, out, a, factor, n);
}

export function plusScaled(out: usize, a: usize, b: usize, factor: f32, n: u32): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  const f = f32x4.splat(factor);
  let i: usize = 0;
  for (; i < wide; i += 16) {
    v128.store(out + i, f32x4.add(v128.load(a + i), f32x4.mul(v128.load(b + i), f)));
  }
  for (; i < bytes; i += 4) {
    store<f32>(out + i, load<f32>(a + i) + load<f32>(b + i) * factor);
  }
}

export function divide(out: usize, a: usize, divisor: f32, n: u32): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  const d = f32x4.splat(divisor);
  let i: usize = 0;
  for (; i < wide; i += 16) {
    v128.store(out + i, f32x4.div(v128.load(a + i), d));
  }
  for (; i < bytes; i += 4) {
    store<f32>(out + i, load<f32>(a + i) / divisor);
  }
}

export function scaleMagnitudes(out: usize, a: usize, factor: f32, n: u32): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  const f = f32x4.splat(factor);
  let i: usize = 0;
  for (; i < wide; i += 16) {
    v128.store(out + i, f32x4.mul(f32x4.abs(v128.load(a + i)), f));
  }
  for (; i < bytes; i += 4) {
    store<f32>(out + i, abs<f32>(load<f32>(a + i)) * factor);
  }
}

export function multiply(out: usize, a: usize, b: usize, n: u32): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  let i: usize = 0;
  for (; i < wide; i += 16) {
    v128.store(out + i, f32x4.mul(v128.load(a + i), v128.load(b + i)));
  }
  for (; i < bytes; i += 4) {
    store<f32>(out + i, load<f32>(a + i) * load<f32>(b + i));
  }
}

export function addProducts(out: usize, a: usize, b: usize, n: u32): void {
  const bytes = n << 2;
  const wide = bytes & ~15;
  let i: usize = 0;
  for (; i < wide; i += 16) {
    v128.store(out + i, f32x4.add(v128.load(out + i), f32x4.mul(v128.load(a + i), v128.load(b + i))));
  }
  for (; i < bytes; i += 4) {
    store<f32>(out + i, load<f32>(out + i) + load<f32>(a + i) * load<f32>(b + i));
  }
}
