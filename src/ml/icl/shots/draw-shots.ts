import type { Draws } from '../../search/draws.js';

/**
 * Draws `count` candidates without replacement, each time in proportion to the scores of those that are left; fewer where there
 * are fewer. The result is in draw order and takes as many uniforms as it is long. Where all that is left has a score of 0
 * (softmax underflows), those are equally likely. A draw from S: arXiv 2410.23605, section 3.
 */
export function drawShots(scores: Float64Array, count: number, draws: Draws): readonly number[] {
  const left = [...scores.keys()];
  const drawn: number[] = [];
  while (drawn.length < count && left.length > 0) {
    const place = placeOf(
      draws.next(),
      left.map((candidate) => scores[candidate] ?? 0),
    );
    drawn.push(...left.splice(place, 1));
  }
  return drawn;
}

/** Where a uniform falls when each place is as wide as its weight. */
function placeOf(uniform: number, weights: readonly number[]): number {
  const mass = weights.reduce((sum, weight) => sum + weight, 0);
  if (mass <= 0) {
    return Math.floor(uniform * weights.length);
  }
  let rest = uniform * mass;
  let place = -1;
  for (const [i, weight] of weights.entries()) {
    if (weight > 0) {
      // Rounding may let a uniform near 1 run past the end: then the last that has a width is meant.
      place = i;
      rest -= weight;
      if (rest < 0) {
        break;
      }
    }
  }
  return place;
}
