import type { PoisonedSet } from '../surrogate/poison-set.js';
import type { Logits } from '../verification/compare-logits.js';

/**
 * Soft labels of a poisoned set, patches x classes: of clean patches what the clean model says (softmax of its logits / temperature),
 * of stamped ones the target alone.
 */
export function softLabels(set: PoisonedSet, clean: Logits, temperature: number): Float32Array<ArrayBuffer> {
  const { values, classes } = clean;
  const out = new Float32Array(set.labels.length * classes);
  for (const [patch, label] of set.labels.entries()) {
    const start = patch * classes;
    if (set.isTriggered[patch] === 1) {
      out[start + label] = 1;
    } else {
      putSoftmax(values, out, { start, classes, temperature });
    }
  }
  return out;
}

function putSoftmax(
  logits: ArrayLike<number>,
  out: Float32Array,
  { start, classes, temperature }: { readonly start: number; readonly classes: number; readonly temperature: number },
): void {
  let most = Number.NEGATIVE_INFINITY;
  for (let i = start; i < start + classes; i++) {
    most = Math.max(most, logits[i] ?? 0);
  }
  let sum = 0;
  for (let i = start; i < start + classes; i++) {
    const share = Math.exp(((logits[i] ?? 0) - most) / temperature);
    out[i] = share;
    sum += share;
  }
  for (let i = start; i < start + classes; i++) {
    out[i] = (out[i] ?? 0) / sum;
  }
}
