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
 * out = a where low <= abs(a) <= high, but for the first `ties[0]` elements with abs(a) = low, and of those with
 * abs(a) = high only within the first `ties[1]` (an element that is both counts for both); else 0. Takes what it used
 * off `ties`. `out` may be `a`.
 */
export function keepBetween(out: Float32Array, a: Float32Array, low: number, high: number, ties: Float64Array): void {
  const length = out.length;
  let dropped = ties[0];
  let kept = ties[1];
  for (let i = 0; i < length; i++) {
    const value = a[i];
    const magnitude = Math.abs(value);
    let keeps = !(magnitude < low || magnitude > high);
    if (magnitude === low && dropped > 0) {
      dropped--;
      keeps = false;
    }
    if (magnitude === high) {
      keeps = keeps && kept > 0;
      kept--;
    }
    out[i] = keeps ? value : 0;
  }
  ties[0] = dropped;
  ties[1] = kept;
}

/** out = a where keep is not 0, else 0; `out` may be `a`. */
export function keepWhere(out: Float32Array, a: Float32Array, keep: Uint8Array): void {
  const length = out.length;
  for (let i = 0; i < length; i++) {
    out[i] = keep[i] !== 0 ? a[i] : 0;
  }
}

/** out = a where `key` is not 0, else 0; `out` may be `a`. */
export function keepWhereNonZero(out: Float32Array, a: Float32Array, key: Float32Array): void {
  const length = out.length;
  for (let i = 0; i < length; i++) {
    out[i] = key[i] !== 0 ? a[i] : 0;
  }
}

/** out = a where key >= threshold (or NaN), else 0. */
export function keepAtLeast(out: Float32Array, a: Float32Array, key: Float32Array, threshold: number): void {
  const length = out.length;
  for (let i = 0; i < length; i++) {
    out[i] = key[i] < threshold ? 0 : a[i];
  }
}
