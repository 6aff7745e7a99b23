/**
 * The union of several rankings of the same pool (best first): the best of each in turn, what was taken already left out, until
 * there are `count` or none is left. Every ranking's first `floor(count / rankings)` are in, whatever the scales of the scores.
 */
export function unionRetrieval(rankings: readonly (readonly number[])[], count: number): readonly number[] {
  const taken = new Set<number>();
  const depth = rankings.reduce((most, ranking) => Math.max(most, ranking.length), 0);
  for (let place = 0; place < depth; place++) {
    for (const candidate of rankings.map((ranking) => ranking[place])) {
      if (taken.size >= count) {
        return [...taken];
      }
      if (candidate !== undefined) {
        taken.add(candidate);
      }
    }
  }
  return [...taken];
}
