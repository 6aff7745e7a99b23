/** ln softmax(logits)[token] of one row of logits, accumulated in float64. */
export function logSoftmaxAt(logits: Float32Array, token: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) {
    largest = Math.max(largest, logit);
  }
  let sum = 0;
  for (const logit of logits) {
    sum += Math.exp(logit - largest);
  }
  return (logits[token] ?? Number.NaN) - largest - Math.log(sum);
}
