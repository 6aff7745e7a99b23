/** A shot, as its place among the candidates, and what it is credited with. */
export interface Credit {
  readonly candidate: number;
  readonly reward: 1 | -1;
}

/** A question's share of the loss, and its derivative to the logits behind the scores (one a candidate). */
export interface RewardLoss {
  readonly loss: number;
  readonly toLogits: Float64Array;
}

/**
 * `L = -sum of r log(S + clamp)` over the credits of one question (a sum, not a mean); clamp 0 is the published form, whose loss
 * has no lower bound. Derivative: `-sum of r S_c / (S_c + clamp) (1[k = c] - S_k)`. arXiv 2410.23605, equation 4.
 */
export function rewardLoss(scores: Float64Array, credits: readonly Credit[], clamp: number): RewardLoss {
  const toLogits = new Float64Array(scores.length);
  let loss = 0;
  let pushed = 0;
  for (const { candidate, reward } of credits) {
    const score = scores[candidate] ?? Number.NaN;
    loss -= reward * Math.log(score + clamp);
    // A score that has underflowed is pushed as hard as its logarithm says.
    const push = reward * (clamp === 0 ? 1 : score / (score + clamp));
    toLogits[candidate] = (toLogits[candidate] ?? 0) - push;
    pushed += push;
  }
  for (let k = 0; k < scores.length; k++) {
    toLogits[k] = (toLogits[k] ?? 0) + pushed * (scores[k] ?? 0);
  }
  return { loss, toLogits };
}
