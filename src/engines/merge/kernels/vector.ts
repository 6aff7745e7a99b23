/** Element-wise float32 arithmetic: every operation is rounded to float32. All arrays of a call have `out.length` elements. */

/** out = a - b */
export function subtract(out: Float32Array, a: Float32Array, b: Float32Array): void {
  const length = out.length;
  for (let i = 0; i < length; i++) {
    out[i] = a[i] - b[i];
  }
}

/** out = a * factor; `out` may be `a`. */
export function scale(out: Float32Array, a: Float32Array, factor: number): void {
  const length = out.length;
  const f = Math.fround(factor);
  for (let i = 0; i < length; i++) {
    out[i] = a[i] * f;
  }
}

/** out = out + a * factor, product and sum each rounded. */
export function addScaled(out: Float32Array, a: Float32Array, factor: number): void {
  const length = out.length;
  const f = Math.fround(factor);
  for (let i = 0; i < length; i++) {
    out[i] = out[i] + Math.fround(a[i] * f);
  }
}

/** out = a + b * factor, product and sum each rounded; `out` may be `a` or `b`. */
export function plusScaled(out: Float32Array, a: Float32Array, b: Float32Array, factor: number): void {
  const length = out.length;
  const f = Math.fround(factor);
  for (let i = 0; i < length; i++) {
    out[i] = a[i] + Math.fround(b[i] * f);
  }
}

/** out = a / divisor; `out` may be `a`. */
export function divide(out: Float32Array, a: Float32Array, divisor: number): void {
  const length = out.length;
  const d = Math.fround(divisor);
  for (let i = 0; i < length; i++) {
    out[i] = a[i] / d;
  }
}

/** out = abs(a) * factor */
export function scaleMagnitudes(out: Float32Array, a: Float32Array, factor: number): void {
  const length = out.length;
  const f = Math.fround(factor);
  for (let i = 0; i < length; i++) {
    out[i] = Math.abs(a[i]) * f;
  }
}

/** out = a * b */
export function multiply(out: Float32Array, a: Float32Array, b: Float32Array): void {
  const length = out.length;
  for (let i = 0; i < length; i++) {
    out[i] = a[i] * b[i];
  }
}

/** out = out + a * b, product and sum each rounded. */
export function addProducts(out: Float32Array, a: Float32Array, b: Float32Array): void {
  const length = out.length;
  for (let i = 0; i < length; i++) {
    out[i] = out[i] + Math.fround(a[i] * b[i]);
  }
}
