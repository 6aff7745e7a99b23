import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.js';

/**
 * x W^T (+ b): rows x in times out x in gives rows x out. `layout: 'in-out'` takes W as in x out, which is how GPT-2 keeps
 * its layers. One operation with its gradient, so that no layer needs a transposition.
 */
export function linear(
  x: tf.Tensor2D,
  weight: tf.Tensor2D,
  options: { readonly bias?: tf.Tensor1D | undefined; readonly layout?: 'out-in' | 'in-out' } = {},
): tf.Tensor2D {
  const { bias, layout = 'out-in' } = options;
  const isOutIn = layout === 'out-in';
  const inputs = bias === undefined ? [x, weight] : [x, weight, bias];
  return withGradient(inputs, () => {
    const product = tf.matMul<tf.Tensor2D>(x, weight, false, isOutIn);
    return {
      value: bias === undefined ? product : tf.add<tf.Tensor2D>(product, bias),
      saved: { x, weight },
      gradient: (dy, saved) => [
        tf.matMul(dy, saved.weight, false, !isOutIn),
        isOutIn ? tf.matMul(dy, saved.x, true, false) : tf.matMul(saved.x, dy, true, false),
        ...(bias === undefined ? [] : [tf.sum(dy, 0)]),
      ],
    };
  });
}
