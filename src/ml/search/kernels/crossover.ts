/** `donor += factor (plus - minus)`; without `minus`, `donor += factor plus`. All of `length` elements. */
export function addTerm(
  donor: Float64Array,
  factor: number,
  { plus, minus }: { readonly plus: Float32Array; readonly minus: Float32Array | undefined },
  length: number,
): void {
  if (minus === undefined) {
    for (let i = 0; i < length; i++) {
      donor[i] += factor * plus[i];
    }
    return;
  }
  for (let i = 0; i < length; i++) {
    donor[i] += factor * (plus[i] - minus[i]);
  }
}

/** Binomial crossover: the donor's element, rounded to float32, where the mask is 1, the parent's elsewhere. */
export function crossBinomially(
  out: Float32Array,
  { parent, donor, mask }: { readonly parent: Float32Array; readonly donor: Float64Array; readonly mask: Uint8Array },
): void {
  const length = out.length;
  for (let i = 0; i < length; i++) {
    out[i] = mask[i] === 0 ? parent[i] : donor[i];
  }
}
