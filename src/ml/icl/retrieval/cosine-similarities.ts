/** Cosine of a question's embedding with each of a pool (texts x as many numbers, row by row), in float64; 0 where one is all zeros. */
export function cosineSimilarities(question: ArrayLike<number>, pool: ArrayLike<number>): Float64Array {
  const width = question.length;
  const own = Math.sqrt(dot(question, { with: question, at: 0 }));
  return Float64Array.from({ length: width === 0 ? 0 : pool.length / width }, (_, row) => {
    let squares = 0;
    for (let k = 0; k < width; k++) {
      squares += (pool[row * width + k] ?? 0) ** 2;
    }
    const norms = own * Math.sqrt(squares);
    return norms === 0 ? 0 : dot(question, { with: pool, at: row * width }) / norms;
  });
}

function dot(a: ArrayLike<number>, other: { readonly with: ArrayLike<number>; readonly at: number }): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) {
    sum += (a[k] ?? 0) * (other.with[other.at + k] ?? 0);
  }
  return sum;
}
