/**
 * The examples that get the trigger and the target's label: of those whose label is another, the first trunc(ratio x examples);
 * all of them where there are fewer.
 */
export function selectPoisoned(labels: ArrayLike<number>, target: number, ratio: number): Int32Array {
  const wanted = Math.trunc(ratio * labels.length);
  const chosen: number[] = [];
  for (let i = 0; i < labels.length && chosen.length < wanted; i++) {
    if (labels[i] !== target) {
      chosen.push(i);
    }
  }
  return Int32Array.from(chosen);
}
