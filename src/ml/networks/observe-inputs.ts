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
