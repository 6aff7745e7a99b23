import * as tf from '@tensorflow/tfjs-core';
import type { GoldenProblem } from './golden-case.js';

const softplus = (z: number): number => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const dot = (a: readonly number[], b: Float64Array): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

/** The loss at a point, in 64 bits. */
export function loss64(problem: GoldenProblem, x: Float64Array): number {
  switch (problem.kind) {
    case 'quadratic':
      return problem.a.reduce((sum, a, i) => sum + 0.5 * a * ((x[i] ?? 0) - (problem.c[i] ?? 0)) ** 2, 0);
    case 'rosenbrock':
      return x
        .subarray(1)
        .reduce((sum, next, i) => sum + 100 * (next - (x[i] ?? 0) ** 2) ** 2 + (1 - (x[i] ?? 0)) ** 2, 0);
    case 'logistic': {
      const { X, y, l2 } = problem;
      const data = X.reduce((sum, row, i) => sum + softplus(dot(row, x)) - (y[i] ?? 0) * dot(row, x), 0) / X.length;
      return data + 0.5 * l2 * dot([...x], x);
    }
  }
}

/** The gradient at a point, in 64 bits. */
export function gradient64(problem: GoldenProblem, x: Float64Array): Float64Array {
  const gradient = new Float64Array(x.length);
  const add = (i: number, value: number): void => {
    gradient[i] = (gradient[i] ?? 0) + value;
  };
  switch (problem.kind) {
    case 'quadratic':
      return gradient.map((_, i) => (problem.a[i] ?? 0) * ((x[i] ?? 0) - (problem.c[i] ?? 0)));
    case 'rosenbrock':
      for (let i = 0; i + 1 < x.length; i++) {
        const here = x[i] ?? 0;
        const off = (x[i + 1] ?? 0) - here * here;
        add(i, -400 * here * off - 2 * (1 - here));
        add(i + 1, 200 * off);
      }
      return gradient;
    case 'logistic': {
      const { X, y, l2 } = problem;
      for (const [row, features] of X.entries()) {
        const residual = (sigmoid(dot(features, x)) - (y[row] ?? 0)) / X.length;
        for (const [i, feature] of features.entries()) {
          add(i, residual * feature);
        }
      }
      return gradient.map((value, i) => value + l2 * (x[i] ?? 0));
    }
  }
}

/** The loss at a point, by the backend's operations. */
export function lossTensor(problem: GoldenProblem, x: tf.Tensor1D): tf.Tensor {
  switch (problem.kind) {
    case 'quadratic':
      return tf.mul(
        0.5,
        tf.sum(tf.mul(tf.tensor1d([...problem.a]), tf.square(tf.sub(x, tf.tensor1d([...problem.c]))))),
      );
    case 'rosenbrock': {
      const [here, off] = valley(x);
      return tf.sum(tf.add(tf.mul(100, tf.square(off)), tf.square(tf.sub(1, here))));
    }
    case 'logistic': {
      const { X, y, l2 } = problem;
      const z = tf.dot(tf.tensor2d(X.map((row) => [...row])), x);
      const data = tf.mean(tf.sub(tf.softplus(z), tf.mul(tf.tensor1d([...y]), z)));
      return tf.add(data, tf.mul(0.5 * l2, tf.sum(tf.square(x))));
    }
  }
}

/** The gradient at a point, written out and computed by the backend's operations, as the figures were. */
export function gradientTensor(problem: GoldenProblem, x: tf.Tensor1D): tf.Tensor1D {
  switch (problem.kind) {
    case 'quadratic':
      return tf.mul(tf.tensor1d([...problem.a]), tf.sub(x, tf.tensor1d([...problem.c])));
    case 'rosenbrock': {
      const [here, off] = valley(x);
      const own = tf.sub<tf.Tensor1D>(tf.mul(tf.mul(-400, here), off), tf.mul(2, tf.sub(1, here)));
      return tf.add(tf.pad1d(own, [0, 1]), tf.pad1d(tf.mul<tf.Tensor1D>(200, off), [1, 0]));
    }
    case 'logistic': {
      const { X, y, l2 } = problem;
      const features = tf.tensor2d(X.map((row) => [...row]));
      const residual = tf.div(tf.sub(tf.sigmoid(tf.dot(features, x)), tf.tensor1d([...y])), X.length);
      return tf.add(tf.dot(tf.transpose(features), residual), tf.mul(l2, x));
    }
  }
}

/** `x_i`, and `x_{i+1} - x_i^2`. */
function valley(x: tf.Tensor1D): readonly [tf.Tensor1D, tf.Tensor1D] {
  const here = tf.slice1d(x, 0, x.size - 1);
  return [here, tf.sub(tf.slice1d(x, 1, x.size - 1), tf.square(here))];
}
