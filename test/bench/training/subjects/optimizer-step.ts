import * as tf from '@tensorflow/tfjs-core';
import { type OptimizerName, optimizerDefaults } from '../../../../src/base/optimizer-description.js';
import { createOptimizer } from '../../../../src/ml/optimizers/create-optimizer.js';
import { numbers, type Subject, sumOfSquares } from '../subject.js';

const TENSORS = 20;
const SIZE = 50_000;

/** One step of an optimizer on a million parameters in twenty tensors, gradients and weights being the backend's. */
export function optimizerStep(name: OptimizerName): Subject {
  const weights = Array.from({ length: TENSORS }, (_, i) => ({
    name: `w${String(i)}`,
    variable: tf.variable(tf.tensor1d(numbers(SIZE, i))),
    isTrainable: true,
  }));
  const gradients = weights.map((weight, i) => [weight.name, tf.tensor1d(numbers(SIZE, 13 + i))] as const);
  const optimizer = createOptimizer(optimizerDefaults[name], [{ weights }]);
  const one = tf.scalar(1);
  return {
    step() {
      tf.tidy(() => {
        // Fresh results of an operation, as a network's gradients are.
        const fresh = new Map(gradients.map(([key, gradient]) => [key, tf.mul(gradient, one)]));
        optimizer.step(fresh, 1);
        // The next forward pass reads the weights where the backend has them.
        for (const { variable } of weights) {
          tf.mul(tf.slice(variable, [0], [1]), one).dataSync();
        }
      });
    },
    check: () => [weights.reduce((sum, { variable }) => sum + sumOfSquares(variable), 0)],
  };
}
