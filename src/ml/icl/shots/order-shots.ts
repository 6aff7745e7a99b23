import { topIndices } from '../top-indices.js';

/**
 * The shots of a finished ranker for one question, as places among its candidates, farthest from the question first: the
 * `count` best scores (of equal ones the lower place is better), best last; of those only what is above `threshold`, where one is
 * given. arXiv 2410.23605, section 3.
 */
export function orderShots(scores: ArrayLike<number>, count: number, threshold?: number): readonly number[] {
  const best = topIndices(scores, count).toReversed();
  return threshold === undefined ? best : best.filter((candidate) => (scores[candidate] ?? 0) > threshold);
}
