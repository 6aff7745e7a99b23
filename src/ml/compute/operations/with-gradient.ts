import * as tf from '@tensorflow/tfjs-core';

/** An operation's result, and how a gradient goes back through it. */
export interface Differentiable<Value extends tf.Tensor, Saved> {
  readonly value: Value;
  /** What the gradient needs; nothing is kept while no gradient is being taken. */
  readonly saved: Saved;
  /** The gradient of each input, in their order. No tensor twice, and not `dy` itself: each is disposed by itself. */
  readonly gradient: (dy: Value, saved: Saved) => readonly tf.Tensor[];
}

/**
 * Runs `compute` as one operation with a gradient of its own with respect to `inputs`: one entry on the tape instead of one
 * for each step, and what lies between is freed at once. Other tensors that `compute` uses get no gradient.
 */
export function withGradient<Value extends tf.Tensor, const Saved extends Readonly<Record<string, tf.Tensor>>>(
  inputs: readonly tf.Tensor[],
  compute: () => Differentiable<Value, Saved>,
): Value {
  const run = tf.customGrad<Value>((...given) => {
    const { value, saved, gradient } = compute();
    // tfjs appends the function that saves to the inputs.
    const save = given.at(-1) as unknown as (tensors: tf.Tensor[]) => void;
    save(Object.values(saved));
    const names = Object.keys(saved);
    return {
      value,
      gradFunc: (dy: Value, kept: tf.Tensor[]) =>
        tf.tidy(() => [
          ...gradient(dy, Object.fromEntries(names.map((name, i) => [name, kept[i]])) as unknown as Saved),
        ]),
    };
  });
  return run(...inputs);
}
