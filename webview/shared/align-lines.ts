/**
 * Lines over the union of their x: first all x, rising, then each line's values there; null where it has none or isn't a
 * number. Each line's x must rise strictly.
 */
export function alignLines(
  lines: readonly { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> }[],
): [number[], ...(number | null)[][]] {
  const all = [...new Set(lines.flatMap(({ x }) => Array.from(x)))].sort((a, b) => a - b);
  const values = lines.map(({ x, y }) => {
    let next = 0;
    return all.map((at) => {
      if (x[next] !== at) {
        return null;
      }
      const value = y[next] ?? Number.NaN;
      next += 1;
      return Number.isFinite(value) ? value : null;
    });
  });
  return [all, ...values];
}
