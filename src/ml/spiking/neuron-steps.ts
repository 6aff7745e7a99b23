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

/**
 * 1 where h >= threshold, else 0. A comparison and its cast to float32 take three times as long on TensorFlow's library
 * (benchmark: training) as this: h less the number just below the threshold is positive for exactly those, and then so
 * large, once scaled by a power of two, that 1 cuts it off.
 */
export function spikesOf(h: tf.Tensor, threshold: number): tf.Tensor {
  const exact = Math.fround(threshold);
  const below = justBelow(exact);
  return tf.minimum(tf.relu(tf.mul(tf.sub(h, below), 1 / (exact - below))), 1);
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

/** The largest float32 below a positive one. */
function justBelow(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer);
  return new Float32Array(bits.map((word) => word - 1).buffer)[0] ?? 0;
}

const plus = (x: tf.Tensor, constant: number) => (constant === 0 ? x : tf.add(x, constant));
