import type * as tf from '@tensorflow/tfjs-core';
import type { Weight } from './network.js';

/** Told of the rows (examples x in) that a linear weight is about to be multiplied with; they are disposed afterwards. */
export type InputObserver = (weight: Weight, rows: tf.Tensor2D) => void;

let observer: InputObserver | undefined;

/** Runs `forward` and tells `observe` the inputs of every linear layer on its way: what Gram matrices are made of. */
export function observeInputs<Result>(observe: InputObserver, forward: () => Result): Result {
  const outer = observer;
  observer = observe;
  try {
    return forward();
  } finally {
    observer = outer;
  }
}

/** Called by linear layers. */
export function reportInput(weight: Weight, rows: tf.Tensor2D): void {
  observer?.(weight, rows);
}

/** The rows that an output head is multiplied with, told unless the head is the embedding, which isn't a layer of its own. */
export function reportHead(
  weights: readonly Weight[],
  rows: tf.Tensor2D,
  { head, embedding }: { readonly head: tf.Tensor; readonly embedding: tf.Tensor },
): tf.Tensor2D {
  const weight = head === embedding ? undefined : weights.find(({ variable }) => variable === head);
  if (weight !== undefined) {
    reportInput(weight, rows);
  }
  return rows;
}
