/**
 * The singular values of a matrix (rows x columns, row-major) by the eigenvalues of its smaller Gram matrix, with classical
 * two-sided Jacobi rotations: another way than the code under test goes. Falling. Accurate to about 1e-8 of the largest.
 */
export function fullSingularValues(values: ArrayLike<number>, rows: number, columns: number): readonly number[] {
  const isWide = columns > rows;
  const size = Math.min(rows, columns);
  const inner = Math.max(rows, columns);
  const at = (i: number, k: number): number => values[isWide ? i * columns + k : k * columns + i] ?? 0;
  const product = (i: number, j: number): number => {
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      sum += at(i, k) * at(j, k);
    }
    return sum;
  };
  const indices = Array.from({ length: size }, (_, i) => i);
  const gram = indices.map((i) => indices.map((j) => product(i, j)));
  const get = (i: number, j: number): number => gram[i]?.[j] ?? 0;
  const set = (i: number, j: number, value: number): void => {
    const row = gram[i];
    if (row !== undefined) {
      row[j] = value;
    }
  };
  for (let sweep = 0; sweep < 50; sweep++) {
    let off = 0;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        off += get(p, q) ** 2;
        if (get(p, q) === 0) {
          continue;
        }
        const theta = (get(q, q) - get(p, p)) / (2 * get(p, q));
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let k = 0; k < size; k++) {
          const [a, b] = [get(k, p), get(k, q)];
          set(k, p, c * a - s * b);
          set(k, q, s * a + c * b);
        }
        for (let k = 0; k < size; k++) {
          const [a, b] = [get(p, k), get(q, k)];
          set(p, k, c * a - s * b);
          set(q, k, s * a + c * b);
        }
      }
    }
    if (off < 1e-30 * gram.reduce((sum, row, i) => sum + (row[i] ?? 0) ** 2, 0)) {
      break;
    }
  }
  return gram.map((row, i) => Math.sqrt(Math.max(0, row[i] ?? 0))).sort((a, b) => b - a);
}
