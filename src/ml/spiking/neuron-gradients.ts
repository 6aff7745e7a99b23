import * as tf from '@tensorflow/tfjs-core';
import type { NeuronParameters } from './kernels/neuron.js';

/**
 * The gradient of every step's potential h, 1 x neurons each: gh_t = gs_t sg' + gv_t D, from the last step to the first.
 * `over`: h less the float32 just below the threshold, which stands for h less the threshold.
 */
export function potentialGradients(
  gradient: tf.Tensor,
  saved: { readonly over: tf.Tensor; readonly spikes: tf.Tensor; readonly leak?: tf.Tensor },
  options: { readonly neuron: NeuronParameters; readonly steps: number },
): readonly tf.Tensor[] {
  const { neuron, steps } = options;
  const { over, spikes, leak } = saved;
  const slopes = surrogateGradients(over, neuron);
  const direct = tf.split(tf.mul(tf.reshape(gradient, over.shape), slopes), steps, 0);
  const factor = resetFactor(over, spikes, { neuron, slopes });
  const through = factor === undefined ? undefined : tf.split(factor, steps, 0);
  const kept = neuron.type === 'if' ? 1 : leak === undefined ? 1 - neuron.leak : tf.sub(1, leak);
  const gradients: tf.Tensor[] = [];
  let later: tf.Tensor | undefined;
  for (let t = steps - 1; t >= 0; t--) {
    const own = direct[t] ?? tf.zerosLike(gradient);
    if (later !== undefined) {
      const gv = kept === 1 ? later : tf.mul(later, kept);
      const factorOfStep = through?.[t];
      later = tf.add(own, factorOfStep === undefined ? gv : tf.mul(gv, factorOfStep));
    } else {
      later = own;
    }
    gradients.unshift(later);
  }
  return gradients;
}

/** PLIF: gw = leak (1 - leak) sum over steps and neurons of gh_t (x_t - (v_{t-1} - rest)), without x_t unless it decays. */
export function leakLogitGradient(
  gradients: readonly tf.Tensor[],
  saved: { readonly leak?: tf.Tensor; readonly left?: tf.Tensor; readonly input?: tf.Tensor },
  neuron: NeuronParameters,
): tf.Tensor {
  const { leak, left, input } = saved;
  if (leak === undefined || left === undefined || input === undefined) {
    throw new TypeError('leakLogitGradient');
  }
  // A constant input, 1 x neurons, is spread over the steps by the subtraction.
  const neurons = left.shape[1] ?? 1;
  const moved = neuron.decayInput ? tf.sub(tf.reshape(input, [-1, neurons]), left) : tf.neg(left);
  const sum = tf.sum(tf.mul(tf.concat([...gradients], 0), moved));
  return tf.reshape(tf.mul(sum, tf.mul(leak, tf.sub(1, leak))), leak.shape);
}

/** The surrogate's derivative sg' at h - threshold. */
function surrogateGradients(over: tf.Tensor, neuron: NeuronParameters): tf.Tensor {
  const { slope, surrogate } = neuron;
  if (surrogate === 'sigmoid') {
    // sigmoid(z) (1 - sigmoid(z)) = (1 - tanh(z/2)^2) / 4, and the hyperbolic tangent is the faster one.
    const bump = tf.sub(1, tf.square(tf.tanh(tf.mul(over, slope / 2))));
    return slope === 4 ? bump : tf.mul(bump, slope / 4);
  }
  return tf.div(slope / 2, tf.add(tf.square(tf.mul(over, (Math.PI / 2) * slope)), 1));
}

/** D, what of v's gradient goes on to h; undefined where it is 1. */
function resetFactor(
  over: tf.Tensor,
  spikes: tf.Tensor,
  options: { readonly neuron: NeuronParameters; readonly slopes: tf.Tensor },
): tf.Tensor | undefined {
  const { neuron, slopes } = options;
  const { resetPotential, detachReset, threshold } = neuron;
  if (resetPotential === null) {
    return detachReset ? undefined : tf.sub(1, tf.mul(slopes, threshold));
  }
  const unfired = tf.sub(1, spikes);
  return detachReset ? unfired : tf.add(unfired, tf.mul(tf.sub(resetPotential - threshold, over), slopes));
}
