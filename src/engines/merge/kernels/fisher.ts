type Floats = Float32Array | Float64Array;

/** numerators += c (F + smooth) W and denominators += c (F + smooth), element by element in float64. */
export function addByInformation(
  numerators: Float64Array,
  denominators: Float64Array,
  values: Floats,
  information: Floats,
  coefficient: number,
  smooth: number,
): void {
  const length = values.length;
  for (let i = 0; i < length; i++) {
    const weight = coefficient * (information[i] + smooth);
    numerators[i] += weight * values[i];
    denominators[i] += weight;
  }
}

/** out = numerators / denominators */
export function quotients(out: Floats, numerators: Float64Array, denominators: Float64Array): void {
  const length = out.length;
  for (let i = 0; i < length; i++) {
    out[i] = numerators[i] / denominators[i];
  }
}

/** out = c (F + smooth) / denominators: each element's share of the average. */
export function informationShares(
  out: Float32Array,
  information: Float32Array,
  denominators: Float64Array,
  coefficient: number,
  smooth: number,
): void {
  const length = out.length;
  for (let i = 0; i < length; i++) {
    out[i] = (coefficient * (information[i] + smooth)) / denominators[i];
  }
}
