/** The length of a tensor's rows, its last dimension: 1 for a scalar, the whole for a vector. */
export function rowLengthOf(shape: readonly number[]): number {
  return Math.max(1, shape.at(-1) ?? 1);
}
