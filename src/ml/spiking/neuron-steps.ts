import * as tf from '@tensorflow/tfjs-core';
import type { NeuronParameters } from './kernels/neuron.js';

/**
 * The potential before firing, h, from the one left by the step before (undefined: at rest, where every neuron begins) and
 * the input. `leak` is PLIF's.
 */
export function charge(
  v: tf.Tensor | undefined,
  x: tf.Tensor,
  options: { readonly neuron: NeuronParameters; readonly leak: tf.Tensor | undefined },
): tf.Tensor {
  const { neuron, leak } = options;
  const rest = neuron.resetPotential ?? 0;
  if (neuron.type === 'if') {
    return v === undefined ? plus(x, rest) : tf.add(v, x);
  }
  const decayed = (difference: tf.Tensor) =>
    leak === undefined ? tf.div(difference, neuron.tau) : tf.mul(difference, leak);
  if (v === undefined) {
    return plus(neuron.decayInput ? decayed(x) : x, rest);
  }
  if (neuron.decayInput) {
    return tf.add(v, decayed(tf.sub(x, plus(v, -rest))));
  }
  if (rest !== 0) {
    return tf.add(tf.sub(v, decayed(tf.sub(v, rest))), x);
  }
  return tf.add(tf.mul(v, leak === undefined ? 1 - 1 / neuron.tau : tf.sub(1, leak)), x);
}

/** The largest float32 below a threshold: a potential less this is positive for exactly the neurons that fire. */
export function justBelow(threshold: number): number {
  const bits = new Uint32Array(Float32Array.of(threshold).buffer);
  return new Float32Array(bits.map((word) => word - 1).buffer)[0] ?? 0;
}

/**
 * 1 where `over`, the potential less `justBelow(threshold)`, is positive, else 0. A comparison and its cast to float32 take
 * three times as long on TensorFlow's library (benchmark: training) as this: a power of two brings what is positive to 1 at
 * least, where it is cut off.
 */
export function spikesOf(over: tf.Tensor, threshold: number): tf.Tensor {
  const step = Math.fround(threshold) - justBelow(threshold);
  return tf.minimum(tf.relu(tf.mul(over, 1 / step)), 1);
}

/** The potential after the reset, v. */
export function resetPotentials(h: tf.Tensor, s: tf.Tensor, neuron: NeuronParameters): tf.Tensor {
  const { resetPotential, threshold } = neuron;
  if (resetPotential === null) {
    return tf.sub(h, threshold === 1 ? s : tf.mul(s, threshold));
  }
  const kept = tf.mul(tf.sub(1, s), h);
  return resetPotential === 0 ? kept : tf.add(kept, tf.mul(s, resetPotential));
}

const plus = (x: tf.Tensor, constant: number) => (constant === 0 ? x : tf.add(x, constant));
