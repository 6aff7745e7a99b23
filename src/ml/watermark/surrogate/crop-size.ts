/** How a crop's area and its width over its height are drawn. */
export interface CropRange {
  /** Least and largest area, as shares of the square's. */
  readonly scale: readonly [number, number];
  /** Least and largest width over height; the logarithm is uniform. */
  readonly ratio: readonly [number, number];
}

/**
 * The sizes of a crop of a square with sides of `side` pixels, from two uniforms: area = side^2 (lo + (hi - lo) u1), ratio =
 * exp(log lo' + (log hi' - log lo') u2), width = round(sqrt(area ratio)), height = round(sqrt(area / ratio)). Undefined where
 * they don't fit into the square.
 */
export function cropSize(
  side: number,
  { scale, ratio }: CropRange,
  uniforms: { readonly area: number; readonly ratio: number },
): { readonly height: number; readonly width: number } | undefined {
  const area = side * side * (scale[0] + (scale[1] - scale[0]) * uniforms.area);
  const [low, high] = [Math.log(ratio[0]), Math.log(ratio[1])];
  const aspect = Math.exp(low + (high - low) * uniforms.ratio);
  const width = roundHalfEven(Math.sqrt(area * aspect));
  const height = roundHalfEven(Math.sqrt(area / aspect));
  const fits = (size: number) => size >= 1 && size <= side;
  return fits(width) && fits(height) ? { height, width } : undefined;
}

/** The nearest whole number; of two as near, the even one. */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? below + 1 : below;
}
