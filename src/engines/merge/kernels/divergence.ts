/**
 * Kullback-Leibler divergence of two rows, sum p ln(p / q) with p = softmax(a) + 1e-8 and q = softmax(b) + 1e-8, all in
 * float64: for fine-tunes the terms nearly cancel, and float32 would leave noise.
 */
export function softmaxDivergence(a: Float32Array, b: Float32Array): number {
  const length = a.length;
  let maximumA = -Infinity;
  let maximumB = -Infinity;
  for (let i = 0; i < length; i++) {
    maximumA = Math.max(maximumA, a[i]);
    maximumB = Math.max(maximumB, b[i]);
  }
  let sumA = 0;
  let sumB = 0;
  for (let i = 0; i < length; i++) {
    sumA += Math.exp(a[i] - maximumA);
    sumB += Math.exp(b[i] - maximumB);
  }
  let divergence = 0;
  for (let i = 0; i < length; i++) {
    const p = Math.exp(a[i] - maximumA) / sumA + 1e-8;
    const q = Math.exp(b[i] - maximumB) / sumB + 1e-8;
    divergence += p * Math.log(p / q);
  }
  return divergence;
}
