/** Thinning a task vector: what isn't kept becomes 0. NaN is never dropped, so that it shows in the result. */

/**
 * out = a where abs(a) > threshold, and where abs(a) = threshold for the first `ties` such elements; else 0.
 * Returns how many ties it kept. `out` may be `a`.
 */
export function keepLargest(out: Float32Array, a: Float32Array, threshold: number, ties: number): number {
  const length = out.length;
  let kept = 0;
  for (let i = 0; i < length; i++) {
    const value = a[i];
    const magnitude = Math.abs(value);
    if (magnitude < threshold) {
      out[i] = 0;
    } else if (magnitude === threshold) {
      out[i] = kept < ties ? value : 0;
      kept += kept < ties ? 1 : 0;
    } else {
      out[i] = value;
    }
  }
  return kept;
}

/**
 * out = a where abs(a) < threshold, and where abs(a) = threshold for the first `ties` such elements; else 0.
 * Returns how many ties it kept. `out` may be `a`.
 */
export function keepSmallest(out: Float32Array, a: Float32Array, threshold: number, ties: number): number {
  const length = out.length;
  let kept = 0;
  for (let i = 0; i < length; i++) {
    const value = a[i];
    const magnitude = Math.abs(value);
    if (magnitude > threshold) {
      out[i] = 0;
    } else if (magnitude === threshold) {
      out[i] = kept < ties ? value : 0;
      kept += kept < ties ? 1 : 0;
    } else {
      out[i] = value;
    }
  }
  return kept;
}

/** out = a where keep is not 0, else 0; `out` may be `a`. */
export function keepWhere(out: Float32Array, a: Float32Array, keep: Uint8Array): void {
  const length = out.length;
  for (let i = 0; i < length; i++) {
    out[i] = keep[i] !== 0 ? a[i] : 0;
  }
}

/** out = a where key >= threshold (or NaN), else 0. */
export function keepAtLeast(out: Float32Array, a: Float32Array, key: Float32Array, threshold: number): void {
  const length = out.length;
  for (let i = 0; i < length; i++) {
    out[i] = key[i] < threshold ? 0 : a[i];
  }
}
