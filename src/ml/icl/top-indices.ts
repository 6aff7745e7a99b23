/**
 * The indices of the `count` largest scores, largest first; of equal ones the lower index comes first. All of them where there
 * are fewer. What isn't a number counts as minus infinity.
 */
export function topIndices(scores: ArrayLike<number>, count: number): readonly number[] {
  const top: number[] = [];
  const room = Math.min(count, scores.length);
  const rank = (index: number): number => {
    const score = scores[index] ?? Number.NaN;
    return Number.isNaN(score) ? Number.NEGATIVE_INFINITY : score;
  };
  for (let index = 0; index < scores.length; index++) {
    const last = top.at(-1);
    if (top.length >= room && (last === undefined || rank(index) <= rank(last))) {
      continue;
    }
    if (top.length >= room) {
      top.pop();
    }
    top.splice(placeAfterEquals(top, rank, rank(index)), 0, index);
  }
  return top;
}

/** Where a score belongs in indices that are sorted by theirs, descending: behind those that are as large. */
function placeAfterEquals(sorted: readonly number[], rank: (index: number) => number, score: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rank(sorted[middle] ?? 0) >= score) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
