/** weights = clamp(t / max(abs(delta), 1e-6), 0, 1): the nearer the model is to the base, the more of it is taken. */
export function nearnessWeights(weights: Float32Array, delta: Float32Array, t: number): void {
  const length = weights.length;
  const limit = Math.fround(t);
  const floor = Math.fround(1e-6);
  for (let i = 0; i < length; i++) {
    const magnitude = Math.abs(delta[i]);
    const weight = Math.fround(limit / (magnitude < floor ? floor : magnitude));
    weights[i] = weight < 0 ? 0 : weight > 1 ? 1 : weight;
  }
}

/** out = weights * b + (1 - weights) * a */
export function interpolateEach(out: Float32Array, a: Float32Array, b: Float32Array, weights: Float32Array): void {
  const length = out.length;
  for (let i = 0; i < length; i++) {
    const weight = weights[i];
    out[i] = Math.fround(weight * b[i]) + Math.fround(Math.fround(1 - weight) * a[i]);
  }
}
